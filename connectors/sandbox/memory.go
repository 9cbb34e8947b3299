package sandbox

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"
)

// memory is what the town remembers: documents by kind and id, keys already answered, acts done, notices due.
type memory struct{ db *sql.DB }

const schema = `
create table if not exists doc (kind text, id text, body text not null, primary key (kind, id)) without rowid;
create table if not exists answered (operation text, key text, asked text not null, body text not null,
	primary key (operation, key)) without rowid;
create table if not exists act (operation text, thing text, tries integer not null, done integer not null,
	primary key (operation, thing)) without rowid;
create table if not exists seq (name text primary key, n integer not null) without rowid;
create table if not exists notice (id text, copy integer, due integer not null, tries integer not null,
	url text not null, body text not null, primary key (id, copy)) without rowid;
create index if not exists notice_due on notice (due);
`

func openMemory(path string) (*memory, error) {
	q := url.Values{"_journal_mode": {"WAL"}, "_synchronous": {"FULL"}, "_busy_timeout": {"5000"}, "_txlock": {"immediate"}}
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
	if path == "" {
		dsn = ":memory:"
	}
	db, err := sql.Open("sqlite3", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // one writer; and a memory of its own lives as long as its connection
	db.SetConnMaxLifetime(0)
	if _, err := db.Exec(schema); err != nil {
		return nil, errors.Join(fmt.Errorf("prepare %s: %w", path, err), db.Close())
	}
	return &memory{db}, nil
}

// tx is one transaction on the memory. Its methods panic with txFailed, which do returns as an error: every
// handler's happy path stays readable, and none goes on after a failed read.
type tx struct {
	ctx context.Context
	sql *sql.Tx
}

type txFailed struct{ err error }

// do runs f in a transaction and commits unless f returns an error.
func (m *memory) do(ctx context.Context, f func(*tx) error) (err error) {
	t, err := m.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer t.Rollback()
	defer func() {
		if p := recover(); p != nil {
			failed, ok := p.(txFailed)
			if !ok {
				panic(p)
			}
			err = failed.err
		}
	}()
	if err := f(&tx{ctx, t}); err != nil {
		return err
	}
	return t.Commit()
}

func check(err error) {
	if err != nil {
		panic(txFailed{err})
	}
}

func (t *tx) exec(query string, args ...any) int64 {
	res, err := t.sql.ExecContext(t.ctx, query, args...)
	check(err)
	n, err := res.RowsAffected()
	check(err)
	return n
}

// row reads one row; false where there is none.
func (t *tx) row(into []any, query string, args ...any) bool {
	err := t.sql.QueryRowContext(t.ctx, query, args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return false
	}
	check(err)
	return true
}

// get reads a document; false where there is none.
func (t *tx) get(kind, id string, into any) bool {
	var body string
	if !t.row([]any{&body}, `select body from doc where kind = ?1 and id = ?2`, kind, id) {
		return false
	}
	check(json.Unmarshal([]byte(body), into))
	return true
}

// put writes a document.
func (t *tx) put(kind, id string, v any) {
	body, err := json.Marshal(v)
	check(err)
	t.exec(`insert into doc (kind, id, body) values (?1, ?2, ?3) on conflict (kind, id) do update set body = ?3`,
		kind, id, string(body))
}

// drop forgets a document.
func (t *tx) drop(kind, id string) { t.exec(`delete from doc where kind = ?1 and id = ?2`, kind, id) }

// each reads every document of a kind whose id begins with prefix, in order of id.
func each[T any](t *tx, kind, prefix string) []T {
	rows, err := t.sql.QueryContext(t.ctx,
		`select body from doc where kind = ?1 and id >= ?2 and id < ?2 || char(1114111) order by id`, kind, prefix)
	check(err)
	defer rows.Close()
	var all []T
	for rows.Next() {
		var body string
		check(rows.Scan(&body))
		var one T
		check(json.Unmarshal([]byte(body), &one))
		all = append(all, one)
	}
	check(rows.Err())
	return all
}

// next counts on under a name, from 1001, passing numbers that end like a trap.
func (t *tx) next(name string) int64 {
	t.exec(`insert into seq (name, n) values (?1, 1000) on conflict (name) do nothing`, name)
	for {
		t.exec(`update seq set n = n + 1 where name = ?1`, name)
		var n int64
		t.row([]any{&n}, `select n from seq where name = ?1`, name)
		if n%10000 >= 100 {
			return n
		}
	}
}

// try counts that an act on a thing was asked for, done that it was done: done beyond 1 is the fault tests look for.
func (t *tx) try(operation, thing string) {
	t.exec(`insert into act (operation, thing, tries, done) values (?1, ?2, 1, 0)
		on conflict (operation, thing) do update set tries = tries + 1`, operation, thing)
}

func (t *tx) done(operation, thing string) {
	t.exec(`update act set done = done + 1 where operation = ?1 and thing = ?2`, operation, thing)
}
