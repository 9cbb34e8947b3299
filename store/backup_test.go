package store_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/store"
	"github.com/banshi-bot/banshi/store/storetest"
)

func TestABackupMadeWhileTurnsAreWrittenIsSound(t *testing.T) {
	path := newPath(t)
	s := open(t, store.Options{Path: path})
	stop := make(chan struct{})
	began := make(chan struct{}, 4)
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for n := int64(1); ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				if err := s.Commit(context.Background(), storetest.Turn(fmt.Sprint("c", w), n)); err != nil {
					t.Error(err)
					return
				}
				if n == 20 {
					began <- struct{}{}
				}
			}
		})
	}
	for range 4 {
		<-began
	}
	backup := filepath.Join(t.TempDir(), "backup")
	keys := filepath.Join(t.TempDir(), "keys")
	err := s.Backup(t.Context(), backup, keys)
	close(stop)
	writers.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(backup, store.KeysFile)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the keys lie beside the database: %v", err)
	}
	fresh := newPath(t)
	err = store.Restore(t.Context(), store.RestoreOptions{From: backup, KeysFrom: keys, Store: store.Options{Path: fresh, Keys: testKeys}})
	if err != nil {
		t.Fatal(err)
	}
	r := open(t, store.Options{Path: fresh})
	if v := sound(t, r); v.Turns < 80 {
		t.Errorf("%d turns restored", v.Turns)
	}
	commit(t, r, storetest.Turn("new", 1))
}

func TestABackupReplacesNothing(t *testing.T) {
	s := open(t, store.Options{Path: newPath(t)})
	dir := t.TempDir()
	if err := s.Backup(t.Context(), dir, ""); !errors.Is(err, fs.ErrExist) {
		t.Errorf("into a folder that is there: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	gone := filepath.Join(t.TempDir(), "backup")
	if err := s.Backup(ctx, gone, ""); err == nil {
		t.Error("a backup given up was made")
	}
	left, err := filepath.Glob(gone + "*")
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestRestoreReplacesOnlyWhenAsked(t *testing.T) {
	path := newPath(t)
	s := open(t, store.Options{Path: path})
	commit(t, s, storetest.Turn("a", 1))
	backup := copyTo(t, s)
	commit(t, s, storetest.Turn("a", 2))
	closeNow(t, s)
	o := store.RestoreOptions{From: backup, Store: store.Options{Path: path, Keys: testKeys}}
	if err := store.Restore(t.Context(), o); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a database: %v", err)
	}
	s = open(t, store.Options{Path: path})
	if st, _ := s.Load(t.Context(), "a"); st.N != 2 {
		t.Errorf("the database stands at %d", st.N)
	}
	closeNow(t, s)
	if st, _ := restore(t, backup, path).Load(t.Context(), "a"); st.N != 1 {
		t.Errorf("the restored stands at %d", st.N)
	}
}

func TestRestoreRefusesABackupOfAnotherKeyAndHarmsNothing(t *testing.T) {
	path := newPath(t)
	s := open(t, store.Options{Path: path})
	commit(t, s, storetest.Turn("a", 1))
	closeNow(t, s)
	other := open(t, store.Options{Path: newPath(t), Keys: store.RandomKeyring()})
	o := store.RestoreOptions{From: copyTo(t, other), Replace: true, Store: store.Options{Path: path, Keys: testKeys}}
	if err := store.Restore(t.Context(), o); !errors.Is(err, store.ErrKey) {
		t.Errorf("restored: %v", err)
	}
	s = open(t, store.Options{Path: path})
	if st, err := s.Load(t.Context(), "a"); err != nil || st.N != 1 {
		t.Errorf("loaded %+v, %v", st, err)
	}
}

func TestTheLedgerIsAppendOnly(t *testing.T) {
	path := newPath(t)
	s := open(t, store.Options{Path: path})
	o := bot.Pay{Agency: "x", Bill: "1", AmountFen: 100, Until: 9e5}.Open("a", "a_1_0", 1)
	if err := s.OpenOrder(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	next, lines := bot.Move(o, bot.Heard{At: 2, Is: bot.HeardPaid, AmountFen: 100})
	if err := s.MoveOrder(t.Context(), next, lines); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"update entry set fen = 1", "delete from entry"} {
		if err := tryEdit(path, q); err == nil {
			t.Errorf("%s worked", q)
		}
	}
	sound(t, s)
	edit(t, path, "drop trigger entry_no_update", "update entry set fen = fen + 1 where line = 1")
	found := map[int]bool{}
	for _, f := range findings(t, s) {
		found[f.Invariant] = true
	}
	if !found[10] {
		t.Error("verify does not find a changed ledger")
	}
}
