package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/banshi-bot/banshi/bot"
)

// Filed is something kept beyond a conversation's state, with the conversation it came from.
type Filed struct {
	Conversation string
	bot.Filed
}

// FiledFilter says what is wanted; zero fields ask for nothing.
type FiledFilter struct {
	Conversation string
	Kind         string
	DueBy        int64 // somebody must have acted by then
	Limit        int   // default 1000
}

// Filed gives what was kept, the newest first. Of an erased conversation only ratings are left, without words.
func (s *Store) Filed(ctx context.Context, f FiledFilter) ([]Filed, error) {
	q, args := f.query()
	var sealed []Filed
	err := s.read.each(ctx, q, func(scan func(...any) error) error {
		var x Filed
		err := scan(&x.Conversation, &x.Key.Turn, &x.Key.I, &x.Kind, &x.At, &x.Due, &x.Topic, &x.Level, &x.Body)
		sealed = append(sealed, x)
		return err
	}, args...)
	if err != nil {
		return nil, fmt.Errorf("filed: %w", err)
	}
	for i, x := range sealed {
		if x.Body == nil {
			continue
		}
		key, err := s.secrets.of(ctx, x.Conversation)
		if errors.Is(err, ErrErased) {
			sealed[i].Body = nil
			continue
		}
		if err == nil {
			sealed[i].Body, err = key.open(filedPlace(x.Conversation, x.Filed), x.Body)
		}
		if err != nil {
			return nil, fmt.Errorf("filed %s of %s: %w", x.Kind, x.Conversation, err)
		}
	}
	return sealed, nil
}

func (f FiledFilter) query() (string, []any) {
	where, args := []string{"1 = 1"}, []any{}
	and := func(column string, value any) {
		args = append(args, value)
		where = append(where, fmt.Sprintf("%s $%d", column, len(args)))
	}
	if f.Conversation != "" {
		and("conversation =", f.Conversation)
	}
	if f.Kind != "" {
		and("kind =", f.Kind)
	}
	if f.DueBy > 0 {
		where = append(where, "due > 0")
		and("due <=", f.DueBy)
	}
	args = append(args, limitOr(f.Limit, 1000))
	return fmt.Sprintf(`select conversation, turn, i, kind, at, due, topic, level, body from filed where %s
		order by at desc, conversation, turn desc, i desc limit $%d`, strings.Join(where, " and "), len(args)), args
}
