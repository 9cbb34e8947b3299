package store

import (
	"context"
	"database/sql/driver"
	"fmt"

	"github.com/banshi-bot/banshi/bot"
)

// The fence: the snapshot moves on only from the version the turn was decided on and takes the new turn's id;
// the turn is inserted only where the snapshot has that id. A stale turn changes and inserts nothing, also where
// several nodes share a database and no count of changed rows is seen between the two.
const (
	firstSnapshot = `insert into conversation (id, version, last, prev, seq, first, at, wake, owner, since, heard, body)
		values ($1, $2, $3, 0, $4, 1, $5, $6, $7, $8, $9, $10) on conflict (id) do nothing`
	moveSnapshot = `update conversation set version = $2, prev = last, last = $3, seq = $4, at = $5, heard = $6, body = $7
		where id = $1 and version = $8`
	insertTurn = `insert into turn (id, conversation, n, prev, root, seq, at, body)
		select $1, id, version, prev, $3, $4, $5, $6 from conversation where id = $2 and last = $1`
	// Apart from the snapshot: writing an indexed column writes its index, changed or not.
	setFound = `update conversation set wake = $3, owner = $4, since = $5 where id = $1 and last = $2`
	lastTurn = `select coalesce(max(id), 0) from turn`

	insertEffect = `insert into effect (conversation, turn, i, kind, due, tries, body) values ($1, $2, $3, $4, $5, $6, $7)`
	deleteEffect = `delete from effect where conversation = $1 and turn = $2 and i = $3`
	insertFiled  = `insert into filed (conversation, turn, i, kind, at, due, topic, level, body) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	insertLink   = `insert into link (hash, conversation, turn, kind, order_no, level, until, used) values ($1, $2, $3, $4, $5, $6, $7, $8)`
)

// sealedTurn is a turn ready for the writer: sealed on the goroutine that decided it.
type sealedTurn struct {
	bot.Turn
	body, state []byte
	rows        [][]byte
	filed       [][]byte
	orders      []sealedOrder
	begun       []call
	ended       []callEnd
}

// Commit keeps a turn whole or not at all. ErrStale: its version is gone, decide again. ErrNotWritten: nothing
// changed. ErrUnknown: it may have been kept, and Options.OnUnknown was called. Once queued it is waited for
// whatever becomes of ctx.
func (s *Store) Commit(ctx context.Context, t bot.Turn) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("turn %s/%d: %w: %w", t.Conversation, t.N, bot.ErrNotWritten, err)
	}
	if s.main == nil {
		return fmt.Errorf("turn %s/%d: %w: opened only to read", t.Conversation, t.N, bot.ErrNotWritten)
	}
	sealed, err := s.seal(ctx, t)
	if err != nil {
		return fmt.Errorf("turn %s/%d: %w: %w", t.Conversation, t.N, bot.ErrNotWritten, err)
	}
	if err := s.main.write(t.Conversation, sealed.write); err != nil {
		return fmt.Errorf("turn %s/%d: %w", t.Conversation, t.N, err)
	}
	return nil
}

func (s *Store) seal(ctx context.Context, t bot.Turn) (*sealedTurn, error) {
	secret, err := s.secrets.ofOrMake(ctx, t.Conversation)
	if err != nil {
		return nil, err
	}
	key := secret.keepReady()
	out := &sealedTurn{
		Turn:  t,
		body:  key.seal(place{"turn", t.Conversation, t.N, 0}, t.Body),
		state: key.seal(place{"conversation", t.Conversation, t.N, 0}, t.State),
	}
	for _, r := range t.New {
		out.rows = append(out.rows, key.seal(effectPlace(t.Conversation, r.Key), r.Body))
	}
	for _, f := range t.Filed {
		out.filed = append(out.filed, key.seal(filedPlace(t.Conversation, f), f.Body))
	}
	for _, o := range t.Orders {
		sealed, err := s.sealOrder(o)
		if err != nil {
			return nil, err
		}
		out.orders = append(out.orders, sealed)
	}
	out.begun = callsBegun(t, out.rows)
	out.ended = callsEnded(t, out.body)
	return out, balanced(t.Entries)
}

func effectPlace(conversation string, k bot.Key) place {
	return place{"effect", conversation, k.Turn, k.I}
}

func filedPlace(conversation string, f bot.Filed) place {
	return place{"filed " + f.Kind, conversation, f.Key.Turn, f.Key.I}
}

// write runs inside the writer's transaction.
func (t *sealedTurn) write(c conn) error {
	id, err := c.nextTurn()
	if err != nil {
		return err
	}
	ok, err := t.snapshot(c, id)
	if err != nil {
		return err
	}
	if !ok {
		return refused{bot.ErrStale}
	}
	if _, err := c.exec(insertTurn, id, t.Conversation, t.Root, t.Seq, t.At, t.body); err != nil {
		return err
	}
	if err := t.effects(c); err != nil {
		return err
	}
	if err := writeCalls(c, t.begun, t.ended); err != nil {
		return err
	}
	if err := t.kept(c); err != nil {
		return err
	}
	for _, o := range t.orders {
		if err := o.move(c); err != nil {
			return err
		}
	}
	return writeEntries(c, t.Entries)
}

// snapshot moves the conversation on, or says that its version is gone.
func (t *sealedTurn) snapshot(c conn, id int64) (bool, error) {
	if t.N == 1 {
		n, err := c.exec(firstSnapshot, t.Conversation, t.N, id, t.Seq, t.At, t.Wake, t.Owner, t.Since, t.Heard, t.state)
		return n == 1, err
	}
	n, err := c.exec(moveSnapshot, t.Conversation, t.N, id, t.Seq, t.At, t.Heard, t.state, t.N-1)
	if err != nil || n == 0 || t.Steady {
		return n > 0, err
	}
	_, err = c.exec(setFound, t.Conversation, id, t.Wake, t.Owner, t.Since)
	return true, err
}

func (t *sealedTurn) effects(c conn) error {
	for i, r := range t.New {
		if _, err := c.exec(insertEffect, t.Conversation, r.Key.Turn, int64(r.Key.I), r.Kind, r.Due, int64(r.Tries), t.rows[i]); err != nil {
			return err
		}
	}
	for _, k := range t.Gone {
		if _, err := c.exec(deleteEffect, t.Conversation, k.Turn, int64(k.I)); err != nil {
			return err
		}
	}
	return nil
}

// kept writes what is kept beside the snapshot: cases, ratings, consents, links.
func (t *sealedTurn) kept(c conn) error {
	for i, f := range t.Filed {
		if _, err := c.exec(insertFiled, t.Conversation, f.Key.Turn, int64(f.Key.I), f.Kind, f.At, f.Due, f.Topic, int64(f.Level), t.filed[i]); err != nil {
			return err
		}
	}
	for _, l := range t.Links {
		if _, err := c.exec(insertLink, l.Hash, l.Conversation, l.Turn, l.Kind, l.Order, int64(l.Level), l.Until, l.Used); err != nil {
			return err
		}
	}
	return nil
}

// one reads the one number a query gives.
func one(c conn, q string, args ...driver.Value) (n int64, err error) {
	err = c.each(q, func(row []driver.Value) error {
		n, _ = row[0].(int64)
		return nil
	}, args...)
	return n, err
}
