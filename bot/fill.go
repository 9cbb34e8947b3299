package bot

import (
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// fillFrom puts what a message holds into the frame's slots: corrections first, then the value asked for, then
// other values. It reports whether the message was taken as that, and goes on.
func (t *at) fillFrom(f *Frame, s Said) bool {
	if t.c.Waiting(f) != nil || f.paying() {
		return t.fillWhileWaiting(f, s)
	}
	v := t.view(f)
	t.bindAll(v)
	asked := t.askedSlot(v)
	if t.correct(v, s, asked) || t.take(v, s, asked) {
		f.Asked = ""
		t.advance()
		return true
	}
	return false
}

// fillWhileWaiting refuses changes to what an act under way was started with.
func (t *at) fillWhileWaiting(f *Frame, s Said) bool {
	if !hasAct(s.Understanding, intents.ActChange) {
		return false
	}
	t.tell("act.under_way", args{"title": t.title(f.Intent)})
	return true
}

func hasAct(u intents.Understanding, name string) bool {
	return slices.ContainsFunc(u.Acts, func(a intents.Act) bool { return a.Name == name && a.Score >= softScore })
}

// bindAll makes the answers had so far readable, so that conditions of slots can be decided.
func (t *at) bindAll(v *view) {
	for i := range v.item.Steps {
		s := &v.item.Steps[i]
		if s.Call == nil || s.Call.As == "" {
			continue
		}
		op, ok := t.book.Operation(s.Call.Agency, s.Call.Operation)
		if !ok {
			continue
		}
		for k := len(v.f.Answers) - 1; k >= 0; k-- {
			if a := &v.f.Answers[k]; a.Step == s.ID && a.Fault == "" {
				v.bind(s.Call.As, a.Answer, op.Answer)
				break
			}
		}
	}
}

func (t *at) askedSlot(v *view) *intents.Slot {
	name, ok := strings.CutPrefix(v.f.Asked, "slot:")
	if !ok {
		return nil
	}
	s, _ := v.item.Slot(name)
	return s
}

// take reads the value asked for, then every other value the message holds.
func (t *at) take(v *view, s Said, asked *intents.Slot) bool {
	if asked != nil && (t.isWish(v, s, asked) || asked.Kind.Name() == "text" && asksGuide(s)) {
		return false
	}
	if asked != nil && t.takeElsewhere(v, s, asked) {
		return true
	}
	took := false
	var span [2]int
	if asked != nil {
		if val, err := t.parse(asked, s.Text); err == nil {
			t.setSlot(v.f, asked.Name, val)
			took, span = true, spanOf(s, asked.Kind.Name())
			if asked.Kind.Name() == "text" {
				return true
			}
		}
	}
	took = t.takeStory(v, s, asked) || took
	return t.takeOthers(v, s, asked, took, span) || took
}

// loose are the kinds that take nearly anything as their value.
var loose = map[string]bool{"text": true, "name": true, "case_number": true, "engine_tail": true}

// strict are the kinds whose values are written like nothing else.
var strict = map[string]bool{"mobile": true, "id_number": true, "plate": true, "penalty_number": true}

// takeElsewhere puts a message that is just a value of another empty slot there, where what was asked for would have
// taken anything: a mobile number is no place. The question stays open.
func (t *at) takeElsewhere(v *view, s Said, asked *intents.Slot) bool {
	if !loose[asked.Kind.Name()] {
		return false
	}
	for _, e := range s.Understanding.Entities {
		if !e.Valid || !strict[e.Kind] || strings.Trim(s.Text, " \t\n，。,.") != strings.Trim(e.Text, " ") {
			continue
		}
		for i := range v.item.Slots {
			slot := &v.item.Slots[i]
			if slot.Kind.Name() == e.Kind && slot.Name != asked.Name && t.wanted(v, slot) && t.fits(slot, e.Value) {
				t.setSlot(v.f, slot.Name, e.Value)
				return true
			}
		}
	}
	return false
}

// isWish reports whether words said to a question for a name or free text are clearly another wish.
func (t *at) isWish(v *view, s Said, asked *intents.Slot) bool {
	u := s.Understanding
	if u.Zone != intents.ZoneAct || len(u.Ranked) == 0 || u.Ranked[0].Intent == v.f.Intent {
		return false
	}
	switch asked.Kind.Name() {
	case "name":
		return true
	case "text":
		return u.Ranked[0].Score >= 0.9 && len([]rune(s.Text)) <= 12 && len(u.Entities) == 0 // a place is no wish
	}
	return false
}

// asksGuide reports whether a short message asks how long or how much: that is no free text.
func asksGuide(s Said) bool {
	acts := s.Understanding.Acts
	return len(acts) > 0 && guideTopic[acts[0].Name] != "" && acts[0].Score >= softScore && len([]rune(s.Text)) <= 12
}

func (t *at) parse(s *intents.Slot, said string) (string, error) {
	return s.Kind.Parse(said, t.when())
}

// spanOf is where in the message the value asked for stands, as far as Find saw it.
func spanOf(s Said, kind string) [2]int {
	for _, e := range s.Understanding.Entities {
		if e.Kind == kind {
			return [2]int{e.Start, e.End}
		}
	}
	return [2]int{}
}

// takeOthers fills other slots from the entities of the message: those that apply now; what comes before its
// time is kept aside; a value for a slot that has one already corrects it while nothing was asked for it.
func (t *at) takeOthers(v *view, s Said, asked *intents.Slot, took bool, span [2]int) bool {
	any := false
	for _, e := range s.Understanding.Entities {
		if e.Start < span[1] && span[0] < e.End || !e.Valid {
			continue
		}
		if slot := t.slotFor(v, e, asked); slot != nil {
			if v.f.Slots[slot.Name] != e.Value && t.fits(slot, e.Value) {
				t.place(v, slot, e.Value)
				any = true
			}
		}
	}
	if took || any { // a code alone may be of something else
		any = t.takeCodes(v, s, asked) || any
	}
	return t.takeChoices(v, s, asked, took || any) || any
}

// coded are the kinds that look like any other code: one is read only from the words beside all known values.
var coded = map[string]bool{"engine_tail": true, "case_number": true}

// takeCodes fills codes that nothing was asked about yet, said together with what was.
func (t *at) takeCodes(v *view, s Said, asked *intents.Slot) bool {
	any := false
	for i := range v.item.Slots {
		slot := &v.item.Slots[i]
		if !coded[slot.Kind.Name()] || asked == nil || asked.Name == slot.Name || asked.Kind.Name() == "text" {
			continue
		}
		if _, ok := v.f.Slots[slot.Name]; ok {
			continue
		}
		if val, err := t.parse(slot, t.beside(s.Text)); err == nil {
			t.place(v, slot, val)
			any = true
		}
	}
	return any
}

// beside is a text without the values in it that identify somebody.
func (t *at) beside(text string) string {
	return beside(text, value.Find(text, t.when()))
}

func beside(text string, found []value.Entity) string {
	r := []rune(text)
	for _, e := range found {
		if !identifying[e.Kind] {
			continue
		}
		for k := max(e.Start, 0); k < min(e.End, len(r)); k++ {
			r[k] = ' '
		}
	}
	return string(r)
}

// slotFor finds the slot an entity belongs to: an empty one of its kind first, else, while nothing else took
// the message, a filled one it corrects.
func (t *at) slotFor(v *view, e value.Entity, asked *intents.Slot) *intents.Slot {
	var filled *intents.Slot
	for i := range v.item.Slots {
		s := &v.item.Slots[i]
		if s.Kind.Name() != e.Kind || asked != nil && s.Name == asked.Name {
			continue
		}
		if old, ok := v.f.Slots[s.Name]; !ok {
			return s
		} else if old == e.Value {
			return nil
		}
		if !t.frozen(v.f, s.Name) {
			filled = s
		}
	}
	if asked != nil && asked.Kind.Name() == e.Kind {
		return nil // a wrong answer to the question is not a correction of another slot
	}
	return filled
}

// place fills a slot that applies, or keeps the value aside until it does.
func (t *at) place(v *view, s *intents.Slot, val string) {
	if !applies(v, s) {
		t.park(Candidate{Kind: s.Kind.Name(), Slot: s.Name, Value: val, At: t.c.At})
		return
	}
	t.setSlot(v.f, s.Name, val)
}

// takeChoices fills closed choices whose label stands in the message; a filled one is corrected where nothing else
// was made of the message.
func (t *at) takeChoices(v *view, s Said, asked *intents.Slot, took bool) bool {
	any := false
	text := intents.Fold(s.Text)
	for i := range v.item.Slots {
		slot := &v.item.Slots[i]
		if slot.Kind.Name() != "choice" || asked != nil && asked.Name == slot.Name {
			continue
		}
		if _, ok := v.f.Slots[slot.Name]; ok && took && !hasAct(s.Understanding, intents.ActChange) {
			continue
		}
		if val, ok := mentioned(slot, text); ok && v.f.Slots[slot.Name] != val && !t.frozen(v.f, slot.Name) {
			t.place(v, slot, val)
			any = true
		}
	}
	return any
}

// mentioned finds the only option of a choice whose label or alias stands in a text. The longest label wins,
// so that 离婚 is not 婚.
func mentioned(s *intents.Slot, folded string) (string, bool) {
	best, found, many := 0, "", false
	for _, o := range s.Params.Options {
		for l := range names(o) {
			l = intents.Fold(l)
			if len([]rune(l)) < 2 || !strings.Contains(folded, l) {
				continue
			}
			switch {
			case len(l) > best:
				best, found, many = len(l), o.Value, false
			case len(l) == best && o.Value != found:
				many = true
			}
		}
	}
	return found, found != "" && !many
}

// names are the labels and aliases of an option.
func names(o value.Option) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, lang := range [...]string{"zh", "en"} {
			if !yield(o.Labels[lang]) {
				return
			}
			for _, also := range o.Also[lang] {
				if !yield(also) {
					return
				}
			}
		}
	}
}

