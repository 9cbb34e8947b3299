package engine

import (
	"context"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
)

// Store is what the engine needs remembered. Every method is one transaction.
type Store interface {
	Load(ctx context.Context, conversation string) (bot.Stored, error)
	Commit(ctx context.Context, t bot.Turn) error
	Turns(ctx context.Context, conversation string, after int64, limit int) ([]bot.Turn, error)
	TurnAt(ctx context.Context, conversation string, n int64) (bot.Turn, error)
	PutSubject(ctx context.Context, u bot.Subject) error
	Subject(ctx context.Context, conversation string) (bot.Subject, error)
	DueRows(ctx context.Context, now int64, limit int) ([]bot.Row, error)
	TakeRow(ctx context.Context, conversation string, k bot.Key, seenDue, until int64) (bool, error)
	Waking(ctx context.Context, now int64, limit int) ([]string, error)
	OpenOrder(ctx context.Context, o bot.Order) error
	Order(ctx context.Context, no string) (bot.Order, error)
	MoveOrder(ctx context.Context, o bot.Order, lines []bot.Entry) error
	DueOrders(ctx context.Context, now int64, limit int) ([]bot.Order, error)
	TakeOrder(ctx context.Context, no string, seenDue, until int64) (bool, error)
	Erase(ctx context.Context, conversation string, at int64) error
}

// Definitions are the live catalog and the items older frames are pinned to.
type Definitions interface {
	Live() *intents.Catalog
	// Pin finds an item by its digest among the definitions that once were live; false where this binary
	// cannot compile it any more.
	Pin(ctx context.Context, intent, region, digest string) (*intents.Item, bool)
}

// Pusher sends replies unasked. An error that wraps *Held says the channel will not take them now.
type Pusher interface {
	Push(ctx context.Context, account, subject string, replies []bot.Logged) error
}

// Held is a push the channel refused for now, with its code.
type Held struct{ Code string }

// Error names the code.
func (h *Held) Error() string { return "held by the channel: " + h.Code }

// Model guesses what a text may mean; personal values are replaced by their kinds.
type Model interface {
	Guess(ctx context.Context, g bot.Guess) (bot.Guessed, error)
}

// Missed keeps a text nothing was made of, already redacted. It is called after the message's turn is committed,
// beside what citizens wait for.
type Missed func(ctx context.Context, m bot.Missed) error

// Agencies finds the connector that asks an agency.
type Agencies func(agency string) (connectors.Connector, bool)
