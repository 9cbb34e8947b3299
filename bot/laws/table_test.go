package laws

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// A law holds after every turn; check says how it was broken. The numbers are those of the laws of the pure Step and
// of the invariants they make checkable.
type law struct {
	name  string
	check func(*turn) string
}

var laws = []law{
	{"law 2, invariant 3: deterministic, its input untouched", sameAgain},
	{"law 3: JSON and back commutes with Step", roundTrip},
	{"law 6, invariant 4: an act only after its own summary, confirmed in a later message", confirmedFirst},
	{"law 7: an act only where the level and the region allow it", allowed},
	{"law 8, invariant 5: one act in flight a frame, a new key only after a settled failure", oneAct},
	{"law 9, invariant 5: a frame in flight leaves by its own outcome", staysInFlight},
	{"law 10: an outcome nobody waits for has no effect", unknownOutcome},
	{"law 11, invariant 6: every value passes its kind and its when", validValues},
	{"law 12: frames below the top stay as they are", belowTop},
	{"law 13: a stale button never acts and is answered", staleButton},
	{"law 14: every message is answered, unless a person holds the talk", answered},
	{"law 15: tries are limited, then there are ways out", ladder},
	{"law 16, invariant 3: the state is bounded", bounded},
	{"law 18, invariant 7: cancel and a person are one message away", waysOut},
	{"law 22, invariant 9: personal values only masked", masked},
	{"law 24: a frame keeps its definition", pinned},
	{"law 25: the clock and the numbers only rise, a level that ran out does not come back", rises},
	{"law 26: a person's talk starts no call", silent},
	{"law 29: every reply is a text that exists, whole", whole},
	{"law 30: every effect has its line", provenance},
	{"invariant 13: what waits has a clock", wakes},
	{"consent: no sensitive value is used before it was given", consented},
	{"holds: what is held goes back when the frame is dropped", released},
	{"an act freezes the values it was made of", frozen},
}

func sameAgain(t *turn) string {
	before, err := json.Marshal(t.before)
	if err != nil || string(before) != string(t.w.body) {
		return "the conversation that went in was changed"
	}
	if t.after.Turn%3 != 0 {
		return ""
	}
	c, effects := t.w.machine.Step(t.w.book, t.before, t.event)
	if !reflect.DeepEqual(c, t.after) || !reflect.DeepEqual(effects, t.effects) {
		return "the same event gave something else"
	}
	return ""
}

func roundTrip(t *turn) string {
	if t.after.Turn%3 != 1 {
		return ""
	}
	var c bot.Conversation
	if err := json.Unmarshal(t.w.body, &c); err != nil {
		return err.Error()
	}
	var e bot.Event
	body, err := json.Marshal(t.event)
	if err != nil {
		return err.Error()
	}
	if err := json.Unmarshal(body, &e); err != nil {
		return err.Error()
	}
	after, effects := t.w.machine.Step(t.w.book, c, e)
	if asJSON(after) != string(t.body) || asJSON(effects) != asJSON(t.effects) {
		return "read back, it goes another way"
	}
	return ""
}

