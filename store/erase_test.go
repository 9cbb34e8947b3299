package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/store"
	"github.com/banshi-bot/banshi/store/storetest"
)

// Invariant 12.
func TestNoPersonalValueLiesInClearText(t *testing.T) {
	path := newPath(t)
	s := open(t, store.Options{Path: path})
	tellAll(t, s, "a")
	bare(t, filepath.Dir(path)) // with the write-ahead logs
	backup := filepath.Join(t.TempDir(), "backup")
	if err := s.Backup(t.Context(), backup, ""); err != nil {
		t.Fatal(err)
	}
	bare(t, backup)
	closeNow(t, s)
	bare(t, filepath.Dir(path))
	s = open(t, store.Options{Path: path})
	if st, err := s.Load(t.Context(), "a"); err != nil || !strings.Contains(string(st.State), canary) {
		t.Errorf("the test's own canary is not there: %v", err)
	}
}

func TestACiphertextOpensOnlyWhereItWasWritten(t *testing.T) {
	swap := func(table, key, a, b string) []string {
		return []string{
			fmt.Sprintf("create table kept as select %s k, body from %s where %s in (%s, %s)", key, table, key, a, b),
			fmt.Sprintf("update %s set body = (select body from kept where k <> %s.%s) where %s in (%s, %s)", table, table, key, key, a, b),
			"drop table kept",
		}
	}
	for name, c := range map[string]struct {
		edits []string
		read  func(*store.Store) error
	}{
		"snapshots of two citizens": {swap("conversation", "id", "'a'", "'b'"), func(s *store.Store) error {
			_, err := s.Load(context.Background(), "a")
			return err
		}},
		"two turns of one": {swap("turn", "id", "1", "2"), func(s *store.Store) error {
			_, err := s.Turns(context.Background(), "a", 0, 10)
			return err
		}},
		"two effects of one": {swap("effect", "turn", "1", "2"), func(s *store.Store) error {
			_, err := s.DueRows(context.Background(), 10, 10)
			return err
		}},
		"two orders": {swap("payment", "order_no", "'a_1_0'", "'b_1_0'"), func(s *store.Store) error {
			_, err := s.Order(context.Background(), "a_1_0")
			return err
		}},
		"a snapshot set back": {[]string{"update conversation set version = 1 where id = 'a'"}, func(s *store.Store) error {
			_, err := s.Load(context.Background(), "a")
			return err
		}},
		"one bit": {[]string{"update conversation set body = cast(substr(body, 1, length(body) - 1) || x'00' as blob) where id = 'a'"}, func(s *store.Store) error {
			_, err := s.Load(context.Background(), "a")
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			path := newPath(t)
			s := open(t, store.Options{Path: path})
			commit(t, s, telling("a", 1), telling("a", 2), telling("b", 1))
			for _, id := range []string{"a", "b"} {
				if err := s.OpenOrder(t.Context(), bot.Pay{Agency: "x", Bill: id}.Open(id, id+"_1_0", 1)); err != nil {
					t.Fatal(err)
				}
			}
			if err := c.read(s); err != nil {
				t.Fatalf("before: %v", err)
			}
			edit(t, path, c.edits...)
			if err := c.read(s); !errors.Is(err, store.ErrSealed) {
				t.Errorf("after: %v, want ErrSealed", err)
			}
			if v, _ := s.Verify(t.Context(), store.Bodies, func(store.Finding) {}); v.Findings == 0 {
				t.Error("verify found nothing")
			}
		})
	}
}

func TestAKeyOpensOnlyUnderItsMasterAndItsConversation(t *testing.T) {
	path := newPath(t)
	s := open(t, store.Options{Path: path})
	commit(t, s, telling("a", 1), telling("b", 1))
	closeNow(t, s)
	edit(t, filepath.Join(filepath.Dir(path), "keys.db"),
		"update secret set conversation = case conversation when 'a' then 'x' when 'b' then 'a' end", "update secret set conversation = 'b' where conversation = 'x'")
	s = open(t, store.Options{Path: path})
	if _, err := s.Load(t.Context(), "a"); !errors.Is(err, store.ErrSealed) {
		t.Errorf("loaded under another's key: %v", err)
	}
}

// copyTo gives a backup of a store made now.
func copyTo(t *testing.T, s *store.Store) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "backup")
	if err := s.Backup(t.Context(), dir, ""); err != nil {
		t.Fatal(err)
	}
	return dir
}

