package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/banshi-bot/banshi/bot"
)

const (
	selectDueRows = `select conversation, turn, i, kind, due, tries, body from effect where due <= $1 order by due limit $2`
	selectRows    = `select conversation, turn, i, kind, due, tries, body from effect where conversation = $1 order by turn, i`
	takeRow       = `update effect set due = $5, tries = tries + 1 where conversation = $1 and turn = $2 and i = $3 and due = $4`
	releaseRows   = `update effect set due = $1 where due > $1`
	releaseOrders = `update payment set due = taken, taken = 0 where taken > 0`
)

// DueRows gives effects past due, the longest waiting first, their bodies opened.
func (s *Store) DueRows(ctx context.Context, now int64, limit int) ([]bot.Row, error) {
	rows, err := s.rows(ctx, selectDueRows, now, limit)
	return rows, wrap(err, "due effects")
}

// Rows gives the open effects of a conversation.
func (s *Store) Rows(ctx context.Context, conversation string) ([]bot.Row, error) {
	rows, err := s.rows(ctx, selectRows, conversation)
	return rows, wrap(err, "effects of %s", conversation)
}

func (s *Store) rows(ctx context.Context, q string, args ...any) ([]bot.Row, error) {
	var sealed []bot.Row
	err := s.read.each(ctx, q, func(scan func(...any) error) error {
		var r bot.Row
		err := scan(&r.Conversation, &r.Key.Turn, &r.Key.I, &r.Kind, &r.Due, &r.Tries, &r.Body)
		sealed = append(sealed, r)
		return err
	}, args...)
	if err != nil {
		return nil, err
	}
	var out []bot.Row
	for _, r := range sealed {
		key, err := s.secrets.of(ctx, r.Conversation)
		if errors.Is(err, ErrErased) { // between the key's end and the row's
			continue
		}
		if err == nil {
			r.Body, err = key.open(effectPlace(r.Conversation, r.Key), r.Body)
		}
		if err != nil {
			return nil, fmt.Errorf("effect %s/%d/%d: %w", r.Conversation, r.Key.Turn, r.Key.I, err)
		}
		out = append(out, r)
	}
	return out, nil
}

// TakeRow takes an effect seen to be due at seenDue: nobody else gets it before until, and its tries rise by
// one. False: another was first, or it is gone.
func (s *Store) TakeRow(ctx context.Context, conversation string, k bot.Key, seenDue, until int64) (bool, error) {
	return s.change(ctx, "take effect of "+conversation, takeRow, conversation, k.Turn, int64(k.I), seenDue, until)
}

// release makes everything due that a process before this one had taken.
func (s *Store) release(ctx context.Context) error {
	return s.write(ctx, "release", func(c conn) error {
		if _, err := c.exec(releaseRows, s.nowMs()); err != nil {
			return err
		}
		_, err := c.exec(releaseOrders)
		return err
	})
}
