//go:build !cgo

package store

import (
	"context"
	"errors"
)

// errDriver says why there is no SQLite in this program.
var errDriver = errors.New("built without cgo: install a C compiler (gcc or clang) and build with CGO_ENABLED=1")

type sqliteConn struct{ conn }

func openConn(string) (*sqliteConn, error) { return nil, errDriver }

func (*sqliteConn) copyTo(context.Context, *sqliteConn) error { return errDriver }

func full(error) bool { return false }
