package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/banshi-bot/banshi/bot"
)

const (
	selectSnapshot = `select version, seq, first, at, heard, body, owner, since, wake from conversation where id = $1`
	selectWaking   = `select id from conversation where wake > 0 and wake <= $1 order by wake limit $2`
	selectOwned    = `select id, owner, since from conversation where owner <> '' order by owner, since`
	selectRecorded = `select id from conversation where last > 0 order by last desc limit $1`

	// walk goes from the newest turn back over prev; the bodies are fetched only for what it keeps. The cross join
	// keeps SQLite from reading the whole table of turns instead.
	walkTurns = `with recursive walk (id, prev, n, seq, room) as (
			select t.id, t.prev, t.n, t.seq, $3 from conversation c join turn t on t.id = c.last
				where c.id = $1 and t.conversation = $1 and t.seq > $2
			union all
			select t.id, t.prev, t.n, t.seq, w.room - 1 from walk w join turn t on t.id = w.prev
				where t.conversation = $1 and t.seq > $2 and w.room > 1
		) select t.n, t.root, t.seq, t.at, t.body from walk w cross join turn t where t.id = w.id`
	walkToTurn = `with recursive walk (id, prev, n) as (
			select t.id, t.prev, t.n from conversation c join turn t on t.id = c.last
				where c.id = $1 and t.conversation = $1 and t.n >= $2
			union all
			select t.id, t.prev, t.n from walk w join turn t on t.id = w.prev where t.conversation = $1 and t.n >= $2
		) select t.n, t.root, t.seq, t.at, t.body from walk w cross join turn t where t.id = w.id and w.n = $2`
)

// Load gives where a conversation stands. After an erasure State and Heard are empty while N and Seq go on, so
// that order numbers and places in the log are never used twice.
func (s *Store) Load(ctx context.Context, conversation string) (bot.Stored, error) {
	return steady(func() (bot.Stored, error) { return s.load(ctx, conversation) })
}

// steady reads again what does not open: between the reading of a row and of its key the conversation may have been
// erased and begun again.
func steady[T any](read func() (T, error)) (T, error) {
	out, err := read()
	for range 2 {
		if !errors.Is(err, ErrSealed) {
			break
		}
		out, err = read()
	}
	return out, err
}

func (s *Store) load(ctx context.Context, conversation string) (bot.Stored, error) {
	var st bot.Stored
	var body []byte
	err := s.read.row(ctx, selectSnapshot,
		[]any{&st.N, &st.Seq, &st.First, &st.At, &st.Heard, &body, &st.Owner, &st.Since, &st.Wake}, conversation)
	if errors.Is(err, sql.ErrNoRows) {
		return bot.Stored{}, nil
	}
	if err != nil {
		return bot.Stored{}, fmt.Errorf("load %s: %w", conversation, err)
	}
	if body == nil {
		return st, nil
	}
	key, err := s.secrets.of(ctx, conversation)
	if err == nil {
		st.State, err = key.open(place{"conversation", conversation, st.N, 0}, body)
	}
	if err != nil {
		return bot.Stored{}, fmt.Errorf("load %s: %w", conversation, err)
	}
	return st, nil
}

// Turns gives the newest turns, at most limit, whose last log entry lies after seq; oldest first, Body opened.
func (s *Store) Turns(ctx context.Context, conversation string, after int64, limit int) ([]bot.Turn, error) {
	return s.turns(ctx, walkTurns, conversation, after, limit)
}

// TurnAt gives the turn with number n, ErrNone where it is not kept.
func (s *Store) TurnAt(ctx context.Context, conversation string, n int64) (bot.Turn, error) {
	turns, err := s.turns(ctx, walkToTurn, conversation, n)
	if err != nil {
		return bot.Turn{}, err
	}
	if len(turns) == 0 {
		return bot.Turn{}, fmt.Errorf("turn %s/%d: %w", conversation, n, bot.ErrNone)
	}
	return turns[0], nil
}

func (s *Store) turns(ctx context.Context, q, conversation string, args ...any) ([]bot.Turn, error) {
	return steady(func() ([]bot.Turn, error) { return s.walk(ctx, q, conversation, args...) })
}

func (s *Store) walk(ctx context.Context, q, conversation string, args ...any) ([]bot.Turn, error) {
	var out []bot.Turn
	err := s.read.each(ctx, q, func(scan func(...any) error) error {
		t := bot.Turn{Conversation: conversation}
		err := scan(&t.N, &t.Root, &t.Seq, &t.At, &t.Body)
		out = append(out, t)
		return err
	}, append([]any{conversation}, args...)...)
	if err != nil || len(out) == 0 {
		return nil, wrap(err, "turns of %s", conversation)
	}
	secret, err := s.secrets.of(ctx, conversation)
	if err != nil {
		return nil, fmt.Errorf("turns of %s: %w", conversation, err)
	}
	key := secret.ready()
	for i := range out {
		if out[i].Body, err = key.open(place{"turn", conversation, out[i].N, 0}, out[i].Body); err != nil {
			return nil, fmt.Errorf("turn %s/%d: %w", conversation, out[i].N, err)
		}
	}
	slices.SortFunc(out, func(a, b bot.Turn) int { return cmp.Compare(a.N, b.N) })
	return out, nil
}

// Recorded gives the conversations of which turns are kept, at most limit, the one heard last first.
func (s *Store) Recorded(ctx context.Context, limit int) ([]string, error) {
	var out []string
	err := s.read.each(ctx, selectRecorded, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		out = append(out, id)
		return err
	}, limit)
	return out, wrap(err, "recorded conversations")
}

// Waking gives conversations something is due in, the longest waiting first.
func (s *Store) Waking(ctx context.Context, now int64, limit int) ([]string, error) {
	var out []string
	err := s.read.each(ctx, selectWaking, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		out = append(out, id)
		return err
	}, now, limit)
	return out, wrap(err, "waking")
}

// Owned is a conversation that a person holds or waits for.
type Owned struct {
	Conversation string
	Owner        string // "?" the queue
	Since        int64
}

// Owned gives the conversations not held by the bot; each owner's, the longest waiting first.
func (s *Store) Owned(ctx context.Context) ([]Owned, error) {
	var out []Owned
	err := s.read.each(ctx, selectOwned, func(scan func(...any) error) error {
		var o Owned
		err := scan(&o.Conversation, &o.Owner, &o.Since)
		out = append(out, o)
		return err
	})
	return out, wrap(err, "owned conversations")
}

// wrap says what was being done, where it did not work.
func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}
