package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/banshi-bot/banshi/bot"
)

// The marks of a database: which it is, for which mode it was made, under which key.

const (
	insertMark = `insert into meta (name, value) values ($1, $2) on conflict (name) do nothing`
	selectMark = `select value from meta where name = $1`
)

// checkMarks makes the marks of a new database and refuses one whose marks differ.
func (s *Store) checkMarks(ctx context.Context) error {
	mode := "real"
	if s.opts.Sandbox {
		mode = "sandbox"
	}
	key := hex.EncodeToString(s.opts.Keys.Hash("check"))
	if err := s.mark(s.main, "mode", mode); err != nil {
		return err
	}
	if err := s.mark(s.main, "key", key); err != nil {
		return err
	}
	if err := s.mark(s.secrets.write, "key", key); err != nil {
		return err
	}
	if err := check(ctx, s.read, "key", key, ErrKey); err != nil {
		return err
	}
	if err := check(ctx, s.secrets.read, "key", key, ErrKey); err != nil {
		return err
	}
	return check(ctx, s.read, "mode", mode, ErrMode)
}

// mark sets a mark that is not there yet. The writer does not run yet.
func (s *Store) mark(w *writer, name, value string) error {
	if w == nil {
		return nil
	}
	if err := w.conn.begin(); err != nil {
		return err
	}
	if _, err := w.conn.exec(insertMark, name, value); err != nil {
		return errors.Join(err, w.conn.rollback())
	}
	return w.conn.commit()
}

func check(ctx context.Context, r *reader, name, want string, refuse error) error {
	var have string
	err := r.row(ctx, selectMark, []any{&have}, name)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("mark %s: %w", name, bot.ErrNone)
	}
	if err != nil {
		return fmt.Errorf("mark %s: %w", name, err)
	}
	if have != want && refuse == ErrMode {
		return fmt.Errorf("it is marked %s: %w", have, ErrMode)
	}
	if have != want {
		return refuse
	}
	return nil
}
