package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/banshi-bot/banshi/bot"
)

// Revision is one published state of the definitions. Files are kept by content: what did not change is kept
// once. Items are the digests of the resolved items it offers, so that a frame pinned to one finds its files.
type Revision struct {
	N      int64
	Digest string
	At     int64
	Author string
	Note   string
	Files  map[string][]byte
	Items  []string
}

const (
	selectRevision = `select n, digest, at, author, note from revision`
	headRevision   = ` order by n desc limit 1`
	insertRevision = `insert into revision (n, digest, at, author, note) values ($1, $2, $3, $4, $5)`
	headNumber     = `select coalesce(max(n), 0) from revision`
	insertContent  = `insert into content (digest, body) values ($1, $2) on conflict (digest) do nothing`
	insertFile     = `insert into revision_file (revision, path, digest) values ($1, $2, $3)`
	insertItem     = `insert into definition (digest, revision) values ($1, $2) on conflict (digest) do nothing`
	selectFiles    = `select f.path, c.body from revision_file f join content c on c.digest = f.digest where f.revision = $1`
	selectFile     = `select c.body from revision_file f join content c on c.digest = f.digest where f.revision = $1 and f.path = $2`
	selectItem     = `select revision from definition where digest = $1`
)

// PutRevision publishes a revision made from the one numbered after, and gives its number. ErrHeadMoved:
// another was published meanwhile. The same files as the head's are no new revision.
func (s *Store) PutRevision(ctx context.Context, after int64, r Revision) (int64, error) {
	var n int64
	err := s.write(ctx, "publish revision", func(c conn) error {
		head, err := one(c, headNumber)
		if err != nil {
			return err
		}
		if head != after {
			return refused{ErrHeadMoved}
		}
		n, err = r.put(c, head)
		return err
	})
	return n, err
}

func (r Revision) put(c conn, head int64) (int64, error) {
	same := false
	err := c.each(selectRevision+headRevision, func(row []driver.Value) error {
		same = row[1].(string) == r.Digest
		return nil
	})
	if err != nil || same {
		return head, err
	}
	n := head + 1
	if _, err := c.exec(insertRevision, n, r.Digest, r.At, r.Author, r.Note); err != nil {
		return 0, err
	}
	for _, path := range slices.Sorted(maps.Keys(r.Files)) {
		sum := sha256.Sum256(r.Files[path])
		digest := hex.EncodeToString(sum[:])
		if _, err := c.exec(insertContent, digest, append([]byte{}, r.Files[path]...)); err != nil {
			return 0, err
		}
		if _, err := c.exec(insertFile, n, path, digest); err != nil {
			return 0, err
		}
	}
	for _, item := range r.Items {
		if _, err := c.exec(insertItem, item, n); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// Head gives the newest revision without its files, the zero value where none was published.
func (s *Store) Head(ctx context.Context) (Revision, error) {
	r, err := s.revision(ctx, selectRevision+headRevision)
	if errors.Is(err, bot.ErrNone) {
		return Revision{}, nil
	}
	return r, wrap(err, "newest revision")
}

// Revision gives one revision with its files, ErrNone where there is none.
func (s *Store) Revision(ctx context.Context, n int64) (Revision, error) {
	r, err := s.revision(ctx, selectRevision+` where n = $1`, n)
	if err != nil {
		return Revision{}, fmt.Errorf("revision %d: %w", n, err)
	}
	r.Files = map[string][]byte{}
	err = s.read.each(ctx, selectFiles, func(scan func(...any) error) error {
		var path string
		var body []byte
		err := scan(&path, &body)
		r.Files[path] = body
		return err
	}, n)
	return r, wrap(err, "files of revision %d", n)
}

func (s *Store) revision(ctx context.Context, q string, args ...any) (Revision, error) {
	var r Revision
	err := s.read.row(ctx, q, []any{&r.N, &r.Digest, &r.At, &r.Author, &r.Note}, args...)
	if errors.Is(err, sql.ErrNoRows) {
		err = bot.ErrNone
	}
	return r, err
}

// File gives one file of a revision, ErrNone where it has none of that path.
func (s *Store) File(ctx context.Context, n int64, path string) ([]byte, error) {
	var body []byte
	err := s.read.row(ctx, selectFile, []any{&body}, n, path)
	if errors.Is(err, sql.ErrNoRows) {
		err = bot.ErrNone
	}
	return body, wrap(err, "%s of revision %d", path, n)
}

// Definition gives the number of a revision that offers the item with this digest, ErrNone where none does.
func (s *Store) Definition(ctx context.Context, item string) (int64, error) {
	var n int64
	err := s.read.row(ctx, selectItem, []any{&n}, item)
	if errors.Is(err, sql.ErrNoRows) {
		err = bot.ErrNone
	}
	return n, wrap(err, "item %s", item)
}