func restore(t *testing.T, from, path string) *store.Store {
	t.Helper()
	err := store.Restore(t.Context(), store.RestoreOptions{From: from, Replace: true, Store: store.Options{Path: path, Keys: testKeys}})
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, store.Options{Path: path})
	sound(t, s)
	return s
}

// unreadable says that a conversation cannot be read by any road, nor its key found in the key file.
func unreadable(t *testing.T, s *store.Store, path, conversation string) {
	t.Helper()
	st, err := s.Load(t.Context(), conversation)
	if err != nil || st.State != nil || st.Heard != nil {
		t.Errorf("loaded %+v, %v", st, err)
	}
	turns, err := s.Turns(t.Context(), conversation, 0, 10)
	if err != nil || len(turns) != 0 {
		t.Errorf("%d turns, %v", len(turns), err)
	}
	if _, err := s.Subject(t.Context(), conversation); !errors.Is(err, bot.ErrNone) {
		t.Errorf("subject: %v", err)
	}
	if n := count(t, filepath.Join(filepath.Dir(path), "keys.db"), "select count(*) from secret where conversation = '"+conversation+"'"); n != 0 {
		t.Errorf("%d keys left", n)
	}
}

func count(t *testing.T, path, q string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(q).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWhatWasErasedStaysErasedInAnOlderBackup(t *testing.T) {
	path := newPath(t)
	s := open(t, store.Options{Path: path})
	tellAll(t, s, "a")
	commit(t, s, storetest.Turn("b", 1))
	backup := copyTo(t, s)
	if err := s.Erase(t.Context(), "a", 5000); err != nil {
		t.Fatal(err)
	}
	unreadable(t, s, path, "a")
	closeNow(t, s)

	s = restore(t, backup, path)
	unreadable(t, s, path, "a")
	if st, err := s.Load(t.Context(), "b"); err != nil || st.N != 1 {
		t.Errorf("the other: %+v, %v", st, err)
	}
	if _, err := s.Order(t.Context(), "a_1_0"); err != nil {
		t.Errorf("its order, which the law wants kept: %v", err)
	}
	bare(t, filepath.Dir(path))
}

func TestTombstonesInTheOldDatabaseAreEnough(t *testing.T) {
	path := newPath(t)
	s := open(t, store.Options{Path: path})
	commit(t, s, telling("a", 1))
	backup := copyTo(t, s)
	if err := s.Erase(t.Context(), "a", 5000); err != nil {
		t.Fatal(err)
	}
	closeNow(t, s)
	if err := os.Remove(filepath.Join(filepath.Dir(path), "tombstones")); err != nil {
		t.Fatal(err)
	}
	unreadable(t, restore(t, backup, path), path, "a")
}

func TestTombstonesInTheFileAreEnough(t *testing.T) {
	path := newPath(t)
	s := open(t, store.Options{Path: path})
	commit(t, s, telling("a", 1))
	backup := copyTo(t, s)
	if err := s.Erase(t.Context(), "a", 5000); err != nil {
		t.Fatal(err)
	}
	closeNow(t, s)
	for _, file := range []string{"banshi.db", "keys.db"} { // the disk is lost but for the tombstones
		if err := os.WriteFile(filepath.Join(filepath.Dir(path), file), []byte("garbage"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	unreadable(t, restore(t, backup, path), path, "a")
}

func TestAConversationBegunAgainSurvivesTheTombstonesOfBefore(t *testing.T) {
	path := newPath(t)
	s := open(t, store.Options{Path: path})
	commit(t, s, telling("a", 1))
	if err := s.Erase(t.Context(), "a", 5000); err != nil {
		t.Fatal(err)
	}
	st, err := s.Load(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	commit(t, s, storetest.Turn("a", st.N+1))
	backup := copyTo(t, s)
	closeNow(t, s)
	s = restore(t, backup, path)
	turns, err := s.Turns(t.Context(), "a", 0, 10)
	if err != nil || len(turns) != 1 {
		t.Errorf("%d turns, %v", len(turns), err)
	}
}

func TestAnOldBackupOfTheKeysBringsNothingBack(t *testing.T) {
	path := newPath(t)
	s := open(t, store.Options{Path: path})
	commit(t, s, telling("a", 1))
	old := copyTo(t, s)
	if err := s.Erase(t.Context(), "a", 5000); err != nil {
		t.Fatal(err)
	}
	mixed := copyTo(t, s)
	closeNow(t, s)
	fresh := newPath(t) // another machine, without the file of tombstones
	err := store.Restore(t.Context(), store.RestoreOptions{From: mixed, KeysFrom: old, Store: store.Options{Path: fresh, Keys: testKeys}})
	if err != nil {
		t.Fatal(err)
	}
	unreadable(t, open(t, store.Options{Path: fresh}), fresh, "a")
}

// The keys are newer than the rows: what was erased between is unreadable, and its citizen can begin again.
func TestAnOlderDatabaseUnderTheKeysOfNow(t *testing.T) {
	path := newPath(t)
	s := open(t, store.Options{Path: path})
	tellAll(t, s, "a")
	commit(t, s, storetest.Turn("b", 1))
	old := copyTo(t, s)
	if err := s.Erase(t.Context(), "a", 5000); err != nil {
		t.Fatal(err)
	}
	young := copyTo(t, s)
	closeNow(t, s)
	fresh := newPath(t) // another machine, without the file of tombstones
	err := store.Restore(t.Context(), store.RestoreOptions{From: old, KeysFrom: young, Store: store.Options{Path: fresh, Keys: testKeys}})
	if err != nil {
		t.Fatal(err)
	}
	s = open(t, store.Options{Path: fresh})
	sound(t, s)
	unreadable(t, s, fresh, "a")
	if st, err := s.Load(t.Context(), "b"); err != nil || st.N != 1 {
		t.Errorf("the other: %+v, %v", st, err)
	}
	st, err := s.Load(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	commit(t, s, storetest.Turn("a", st.N+1))
}

func TestAnErasureCutShortIsFinishedByTheNextStart(t *testing.T) {
	path := newPath(t)
	s := open(t, store.Options{Path: path})
	commit(t, s, telling("a", 1), storetest.Turn("b", 1))
	closeNow(t, s)
	keys := filepath.Join(filepath.Dir(path), "keys.db")
	var secret string
	db, err := sql.Open("sqlite3", "file:"+keys)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.QueryRow("select id from secret where conversation = 'a'").Scan(&secret); err != nil {
		t.Fatal(err)
	}
	db.Close()
	line := fmt.Sprintf("5000 a %q 2\n5000 b \"half a li", secret) // the second was not written whole: b stays
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), "tombstones"), []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	s = open(t, store.Options{Path: path})
	unreadable(t, s, path, "a")
	if st, err := s.Load(t.Context(), "b"); err != nil || st.N != 1 {
		t.Errorf("b: %+v, %v", st, err)
	}
	if n := count(t, path, "select count(*) from turn where conversation = 'a'"); n != 0 {
		t.Errorf("%d turns left", n)
	}
	sound(t, s)
}

func TestAShreddedKeyLeavesNoBytes(t *testing.T) {
	path := newPath(t)
	s := open(t, store.Options{Path: path})
	for i := range 50 {
		commit(t, s, storetest.Turn(fmt.Sprint("c", i), 1))
	}
	keys := filepath.Join(filepath.Dir(path), "keys.db")
	var wrapped []byte
	db, err := sql.Open("sqlite3", "file:"+keys)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.QueryRow("select body from secret where conversation = 'c7'").Scan(&wrapped); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if err := s.Erase(t.Context(), "c7", 1); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{keys, keys + "-wal"} {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), string(wrapped)) {
			t.Errorf("%s holds the key still", filepath.Base(file))
		}
	}
}

func TestErasingWhileTurnsAreWritten(t *testing.T) {
	path := newPath(t)
	s := open(t, store.Options{Path: path})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 40 {
				st, err := s.Load(context.Background(), "a")
				if errors.Is(err, store.ErrErased) { // in the middle of it
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				if err := s.Commit(context.Background(), storetest.Turn("a", st.N+1)); err != nil && !errors.Is(err, bot.ErrStale) {
					t.Error(err)
					return
				}
			}
		})
	}
	for i := range 10 {
		if err := s.Erase(t.Context(), "a", int64(i)); err != nil {
			t.Error(err)
		}
	}
	all.Wait()
	closeNow(t, s)
	s = open(t, store.Options{Path: path}) // nothing may depend on a key that is only in memory
	if _, err := s.Load(t.Context(), "a"); err != nil {
		t.Error(err)
	}
	for _, f := range findings(t, s) {
		if f.Invariant != 2 { // the log's numbers are the test's own
			t.Errorf("found: %v", f)
		}
	}
}

func findings(t *testing.T, s *store.Store) (out []store.Finding) {
	t.Helper()
	if _, err := s.Verify(t.Context(), store.Bodies, func(f store.Finding) { out = append(out, f) }); err != nil {
		t.Fatal(err)
	}
	return out
}
