// Package storetest is what every store must do, whatever engine it stands on. An engine's own test opens
// stores and calls Run; a bug found in one becomes a case here for all.
package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/store"
)

// Store is the whole of what is asked of a store.
type Store interface {
	Turns
	Orders
	Web
	Shelf
	Close() error
}

// Turns is asked of a store by the engine.
type Turns interface {
	Load(ctx context.Context, conversation string) (bot.Stored, error)
	Commit(ctx context.Context, t bot.Turn) error
	Turns(ctx context.Context, conversation string, after int64, limit int) ([]bot.Turn, error)
	TurnAt(ctx context.Context, conversation string, n int64) (bot.Turn, error)
	Recorded(ctx context.Context, limit int) ([]string, error)
	Waking(ctx context.Context, now int64, limit int) ([]string, error)
	Owned(ctx context.Context) ([]store.Owned, error)
	DueRows(ctx context.Context, now int64, limit int) ([]bot.Row, error)
	TakeRow(ctx context.Context, conversation string, k bot.Key, seenDue, until int64) (bool, error)
	ResolveCall(ctx context.Context, conversation string, k bot.Key, outcome, reason string, at int64) error
	Stuck(ctx context.Context, before int64, limit int) ([]store.Call, error)
}

// Orders is asked of a store by whoever moves money.
type Orders interface {
	OpenOrder(ctx context.Context, o bot.Order) error
	MoveOrder(ctx context.Context, o bot.Order, lines []bot.Entry) error
	Order(ctx context.Context, no string) (bot.Order, error)
	Orders(ctx context.Context, f store.OrderFilter) ([]bot.Order, error)
	DueOrders(ctx context.Context, now int64, limit int) ([]bot.Order, error)
	TakeOrder(ctx context.Context, no string, seenDue, until int64) (bool, error)
	Entries(ctx context.Context, order string) ([]bot.Entry, error)
	LedgerSums(ctx context.Context) (map[string]int64, error)
}

// Web is asked of a store by channels that hand out tokens and links.
type Web interface {
	PutSubject(ctx context.Context, u bot.Subject) error
	Subject(ctx context.Context, conversation string) (bot.Subject, error)
	PutSession(ctx context.Context, x store.Session) error
	RotateSession(ctx context.Context, old, new []byte) error
	Session(ctx context.Context, tokenHash []byte) (store.Session, error)
	EndSession(ctx context.Context, tokenHash []byte) error
	Link(ctx context.Context, hash []byte) (bot.Link, error)
	UseLink(ctx context.Context, hash []byte, now int64) (bool, error)
}

// Shelf is what lies beside the conversations.
type Shelf interface {
	PutRevision(ctx context.Context, after int64, r store.Revision) (int64, error)
	Head(ctx context.Context) (store.Revision, error)
	Revision(ctx context.Context, n int64) (store.Revision, error)
	File(ctx context.Context, n int64, path string) ([]byte, error)
	Definition(ctx context.Context, item string) (int64, error)
	AddUnmatched(ctx context.Context, u store.Unmatched) error
	Unmatched(ctx context.Context, since int64, limit int) ([]store.Unmatched, error)
	Filed(ctx context.Context, f store.FiledFilter) ([]store.Filed, error)
	CloseFiled(ctx context.Context, f store.Filed, reason string, at int64) error
	OpenPromises(ctx context.Context, kind string, now int64) (open, overdue int, err error)
	Erase(ctx context.Context, conversation string, at int64) error
	WishErase(ctx context.Context, conversation string, at int64) error
	EraseWishes(ctx context.Context) ([]string, error)
	Retain(ctx context.Context, r store.Retention) (int, error)
	Verify(ctx context.Context, depth store.Depth, report func(store.Finding)) (store.Verified, error)
}

// Run tries everything on stores that open makes, each empty.
func Run(t *testing.T, open func(t *testing.T) Store) {
	for _, group := range []map[string]func(*testing.T, Store){turns, effects, orders, web, shelf} {
		for name, test := range group {
			t.Run(name, func(t *testing.T) { test(t, open(t)) })
		}
	}
}

// Turn is turn n of a conversation, with one entry in the log.
func Turn(conversation string, n int64) bot.Turn {
	return bot.Turn{
		Conversation: conversation, N: n, Root: n, Seq: n, At: 1000 + n,
		Body:  fmt.Appendf(nil, `{"event":{"at":%d,"is":"tick","what":{}},"replies":[{"seq":%d}]}`, 1000+n, n),
		State: fmt.Appendf(nil, `{"id":%q,"turn":%d,"seq":%d}`, conversation, n, n),
		Heard: fmt.Appendf(nil, "heard %8d", n),
	}
}

func commit(t *testing.T, s Store, turns ...bot.Turn) {
	t.Helper()
	for _, turn := range turns {
		if err := s.Commit(t.Context(), turn); err != nil {
			t.Fatalf("commit %s/%d: %v", turn.Conversation, turn.N, err)
		}
	}
}

func load(t *testing.T, s Store, conversation string) bot.Stored {
	t.Helper()
	return must(s.Load(t.Context(), conversation))
}

// must gives the value of a call that may not fail.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := text(t, got), text(t, want); g != w {
		t.Fatalf("%s:\n got %s\nwant %s", what, g, w)
	}
}
