package replay

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/talk"
	"github.com/banshi-bot/banshi/intents"
)

// Reasons say why a turn went as it did. No value in them identifies anybody.
type Reasons struct {
	Said     string          `json:"said,omitempty"` // masked
	Zone     string          `json:"zone,omitempty"`
	Ranked   []intents.Guess `json:"ranked,omitempty"`
	Acts     []intents.Act   `json:"acts,omitempty"`
	Entities []Entity        `json:"entities,omitempty"`
	Steps    []Read          `json:"steps,omitempty"`
	Replies  []Reply         `json:"replies,omitempty"`
	Slots    []Slot          `json:"slots,omitempty"`
	Calls    []Call          `json:"calls,omitempty"`
	Other    bool            `json:"other,omitempty"` // run again it comes out otherwise: another build or revision wrote it
	Wrote    string          `json:"wrote,omitempty"` // which build wrote it, where Other
}

// Entity is a value found in the words, masked.
type Entity struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// Read is a step of the definition that was read, with what its condition came to.
type Read struct {
	Step string `json:"step"`
	At   string `json:"at"`
	When string `json:"when"` // "true", "false" or "open"
}

// Reply is something said, with the text it was made from and the line that caused it.
type Reply struct {
	Text   string `json:"text"`
	Phrase string `json:"phrase,omitempty"`
	By     string `json:"by,omitempty"`
}