// setSlot fills or changes a slot and remembers how to take it back. What an act was made of stays as it was.
func (t *at) setSlot(f *Frame, name, val string) {
	if t.frozen(f, name) {
		return
	}
	old, had := f.Slots[name]
	f.Slots = copied(f.Slots)
	t.c.Undo = &Undo{Frame: f.N, Slot: name, Old: old, Had: had}
	f.Slots[name] = val
	delete(f.Skipped, name)
	delete(f.Tries, name)
	f.Order = append(slices.DeleteFunc(f.Order, func(n string) bool { return n == name }), name)
	t.changed = true
}

// taken counts how often the value of a slot was taken out again: what is known of the citizen then fills it no more.
const taken = "taken:"

// copied is a map that may be changed: a frame's slots and what was told in it are shared with the state before until
// something is written into them.
func copied[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return maps.Clone(m)
}

func (t *at) unset(f *Frame, name string) {
	if t.frozen(f, name) {
		return
	}
	if _, ok := f.Slots[name]; ok {
		f.tried(taken + name)
	}
	f.Slots = copied(f.Slots)
	delete(f.Slots, name)
	f.Order = slices.DeleteFunc(f.Order, func(n string) bool { return n == name })
	t.changed = true
}

// park keeps a value aside until a slot wants it.
func (t *at) park(c Candidate) {
	t.c.Parked = append(slices.DeleteFunc(t.c.Parked, func(o Candidate) bool { return o.Kind == c.Kind && o.Slot == c.Slot }), c)
}

// unpark takes a value kept aside for this slot, or of its kind.
func (t *at) unpark(s *intents.Slot) (string, bool) {
	for i, c := range t.c.Parked {
		if t.c.At < c.At+draftKept && (c.Slot == s.Name || c.Slot == "" && c.Kind == s.Kind.Name()) && t.fits(s, c.Value) {
			t.c.Parked = slices.Delete(t.c.Parked, i, i+1)
			return c.Value, true
		}
	}
	return "", false
}

// whyNot is why an answer was not taken.
func (t *at) whyNot(s *intents.Slot, said Said) *value.Problem {
	_, err := t.parse(s, said.Text)
	var p *value.Problem
	if errors.As(err, &p) {
		return p
	}
	return nil
}
