package store

import (
	"errors"

	"github.com/banshi-bot/banshi/bot"
)

// What callers decide by, beside bot.ErrStale, ErrTaken, ErrNone and ErrNotWritten. Any other failure of a write
// is wrapped in bot.ErrNotWritten.
var (
	// ErrUnbalanced says a ledger transfer would not sum to zero.
	ErrUnbalanced = errors.New("ledger transfer does not sum to zero")
	// ErrUnknown says COMMIT answered with an error: the write may have happened or not.
	ErrUnknown = errors.New("commit unknown")
	// ErrErased says the key that sealed a body was deleted.
	ErrErased = bot.ErrErased
	// ErrSealed says a body does not open: it was changed, moved, or sealed under another key.
	ErrSealed = bot.ErrUnreadable
	// ErrNewer says the database was written by a newer version of this program.
	ErrNewer = errors.New("database is of a newer version than this program")
	// ErrOlder says the database must be migrated before it can be read.
	ErrOlder = errors.New("database is of an older version: run migrate")
	// ErrMode says a sandbox database was opened for real use, or the other way round.
	ErrMode = errors.New("database was made for the other mode")
	// ErrKey says the master key is not the one the database was made under.
	ErrKey = errors.New("key file does not belong to this database")
	// ErrHeadMoved says another revision was published since the one a draft was made from.
	ErrHeadMoved = errors.New("another revision was published meanwhile")
	// ErrLocked says another process holds the data folder.
	ErrLocked = errors.New("data folder is in use")
	// ErrClosed says the store was closed.
	ErrClosed = errors.New("store is closed")
)

// refused is a job's answer that wrote nothing: the transaction it is in goes on without it.
type refused struct{ error }

func (r refused) Unwrap() error { return r.error }
