package store_test

import (
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/store"
	"github.com/banshi-bot/banshi/store/storetest"
)

// edit changes a database behind the store's back.
func edit(t *testing.T, path string, statements ...string) {
	t.Helper()
	for _, q := range statements {
		if err := tryEdit(path, q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
}

func tryEdit(path, q string) error {
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(q)
	return err
}

func TestAStoreIsAsItWasWhenOpenedAgain(t *testing.T) {
	path := newPath(t)
	s := open(t, store.Options{Path: path})
	commit(t, s, storetest.Turn("a", 1), storetest.Turn("a", 2))
	closeNow(t, s)
	s = open(t, store.Options{Path: path})
	commit(t, s, storetest.Turn("a", 3))
	if st, err := s.Load(t.Context(), "a"); err != nil || st.N != 3 {
		t.Fatalf("loaded %+v, %v", st, err)
	}
	sound(t, s)
}

func TestWhatWasTakenIsDueWhenAStoreOpens(t *testing.T) {
	path := newPath(t)
	s := open(t, store.Options{Path: path})
	turn := storetest.Turn("a", 1)
	turn.New = []bot.Row{{Conversation: "a", Key: bot.Key{Turn: 1}, Kind: "push", Due: 1 << 60, Body: []byte("{}")}}
	commit(t, s, turn)
	o := bot.Pay{Agency: "traffic", Bill: "33"}.Open("a", "a_1_0", 1000)
	if err := s.OpenOrder(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if ok, err := s.TakeOrder(t.Context(), o.No, o.Due, 1<<60); !ok || err != nil {
		t.Fatal(ok, err)
	}
	closeNow(t, s)

	s = open(t, store.Options{Path: path})
	rows, err := s.DueRows(t.Context(), 1<<59, 10)
	if err != nil || len(rows) != 1 {
		t.Errorf("due effects: %d, %v", len(rows), err)
	}
	orders, err := s.DueOrders(t.Context(), 1000, 10)
	if err != nil || len(orders) != 1 {
		t.Errorf("due orders: %d, %v", len(orders), err)
	}
}

func TestAStoreOpenedBesideTakesNothingAway(t *testing.T) {
	path := newPath(t)
	s := open(t, store.Options{Path: path})
	turn := storetest.Turn("a", 1)
	turn.New = []bot.Row{{Conversation: "a", Key: bot.Key{Turn: 1}, Kind: "push", Due: 1 << 60, Body: []byte("{}")}}
	commit(t, s, turn)

	beside := open(t, store.Options{Path: path, Access: store.Beside})
	if _, err := beside.PutRevision(t.Context(), 0, store.Revision{Digest: "d"}); err != nil {
		t.Fatal(err)
	}
	if head, err := s.Head(t.Context()); err != nil || head.N != 1 {
		t.Errorf("the server sees %+v, %v", head, err)
	}
	if rows, err := s.DueRows(t.Context(), 1<<59, 10); err != nil || len(rows) != 0 {
		t.Errorf("due effects: %d, %v", len(rows), err)
	}
	if err := beside.WishErase(t.Context(), "a", 1); err != nil {
		t.Fatal(err)
	}
	if wishes, err := s.EraseWishes(t.Context()); err != nil || len(wishes) != 1 {
		t.Errorf("wishes: %v, %v", wishes, err)
	}
}

func TestAStoreOpenedToReadReadsAndWritesNothing(t *testing.T) {
	path := newPath(t)
	s := open(t, store.Options{Path: path})
	commit(t, s, storetest.Turn("a", 1))
	r := open(t, store.Options{Path: path, Access: store.Read})
	if st, err := r.Load(t.Context(), "a"); err != nil || st.N != 1 {
		t.Fatalf("loaded %+v, %v", st, err)
	}
	sound(t, r)
	for what, err := range map[string]error{
		"commit":  r.Commit(t.Context(), storetest.Turn("a", 2)),
		"session": r.PutSession(t.Context(), store.Session{Conversation: "a"}),
		"erase":   r.Erase(t.Context(), "a", 1),
		"end":     r.EndSession(t.Context(), nil),
	} {
		if !errors.Is(err, bot.ErrNotWritten) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestReadingMakesNoDatabase(t *testing.T) {
	path := newPath(t)
	if _, err := tryOpen(t, store.Options{Path: path, Access: store.Read}); err == nil {
		t.Error("opened what is not there")
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("made a file: %v", err)
	}
}

func TestADatabaseThatDoesNotFitIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		edit string
		with store.Options
		want error
		says string
	}{
		"newer":     {edit: "insert into goose_db_version (version_id, is_applied) values (999, 1)", want: store.ErrNewer, says: "version 999"},
		"real":      {with: store.Options{Sandbox: true}, want: store.ErrMode, says: "marked real"},
		"other key": {with: store.Options{Keys: store.RandomKeyring()}, want: store.ErrKey},
	} {
		t.Run(name, func(t *testing.T) {
			path := newPath(t)
			closeNow(t, open(t, store.Options{Path: path}))
			if c.edit != "" {
				edit(t, path, c.edit)
			}
			for _, access := range []store.Access{store.Serve, store.Beside, store.Read} {
				o := c.with
				o.Path, o.Access = path, access
				_, err := tryOpen(t, o)
				if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
					t.Errorf("access %d: %v", access, err)
				}
			}
		})
	}
}

func TestAnOlderDatabaseIsMigratedByWhoMayWrite(t *testing.T) {
	path := newPath(t)
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), "keys.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := tryOpen(t, store.Options{Path: path, Access: store.Read}); err == nil {
		t.Error("an empty file was read")
	}
	open(t, store.Options{Path: path})
}

