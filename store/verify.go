package store

import (
	"context"
	"database/sql"
	"fmt"
)

// Finding is one place where an invariant does not hold.
type Finding struct {
	Invariant int // its number in the architecture page; 0: the file itself
	Where     string
	What      string
}

func (f Finding) String() string {
	return fmt.Sprintf("invariant %d: %s: %s", f.Invariant, f.Where, f.What)
}

// Verified counts what was looked at.
type Verified struct {
	Conversations, Turns, Orders, Calls, Bodies, Findings int64
}

// Depth is how closely Verify looks.
type Depth int

const (
	// Rows looks at rows, links between them and sums.
	Rows Depth = iota
	// Bodies opens every sealed body as well.
	Bodies
)

// Verify checks the invariants that can be seen in a database, at one instant, also while it is used, and
// reports what does not hold.
func (s *Store) Verify(ctx context.Context, depth Depth, report func(Finding)) (Verified, error) {
	defer s.read.lock()()
	tx, err := s.read.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return Verified{}, fmt.Errorf("verify: %w", err)
	}
	defer tx.Rollback()
	v := &verifier{store: s, ctx: ctx, tx: tx, depth: depth, report: report, seen: map[string]*lane{}}
	for _, step := range []func() error{v.file, v.turns, v.conversations, v.effects, v.orders, v.ledger, v.calls, v.shapes, v.rest} {
		if err := step(); err != nil {
			return v.Verified, fmt.Errorf("verify: %w", err)
		}
	}
	return v.Verified, nil
}

type verifier struct {
	Verified
	store  *Store
	ctx    context.Context
	tx     *sql.Tx
	depth  Depth
	report func(Finding)
	seen   map[string]*lane
}

// lane is what was seen of one conversation's turns so far.
type lane struct {
	id, n, seq int64
	known      bool     // seq is where the turn before ended; the first of those kept follows one that is gone
	heard      []string // ids of the last messages, when bodies are opened
}

func (v *verifier) found(invariant int, where, what string, args ...any) {
	v.Findings++
	v.report(Finding{invariant, where, fmt.Sprintf(what, args...)})
}

func (v *verifier) each(q string, row func(scan func(...any) error) error, args ...any) error {
	rows, err := v.tx.QueryContext(v.ctx, placeholders(q), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// list reports a finding for every row of a query that gives a place and what is wrong there.
func (v *verifier) list(invariant int, q string) error {
	return v.each(q, func(scan func(...any) error) error {
		var where, what string
		if err := scan(&where, &what); err != nil {
			return err
		}
		v.found(invariant, where, "%s", what)
		return nil
	})
}

// turns sees every turn in the order of writing: gapless, linked to the one before, the log never going back.
func (v *verifier) turns() error {
	q := `select id, conversation, n, prev, seq, body from turn order by id`
	return v.each(q, func(scan func(...any) error) error {
		var id, n, prev, seq int64
		var conversation string
		var body []byte
		if err := scan(&id, &conversation, &n, &prev, &seq, &body); err != nil {
			return err
		}
		v.Turns++
		where := fmt.Sprintf("turn %s/%d", conversation, n)
		was := v.seen[conversation]
		if was == nil {
			was = &lane{n: n - 1, id: prev, known: n == 1}
			v.seen[conversation] = was
		}
		if n != was.n+1 {
			v.found(2, where, "follows turn %d", was.n)
		}
		if prev != was.id {
			v.found(2, where, "names turn id %d before it, not %d", prev, was.id)
		}
		if seq < was.seq {
			v.found(2, where, "log goes back from %d to %d", was.seq, seq)
		}
		if v.depth == Bodies {
			if err := v.turnBody(conversation, n, seq, was, body); err != nil {
				return err
			}
		}
		was.id, was.n, was.seq, was.known = id, n, seq, true
		return nil
	})
}

// conversations compares each snapshot with the last of its turns.
func (v *verifier) conversations() error {
	q := `select id, version, last, seq, wake, body from conversation`
	return v.each(q, func(scan func(...any) error) error {
		var id string
		var version, last, seq, wake int64
		var body []byte
		if err := scan(&id, &version, &last, &seq, &wake, &body); err != nil {
			return err
		}
		v.Conversations++
		where := "conversation " + id
		was := v.seen[id]
		delete(v.seen, id)
		switch {
		case was == nil && last != 0:
			v.found(1, where, "its newest turn is not there")
		case was != nil && (was.n != version || was.id != last):
			v.found(1, where, "stands at version %d, its newest turn is %d", version, was.n)
		case was != nil && was.seq != seq:
			v.found(2, where, "log ends at %d, in its newest turn at %d", seq, was.seq)
		}
		if v.depth == Bodies && body != nil {
			return v.stateBody(id, version, wake, body)
		}
		return nil
	})
}

// effects must belong to turns that are there, and every agency call among them must have its row.
func (v *verifier) effects() error {
	for id := range v.seen {
		v.found(1, "conversation "+id, "has turns and no snapshot")
	}
	err := v.list(2, `select e.conversation, 'effect of turn ' || e.turn || ', which is not there' from effect e
		left join conversation c on c.id = e.conversation where c.id is null or c.version < e.turn`)
	if err != nil {
		return err
	}
	return v.list(11, `select e.conversation, 'call of turn ' || e.turn || ' has no row' from effect e
		left join call c on c.conversation = e.conversation and c.turn = e.turn and c.i = e.i where e.kind = 'ask' and c.turn is null`)
}

func (v *verifier) calls() error {
	if err := v.tx.QueryRowContext(v.ctx, `select count(*) from call`).Scan(&v.Calls); err != nil {
		return err
	}
	return v.list(11, `select c.conversation, 'call of turn ' || c.turn || ' has neither outcome nor effect' from call c
		left join effect e on e.conversation = c.conversation and e.turn = c.turn and e.i = c.i
		where c.outcome = '' and e.turn is null and not exists (select 1 from tombstone t where t.conversation = c.conversation and t.version > c.turn)`)
}

// shapes looks at the first byte and the length of whatever must be sealed.
func (v *verifier) shapes() error {
	for _, t := range []struct{ table, owner string }{
		{"conversation", "id"}, {"turn", "conversation"}, {"effect", "conversation"}, {"subject", "conversation"},
		{"filed", "conversation"}, {"payment", "order_no"}, {"unmatched", "'text'"},
	} {
		q := fmt.Sprintf(`select %s, substr(body, 1, 1), length(body) from %s where body is not null`, t.owner, t.table)
		err := v.each(q, func(scan func(...any) error) error {
			var owner string
			var first []byte
			var length int
			if err := scan(&owner, &first, &length); err != nil {
				return err
			}
			if !sealedShape(first, length) {
				v.found(12, t.table+" "+owner, "body is not sealed")
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sealedShape: a known scheme, and at least a nonce and a tag.
func sealedShape(first []byte, length int) bool {
	if len(first) != 1 || length < 1+12+16 {
		return false
	}
	_, ok := schemes[scheme(first[0])]
	return ok
}

// file asks the engine whether its file is whole.
func (v *verifier) file() error {
	return v.each("pragma quick_check(10)", func(scan func(...any) error) error {
		var what string
		if err := scan(&what); err != nil {
			return err
		}
		if what != "ok" {
			v.found(0, "database", "%s", what)
		}
		return nil
	})
}
