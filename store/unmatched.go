package store

import (
	"context"
	"fmt"
	"strconv"
)

// Unmatched is a text nothing was made of, already masked, without whose it was.
type Unmatched struct {
	At     int64
	Lang   string
	Region string
	Text   string
}

const (
	day             = 24 * 60 * 60 * 1000
	insertUnmatched = `insert into unmatched (at, lang, region, body) values ($1, $2, $3, $4)`
	selectUnmatched = `select at, lang, region, body from unmatched where at >= $1 order by at desc, id desc limit $2`
)

// AddUnmatched keeps a text. What is masked can still hold what a mask did not know: it lies sealed, under the
// key of its day.
func (s *Store) AddUnmatched(ctx context.Context, u Unmatched) error {
	box, at := s.unmatchedBox(u.At)
	_, err := s.change(ctx, "keep unmatched", insertUnmatched, u.At, u.Lang, u.Region, box.seal(at, []byte(u.Text)))
	return err
}

// Unmatched gives the texts kept since an instant, the newest first.
func (s *Store) Unmatched(ctx context.Context, since int64, limit int) ([]Unmatched, error) {
	var out []Unmatched
	err := s.read.each(ctx, selectUnmatched, func(scan func(...any) error) error {
		var u Unmatched
		var body []byte
		if err := scan(&u.At, &u.Lang, &u.Region, &body); err != nil {
			return err
		}
		box, at := s.unmatchedBox(u.At)
		text, err := box.open(at, body)
		u.Text = string(text)
		out = append(out, u)
		return err
	}, since, limit)
	if err != nil {
		return nil, fmt.Errorf("unmatched: %w", err)
	}
	return out, nil
}

func (s *Store) unmatchedBox(at int64) (box, place) {
	return classBox(s.opts.Keys, "unmatched", strconv.FormatInt(at/day, 10)), place{table: "unmatched", n: at}
}
