// Package start runs the command line, or says in one line what to install where it cannot be built: without cgo there
// is no SQLite, and Go turns cgo off by itself where it finds no C compiler.
package start
