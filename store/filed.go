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
	Closed int64  // when somebody did what was promised; 0 while it is open
	Reason string // what became of it, in the words of who closed it
}

// FiledFilter says what is wanted; zero fields ask for nothing.
type FiledFilter struct {
	Conversation string
	Kind         string
	DueBy        int64 // somebody must have acted by then
	Promised     bool  // only what somebody must act on, the oldest promise first
	Open         bool  // only what nobody closed
	Limit        int   // default 1000
}

const (
	closeFiled = `update filed set closed = $5, reason = $6 where conversation = $1 and turn = $2 and i = $3 and kind = $4 and closed = 0`
	countOpen  = `select count(*), count(case when due <= $2 then 1 end) from filed where kind = $1 and due > 0 and closed = 0`
)

// Filed gives what was kept, the newest first unless the oldest promise is. Of an erased conversation only ratings are left, without words.
func (s *Store) Filed(ctx context.Context, f FiledFilter) ([]Filed, error) {
	q, args := f.query()
	var out []sealedFiled
	err := s.read.each(ctx, q, func(scan func(...any) error) error {
		var x sealedFiled
		err := scan(&x.Conversation, &x.Key.Turn, &x.Key.I, &x.Kind, &x.At, &x.Due, &x.Topic, &x.Level, &x.Body, &x.Closed, &x.reason)
		out = append(out, x)
		return err
	}, args...)
	if err != nil {
		return nil, fmt.Errorf("filed: %w", err)
	}
	opened := make([]Filed, len(out))
	for i, x := range out {
		if opened[i], err = s.openFiled(ctx, x); err != nil {
			return nil, fmt.Errorf("filed %s of %s: %w", x.Kind, x.Conversation, err)
		}
	}
	return opened, nil
}

// sealedFiled is a row as it lies in the database.
type sealedFiled struct {
	Filed
	reason []byte
}

// openFiled opens the words of a row; those of an erased conversation are gone.
func (s *Store) openFiled(ctx context.Context, x sealedFiled) (Filed, error) {
	f := x.Filed
	f.Body = nil
	if x.Body == nil {
		return f, nil
	}
	key, err := s.secrets.of(ctx, x.Conversation)
	if errors.Is(err, ErrErased) {
		return f, nil
	}
	if err != nil {
		return f, err
	}
	if f.Body, err = key.open(filedPlace(x.Conversation, x.Filed.Filed), x.Body); err != nil || x.reason == nil {
		return f, err
	}
	reason, err := key.open(closedPlace(x.Conversation, x.Filed.Filed), x.reason)
	f.Reason = string(reason)
	return f, err
}

// CloseFiled says that what was promised is done, and keeps the reason sealed as the rest. ErrNone: it is not
// there or closed already.
func (s *Store) CloseFiled(ctx context.Context, f Filed, reason string, at int64) error {
	key, err := s.secrets.of(ctx, f.Conversation)
	if err != nil {
		return fmt.Errorf("close %s of %s: %w", f.Kind, f.Conversation, err)
	}
	sealed := key.seal(closedPlace(f.Conversation, f.Filed), []byte(reason))
	ok, err := s.change(ctx, "close "+f.Kind+" of "+f.Conversation, closeFiled, f.Conversation, f.Key.Turn, int64(f.Key.I), f.Kind, at, sealed)
	if err == nil && !ok {
		err = fmt.Errorf("close %s of %s: %w", f.Kind, f.Conversation, bot.ErrNone)
	}
	return err
}

// OpenPromises counts what of a kind is promised and not closed, and how much of it should have been by now.
func (s *Store) OpenPromises(ctx context.Context, kind string, now int64) (open, overdue int, err error) {
	err = s.read.row(ctx, countOpen, []any{&open, &overdue}, kind, now)
	return open, overdue, wrap(err, "open promises of %s", kind)
}

func closedPlace(conversation string, f bot.Filed) place {
	return place{"closed " + f.Kind, conversation, f.Key.Turn, f.Key.I}
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
	order := "at desc, conversation, turn desc, i desc"
	if f.Promised {
		order = "due, conversation, turn, i"
	}
	if f.Promised || f.DueBy > 0 {
		where = append(where, "due > 0")
	}
	if f.DueBy > 0 {
		and("due <=", f.DueBy)
	}
	if f.Open {
		where = append(where, "closed = 0")
	}
	args = append(args, limitOr(f.Limit, 1000))
	return fmt.Sprintf(`select conversation, turn, i, kind, at, due, topic, level, body, closed, reason from filed where %s
		order by %s limit $%d`, strings.Join(where, " and "), order, len(args)), args
}
