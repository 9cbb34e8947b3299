package bot

import (
	"maps"
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// outcome of reading one step.
type outcome int

const (
	pass   outcome = iota // go on with the next step
	stop                  // something is asked or awaited: this turn is done
	again                 // the frame changed: read from the top
	closed                // the frame ended
)

// maxRounds bounds the work of one turn: each round asks, calls or ends something.
const maxRounds = 64

// advance reads the steps of the frame being served from the top until something must be waited for.
func (t *at) advance() {
	for range maxRounds {
		f := t.top()
		if f == nil {
			return
		}
		if !t.acting(f) && t.orphans(t.view(f)) {
			continue // also while an answer is awaited
		}
		if t.waits(f) {
			return
		}
		switch t.derive(f) {
		case stop, closed: // what comes after a closed frame has been gone on with
			return
		case pass: // the end of the list without an `end`
			t.finish("done")
			return
		}
	}
}

// waits reports whether a frame waits for the world, and says so to who just wrote.
func (t *at) waits(f *Frame) bool {
	w := t.c.Waiting(f)
	if w == nil {
		return false
	}
	if t.e.Spoken() && t.first == 0 {
		t.tell("wait."+w.What, nil)
	}
	return true
}

// derive reads the steps once.
func (t *at) derive(f *Frame) outcome {
	v := t.view(f)
	t.by = &v.item.Pos
	if t.blocked(f, v.item) {
		return stop
	}
	for i := range v.item.Steps {
		s := &v.item.Steps[i]
		t.by = &s.Pos
		if o := t.step(v, s); o != pass {
			return o
		}
	}
	return pass
}

func (t *at) step(v *view, s *intents.Step) outcome {
	truth := intents.True
	if s.When != nil {
		truth = s.When.Truth(v.env)
	}
	if t.seen != nil {
		t.seen(Read{Frame: v.f.N, Item: v.item, Step: s, When: truth})
	}
	switch truth {
	case intents.False:
		return pass
	case intents.Open:
		return t.open(v, s.When)
	}
	switch {
	case s.Ask != nil && s.Say != "":
		return t.askElse(v, s)
	case s.Ask != nil:
		return t.askAll(v, s.Ask)
	case s.Call != nil:
		return t.call(v, s)
	case s.Choose != nil:
		return t.choose(v, s)
	case s.Pay != nil:
		return t.pay(v, s)
	case s.Case != nil:
		return t.keepCase(v, s)
	case s.Go != "":
		return t.carryOn(v, s)
	}
	return t.sayStep(v, s)
}

// open stops at a condition that cannot be decided: it asks the first slot the condition reads.
func (t *at) open(v *view, x *intents.Expr) outcome {
	for _, path := range x.Reads() {
		name, _, _ := strings.Cut(path, ".")
		if s, ok := v.item.Slot(name); ok && t.wanted(v, s) {
			return t.ask(v, s)
		}
	}
	return stop
}

// wanted reports whether a slot applies and has no value yet.
func (t *at) wanted(v *view, s *intents.Slot) bool {
	if _, ok := v.f.Slots[s.Name]; ok || v.f.Skipped[s.Name] {
		return false
	}
	return applies(v, s)
}

func applies(v *view, s *intents.Slot) bool {
	return s.When == nil || s.When.Truth(v.env) == intents.True
}

func (t *at) askAll(v *view, names []string) outcome {
	for _, name := range names {
		s, ok := v.item.Slot(name)
		if !ok {
			continue
		}
		if o := t.need(v, s); o != pass {
			return o
		}
	}
	return pass
}

// askElse says why values cannot be used, such as a day without places, and asks for others. After as many
// as the first slot has tries the other ways out are offered too.
func (t *at) askElse(v *view, s *intents.Step) outcome {
	first, ok := v.item.Slot(s.Ask[0])
	if !ok {
		return stop
	}
	if t.frozen(v.f, first.Name) {
		return pass // an act was made of it: this is behind
	}
	t.say(Reply{Kind: KindText, Text: t.textOf(v, s.Say), Phrase: v.item.ID + "." + s.Say})
	given := false // else it is only put once more, after a word about something else
	for _, name := range s.Ask {
		_, filled := v.f.Slots[name]
		given = given || filled || v.f.Skipped[name]
		t.unset(v.f, name)
		delete(v.f.Skipped, name)
	}
	tries := "else:" + s.ID
	if given {
		v.f.tried(tries)
	}
	if v.f.Tries[tries] >= max(first.Tries, 2) {
		v.f.Asked = "slot:" + first.Name
		t.stuck(v, first, "")
		return stop
	}
	return t.ask(v, first)
}

// need makes sure of one slot: parked, carried and known values first, then the question.
func (t *at) need(v *view, s *intents.Slot) outcome {
	if s.When != nil && s.When.Truth(v.env) == intents.Open {
		return t.open(v, s.When)
	}
	if t.orphan(v, s) {
		return again
	}
	if s.Sensitive && !t.agreed(v.f, s.Name) && !v.f.Skipped[s.Name] && applies(v, s) {
		return t.askConsent(v) // also where the value is known already: no use without consent
	}
	if !t.wanted(v, s) {
		return pass
	}
	if t.prefill(v, s) {
		return again
	}
	return t.ask(v, s)
}

// orphans drops every value whose condition is known to be false before any step is read.
func (t *at) orphans(v *view) bool {
	any := false
	for i := range v.item.Slots {
		any = t.orphan(v, &v.item.Slots[i]) || any
	}
	return any
}

// orphan drops the value of a slot whose condition turned false; it is kept aside in case it applies again.
func (t *at) orphan(v *view, s *intents.Slot) bool {
	old, ok := v.f.Slots[s.Name]
	if !ok || s.When == nil || s.When.Truth(v.env) != intents.False || t.frozen(v.f, s.Name) {
		return false
	}
	t.unset(v.f, s.Name)
	t.park(Candidate{Kind: s.Kind.Name(), Slot: s.Name, Value: old, At: t.c.At})
	return true
}

// prefill takes a value from what is known: carried over by another frame, said before its time, or proven.
func (t *at) prefill(v *view, s *intents.Slot) bool {
	if val, ok := v.f.Carry[s.Name]; ok {
		delete(v.f.Carry, s.Name)
		if t.fits(s, val) {
			t.setSlot(v.f, s.Name, val)
			return true
		}
	}
	if val, ok := t.unpark(s); ok {
		t.setSlot(v.f, s.Name, val)
		return true
	}
	if v.f.Tries[taken+s.Name] > 0 {
		return false
	}
	val, ok := t.prefilled(v, s)
	if !ok || !t.fits(s, val) {
		return false
	}
	t.setSlot(v.f, s.Name, val)
	return true
}

func (t *at) prefilled(v *view, s *intents.Slot) (string, bool) {
	val, guard, guarded := strings.Cut(s.Prefill, " if ")
	if guarded {
		if _, ok := t.known(v, guard); !ok {
			return "", false
		}
	}
	return t.known(v, val)
}

// known is what a name of prefill stands for; any other word is the value itself.
func (t *at) known(v *view, name string) (string, bool) {
	switch name {
	case "":
		return "", false
	case "region":
		return v.f.Region, true
	case "citizen.person":
		c := t.c.Citizen
		return c.Name + " " + c.IDNo, c.Name != "" && c.IDNo != "" && c.LevelAt(t.c.At) > 0
	case "citizen.name", "citizen.id_no", "citizen.mobile":
		if t.c.Citizen.LevelAt(t.c.At) == 0 {
			return "", false
		}
		val, ok := v.citizen(strings.TrimPrefix(name, "citizen."))
		return val.S, ok
	case "case.number":
		if len(t.c.Cases) == 1 {
			return t.c.Cases[0].Number, true
		}
		return "", false
	case "case.last":
		return t.lastCase()
	}
	return name, true
}

// fits reports whether a canonical value passes the slot's kind as it is now.
func (t *at) fits(s *intents.Slot, canonical string) bool {
	return value.Check(s.Kind, canonical, t.when()) == nil
}

// sayStep says a text once for the values it was made of, and ends the frame where the step says so.
func (t *at) sayStep(v *view, s *intents.Step) outcome {
	if s.Say != "" {
		said := t.textOf(v, s.Say)
		if once := digest(map[string]string{"": said}); v.f.Told[s.ID] != once {
			v.f.Told = copied(v.f.Told)
			v.f.Told[s.ID] = once
			t.say(t.told(v, s, said))
		}
	}
	if s.End == "" {
		return pass
	}
	t.finish(s.End)
	return closed
}

// told dresses the text of a say step: after a settled payment it is the receipt.
func (t *at) told(v *view, s *intents.Step, said string) Reply {
	r := Reply{Kind: KindText, Text: said, Phrase: v.item.ID + "." + s.Say}
	paid := v.paid()
	if paid == nil || s.End != "" && s.End != "done" {
		return r
	}
	r.Kind, r.Order = KindReceipt, v.f.Pay
	r.Payment = &Payment{Order: v.f.Pay, AmountFen: paid.amount, Payee: paid.payee, State: Settled}
	r.Card = &Card{Title: v.item.Title.In(t.lang()), Facts: v.facts(paid.show)}
	if t.c.Channel.Links {
		r.Link = "receipt"
	}
	return r
}

// carryOn goes on with another intent, taking along values of the same name.
func (t *at) carryOn(v *view, s *intents.Step) outcome {
	carry := maps.Clone(v.f.Slots)
	if carry == nil {
		carry = map[string]string{}
	}
	slices.SortFunc(v.names, func(a, b bound) int { return strings.Compare(a.as, b.as) })
	for _, b := range v.names {
		if b.lists == nil {
			maps.Copy(carry, b.fields)
		}
	}
	region := v.f.Region
	if !v.f.Acted { // what is held may be what the act took
		t.letGo(v.f)
	}
	t.drop()
	t.beginWith(s.Go, region, carry)
	return closed
}

// keepCase remembers what was begun with an agency.
func (t *at) keepCase(v *view, s *intents.Step) outcome {
	number, ok := s.Case.Number.Eval(v.env)
	if !ok || number.S == "" {
		return pass
	}
	if v.f.Case == number.S {
		return pass
	}
	due := ""
	if s.Case.Due != nil {
		if d, ok := s.Case.Due.Eval(v.env); ok {
			due = d.S
		}
	}
	v.f.Case, t.c.Last = number.S, number.S
	c := Case{Number: number.S, Intent: v.f.Intent, Region: v.f.Region, Agency: s.Case.Agency, Operation: s.Case.Ask, Due: due, Begun: t.c.At}
	t.c.Cases = append(slices.DeleteFunc(t.c.Cases, func(o Case) bool { return o.Number == c.Number }), c)
	t.emit(Do{Case: &c})
	return pass
}
