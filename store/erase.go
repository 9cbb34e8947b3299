package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/banshi-bot/banshi/bot"
)

// To erase a conversation is to delete its key. In this order, each step durable before the next, and each
// done again by the next start where a crash came between: the tombstone goes to its file, the key goes, the
// rows go. Orders, their ledger and the digests of calls stay; they name nobody.

const (
	buryTombstone = `insert into tombstone (conversation, secret, version, at) values ($1, $2, $3, $4) on conflict do nothing`
	// The number of turns and entries goes on, so that no order number or place in the log is used twice, and
	// a turn decided before the erasure is stale.
	burySnapshot = `insert into conversation (id, version, last, prev, seq, first, at, wake, owner, since) values ($1, $2, 0, 0, 0, 1, $3, 0, '', 0)
		on conflict (id) do update set version = case when conversation.version < $2 then $2 else conversation.version + 1 end,
		last = 0, prev = 0, first = conversation.seq + 1, wake = 0, owner = '', since = 0, heard = null, body = null`
	walkIDs = `with recursive walk (id, prev) as (
			select t.id, t.prev from conversation c join turn t on t.id = c.last where c.id = $1 and t.conversation = $1
			union all
			select t.id, t.prev from walk w join turn t on t.id = w.prev where t.conversation = $1
		) select id from walk`
	deleteTurn    = `delete from turn where id = $1`
	selectVersion = `select version from conversation where id = $1`
)

// What goes with a conversation. A rating keeps its level, which is a statistic.
var buryRest = []string{
	`delete from effect where conversation = $1`,
	`delete from session where conversation = $1`,
	`delete from link where conversation = $1`,
	`delete from subject where conversation = $1`,
	`delete from filed where conversation = $1 and kind <> 'rating'`,
	`update filed set body = null, reason = null where conversation = $1`,
	`delete from erase_wish where conversation = $1`,
}

// Erase makes a conversation unreadable for good, here and in every backup that is restored beside the file of
// tombstones. It may be called again until it succeeds.
func (s *Store) Erase(ctx context.Context, conversation string, at int64) error {
	if s.main == nil {
		return fmt.Errorf("erase %s: %w: opened only to read", conversation, bot.ErrNotWritten)
	}
	s.secrets.making.Lock()
	defer s.secrets.making.Unlock()
	t, err := s.tombstoneFor(ctx, conversation, at)
	if err == nil {
		err = s.files.keepTombstones([]Tombstone{t})
	}
	if err == nil {
		err = s.secrets.shred(conversation, t.Secret)
	}
	if err == nil {
		err = s.write(ctx, "rows", t.bury)
	}
	return wrap(err, "erase %s", conversation)
}

// tombstoneFor names the key that dies and a version all turns decided until now lie below.
func (s *Store) tombstoneFor(ctx context.Context, conversation string, at int64) (Tombstone, error) {
	t := Tombstone{Conversation: conversation, At: at}
	key, err := s.secrets.of(ctx, conversation)
	if err == nil {
		t.Secret = key.id
	} else if !errors.Is(err, ErrErased) {
		return t, err
	}
	err = s.read.row(ctx, selectVersion, []any{&t.Version}, conversation)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return t, err
	}
	t.Version++
	return t, nil
}

// bury deletes the rows of a conversation, inside the writer's transaction.
func (t Tombstone) bury(c conn) error {
	if _, err := c.exec(buryTombstone, t.Conversation, t.Secret, t.Version, t.At); err != nil {
		return err
	}
	var ids []int64
	err := c.each(walkIDs, func(row []driver.Value) error {
		ids = append(ids, row[0].(int64))
		return nil
	}, t.Conversation)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := c.exec(deleteTurn, id); err != nil {
			return err
		}
	}
	for _, q := range buryRest {
		if _, err := c.exec(q, t.Conversation); err != nil {
			return err
		}
	}
	_, err = c.exec(burySnapshot, t.Conversation, t.Version, t.At)
	return err
}

// WishErase asks the process that serves to erase a conversation; it hears of it in EraseWishes.
func (s *Store) WishErase(ctx context.Context, conversation string, at int64) error {
	_, err := s.change(ctx, "wish to erase "+conversation,
		`insert into erase_wish (conversation, at) values ($1, $2) on conflict do nothing`, conversation, at)
	return err
}

// EraseWishes gives the conversations to be erased, the oldest wish first.
func (s *Store) EraseWishes(ctx context.Context) ([]string, error) {
	var out []string
	err := s.read.each(ctx, `select conversation from erase_wish order by at`, func(scan func(...any) error) error {
		var c string
		err := scan(&c)
		out = append(out, c)
		return err
	})
	return out, wrap(err, "wishes to erase")
}
