package bot

import "errors"

// Record is what a turn keeps of itself: the evidence. It is sealed by the store.
type Record struct {
	Event    Event      `json:"event"`
	Said     int64      `json:"said,omitempty"` // seq of the citizen's own entry; 0 where the event is none
	Replies  []Numbered `json:"replies,omitempty"`
	Apart    bool       `json:"apart,omitempty"`   // the replies do not go out in the answer to the message at the root
	Effects  []Effect   `json:"effects,omitempty"` // all but replies
	Met      *Met       `json:"met,omitempty"`     // what the engine knew of the road, where it is new
	Revision string     `json:"revision,omitempty"`
	Build    string     `json:"build,omitempty"`
}

// Met is what an account or page says of a conversation before any word: a replay needs it too.
type Met struct {
	ID      string  `json:"id"`
	Channel Channel `json:"channel"`
	Lang    string  `json:"lang,omitempty"`
	Region  string  `json:"region,omitempty"`
}

// Meet puts what is known of the road into a conversation; what the citizen chose since stays.
func (m Met) Meet(c Conversation) Conversation {
	c.ID, c.Channel = m.ID, m.Channel
	if c.Lang == "" {
		c.Lang = m.Lang
	}
	if c.Region == "" {
		c.Region = m.Region
	}
	return c
}

// Numbered is a reply with its place in the log.
type Numbered struct {
	Seq   int64 `json:"seq"`
	Reply Reply `json:"reply"`
}

// Logged is one entry of a conversation's log, as channels show it: what was said, or a reply.
type Logged struct {
	Seq   int64
	At    int64
	Turn  int64
	Root  int64  // the turn its chain began with
	For   string // id of the message at the root of the chain
	Said  *Event // a citizen's message
	Reply *Reply
	Apart bool // it does not go out in the answer to the message at Root, but by a push or with the next message
}

// Turn is one Event heard and decided, to be committed whole or not at all.
type Turn struct {
	Conversation string
	N            int64 // from 1, gapless; the conversation's version before it is N-1
	Root         int64
	Seq          int64 // last entry of the log after it
	At           int64
	Body         []byte // Record, packed
	State        []byte // Conversation, packed
	Wake         int64  // when the sweeper comes by; 0: it need not
	Owner        string
	Since        int64
	Steady       bool      // the store has Wake, Owner and Since as they would become: they need not be written
	Heard        []byte    // ring of the last 64 message ids: 8 bytes of hash and 8 of turn each
	New          []Row     // what must happen after the commit
	Gone         []Key     // effects whose outcome this turn heard
	Outcome      *Answered // what it heard of an agency; nil: it heard something else
	Orders       []Order
	Entries      []Entry
	Filed        []Filed
	Links        []Link
}

// Row is an effect that outlives its turn. Due is its only clock: retry, lease and hold are all "not before".
type Row struct {
	Conversation string
	Key          Key
	Kind         string // "ask", "pay", "push", "guess", "forget"
	Due          int64
	Tries        int
	Body         []byte // Effect, with root and for, packed
	Ask          *Ask   // of a new one, the question in Body; nil: it asks no agency
}

// Filed is something kept beyond the conversation's state: a case, a rating, a consent, a person asked for.
type Filed struct {
	Kind  string // "case", "rating", "consent", "handover"
	Key   Key
	At    int64
	Due   int64  // 0, or when somebody must have acted
	Topic string // the intent
	Level int
	Body  []byte
}

// Link is a one-time link: 128 random bits, kept as a hash.
type Link struct {
	Hash         []byte // SHA-256 of the token
	Conversation string
	Turn         int64
	Kind         string // "login", "pay", "receipt"
	Order        string
	Level        int
	Until        int64
	Used         int64 // 0 while unused
}

// Stored is a conversation as the store keeps it; the zero value is one that has not been met.
type Stored struct {
	N, Seq int64
	First  int64 // oldest entry of the log still kept; Seq+1 where none is
	At     int64
	State  []byte // Conversation, packed
	Heard  []byte // ring of message ids
	Owner  string
	Since  int64
	Wake   int64
}

// Subject is one person as one account sees them; a conversation belongs to one for good.
type Subject struct {
	Conversation string
	Channel      string
	Account      string
	ID           string // openid, or the web visitor's
	At           int64
}

// What a store may answer that callers decide by.
var (
	// ErrStale says the version a turn was decided on is gone: load again, decide again.
	ErrStale = errors.New("stale version")
	// ErrTaken says another order for the same bill is open or paid.
	ErrTaken = errors.New("bill is being paid or was paid")
	// ErrNotWritten says a write failed before its commit: nothing changed.
	ErrNotWritten = errors.New("not written")
	// ErrNone says there is no such thing.
	ErrNone = errors.New("not found")
	// ErrErased says the key that sealed a body was deleted.
	ErrErased = errors.New("erased")
	// ErrUnreadable says a body is there and not what was kept: it was changed, moved, or sealed under another key.
	ErrUnreadable = errors.New("kept body cannot be read")
)
