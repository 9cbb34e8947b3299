package store

import (
	"context"
	"database/sql"
	"sync"
)

// reader asks a database beside its writer. In memory there is no log to read beside: there a writer's group
// and a reader take turns.
type reader struct {
	db   *sql.DB
	turn *sync.RWMutex // nil on disk
}

// row scans the one row, or gives sql.ErrNoRows.
func (r *reader) row(ctx context.Context, q string, into []any, args ...any) error {
	defer r.lock()()
	return r.db.QueryRowContext(ctx, placeholders(q), args...).Scan(into...)
}

// each calls fn after every row was scanned.
func (r *reader) each(ctx context.Context, q string, fn func(scan func(...any) error) error, args ...any) error {
	defer r.lock()()
	rows, err := r.db.QueryContext(ctx, placeholders(q), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (r *reader) lock() (unlock func()) {
	if r.turn == nil {
		return func() {}
	}
	r.turn.RLock()
	return r.turn.RUnlock
}

// lockedConn is a writer's connection that lets no reader in while its transaction is open.
type lockedConn struct {
	conn
	turn *sync.RWMutex
}

func (c lockedConn) begin() error {
	c.turn.Lock()
	err := c.conn.begin()
	if err != nil {
		c.turn.Unlock()
	}
	return err
}

func (c lockedConn) commit() error {
	err := c.conn.commit()
	if err == nil {
		c.turn.Unlock()
	}
	return err
}

func (c lockedConn) rollback() error {
	defer c.turn.Unlock()
	return c.conn.rollback()
}