func TestNobodyElseMayReadTheFiles(t *testing.T) {
	path := newPath(t)
	s := open(t, store.Options{Path: path})
	commit(t, s, storetest.Turn("a", 1))
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) < 4 {
		t.Fatal(len(entries), err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %04o", e.Name(), info.Mode().Perm())
		}
	}
}

func TestTheKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys", "master")
	a, err := store.LoadOrMakeKey(path)
	if err != nil {
		t.Fatal(err)
	}
	b, err := store.LoadOrMakeKey(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(a.Derive("x")) != string(b.Derive("x")) {
		t.Error("the key made is not the key loaded")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o400 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	for _, bad := range []struct {
		text string
		mode os.FileMode
	}{{"AAAA", 0o400}, {"not base64!", 0o400}, {"", 0o400}, {"QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=", 0o440}} {
		p := filepath.Join(t.TempDir(), "master")
		if err := os.WriteFile(p, []byte(bad.text), bad.mode); err != nil {
			t.Fatal(err)
		}
		if _, err := store.LoadOrMakeKey(p); err == nil || bad.text != "" && strings.Contains(err.Error(), bad.text) {
			t.Errorf("%q with mode %04o: %v", bad.text, bad.mode, err)
		}
	}
}

func TestKeyedHashes(t *testing.T) {
	k := store.RandomKeyring()
	if string(k.Hash("l", "ab", "c")) == string(k.Hash("l", "a", "bc")) {
		t.Error("parts run together")
	}
	if string(k.Hash("l", "a")) == string(k.Hash("m", "a")) {
		t.Error("labels do not count")
	}
	if string(k.Hash("l", "a")) == string(store.RandomKeyring().Hash("l", "a")) {
		t.Error("the key does not count")
	}
}

func TestTheLockOfAFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	l, err := store.LockFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.LockFolder(dir)
	if want := "in use by process " + pid(); !errors.Is(err, store.ErrLocked) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
		t.Errorf("a second: %v, want %q", err, want)
	}
	if err := l.Unlock(); err != nil {
		t.Fatal(err)
	}
	l, err = store.LockFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	l.Unlock()
}
