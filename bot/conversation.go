package bot

import "github.com/banshi-bot/banshi/connectors"

// Conversation is where one subject stands. The zero value is a citizen we have not met. It is kept packed, at
// most 16 KiB.
type Conversation struct {
	ID      string  `json:"id"` // 16 base32 characters
	Turn    int64   `json:"turn"`
	Seq     int64   `json:"seq"` // last entry of the log: the citizen's messages and our replies alike
	At      int64   `json:"at"`
	Channel Channel `json:"channel"`
	Lang    string  `json:"lang,omitempty"`
	Region  string  `json:"region,omitempty"`
	Elder   bool    `json:"elder,omitempty"`
	Citizen Citizen `json:"citizen,omitzero"`
	Owner   string  `json:"owner,omitempty"` // "" the bot, "?" the queue, else the operator
	Since   int64   `json:"since,omitempty"` // when Owner became so

	Frames  []Frame     `json:"frames,omitempty"` // the last is being served; at most 4
	Offered []Choice    `json:"offered,omitempty"`
	Shelf   []Choice    `json:"shelf,omitempty"` // confirming buttons offered before, to know a stale one by
	Parked  []Candidate `json:"parked,omitempty"`
	Wishes  []string    `json:"wishes,omitempty"` // asked for in one message, not yet begun
	Open    []Waiter    `json:"open,omitempty"`
	Due     []Deadline  `json:"due,omitempty"`

	Misses  int         `json:"misses,omitempty"`  // messages in a row nothing was made of
	Ask     string      `json:"ask,omitempty"`     // a question beside the frames: "region", "clarify", "resume", "rate", "voice", "erase"
	Wish    string      `json:"wish,omitempty"`    // the words that question is about
	Passive int64       `json:"passive,omitempty"` // root whose replies still go out in its answer; 0: no window is open
	Held    []string    `json:"held,omitempty"`    // texts the channel would not take; said at the next message
	Repeat  []string    `json:"repeat,omitempty"`  // what was said last
	Cases   []Case      `json:"cases,omitempty"`   // the last 8
	Last    string      `json:"last,omitempty"`    // number of the case looked up, begun or paid for last
	Known   []Candidate `json:"known,omitempty"`   // values of finished frames, offered again
	Rate    *Rating     `json:"rate,omitempty"`    // a rating asked for
	Undo    *Undo       `json:"undo,omitempty"`
	Agreed  []Consent   `json:"agreed,omitempty"` // consents given, the latest of each item last
	Look    *Frame      `json:"look,omitempty"`   // a finished frame with a list that has more to look at
	Voice   *Said       `json:"voice,omitempty"`  // a transcript read back, awaiting "yes"
	Asked   []Asked     `json:"asked,omitempty"`  // foreign numbers asked for within a day
}

// Channel is what Step must know of the road a conversation is on.
type Channel struct {
	Name    string `json:"name"`              // "web", "terminal", "wechat"
	Account string `json:"account,omitempty"` // which presence of ours
	Log     bool   `json:"log,omitempty"`     // citizens read the log itself: nothing is pushed
	Tell    bool   `json:"tell,omitempty"`    // something may be said later, unasked
	Buttons bool   `json:"buttons,omitempty"`
	Forms   bool   `json:"forms,omitempty"`
	Passive bool   `json:"passive,omitempty"` // replies go out in the answer to the message, until Late
	Links   bool   `json:"links,omitempty"`   // pay and receipt by one-time link instead of the provider's address
	Trusted bool   `json:"trusted,omitempty"` // no limit on foreign numbers: a peer on loopback beside the sandbox
}

// Citizen is whom the subject was proven to be; the zero value is nobody yet.
type Citizen struct {
	Name   string `json:"name,omitempty"`
	IDNo   string `json:"id_no,omitempty"`
	Mobile string `json:"mobile,omitempty"`
	Level  int    `json:"level,omitempty"`
	Until  int64  `json:"until,omitempty"`
}

// LevelAt is the level still in force.
func (c Citizen) LevelAt(at int64) int {
	if at >= c.Until {
		return 0
	}
	return c.Level
}

