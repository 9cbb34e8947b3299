package store

import (
	"errors"
	"fmt"
	"slices"

	"github.com/banshi-bot/banshi/bot"
)

// heardMost is how many messages back the same id is known (invariant 1).
const heardMost = 64

// entries are the places in the log a turn fills, in order.
func entries(e bot.Record) []int64 {
	var out []int64
	if e.Said > 0 {
		out = append(out, e.Said)
	}
	for _, r := range e.Replies {
		out = append(out, r.Seq)
	}
	return out
}

// turnBody opens a turn: its entries must fill the log from where the one before ended to where it ends, and
// its message must not be one of the last heard.
func (v *verifier) turnBody(conversation string, n, seq int64, was *lane, body []byte) error {
	where := fmt.Sprintf("turn %s/%d", conversation, n)
	plain, err := v.open(place{"turn", conversation, n, 0}, body, where)
	if err != nil || plain == nil {
		return err
	}
	e, err := bot.UnpackRecord(plain)
	if err != nil {
		v.found(1, where, "body is no record")
		return nil
	}
	if id := e.Event.MessageID(); id != "" {
		if slices.Contains(was.heard, id) {
			v.found(1, where, "hears a message again")
		}
		was.heard = append(was.heard[max(0, len(was.heard)-heardMost+1):], id)
	}
	filled := entries(e)
	for i, got := range filled {
		if want := seq - int64(len(filled)-1-i); got != want {
			v.found(2, where, "entry %d stands where %d belongs", got, want)
		}
	}
	if was.known && was.seq+int64(len(filled)) != seq {
		v.found(2, where, "log goes from %d to %d with %d entries", was.seq, seq, len(filled))
	}
	return nil
}

// stateBody opens a snapshot: where it waits for an instant, the sweeper must come by then (invariant 13).
func (v *verifier) stateBody(conversation string, version, wake int64, body []byte) error {
	where := "conversation " + conversation
	plain, err := v.open(place{"conversation", conversation, version, 0}, body, where)
	if err != nil || plain == nil {
		return err
	}
	var c bot.Conversation
	if err := bot.Unpack(plain, &c); err != nil {
		v.found(1, where, "body is no conversation")
		return nil
	}
	if want := bot.Wake(c); want > 0 && (wake == 0 || wake > want) {
		v.found(13, where, "waits until %d, wakes at %d", want, wake)
	}
	return nil
}

// rest opens what lies beside turns and snapshots.
func (v *verifier) rest() error {
	if v.depth < Bodies {
		return nil
	}
	for _, q := range []string{
		`select 'effect', conversation, turn, i, body from effect`,
		`select 'filed ' || kind, conversation, turn, i, body from filed where body is not null`,
		`select 'closed ' || kind, conversation, turn, i, reason from filed where reason is not null`,
		`select 'subject', conversation, 0, 0, body from subject`,
	} {
		err := v.each(q, func(scan func(...any) error) error {
			var at place
			var body []byte
			if err := scan(&at.table, &at.owner, &at.n, &at.i, &body); err != nil {
				return err
			}
			_, err := v.open(at, body, at.table+" of "+at.owner)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// open opens a body under its conversation's key. Nil: it was erased since this instant.
func (v *verifier) open(at place, body []byte, where string) ([]byte, error) {
	key, err := v.store.secrets.of(v.ctx, at.owner)
	if errors.Is(err, ErrErased) {
		if !v.erasedSince(at.owner) {
			v.found(12, where, "its key is not there")
		}
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	plain, err := key.open(at, body)
	if err != nil {
		v.found(12, where, "%v", err)
		return nil, nil
	}
	v.Bodies++
	return plain, nil
}

// erasedSince looks past the instant of this check.
func (v *verifier) erasedSince(conversation string) bool {
	var n int
	err := v.store.read.db.QueryRowContext(v.ctx, placeholders(`select count(*) from tombstone where conversation = $1`), conversation).Scan(&n)
	return err == nil && n > 0
}
