package bot

import (
	"encoding/json"
	"fmt"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
)

// Event is anything that happens to a conversation. At is UTC milliseconds and never before the conversation's
// last. Root is the turn of the message that began the chain and For that message's id on its channel; both are
// zero where nobody asked.
type Event struct {
	At   int64  `json:"at"`
	Root int64  `json:"root"`
	For  string `json:"for"`
	Desk int    `json:"desk"` // people signed in at the desk
	Over bool   `json:"over"` // the sender's address asked for too many foreign numbers today
	What What   `json:"what"`
}

// What happened: one of the types below.
type What interface{ name() string }

// Key names an effect: turn and index within the conversation.
type Key struct {
	Turn int64 `json:"t"`
	I    int   `json:"i"`
}

// The kinds of Event.
type (
	// Said is words a citizen wrote or spoke.
	Said struct {
		ID            string                `json:"id"` // the channel's own message id
		Text          string                `json:"text"`
		Voice         bool                  `json:"voice,omitempty"` // a transcript: read back before it fills a slot
		Understanding intents.Understanding `json:"understanding"`
	}
	// Chosen is a button pressed.
	Chosen struct {
		ID    string `json:"id"`
		Value string `json:"value"`
		Label string `json:"label"`
	}
	// Filled is a form sent.
	Filled struct {
		ID     string            `json:"id"`
		Fields map[string]string `json:"fields"`
	}
	// Unread is a message of a kind we cannot read: "image", "video", "file", "location", "voice", "sticker".
	Unread struct {
		ID   string `json:"id"`
		Kind string `json:"kind"`
	}
	// Entered is a citizen opening the account or page anew: following, scanning, a menu click with an intent.
	Entered struct {
		ID     string `json:"id"`
		Intent string `json:"intent,omitempty"`
	}
	// Answered is the outcome of a Call.
	Answered struct {
		Key    Key               `json:"key"`
		Answer connectors.Answer `json:"answer"`
		Fault  string            `json:"fault,omitempty"` // an error family
		Sort   string            `json:"sort,omitempty"`  // "again", "refused" or "unknown"
		Code   string            `json:"code,omitempty"`
	}
	// Paid is news of an order, after Move took it in.
	Paid struct {
		Order   string `json:"order"`
		State   State  `json:"state"`
		URL     string `json:"url,omitempty"`
		Receipt string `json:"receipt,omitempty"`
		PaidAt  int64  `json:"paid_at,omitempty"`

		AmountFen int64  `json:"amount_fen,omitempty"`
		Payee     string `json:"payee,omitempty"`
		Why       string `json:"why,omitempty"`  // why it was closed, refunded or frozen
		Hand      bool   `json:"hand,omitempty"` // a person saw to it
	}
	// Guessed is what a model thinks a text means.
	Guessed struct {
		Key    Key             `json:"key"`
		Ranked []intents.Guess `json:"ranked,omitempty"`
		Fault  string          `json:"fault,omitempty"`
	}
	// Tick is the clock reaching what Wake named.
	Tick struct{}
	// Late is the channel's window closing on the message at Root before its chain settled.
	Late struct{}
	// Proved is who the citizen was proven to be.
	Proved struct {
		Name   string `json:"name"`
		IDNo   string `json:"id_no"`
		Mobile string `json:"mobile,omitempty"`
		Level  int    `json:"level"`
		Until  int64  `json:"until"`
	}
	// Unproved is a proof that failed or was given up.
	Unproved struct {
		Why string `json:"why"`
	}
	// Took is a person taking the conversation over; Wrote what they say; Released their giving it back.
	Took struct {
		Operator string `json:"operator"`
	}
	// Wrote is an operator's words.
	Wrote struct {
		Operator string `json:"operator"`
		Text     string `json:"text"`
	}
	// Released gives the conversation back to the bot.
	Released struct {
		Operator string `json:"operator"`
	}
	// Delivered is the outcome of a Push: held means the channel would not take it now.
	Delivered struct {
		Key   Key      `json:"key"`
		Held  bool     `json:"held,omitempty"`
		Code  string   `json:"code,omitempty"`
		Texts []string `json:"texts,omitempty"` // what was not delivered
	}
	// News is a case moving on at its agency.
	News struct {
		Case   string `json:"case"`
		State  string `json:"state"`
		Detail string `json:"detail,omitempty"`
	}
	// Moved takes a frame to the live definition because its pinned one cannot be compiled any more.
	Moved struct {
		Frame int    `json:"frame"`
		Def   string `json:"def"`
	}
	// Set changes what the citizen chose outside the words: language, region, elder wording.
	Set struct {
		Lang   string `json:"lang,omitempty"`
		Region string `json:"region,omitempty"`
		Elder  *bool  `json:"elder,omitempty"`
	}
	// Erased is the citizen's data having been deleted: everything is forgotten.
	Erased struct{}
)