// Frame is one item being served, pinned to the digest of the item it began under.
type Frame struct {
	Intent  string            `json:"intent"`
	Region  string            `json:"region"`
	Def     string            `json:"def"`
	N       int64             `json:"n"`                // the turn it began in: its name
	At      int64             `json:"at"`               // when it began
	Paused  int64             `json:"paused,omitempty"` // since when another frame lies on it
	Slots   map[string]string `json:"slots,omitempty"`  // canonical values
	Order   []string          `json:"order,omitempty"`  // slots in the order they were filled, for back and undo
	Tries   map[string]int    `json:"tries,omitempty"`
	Skipped map[string]bool   `json:"skipped,omitempty"`
	Answers []Kept            `json:"answers,omitempty"`
	Told    map[string]string `json:"told,omitempty"`     // say steps done: the digest of what was said last
	Asked   string            `json:"asked,omitempty"`    // what is open: "slot:NAME", "confirm:STEP", "choose:STEP", "retry:STEP", "login", "consent", "pay", "draft"
	Shown   string            `json:"shown,omitempty"`    // hash of the summary last shown
	ShownAt int64             `json:"shown_at,omitempty"` // turn it was shown in
	Facts   map[string]string `json:"facts,omitempty"`    // what it said, as digests by label, so that the next marks what changed
	Agreed  string            `json:"agreed,omitempty"`   // hash confirmed
	Pay     string            `json:"pay,omitempty"`      // order number
	Case    string            `json:"case,omitempty"`
	Acted   bool              `json:"acted,omitempty"`   // an act happened: never moved, not cancelled without its offer
	Carry   map[string]string `json:"carry,omitempty"`   // values offered by another frame, by slot name
	Release []Held            `json:"release,omitempty"` // holds to let go on cancel or expiry
}

// Waiting is the call, look-up or payment a frame waits for, nil where it waits for nothing.
func (c *Conversation) Waiting(f *Frame) *Waiter {
	for i := range c.Open {
		w := &c.Open[i]
		if w.Frame == f.N && (w.What == "call" || w.What == "lookup" || w.What == "pay") {
			return w
		}
	}
	return nil
}

// Held is something held at an agency for a while.
type Held struct {
	Agency    string            `json:"agency"`
	Operation string            `json:"operation"`
	Args      map[string]string `json:"args"`
	Step      string            `json:"step"`
}

// Kept is an agency's answer, kept under the step and the digest of its arguments.
type Kept struct {
	Step   string            `json:"step"`
	Args   string            `json:"args"` // digest
	With   map[string]string `json:"with,omitempty"`
	At     int64             `json:"at"`
	Act    bool              `json:"act,omitempty"`
	Fault  string            `json:"fault,omitempty"`
	Sort   string            `json:"sort,omitempty"`
	Answer connectors.Answer `json:"answer,omitzero"`
}

// Waiter is an effect whose outcome has not been heard.
type Waiter struct {
	Key   Key               `json:"key"`
	Root  int64             `json:"root,omitempty"`
	For   string            `json:"for,omitempty"`
	Frame int64             `json:"frame,omitempty"` // N of the frame it belongs to
	Step  string            `json:"step,omitempty"`
	Args  string            `json:"args,omitempty"`
	Act   bool              `json:"act,omitempty"`
	Of    Key               `json:"of,omitzero"`    // the key an act was first asked under
	With  map[string]string `json:"with,omitempty"` // an act's arguments, to ask again with
	What  string            `json:"what"`           // "call", "lookup", "release", "progress", "pay", "guess", "push"
}

// Candidate is a value that waits for its slot.
type Candidate struct {
	Kind  string `json:"kind"`
	Slot  string `json:"slot,omitempty"`
	Value string `json:"value"`
	At    int64  `json:"at"`
}

// Deadline is an instant at which a Tick is wanted.
type Deadline struct {
	At   int64  `json:"at"`
	What string `json:"what"` // "silence", "draft", "level", "look"
	Of   string `json:"of,omitempty"`
}

// Asked is one number looked up that is not the citizen's own, by digest.
type Asked struct {
	Digest string `json:"digest"`
	At     int64  `json:"at"`
}

// Undo is the last change, to take back.
type Undo struct {
	Frame int64  `json:"frame"` // N of the frame it was in
	Slot  string `json:"slot"`
	Old   string `json:"old"`
	Had   bool   `json:"had"`
}
