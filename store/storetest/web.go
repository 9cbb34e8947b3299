package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/store"
)

func session(token, conversation string) store.Session {
	return store.Session{
		TokenHash: []byte(token), Conversation: conversation, Subject: "visitor " + conversation, Channel: "web", Account: "main",
		Lang: "zh", Region: "330100", Created: 1000, Until: 2000,
	}
}

func ended(t *testing.T, s Store, token string) {
	t.Helper()
	if _, err := s.Session(t.Context(), []byte(token)); !errors.Is(err, bot.ErrNone) {
		t.Fatalf("session %s: %v, want ErrNone", token, err)
	}
}

var web = map[string]func(*testing.T, Store){
	"a session is kept until it ends": func(t *testing.T, s Store) {
		x := session("t1", "a")
		if err := s.PutSession(t.Context(), x); err != nil {
			t.Fatal(err)
		}
		same(t, "session", must(s.Session(t.Context(), []byte("t1"))), x)
		x.Until, x.Lang = 3000, "en"
		if err := s.PutSession(t.Context(), x); err != nil {
			t.Fatal(err)
		}
		same(t, "session put again", must(s.Session(t.Context(), []byte("t1"))), x)
		if err := s.EndSession(t.Context(), []byte("t1")); err != nil {
			t.Fatal(err)
		}
		ended(t, s, "t1")
		ended(t, s, "made up")
	},

	"a token is rotated once": func(t *testing.T, s Store) {
		if err := s.PutSession(t.Context(), session("t1", "a")); err != nil {
			t.Fatal(err)
		}
		if err := s.RotateSession(t.Context(), []byte("t1"), []byte("t2")); err != nil {
			t.Fatal(err)
		}
		ended(t, s, "t1")
		want := session("t1", "a")
		want.TokenHash = []byte("t2")
		same(t, "session", must(s.Session(t.Context(), []byte("t2"))), want)
		if err := s.RotateSession(t.Context(), []byte("t1"), []byte("t3")); !errors.Is(err, bot.ErrNone) {
			t.Fatalf("rotated again: %v", err)
		}
		ended(t, s, "t3")
	},

	"a conversation belongs to one subject for good": func(t *testing.T, s Store) {
		u := bot.Subject{Conversation: "a", Channel: "wechat", Account: "main", ID: "openid-1", At: 5}
		if err := s.PutSubject(t.Context(), u); err != nil {
			t.Fatal(err)
		}
		again := u
		again.ID = "openid-2"
		if err := s.PutSubject(t.Context(), again); err != nil {
			t.Fatal(err)
		}
		same(t, "subject", must(s.Subject(t.Context(), "a")), u)
		if _, err := s.Subject(t.Context(), "b"); !errors.Is(err, bot.ErrNone) {
			t.Fatalf("no subject: %v", err)
		}
	},

	"a link is used once": func(t *testing.T, s Store) {
		l := bot.Link{Hash: []byte("h1"), Conversation: "a", Turn: 1, Kind: "login", Order: "A_1_0", Level: 2, Until: 2000}
		turn := Turn("a", 1)
		turn.Links = []bot.Link{l}
		commit(t, s, turn)
		same(t, "link", must(s.Link(t.Context(), l.Hash)), l)
		var won atomic.Int64
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if ok, err := s.UseLink(context.Background(), l.Hash, 1500); ok && err == nil {
					won.Add(1)
				}
			})
		}
		all.Wait()
		same(t, "used", won.Load(), 1)
		same(t, "used at", must(s.Link(t.Context(), l.Hash)).Used, 1500)
		if _, err := s.Link(t.Context(), []byte("none")); !errors.Is(err, bot.ErrNone) {
			t.Fatalf("no link: %v", err)
		}
	},

	"a link that is over is not used": func(t *testing.T, s Store) {
		turn := Turn("a", 1)
		turn.Links = []bot.Link{{Hash: []byte("h1"), Conversation: "a", Kind: "pay", Until: 2000}}
		commit(t, s, turn)
		same(t, "used", must(s.UseLink(t.Context(), []byte("h1"), 2000)), false)
	},
}
