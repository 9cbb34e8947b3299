package bot

// Record is what a turn keeps of itself: the evidence. It is sealed by the store.
type Record struct {
	Event    Event      `json:"event"`
	Said     int64      `json:"said,omitempty"` // seq of the citizen's own entry; 0 where the event is none
	Replies  []Numbered `json:"replies,omitempty"`
	Effects  []Effect   `json:"effects,omitempty"` // all but replies
	Revision string     `json:"revision,omitempty"`
	Build    string     `json:"build,omitempty"`
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
	For   string // id of the message at the root of the chain
	Said  *Event // a citizen's message
	Reply *Reply
}

// Turn is one Event heard and decided, to be committed whole or not at all.
type Turn struct {
	Conversation string
	N            int64 // from 1, gapless; the conversation's version before it is N-1
	Root         int64
	Seq          int64 // last entry of the log after it
	At           int64
	Body         []byte // Record as JSON
	State        []byte // Conversation as JSON
	Wake         int64  // 0: nothing due
	Owner        string
	Since        int64
	Heard        []byte // ring of the last 64 message ids: 8 bytes of hash and 8 of turn each
	New          []Row  // what must happen after the commit
	Gone         []Key  // effects whose outcome this turn heard
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
	Body         []byte // Effect as JSON, with root and for
}

// Filed is something kept beyond the conversation's state: a case, a rating, a consent.
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
