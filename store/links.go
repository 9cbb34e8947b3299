package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/banshi-bot/banshi/bot"
)

const (
	selectLink = `select conversation, turn, kind, order_no, level, until, used from link where hash = $1`
	useLink    = `update link set used = $2 where hash = $1 and used = 0 and until > $2`
)

// Link gives a one-time link, used or not, ErrNone where there is none. Links are made by turns.
func (s *Store) Link(ctx context.Context, hash []byte) (bot.Link, error) {
	l := bot.Link{Hash: hash}
	err := s.read.row(ctx, selectLink, []any{&l.Conversation, &l.Turn, &l.Kind, &l.Order, &l.Level, &l.Until, &l.Used}, hash)
	if errors.Is(err, sql.ErrNoRows) {
		err = bot.ErrNone
	}
	if err != nil {
		return bot.Link{}, fmt.Errorf("link: %w", err)
	}
	return l, nil
}

// UseLink uses a link up. False: it was used, is over, or never was.
func (s *Store) UseLink(ctx context.Context, hash []byte, now int64) (bool, error) {
	return s.change(ctx, "use link", useLink, hash, now)
}
