package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// RestoreOptions say which backup becomes which database.
type RestoreOptions struct {
	From     string // folder of Backup
	KeysFrom string // folder of the keys; "" is From
	Replace  bool   // whether a database at Path may be replaced
	Store    Options
}

const selectMet = `select id, version from conversation where body is not null`

// Restore puts a backup in place of the database at Store.Path. Everything erased since, as the tombstones
// beside the old database, in it and in the backup tell, is erased in what was restored before it is put there.
// No other process may use the database meanwhile.
func Restore(ctx context.Context, o RestoreOptions) error {
	if o.KeysFrom == "" {
		o.KeysFrom = o.From
	}
	if err := o.restore(ctx); err != nil {
		return fmt.Errorf("restore %s: %w", o.From, err)
	}
	return nil
}

func (o RestoreOptions) restore(ctx context.Context) error {
	target := filesOf(o.Store.Path)
	if _, err := os.Lstat(target.main); err == nil && !o.Replace {
		return fmt.Errorf("%s: %w", target.main, fs.ErrExist)
	}
	erased, err := o.erased(ctx, target)
	if err != nil {
		return fmt.Errorf("what was erased: %w", err)
	}
	dir := filepath.Dir(target.main)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	draft, err := os.MkdirTemp(dir, "restore-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(draft)
	if err := o.prepare(ctx, filepath.Join(draft, DatabaseFile), erased); err != nil {
		return err
	}
	return put(filesOf(filepath.Join(draft, DatabaseFile)), target)
}

// erased gathers tombstones from wherever one may be.
func (o RestoreOptions) erased(ctx context.Context, target files) ([]Tombstone, error) {
	beside, err := readTombstones(target.tombstones)
	if err != nil {
		return nil, err
	}
	kept, err := readTombstones(filepath.Join(o.From, TombstonesFile))
	if err != nil {
		return nil, err
	}
	if _, err := os.Lstat(target.main); errors.Is(err, fs.ErrNotExist) {
		return mergeTombstones(beside, kept), nil
	}
	reading := o.Store
	reading.Access = Read
	old, err := Open(ctx, reading)
	if err != nil { // what is replaced may be broken: its file of tombstones tells all the same
		return mergeTombstones(beside, kept), nil
	}
	defer old.Close()
	inside, err := old.Tombstones(ctx)
	return mergeTombstones(beside, kept, inside), err
}

// prepare makes a database of the backup at path and erases in it.
func (o RestoreOptions) prepare(ctx context.Context, path string, erased []Tombstone) error {
	f := filesOf(path)
	if err := copyWhole(filepath.Join(o.From, DatabaseFile), f.main); err != nil {
		return err
	}
	if err := copyWhole(filepath.Join(o.KeysFrom, KeysFile), f.keys); err != nil {
		return err
	}
	opts := o.Store
	opts.Path, opts.Access = path, Beside
	s, err := Open(ctx, opts)
	if err != nil {
		return err
	}
	err = s.eraseAll(ctx, erased)
	return errors.Join(err, s.Close())
}

// eraseAll replays tombstones, those the backup knows itself as well: its keys may be older than its rows.
func (s *Store) eraseAll(ctx context.Context, erased []Tombstone) error {
	inside, err := s.Tombstones(ctx)
	if err != nil {
		return err
	}
	all := mergeTombstones(erased, inside)
	if err := s.files.keepTombstones(all); err != nil {
		return err
	}
	for _, t := range all {
		if err := s.replay(ctx, t); err != nil {
			return err
		}
	}
	if err := s.buryKeyless(ctx); err != nil {
		return err
	}
	for _, w := range []*writer{s.main, s.secrets.write} { // the log does not travel
		if err := w.aside(truncateLog); err != nil {
			return err
		}
	}
	return nil
}

// buryKeyless erases the conversations whose key is not there: the keys are younger than the rows, and theirs was deleted
// in between. Left as they are, nobody could read them and their citizens could not begin again.
func (s *Store) buryKeyless(ctx context.Context) error {
	var keyless []Tombstone
	now := s.opts.Now().UnixMilli()
	err := s.read.each(ctx, selectMet, func(scan func(...any) error) error {
		t := Tombstone{At: now}
		if err := scan(&t.Conversation, &t.Version); err != nil {
			return err
		}
		t.Version++
		_, err := s.secrets.of(ctx, t.Conversation)
		if errors.Is(err, ErrErased) {
			keyless = append(keyless, t)
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, t := range keyless {
		if err := s.write(ctx, "bury "+t.Conversation, t.bury); err != nil {
			return err
		}
	}
	return nil
}

// put moves the finished files to where they belong. The tombstones come first: they only ever grow.
func put(from, to files) error {
	for _, old := range []string{to.main, to.keys} {
		for _, log := range []string{"-wal", "-shm"} {
			if err := os.Remove(old + log); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	for _, move := range [][2]string{{from.tombstones, to.tombstones}, {from.keys, to.keys}, {from.main, to.main}} {
		if err := os.Rename(move[0], move[1]); err != nil {
			return err
		}
	}
	return syncDir(filepath.Dir(to.main))
}

// copyWhole copies a file that must be there.
func copyWhole(from, to string) error {
	if _, err := os.Stat(from); err != nil {
		return err
	}
	return copyFile(from, to)
}
