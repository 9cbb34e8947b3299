package engine

import (
	"errors"

	"github.com/banshi-bot/banshi/bot"
)

// Incoming is a message as a channel decoded it: bot.Said (without Understanding), Chosen, Filled, Unread,
// Entered or Set.
type Incoming struct {
	Channel bot.Channel // how the road is; Name, Account and Subject make the conversation's identity
	Subject string      // openid, or the web visitor's
	Lang    string      // the account's or page's, "" where it has none
	Region  string
	Address string // the sender's network address, "" where it is trusted
	What    bot.What
}

// Receipt says what a message became, once it is committed.
type Receipt struct {
	Conversation string
	Turn         int64 // the root of its chain
	Seq          int64 // of its own entry in the log; 0 where the event has none
	Again        bool  // the id was heard before: nothing happened now
}

// Status is who holds a conversation.
type Status struct {
	State string // "bot", "queue", "person"
	Place int    // in the queue
}

// What Hear may fail with. Anything else is a bug.
var (
	ErrUnavailable = errors.New("messages cannot be taken now") // nothing changed
	ErrStaleChoice = errors.New("this is not offered any more") // nothing changed
	ErrStopping    = errors.New("the server is stopping")       // nothing changed
)

// The engine's methods for channels (engine.go):
//
//	Hear(ctx, Incoming) (Receipt, error)                   returns after the commit of the message's own turn
//	Settled(ctx, conversation, root) ([]bot.Logged, bool)  waits until the chain settled or ctx ends; its replies in order
//	Late(ctx, conversation, root) ([]bot.Logged, error)    the window closes: the replies so far, with the holding reply; later ones are pushed
//	Log(ctx, conversation, after, limit) (entries []bot.Logged, first, last int64, err error)
//	Watch(conversation, wake func()) (stop func())   wake after each commit and status change
//	Status(ctx, conversation) (Status, error)
//	Identify(channel, account, subject) string             the conversation's id
