//go:build cgo

package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	sqlite3 "github.com/mattn/go-sqlite3"
)

// errDriver says why there is no SQLite in this program.
var errDriver error

// sqliteConn speaks to the driver without database/sql between: a turn is a handful of statements, and the
// pool's locks and conversions would cost as much as SQLite does.
type sqliteConn struct {
	db    *sqlite3.SQLiteConn
	stmts map[string]driver.Stmt
	named []driver.NamedValue
	turn  int64 // the last id given out; 0: the database must be asked
}

func openConn(dsn string) (*sqliteConn, error) {
	c, err := (&sqlite3.SQLiteDriver{}).Open(dsn)
	if err != nil {
		return nil, err
	}
	return &sqliteConn{db: c.(*sqlite3.SQLiteConn), stmts: map[string]driver.Stmt{}}, nil
}

func (c *sqliteConn) begin() error {
	_, err := c.exec("begin immediate")
	return err
}

func (c *sqliteConn) commit() error {
	_, err := c.exec("commit")
	return err
}

// rollback ends the transaction, also where SQLite ended it by itself.
func (c *sqliteConn) rollback() error {
	c.turn = 0
	if c.db.AutoCommit() {
		return nil
	}
	_, err := c.exec("rollback")
	return err
}

func (c *sqliteConn) exec(q string, args ...driver.Value) (int64, error) {
	s, err := c.prepare(q)
	if err != nil {
		return 0, err
	}
	res, err := s.(driver.StmtExecContext).ExecContext(background, c.bind(args))
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// nextTurn asks the database once: only the one process that serves it inserts turns.
func (c *sqliteConn) nextTurn() (int64, error) {
	if c.turn == 0 {
		last, err := one(c, lastTurn)
		if err != nil {
			return 0, err
		}
		c.turn = last
	}
	c.turn++
	return c.turn, nil
}

// each calls row for every row; the values are only good until it returns.
func (c *sqliteConn) each(q string, row func([]driver.Value) error, args ...driver.Value) error {
	s, err := c.prepare(q)
	if err != nil {
		return err
	}
	rows, err := s.(driver.StmtQueryContext).QueryContext(background, c.bind(args))
	if err != nil {
		return err
	}
	defer rows.Close()
	values := make([]driver.Value, len(rows.Columns()))
	for {
		if err := rows.Next(values); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := row(values); err != nil {
			return err
		}
	}
}

func (c *sqliteConn) prepare(q string) (driver.Stmt, error) {
	if s, ok := c.stmts[q]; ok {
		return s, nil
	}
	s, err := c.db.Prepare(placeholders(q))
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", firstLine(q), err)
	}
	c.stmts[q] = s
	return s, nil
}

func (c *sqliteConn) bind(args []driver.Value) []driver.NamedValue {
	c.named = c.named[:0]
	for i, a := range args {
		c.named = append(c.named, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	return c.named
}

func (c *sqliteConn) close() error {
	var err error
	for _, s := range c.stmts {
		err = errors.Join(err, s.Close())
	}
	return errors.Join(err, c.db.Close())
}

// copyTo copies the database as it stands at one instant, page by page, until ctx ends.
func (c *sqliteConn) copyTo(ctx context.Context, dst *sqliteConn) error {
	if _, err := c.exec("begin"); err != nil {
		return err
	}
	if _, err := one(c, "select count(*) from meta"); err != nil { // the instant
		return err
	}
	b, err := dst.db.Backup("main", c.db, "main")
	if err != nil {
		return err
	}
	defer b.Close()
	for done := false; !done; {
		if err := ctx.Err(); err != nil {
			return err
		}
		if done, err = b.Step(backupStep); err != nil {
			return err
		}
	}
	return b.Finish()
}

// full reports whether a database or its disk is full. SQLite wrote nothing then, also at COMMIT.
func full(err error) bool {
	var e sqlite3.Error
	return errors.As(err, &e) && e.Code == sqlite3.ErrFull
}