// Slot is a slot that changed, masked; "" where it was empty.
type Slot struct {
	Name   string `json:"name"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	By     string `json:"by,omitempty"`
}

// Call is an agency asked, or its answer heard, masked.
type Call struct {
	Name   string            `json:"name"`
	With   map[string]string `json:"with,omitempty"`
	Answer map[string]string `json:"answer,omitempty"`
	Fault  string            `json:"fault,omitempty"`
	By     string            `json:"by,omitempty"`
}

// Why explains the last record of a recording, by running all of it again.
func Why(book intents.Book, r Recording) (Reasons, bool) {
	if len(r.Records) == 0 {
		return Reasons{}, false
	}
	steps := r.Again(book)
	last := len(steps) - 1
	reasons := Explain(steps)
	record := r.Records[last]
	if differ(r.was(book)[last:], steps[last:]) != 0 {
		reasons.Other, reasons.Wrote = true, record.Build
	}
	return reasons, true
}

// Explain tells why the last of some steps went as it did; those before it tell which calls its answers are to.
func Explain(steps []talk.Step) Reasons {
	s := steps[len(steps)-1]
	var r Reasons
	if said, ok := s.Event.What.(bot.Said); ok {
		r.heard(said, s)
	}
	for _, read := range s.Reads {
		r.Steps = append(r.Steps, Read{read.Step.ID, read.Step.Pos.String(), truths[read.When]})
	}
	for _, e := range s.Effects {
		if e.Do.Reply != nil {
			r.Replies = append(r.Replies, Reply{e.Do.Reply.Text, e.Do.Reply.Phrase, e.Do.Reply.By})
		}
	}
	r.slots(s)
	r.calls(steps)
	return r
}

var truths = map[intents.Truth]string{intents.Open: "open", intents.False: "false", intents.True: "true"}

func (r *Reasons) heard(said bot.Said, s talk.Step) {
	u := said.Understanding
	r.Said, r.Zone, r.Ranked, r.Acts = talk.Mask(said, s), string(u.Zone), u.Ranked, u.Acts
	for _, e := range u.Entities {
		one := bot.Said{Text: e.Text}
		one.Understanding.Entities = append(one.Understanding.Entities, e)
		one.Understanding.Entities[0].Start, one.Understanding.Entities[0].End = 0, len([]rune(e.Text))
		r.Entities = append(r.Entities, Entity{e.Kind, talk.Mask(one, s)})
	}
}

// slots tells which slots of which frames changed.
func (r *Reasons) slots(s talk.Step) {
	before := map[int64]bot.Frame{}
	for _, f := range s.Before.Frames {
		before[f.N] = f
	}
	for _, f := range s.After.Frames {
		item, ok := s.Book.Pin(f.Def)
		if !ok {
			if item, ok = s.Book.Item(f.Intent, f.Region); !ok {
				continue
			}
		}
		for k := range item.Slots {
			slot := &item.Slots[k]
			old, now := before[f.N].Slots[slot.Name], f.Slots[slot.Name]
			if old != now {
				r.Slots = append(r.Slots, Slot{slot.Name, masked(slot, old, s), masked(slot, now, s), slot.Pos.String()})
			}
		}
	}
}

func masked(slot *intents.Slot, v string, s talk.Step) string {
	if v == "" {
		return ""
	}
	return slot.Kind.Mask(v, s.After.Lang)
}

// calls tells what agencies were asked in the last step, and what they answered to begin it.
func (r *Reasons) calls(steps []talk.Step) {
	s := steps[len(steps)-1]
	if a, ok := s.Event.What.(bot.Answered); ok {
		for _, earlier := range steps {
			for _, e := range earlier.Effects {
				if e.Do.Ask != nil && (bot.Key{Turn: earlier.After.Turn, I: e.I}) == a.Key {
					r.Calls = append(r.Calls, masking(s.Book, e, &a))
				}
			}
		}
	}
	for _, e := range s.Effects {
		if e.Do.Ask != nil {
			r.Calls = append(r.Calls, masking(s.Book, e, nil))
		}
	}
}

// masking writes a call masked, with its answer where it has one.
func masking(book intents.Book, e bot.Effect, a *bot.Answered) Call {
	ask := e.Do.Ask
	c := Call{Name: ask.Agency + "." + ask.Operation, By: e.By}
	op, ok := book.Operation(ask.Agency, ask.Operation)
	if !ok {
		return c
	}
	var o talk.Outcome
	if a != nil {
		o.Answer, c.Fault = a.Answer, a.Fault
	}
	c.With, o = talk.MaskCall(op, ask.Args, o)
	if a == nil || a.Fault != "" {
		return c
	}
	c.Answer = o.Answer.Fields
	for name, items := range o.Answer.Lists {
		c.Answer[name] = strconv.Itoa(len(items))
	}
	return c
}

// String writes the reasons for a terminal, a line each.
func (r Reasons) String() string {
	var b strings.Builder
	row := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	if r.Said != "" {
		row("said      %s", r.Said)
	}
	for _, g := range r.Ranked {
		row("candidate %s %.2f", g.Intent, g.Score)
	}
	if r.Zone != "" {
		row("zone      %s", r.Zone)
	}
	for _, a := range r.Acts {
		row("act       %s %.2f", a.Name, a.Score)
	}
	for _, e := range r.Entities {
		row("value     %s %s", e.Kind, e.Text)
	}
	for _, s := range r.Slots {
		row("slot      %s: %s → %s (%s)", s.Name, or(s.Before), or(s.After), s.By)
	}
	for _, s := range r.Steps {
		row("step      %s: %s (%s)", s.Step, s.When, s.At)
	}
	for _, c := range r.Calls {
		row("call      %s%s%s (%s)", c.Name, pairs(c.With), outcome(c), c.By)
	}
	for _, p := range r.Replies {
		row("reply     %s (%s)", p.Phrase, p.By)
	}
	if r.Other {
		row("note      run again it comes out otherwise: build %s wrote it", r.Wrote)
	}
	return b.String()
}

func or(s string) string {
	if s == "" {
		return "(empty)"
	}
	return s
}

func pairs(m map[string]string) string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(m)) {
		b.WriteString(" " + k + "=" + m[k])
	}
	return b.String()
}

func outcome(c Call) string {
	switch {
	case c.Fault != "":
		return " → " + c.Fault
	case c.Answer != nil:
		return " →" + pairs(c.Answer)
	}
	return ""
}
