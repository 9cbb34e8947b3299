//go:build !cgo

package start

import (
	"fmt"
	"os"
)

// Run says what is missing and gives the exit status 3.
func Run() int {
	fmt.Fprintln(os.Stderr, "banshi needs a C compiler for SQLite: install one (Debian, Ubuntu: apt-get install gcc libc6-dev) and build without CGO_ENABLED=0")
	return 3
}
