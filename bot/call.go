package bot

import (
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/intents"
)

// call reads a call step: its arguments are asked, an act is summed up and confirmed, the agency asked, and
// its answer kept under the digest of the arguments.
func (t *at) call(v *view, s *intents.Step) outcome {
	op, ok := t.book.Operation(s.Call.Agency, s.Call.Operation)
	if !ok {
		return stop // the loader refuses such a catalog
	}
	if k := v.f.kept(s.ID, ""); k != nil && k.Act { // done for good, whatever its arguments are now
		v.bind(s.Call.As, k.Answer, op.Answer)
		return pass
	}
	asked, o := t.arguments(v, s.Call.With)
	if o != pass {
		return o
	}
	key := digestOf(asked)
	if k := v.f.kept(s.ID, key); k != nil {
		if k.Fault != "" {
			return t.react(v, s, k)
		}
		if s.Call.Fresh == 0 || t.c.At < k.At+s.Call.Fresh || v.f.Acted {
			v.bind(s.Call.As, k.Answer, op.Answer)
			return pass
		}
	}
	with := make(map[string]string, len(asked)) // only now: most calls that are read were answered
	for _, a := range asked {
		with[a.name] = a.val
	}
	act := op.Effect != intents.Read && !s.Call.Hold
	if act && s.Call.Settles == "" {
		if o := t.confirmed(v, s, t.actSummary(v, s, with)); o != pass {
			return o
		}
	}
	return t.start(v, s, op, with, act)
}

// start asks the agency.
func (t *at) start(v *view, s *intents.Step, op *intents.Operation, with map[string]string, act bool) outcome {
	if !act && t.foreign(v, op, with) {
		t.tell("limit.foreign", args{"phone": v.item.Office.Phone})
		t.finish("stop")
		return closed
	}
	k := t.emit(Do{Ask: &Ask{Agency: op.Agency, Operation: op.Name, Args: with}})
	w := Waiter{Key: k, Root: t.e.Root, For: t.e.For, Frame: v.f.N, Step: s.ID, Args: digest(with), Act: act, What: "call"}
	if act {
		w.With = with
	}
	t.c.Open = append(t.c.Open, w)
	v.f.Asked = ""
	if s.Call.Settles != "" && v.f.Pay != "" {
		t.emit(Do{Settle: &Settle{Order: v.f.Pay, To: HeardSettling}})
	}
	return stop
}

// arguments evaluates what a call is asked with; the first missing slot is asked for.
func (t *at) arguments(v *view, with []intents.Arg) ([]pair, outcome) {
	out := make([]pair, 0, len(with))
	for _, a := range with {
		for _, path := range a.From.Reads() {
			name, _, _ := strings.Cut(path, ".")
			if s, ok := v.item.Slot(name); ok {
				if o := t.need(v, s); o != pass {
					return nil, o
				}
			}
		}
		if val, ok := a.From.Eval(v.env); ok {
			if c := canonical(val); c != "" {
				out = append(out, pair{a.Name, c})
			}
		}
	}
	return out, pass
}

// foreign counts the numbers asked for that are not the citizen's own: five different ones a day.
func (t *at) foreign(v *view, op *intents.Operation, with map[string]string) bool {
	if t.c.Channel.Trusted {
		return false
	}
	numbers := map[string]string{}
	for _, d := range op.Args {
		if val := with[d.Name]; val != "" && d.Kind != nil && identifying[d.Kind.Name()] && !t.own(val) {
			numbers[d.Name] = val
		}
	}
	if len(numbers) == 0 {
		return false
	}
	const day, limit = 24 * 3600 * 1000, 5
	fresh := t.c.Asked[:0:0]
	mine := digest(numbers)
	for _, a := range t.c.Asked {
		if a.At > t.c.At-day && a.Digest != mine {
			fresh = append(fresh, a)
		}
	}
	if len(fresh) >= limit || t.e.Over {
		t.c.Asked = fresh
		return true
	}
	t.c.Asked = append(fresh, Asked{Digest: mine, At: t.c.At})
	return false
}

// own reports whether a value is the proven citizen's, or the number of a case begun here.
func (t *at) own(val string) bool {
	if slices.ContainsFunc(t.c.Cases, func(c Case) bool { return c.Number == val }) {
		return true
	}
	c := t.c.Citizen
	return c.LevelAt(t.c.At) > 0 && (val == c.IDNo || val == c.Name || val == c.Mobile || val == c.Name+" "+c.IDNo)
}

