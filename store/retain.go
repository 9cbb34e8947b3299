package store

import (
	"context"
	"database/sql/driver"
)

// Retention says what is too old to keep: everything of before these instants. Zero keeps.
type Retention struct {
	Turns     int64 // of each conversation the newest turn stays
	Sessions  int64 // by the end of the session
	Links     int64 // by the end of the link
	Unmatched int64
}

const (
	retainBatch  = 500 // rows a job: citizens wait for nothing longer
	selectOldest = `select t.id, t.conversation, t.seq, t.at, case when c.last = t.id then 1 else 0 end
		from turn t left join conversation c on c.id = t.conversation where t.id > $1 order by t.id limit $2`
	raiseFirst = `update conversation set first = $2 where id = $1 and first < $2`
)

// Retain deletes what is too old and says how many turns that were.
func (s *Store) Retain(ctx context.Context, r Retention) (int, error) {
	for _, d := range []struct {
		q      string
		before int64
	}{
		{`delete from session where until < $1`, r.Sessions},
		{`delete from link where until < $1`, r.Links},
		{`delete from unmatched where at < $1`, r.Unmatched},
	} {
		if d.before == 0 {
			continue
		}
		if _, err := s.change(ctx, "retention", d.q, d.before); err != nil {
			return 0, err
		}
	}
	if r.Turns == 0 {
		return 0, nil
	}
	return s.retainTurns(ctx, r.Turns)
}

// retainTurns goes through the oldest turns: ids rise with time.
func (s *Store) retainTurns(ctx context.Context, before int64) (int, error) {
	deleted, after := 0, int64(0)
	for {
		batch := retained{before: before, after: after}
		err := s.write(ctx, "retention of turns", batch.run)
		deleted += batch.deleted
		if err != nil || batch.done {
			return deleted, err
		}
		after = batch.last
	}
}

type retained struct {
	before, after, last int64
	deleted             int
	done                bool
}

type oldTurn struct {
	id, seq      int64
	conversation string
}

func (b *retained) run(c conn) error {
	var old []oldTurn
	rows := 0
	b.deleted, b.done = 0, false
	err := c.each(selectOldest, func(row []driver.Value) error {
		rows++
		b.last = row[0].(int64)
		newest := row[4].(int64) == 1
		if row[3].(int64) >= b.before {
			b.done = true
		} else if !newest {
			old = append(old, oldTurn{row[0].(int64), row[2].(int64), row[1].(string)})
		}
		return nil
	}, b.after, int64(retainBatch))
	if err != nil {
		return err
	}
	b.done = b.done || rows < retainBatch
	for _, t := range old {
		if _, err := c.exec(deleteTurn, t.id); err != nil {
			return err
		}
		if _, err := c.exec(raiseFirst, t.conversation, t.seq+1); err != nil {
			return err
		}
	}
	b.deleted = len(old)
	return nil
}
