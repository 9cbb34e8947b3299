//go:build cgo

package start

import (
	"os"

	"github.com/banshi-bot/banshi/bot/cli"
)

// Run runs the command line and gives its exit status.
func Run() int { return cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr) }
