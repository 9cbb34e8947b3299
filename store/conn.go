package store

import (
	"database/sql/driver"
	"strings"
)

// conn is the one connection that writes to a database. The writer owns it; nothing else touches it.
type conn interface {
	begin() error
	exec(q string, args ...driver.Value) (int64, error)
	each(q string, row func([]driver.Value) error, args ...driver.Value) error
	nextTurn() (int64, error) // an id for a turn, higher than all before it
	commit() error
	rollback() error
	close() error
}

// placeholders makes $1 into ?1: a bare $2 is a name to SQLite, and names are numbered as they are met.
func placeholders(q string) string { return strings.ReplaceAll(q, "$", "?") }

func firstLine(q string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(q), "\n")
	return line
}