func asJSON(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

// act is an effect that changes the world, with the waiter for its outcome and the step that wanted it.
type act struct {
	bot.Effect
	bot.Waiter
	step *intents.Step
}

// acts are those of a turn.
func (t *turn) acts() (out []act) {
	for _, e := range t.effects {
		if e.Do.Pay == nil && (e.Do.Ask == nil || e.Do.Ask.Lookup || e.Do.Ask.Of != (bot.Key{})) {
			continue
		}
		w, ok := waiterOf(t.after, bot.Key{Turn: t.after.Turn, I: e.I})
		if !ok || w.Frame == 0 {
			continue
		}
		f := frameOf(t.after, w.Frame)
		if f == nil {
			continue
		}
		s, ok := t.w.itemOf(f).Step(w.Step)
		if !ok || s.Call != nil && s.Call.Hold {
			continue
		}
		if op, ok := opOf(t.w.book, e.Do.Ask); ok && op.Effect == intents.Read {
			continue
		}
		out = append(out, act{e, w, s})
	}
	return out
}

func opOf(book intents.Book, a *bot.Ask) (*intents.Operation, bool) {
	if a == nil {
		return nil, false
	}
	return book.Operation(a.Agency, a.Operation)
}

func confirmedFirst(t *turn) string {
	t.w.heed(t)
	for _, a := range t.acts() {
		w, s := a.Waiter, a.step
		if s.Call != nil && s.Call.Settles != "" {
			continue // what was paid was confirmed
		}
		seen, ok := t.w.shown[w.Frame]
		switch {
		case !ok || seen.step != w.Step:
			return "step " + w.Step + " was never summed up"
		case seen.turn >= t.after.Turn:
			return "the summary is of this very turn"
		case t.w.agreed[w.Frame] != seen.hash:
			return "the summary last shown was not agreed to"
		}
		if why := asShown(a.Effect, s, seen); why != "" {
			return why
		}
	}
	return ""
}

// asShown compares what is done with what was shown.
func asShown(e bot.Effect, s *intents.Step, seen shown) string {
	if p := e.Do.Pay; p != nil {
		amount := fmt.Sprintf("%d.%02d", p.AmountFen/100, p.AmountFen%100)
		if !strings.Contains(seen.text, amount) || !strings.Contains(seen.text, p.Payee) {
			return "another amount or payee than shown: " + amount + " " + p.Payee
		}
		return ""
	}
	for _, a := range s.Call.With {
		if path, ok := a.From.Path(); ok && path != "region" && !strings.Contains(path, ".") && e.Do.Ask.Args[a.Name] != seen.slots[path] {
			return "other values than shown: " + a.Name
		}
	}
	return ""
}

func allowed(t *turn) string {
	for _, a := range t.acts() {
		w, s := a.Waiter, a.step
		f := frameOf(t.after, w.Frame)
		if f.Acted || s.Call != nil && s.Call.Settles != "" {
			continue
		}
		it, ok := t.w.book.Item(f.Intent, f.Region)
		if !ok || !it.Enabled {
			return "not offered here"
		}
		if level := t.w.level(t.after.At); it.Assurance > 1 && level < it.Assurance {
			return fmt.Sprint("level ", level, " is below ", it.Assurance)
		}
	}
	return ""
}

// level is what was proven and has not run out, by the events themselves.
func (w *world) level(at int64) int {
	for i := range slices.Backward(w.happened) {
		switch what := w.happened[i].event.What.(type) {
		case bot.Proved:
			if at < what.Until {
				return what.Level
			}
			return 0
		case bot.Erased:
			return 0
		}
	}
	return 0
}

func oneAct(t *turn) string {
	flying := map[int64]int{}
	for _, w := range t.after.Open {
		if w.Act {
			flying[w.Frame]++
		}
	}
	for n, many := range flying {
		if many > 1 {
			return fmt.Sprint(many, " acts of frame ", n)
		}
	}
	for _, done := range t.acts() {
		w := done.Waiter
		state := t.w.memory.acts[frameStep(w.Frame, w.Step)]
		if a, ok := t.event.What.(bot.Answered); ok && state == "flying" && a.Fault != "" && a.Sort != "unknown" {
			continue // it fails in this very turn
		}
		if state == "flying" || state == "done" {
			return "step " + w.Step + " is " + state + " and done anew under another key"
		}
	}
	return ""
}

func staysInFlight(t *turn) string {
	for _, w := range t.before.Open {
		f := frameOf(t.before, w.Frame)
		if !w.Act || f == nil {
			continue
		}
		switch what := t.event.What.(type) {
		case bot.Answered:
			if what.Key == w.Key {
				continue
			}
		case bot.Paid:
			if what.Order == f.Pay {
				continue
			}
		case bot.Erased:
			continue
		}
		if frameOf(t.after, w.Frame) == nil {
			return fmt.Sprint("frame ", w.Frame, " is gone")
		}
		if _, ok := waiterOf(t.after, w.Key); !ok {
			return fmt.Sprint("frame ", w.Frame, " does not wait any more")
		}
	}
	return ""
}

func unknownOutcome(t *turn) string {
	a, ok := t.event.What.(bot.Answered)
	if !ok {
		return ""
	}
	if _, open := waiterOf(t.before, a.Key); open {
		return ""
	}
	if len(t.effects) > 0 {
		return "it has effects"
	}
	same := t.after
	same.Turn, same.At = t.before.Turn, t.before.At
	if asJSON(same) != asJSON(t.before) {
		return "it changes the state"
	}
	return ""
}

func validValues(t *turn) string {
	for i := range t.after.Frames {
		f := &t.after.Frames[i]
		it := t.w.itemOf(f)
		for name, val := range f.Slots {
			s, ok := it.Slot(name)
			if !ok {
				return "no slot " + name
			}
			if err := value.Check(s.Kind, val, value.Context{At: t.after.At, Lang: t.after.Lang}); err != nil {
				return err.Error()
			}
			if s.When != nil && !f.Acted && s.When.Truth(slotEnv(it, f)) == intents.False {
				return "the condition of " + name + " is false"
			}
		}
	}
	return ""
}

// slotEnv reads conditions over slots.
func slotEnv(it *intents.Item, f *bot.Frame) intents.Env {
	return func(path string) (intents.Val, bool) {
		s, ok := it.Slot(path)
		if !ok {
			return intents.Val{}, false
		}
		if v, ok := f.Slots[path]; ok {
			return intents.Known(s.Kind, v), true
		}
		return intents.Val{Sort: value.Text}, f.Skipped[path]
	}
}

func belowTop(t *turn) string {
	if !t.event.Spoken() {
		return ""
	}
	for i := range t.before.Frames[:max(0, len(t.before.Frames)-1)] {
		b := t.before.Frames[i]
		a := frameOf(t.after, b.N)
		if a == nil || a.N == last(t.after).N {
			continue
		}
		now := *a
		now.Paused = b.Paused
		if t.asksAfter(b.Pay) {
			now.Tries = maps.Clone(a.Tries)
			if now.Tries["paid?"]--; now.Tries["paid?"] == 0 {
				delete(now.Tries, "paid?")
			}
		}
		if asJSON(now) != asJSON(b) {
			return "frame of " + b.Intent + " changed"
		}
	}
	return ""
}

// asksAfter reports whether the message was "I have paid" and the provider is asked after this payment: it is heard
// wherever the payment lies.
func (t *turn) asksAfter(order string) bool {
	return order != "" && slices.ContainsFunc(t.effects, func(e bot.Effect) bool {
		return e.Do.Settle != nil && *e.Do.Settle == bot.Settle{Order: order, To: bot.HeardAsked}
	})
}

func staleButton(t *turn) string {
	c, ok := t.event.What.(bot.Chosen)
	if !ok || bot.Offers(t.before, c.Value) || !t.bot() {
		return ""
	}
	for _, e := range t.effects {
		if e.Do.Pay != nil || e.Do.Settle != nil || e.Do.Forget || e.Do.Rate != nil {
			return "it acts"
		}
	}
	if len(t.acts()) > 0 {
		return "it acts"
	}
	if len(t.after.Frames) > len(t.before.Frames) {
		return "it begins something"
	}
	if len(t.after.Frames) < len(t.before.Frames) {
		return "" // what was open is not to be had here any more, and that is told
	}
	for i := range t.after.Frames {
		for name, was := range t.before.Frames[i].Slots {
			if t.after.Frames[i].Slots[name] != was {
				return "it changes a value"
			}
		}
	}
	if t.replies() == 0 {
		return "it is not answered"
	}
	return ""
}

func (t *turn) replies() int {
	n := 0
	for _, e := range t.effects {
		if e.Do.Reply != nil {
			n++
		}
	}
	return n
}

// asks reports whether the reply comes with the outcome of what was asked.
func (t *turn) asks() bool {
	return slices.ContainsFunc(t.effects, func(e bot.Effect) bool { return e.Do.Ask != nil || e.Do.Pay != nil || e.Do.Guess != nil })
}

func answered(t *turn) string {
	if !t.event.Spoken() {
		return ""
	}
	n := t.replies()
	if t.bot() && n == 0 && !t.asks() {
		return "no reply"
	}
	if !t.bot() && n > min(1, len(t.before.Held)) { // what was held for the next message comes still
		return "the bot speaks while a person does"
	}
	return ""
}