func (Said) name() string      { return "said" }
func (Chosen) name() string    { return "chosen" }
func (Filled) name() string    { return "filled" }
func (Unread) name() string    { return "unread" }
func (Entered) name() string   { return "entered" }
func (Answered) name() string  { return "answered" }
func (Paid) name() string      { return "paid" }
func (Guessed) name() string   { return "guessed" }
func (Tick) name() string      { return "tick" }
func (Late) name() string      { return "late" }
func (Proved) name() string    { return "proved" }
func (Unproved) name() string  { return "unproved" }
func (Took) name() string      { return "took" }
func (Wrote) name() string     { return "wrote" }
func (Released) name() string  { return "released" }
func (Delivered) name() string { return "delivered" }
func (News) name() string      { return "news" }
func (Moved) name() string     { return "moved" }
func (Set) name() string       { return "set" }
func (Erased) name() string    { return "erased" }

// MessageID is the channel's id of the message an event is, "" where it is none.
func (e Event) MessageID() string {
	switch w := e.What.(type) {
	case Said:
		return w.ID
	case Chosen:
		return w.ID
	case Filled:
		return w.ID
	case Unread:
		return w.ID
	case Entered:
		return w.ID
	}
	return ""
}

// Spoken reports whether the event is a citizen's own message, which stands in the log and must be answered.
func (e Event) Spoken() bool {
	switch e.What.(type) {
	case Said, Chosen, Filled, Unread:
		return true
	}
	return false
}

type envelope struct {
	At   int64           `json:"at"`
	Root int64           `json:"root,omitempty"`
	For  string          `json:"for,omitempty"`
	Desk int             `json:"desk,omitempty"`
	Over bool            `json:"over,omitempty"`
	Is   string          `json:"is"`
	What json.RawMessage `json:"what,omitempty"`
}

// MarshalJSON writes the event with the name of its kind.
func (e Event) MarshalJSON() ([]byte, error) {
	if e.What == nil {
		return nil, fmt.Errorf("event without a kind")
	}
	return json.Marshal(struct {
		envelope
		What What `json:"what"` // instead of the envelope's: written once, not read again to be copied
	}{envelope{At: e.At, Root: e.Root, For: e.For, Desk: e.Desk, Over: e.Over, Is: e.What.name()}, e.What})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (e *Event) UnmarshalJSON(b []byte) error {
	var env envelope
	if err := json.Unmarshal(b, &env); err != nil {
		return err
	}
	read, ok := readers[env.Is]
	if !ok {
		return fmt.Errorf("event of unknown kind %q", env.Is)
	}
	what, err := read(env.What)
	if err != nil {
		return fmt.Errorf("event %s: %w", env.Is, err)
	}
	*e = Event{At: env.At, Root: env.Root, For: env.For, Desk: env.Desk, Over: env.Over, What: what}
	return nil
}

func reader[T What](b json.RawMessage) (What, error) {
	var w T
	err := json.Unmarshal(b, &w)
	return w, err
}

var readers = map[string]func(json.RawMessage) (What, error){
	"said": reader[Said], "chosen": reader[Chosen], "filled": reader[Filled], "unread": reader[Unread],
	"entered": reader[Entered], "answered": reader[Answered], "paid": reader[Paid], "guessed": reader[Guessed],
	"tick": reader[Tick], "late": reader[Late], "proved": reader[Proved], "unproved": reader[Unproved],
	"took": reader[Took], "wrote": reader[Wrote], "released": reader[Released],
	"delivered": reader[Delivered], "news": reader[News], "moved": reader[Moved], "set": reader[Set],
	"erased": reader[Erased],
}
