package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/store"
	"github.com/banshi-bot/banshi/store/storetest"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childEnv); dir != "" {
		child(dir) // does not return
	}
	os.Exit(m.Run())
}

func TestOnDisk(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Store { return open(t, store.Options{Path: newPath(t)}) })
}

func TestInMemory(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Store { return open(t, store.Options{}) })
}

var testKeys = store.RandomKeyring()

func newPath(t *testing.T) string { return filepath.Join(t.TempDir(), "banshi.db") }

// open opens a store that is closed with the test.
func open(t *testing.T, o store.Options) *store.Store {
	t.Helper()
	s, err := tryOpen(t, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeNow(t, s) })
	return s
}

func tryOpen(t *testing.T, o store.Options) (*store.Store, error) {
	t.Helper()
	if o.Keys == (store.Keyring{}) {
		o.Keys = testKeys
	}
	if o.OnUnknown == nil {
		o.OnUnknown = func(err error) { t.Errorf("commit unknown: %v", err) }
	}
	return store.Open(t.Context(), o)
}

func closeNow(t *testing.T, s *store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func commit(t *testing.T, s *store.Store, turns ...bot.Turn) {
	t.Helper()
	for _, turn := range turns {
		if err := s.Commit(t.Context(), turn); err != nil {
			t.Fatal(err)
		}
	}
}

// sound lets a store find nothing wrong with itself.
func sound(t *testing.T, s *store.Store) store.Verified {
	t.Helper()
	v, err := s.Verify(t.Context(), store.Bodies, func(f store.Finding) { t.Errorf("found: %v", f) })
	if err != nil {
		t.Fatal(err)
	}
	return v
}

const canary = "CANARY330106190001011234"

// telling is a turn that holds a citizen's value wherever a turn can hold one.
func telling(conversation string, n int64) bot.Turn {
	t := storetest.Turn(conversation, n)
	t.Body = fmt.Appendf(nil, `{"event":{"at":1,"is":"said","what":{"id":"m%d","text":%q}},"replies":[{"seq":%d}]}`, n, canary, n)
	t.State = fmt.Appendf(nil, `{"id":%q,"turn":%d,"frames":[{"slots":{"id_no":%q}}]}`, conversation, n, canary)
	t.New = []bot.Row{{Conversation: conversation, Key: bot.Key{Turn: n}, Kind: "ask", Due: 1,
		Ask:  &bot.Ask{Agency: "traffic", Operation: "decision", Args: map[string]string{"number": canary}},
		Body: fmt.Appendf(nil, `{"effect":{"do":{"ask":{"agency":"traffic","operation":"decision","args":{"number":%q}}}}}`, canary)}}
	t.Filed = []bot.Filed{{Kind: "case", Key: bot.Key{Turn: n}, At: 1, Body: fmt.Appendf(nil, `{"number":%q}`, canary)}}
	return t
}

// tellAll puts the canary everywhere a store takes one.
func tellAll(t *testing.T, s *store.Store, conversation string) {
	t.Helper()
	commit(t, s, telling(conversation, 1), telling(conversation, 2))
	o := bot.Pay{Agency: "traffic", Bill: canary, Payee: canary, Title: canary, AmountFen: 100}.Open(conversation, conversation+"_1_0", 1)
	x := store.Session{TokenHash: []byte("hash"), Conversation: conversation, Subject: canary, Channel: "web", Until: 1e15}
	for _, err := range []error{
		s.OpenOrder(t.Context(), o),
		s.PutSession(t.Context(), x),
		s.AddUnmatched(t.Context(), store.Unmatched{At: 1, Text: canary}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// bare fails if any file under a folder holds the canary, and says how many bytes were looked at.
func bare(t *testing.T, dir string) {
	t.Helper()
	looked := 0
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		looked += len(b)
		if strings.Contains(string(b), canary) || strings.Contains(string(b), canary[:12]) {
			t.Errorf("%s holds the canary", filepath.Base(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if looked == 0 {
		t.Fatalf("nothing was looked at in %s", dir)
	}
}
