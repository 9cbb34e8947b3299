package intents

import "github.com/banshi-bot/banshi/intents/value"

// Intent is one thing that can be got done, resolved for a region.
type Intent struct {
	ID        string
	Group     string // key of Catalog.Groups: where menus show it
	Title     Text
	Assurance int // 0 to 4: how well the citizen must be known before the first question
	Examples  map[string][]Example
	Slots     []Slot // in the order of the file
	Steps     []Step
	Texts     map[string]Text
	Guide     []Advice
	Rules     map[string]Rule // numbers and texts that differ by region, read as rules.NAME
	Office    Office
	Rating    bool     // ask for the five levels when done
	Related   []string // intents worth naming when done
	Enabled   bool     // offered in this region
	InPerson  Text     // not zero: can only be done at the office; says why and what to bring
	Paused    Text     // not zero: switched off for now; read from the live catalog, never pinned
	Blackout  []Span   // daily spans in which the agency does not answer
	Pos       Pos
}

// Slot finds a slot by name.
func (i *Intent) Slot(name string) (*Slot, bool) {
	for k := range i.Slots {
		if i.Slots[k].Name == name {
			return &i.Slots[k], true
		}
	}
	return nil, false
}

// Step finds a step by id.
func (i *Intent) Step(id string) (*Step, bool) {
	for k := range i.Steps {
		if i.Steps[k].ID == id {
			return &i.Steps[k], true
		}
	}
	return nil, false
}

// Slot is a value an intent needs.
type Slot struct {
	Name      string
	Title     Text       // a noun, for summaries: 决定书 / Decision no.
	Kind      value.Kind // parses, formats, masks
	Params    value.Params
	Ask       Text
	Again     []Text // other wordings for the second and later tries; after them choices or a person
	Why       Text   // why it is needed, with the legal basis where it is required
	When      *Expr  // asked and kept only while this is true; nil means always
	Optional  bool
	Prefill   string // "citizen.name", "citizen.id_no", "citizen.mobile", "citizen.person", "region", "case.number", "case.last", or a value; "VALUE if case.last" where there is one
	Sensitive bool   // one separate consent before it is asked
	Many      bool   // a list of values, joined by "\n" in canonical form
	Tries     int    // wrong answers before a person is offered; at least 2
	Pos       Pos
}

// Advice is one answer of the guide, with where it comes from.
type Advice struct {
	Topic  string // "fee", "materials", "time", "where", "basis", "hours", "how"
	Text   Text
	Source Text
	AsOf   string // 2026-01-01
	Pos    Pos
}

// Rule is a number or text that differs by region, with its source.
type Rule struct {
	Value  string
	Sort   value.Sort
	Source string
	AsOf   string
	Final  bool
	Pos    Pos
}

// Office is where to go or whom to ring.
type Office struct {
	Name    Text
	Phone   string
	Address Text
	Hours   Hours
}

// Hours are opening spans by weekday, 0 Sunday to 6 Saturday; holidays are closed unless worked.
type Hours struct {
	Days [7][]Span
	Said Text // as people read it: 工作日 9:00–17:00
}

// Span is a part of a day in minutes from midnight, Till exclusive; Till below From runs past midnight.
type Span struct {
	From int
	Till int
}

// Group is a heading of the menu.
type Group struct {
	ID      string
	Title   Text
	Intents []string // in menu order
}

// Step is one line of the derivation an intent is. Exactly one of Ask, Call, Choose, Pay, Case, Go, Say or End
// is set (Say may stand with End, and with Ask: then it tells why the slots, which have values, are asked anew).
// Steps are read from the top at every turn; there is no program counter.
type Step struct {
	ID     string // stable within the intent: the `as` name, else kind and index
	When   *Expr  // nil means always
	Ask    []string
	Call   *Call
	Choose *Choose
	Pay    *Pay
	Case   *CaseStep
	Go     string // go on with another intent, values of equal slot names carried over
	Say    string // key of Intent.Texts, else of Catalog.Phrases
	End    string // "", "done" or "stop"
	Pos    Pos
}

// Call asks an agency. A call of an operation that is not a read is an act: it happens only after a generated
// summary was confirmed, unless it settles a payment that was.
type Call struct {
	Agency    string
	Operation string
	With      []Arg // in the order written; the first missing one is asked
	As        string
	Fresh     int64 // milliseconds an answer stays good; 0 means as long as its arguments
	On        map[string]Reaction
	Show      []*Expr // beside the arguments, in the summary
	Button    Text    // what the confirming button says; zero means the phrase "button.submit"
	Hold      bool    // a hold: reversible, needs no confirmation, let go by Release
	Release   string  // the operation that lets a hold go, called with the hold's own arguments and fields
	Settles   string  // the `as` name of the payment this call settles, "" where none
}

// Arg is one named argument of a call.
type Arg struct {
	Name string
	From *Expr
}

// Reaction says what to do when an agency answers with an error family. Zero parts are the family's default.
type Reaction struct {
	Ask    string // this slot again, its value dropped
	Say    string // this text first
	End    string // "done" or "stop"
	Refund bool   // give the settled payment back
	Again  bool   // forget the answer to the call named in From and ask it anew (amount_changed)
	From   string
	Go     string // offer this intent
	Human  bool   // hand over to a person
	Later  bool   // offer to tell when it works
	Pos    Pos
}

// Choose lets the citizen take one of a list in an answer.
type Choose struct {
	From  *Expr // a list
	As    string
	Show  []string // fields of the list's items, for the label
	Ask   Text
	Empty string // text when the list is empty; the frame then ends
}

// Pay is the four things no author can split: summary, confirmation, order, payment with a deadline.
type Pay struct {
	Agency string  // whose bill it is: with Bill, unique while open or paid
	Amount *Expr   // fen, from an answer, never from a citizen
	Payee  *Expr   // name
	Bill   *Expr   // what is paid for
	Show   []*Expr // in the summary
	Within int64   // milliseconds to pay; 0 means 15 minutes
	As     string  // fields receipt, paid_at, order
}

// CaseStep keeps what was begun with an agency beyond its frame.
type CaseStep struct {
	Number *Expr
	Due    *Expr  // a date, nil where none is promised
	Agency string // with Operation, where its progress is asked by {number}
	Ask    string
	As     string
}
