package store

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Tombstone says that a conversation's key was deleted. It names the key, so that a conversation begun again
// later under another key is left alone when tombstones are replayed.
type Tombstone struct {
	Conversation string
	Secret       string // id of the key; "" where there was none
	Version      int64  // the conversation goes on above it
	At           int64
}

const tombstoneLine = "%d %s %q %d\n"

// keepTombstones appends to the file of tombstones and returns when it is on the disk.
func (f files) keepTombstones(ts []Tombstone) error {
	if f.tombstones == "" {
		return nil
	}
	file, err := os.OpenFile(f.tombstones, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	var text strings.Builder
	for _, t := range ts {
		fmt.Fprintf(&text, tombstoneLine, t.At, t.Conversation, t.Secret, t.Version)
	}
	if _, err := file.WriteString(text.String()); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	return syncDir(filepath.Dir(f.tombstones))
}

// readTombstones reads a file of tombstones; none is no tombstones. A last line cut short by a crash is no
// tombstone: its key was not touched yet.
func readTombstones(path string) ([]Tombstone, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) || path == "" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var out []Tombstone
	lines := bufio.NewReader(file)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return out, nil
		}
		var t Tombstone
		if _, err := fmt.Sscanf(line, tombstoneLine, &t.At, &t.Conversation, &t.Secret, &t.Version); err == nil {
			out = append(out, t)
		}
	}
}

// Tombstones gives what was erased, the oldest first.
func (s *Store) Tombstones(ctx context.Context) ([]Tombstone, error) {
	var out []Tombstone
	err := s.read.each(ctx, `select conversation, secret, version, at from tombstone order by at, conversation`, func(scan func(...any) error) error {
		var t Tombstone
		err := scan(&t.Conversation, &t.Secret, &t.Version, &t.At)
		out = append(out, t)
		return err
	})
	return out, wrap(err, "tombstones")
}

// buryAgain finishes at the start what a crash interrupted, and erases again in a restored database what was
// erased after its backup: all that is in the file and not in the database.
func (s *Store) buryAgain(ctx context.Context) error {
	kept, err := readTombstones(s.files.tombstones)
	if err != nil || len(kept) == 0 {
		return err
	}
	known, err := s.Tombstones(ctx)
	if err != nil {
		return err
	}
	have := map[Tombstone]bool{}
	for _, t := range known {
		have[t.key()] = true
	}
	for _, t := range kept {
		if have[t.key()] {
			continue
		}
		if err := s.replay(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// key is what makes a tombstone the same one.
func (t Tombstone) key() Tombstone { return Tombstone{Conversation: t.Conversation, Secret: t.Secret} }

// replay deletes the key a tombstone names where it is there, and the rows unless they lie under another key.
func (s *Store) replay(ctx context.Context, t Tombstone) error {
	if err := s.secrets.shred(t.Conversation, t.Secret); err != nil {
		return err
	}
	_, err := s.secrets.of(ctx, t.Conversation)
	switch {
	case errors.Is(err, ErrErased):
		return s.write(ctx, "bury "+t.Conversation, t.bury)
	case err != nil:
		return err
	}
	return s.write(ctx, "bury "+t.Conversation, func(c conn) error {
		_, err := c.exec(buryTombstone, t.Conversation, t.Secret, t.Version, t.At)
		return err
	})
}

// mergeTombstones gives each tombstone once, the oldest first.
func mergeTombstones(lists ...[]Tombstone) []Tombstone {
	once := map[Tombstone]Tombstone{}
	for _, t := range slices.Concat(lists...) {
		once[t.key()] = t
	}
	var out []Tombstone
	for _, t := range once {
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b Tombstone) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Conversation, b.Conversation))
	})
	return out
}
