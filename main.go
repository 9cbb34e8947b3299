//go:build cgo

// Command banshi answers citizens who want something done at a public office. See README.md.
package main

import (
	"os"
	_ "time/tzdata" // offices' zones, wherever it runs

	"github.com/banshi-bot/banshi/bot/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