// identifying are the kinds whose values lead to a person.
var identifying = map[string]bool{
	"id_number": true, "plate": true, "penalty_number": true, "hkmo_permit": true, "passport": true, "mobile": true,
	"person": true, "bank_card": true, "account": true, "case_number": true,
}

// answered hears what an agency said.
func (t *at) answered(a Answered) {
	w, ok := t.close(a.Key)
	if !ok {
		return // heard before
	}
	f := t.frame(w.Frame)
	switch {
	case w.What == "release":
		return
	case w.What == "progress":
		t.progressed(w, a)
		return
	case f == nil:
		return
	}
	if t.uncertain(f, w, a) {
		t.chase(f, w, a)
		return
	}
	k := Kept{Step: w.Step, Args: w.Args, At: t.c.At, Act: w.Act, Fault: a.Fault, Sort: a.Sort, Answer: a.Answer}
	f.keep(k)
	t.done(f, w, k)
	if f == t.top() {
		t.advance()
	}
}

// uncertain reports whether an act may have happened, or must yet: a paid bill's settlement is never given up.
func (t *at) uncertain(f *Frame, w Waiter, a Answered) bool {
	if !w.Act || a.Fault == "" {
		return false
	}
	if a.Sort == "unknown" || w.What == "lookup" && a.Sort == "again" {
		return true
	}
	s, ok := t.item(f).Step(w.Step)
	return ok && a.Sort == "again" && s.Call.Settles != ""
}

// done follows up an answered call: an act is done for good, a hold is remembered to be let go, a settled
// order told so.
func (t *at) done(f *Frame, w Waiter, k Kept) {
	s, ok := t.item(f).Step(w.Step)
	if !ok || k.Fault != "" {
		return
	}
	for _, a := range s.Call.With { // these values did
		for _, path := range a.From.Reads() {
			delete(f.Tries, refusedBefore+path)
		}
	}
	if w.Act {
		f.Acted, f.Agreed, f.Shown = true, "", ""
	}
	if s.Call.Settles != "" && f.Pay != "" {
		t.emit(Do{Settle: &Settle{Order: f.Pay, To: HeardSettled}})
	}
	if s.Call.Hold && s.Call.Release != "" {
		t.supersede(f, w) // one place at a time: what was held before a correction goes back
		f.Release = append(f.Release, Held{Agency: s.Call.Agency, Operation: s.Call.Release, Args: k.Answer.Fields, Step: w.Step})
	}
}

// chase follows an act whose outcome is unknown: it is looked up at growing intervals, never repeated under
// another key, and the citizen hears neither "done" nor "failed".
func (t *at) chase(f *Frame, w Waiter, a Answered) {
	s, ok := t.item(f).Step(w.Step)
	if !ok || s.Call == nil {
		return
	}
	t.by = &s.Pos
	op, _ := t.book.Operation(s.Call.Agency, s.Call.Operation)
	if op == nil {
		return
	}
	tries := f.tried("unknown:" + w.Step)
	if w.What == "call" && tries == 1 {
		t.tell("fault.unknown_result", args{"title": t.title(f.Intent), "phone": t.item(f).Office.Phone})
	}
	ask := Ask{Agency: op.Agency, Operation: op.Name, Args: w.With, Of: origin(w, a.Key), Due: t.c.At + wait(tries-1)}
	what := "call"
	absent := w.What == "lookup" && a.Fault == "not_found" // it did not happen: it may be done again
	switch {
	case op.Lookup != "" && !absent:
		ask.Operation, ask.Lookup, what = op.Lookup, true, "lookup"
	case op.Effect == intents.Write && op.Key == "" && op.Lookup == "":
		t.handover(f, "unknown")
		f.Release = nil // what was held may be what the act took
		t.endFrame(f, "stop")
		return
	}
	k := t.emit(Do{Ask: &ask})
	t.c.Open = append(t.c.Open, Waiter{Key: k, Frame: f.N, Step: w.Step, Args: w.Args, Act: true, What: what, Of: ask.Of, With: w.With})
}

// origin is the key an act was first asked under; its repeats and look-ups keep it.
func origin(w Waiter, k Key) Key {
	if w.Of != (Key{}) {
		return w.Of
	}
	return k
}

// tried counts and returns how often something was tried.
func (f *Frame) tried(what string) int {
	if f.Tries == nil {
		f.Tries = map[string]int{}
	}
	f.Tries[what]++
	return f.Tries[what]
}
