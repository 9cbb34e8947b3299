//go:build !cgo

package main

import (
	"fmt"
	"os"
)

// Without cgo there is no SQLite, and Go turns cgo off by itself where it finds no C compiler.
func main() {
	fmt.Fprintln(os.Stderr, "banshi needs a C compiler for SQLite: install one (Debian, Ubuntu: apt-get install gcc libc6-dev) and build without CGO_ENABLED=0")
	os.Exit(3)
}
