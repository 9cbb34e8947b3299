package intents

import (
	"fmt"
	"slices"
	"strings"
)

// stepKinds are the keys one of which every step has, with the keys that may stand beside it.
var stepKinds = map[string][]string{
	"ask":    {"say"},
	"call":   {"with", "as", "fresh", "on", "refused", "show", "button", "hold", "release"},
	"hold":   {"with", "as", "fresh", "on", "refused", "show", "release"},
	"choose": {"as"},
	"pay":    {"as"},
	"case":   {"as"},
	"go":     nil,
	"say":    {"end"},
	"end":    nil,
}

// stepOrder tells which key is the kind where two could be: `hold: true` stands beside a call, `end` beside a say.
var stepOrder = []string{"call", "ask", "choose", "pay", "case", "go", "say", "hold", "end"}

func (r *reader) steps(t *tree) {
	if !r.is(t, list, "steps") {
		return
	}
	for _, item := range t.items {
		if as := stepAs(item); as != "" {
			r.scope.later[as] = true
		}
	}
	ids := map[string]bool{}
	for k, item := range t.items {
		if !r.is(item, object, "a step") {
			continue
		}
		step, ok := r.step(item, k)
		if !ok {
			continue
		}
		if ids[step.ID] && stepAs(item) == "" {
			r.error(item.pos, "duplicate", "", "a second step is named %s", step.ID)
		}
		ids[step.ID] = true
		r.in.Steps = append(r.in.Steps, step)
	}
}

// stepAs is the name a step gives its answer; in choose, pay and case it may stand inside.
func stepAs(item *tree) string {
	for _, owner := range []*tree{item, item.get("choose"), item.get("pay"), item.get("case")} {
		if as := owner.get("as"); as != nil {
			return as.text
		}
	}
	return ""
}

// step reads one step. What it answers is known to those below.
func (r *reader) step(t *tree, index int) (Step, bool) {
	kind := ""
	for _, k := range slices.Backward(stepOrder) {
		if t.get(k) != nil {
			kind = k
		}
	}
	if kind == "" {
		r.error(t.pos, "step", didYouMean(first(t.keys()), stepOrder), "a step has none of ask, call, hold, choose, pay, case, go, say, end")
		return Step{}, false
	}
	if r.ended {
		r.error(t.pos, "unreachable", "", "this step is never reached: one above ends whatever comes")
		r.ended = false
	}
	step := Step{ID: fmt.Sprintf("%s%d", kind, index+1), Pos: t.pos}
	known := keys{
		"when": func(v *tree) { step.When = r.condition(v) },
		"id":   func(v *tree) { step.ID = r.word(v, "the id of a step") },
		"as":   func(v *tree) { r.as(v) },
		"say":  func(v *tree) { step.Say = r.sayKey(v) },
		"end":  func(v *tree) { step.End = r.oneOf(v, "end", "done", "stop") },
		"go":   func(v *tree) { step.Go = r.goTo(v) },
		"ask":  func(v *tree) { step.Ask = r.askSlots(v) },
	}
	r.restrict(known, kind)
	part := r.stepPart(t, kind, &step)
	for key, read := range part.keys {
		known[key] = read
	}
	r.object(t, "a "+kind+" step", known)
	part.done(r, t, stepAs(t))
	if as := stepAs(t); as != "" {
		step.ID = as
	}
	r.ended = t.get("when") == nil && (step.End != "" || step.Go != "")
	return step, true
}

// part is what reads the keys of one kind of step, and what is to be done when all are read.
type part struct {
	keys keys
	done func(r *reader, t *tree, as string)
}

func (r *reader) stepPart(t *tree, kind string, step *Step) part {
	switch kind {
	case "call", "hold":
		return r.callPart(kind, step)
	case "choose":
		return r.choosePart(step)
	case "pay":
		return r.payPart(step)
	case "case":
		return r.casePart(step)
	}
	return part{done: func(*reader, *tree, string) {}}
}

// restrict takes away the keys that do not stand beside a kind.
func (r *reader) restrict(known keys, kind string) {
	for key := range known {
		if key != "when" && key != "id" && key != kind && !slices.Contains(stepKinds[kind], key) {
			delete(known, key)
		}
	}
}

func first(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return words[0]
}

// as reads the name an answer goes by.
func (r *reader) as(t *tree) string {
	as := r.word(t, "as")
	if as == "" || !r.root(t.pos, as, "an answer") {
		return ""
	}
	if _, ok := r.in.Slot(as); ok {
		r.error(t.pos, "duplicate", "", "a slot is named %s already", as)
	}
	if _, ok := r.scope.answers[as]; ok {
		r.error(t.pos, "duplicate", "", "an answer above is named %s already", as)
	}
	return as
}

// answered makes an answer known to the steps below.
func (r *reader) answered(as string, a answer) {
	if as != "" {
		r.scope.answers[as] = a
	}
}

// sayKey reads the key of a text of the service, or of a phrase.
func (r *reader) sayKey(t *tree) string {
	key := r.word(t, "the name of a text")
	if key == "" {
		return ""
	}
	r.says[key] = true
	if _, ok := r.in.Texts[key]; ok {
		return key
	}
	if _, ok := r.phrases[key]; ok {
		return key
	}
	r.error(t.pos, "unknown_text", didYouMean(key, names(r.in.Texts)), "neither the service nor the phrases have a text %q", key)
	return key
}

func (r *reader) goTo(t *tree) string {
	id := r.word(t, "the id of a service")
	if id != "" && r.known(t, id) && id == r.in.ID {
		r.error(t.pos, "circle", "", "a service cannot go on with itself")
	}
	return id
}

func (r *reader) askSlots(t *tree) []string {
	var slots []string
	for _, w := range r.words(t, "ask") {
		if r.slotName(w, w.text) {
			slots = append(slots, w.text)
		}
	}
	return slots
}

// slotName faults what is not a slot, and marks what is as read.
func (r *reader) slotName(t *tree, name string) bool {
	if _, ok := r.in.Slot(name); ok {
		r.scope.reads[name] = true
		return true
	}
	var known []string
	for _, slot := range r.in.Slots {
		known = append(known, slot.Name)
	}
	r.error(t.pos, "unknown_slot", didYouMean(name, known), "no slot is named %q", name)
	return false
}

// operation reads agency.operation.
func (r *reader) operation(t *tree, what string) *Operation {
	w := r.word(t, what)
	if w == "" {
		return nil
	}
	agency, name, dotted := strings.Cut(w, ".")
	if !dotted {
		r.error(t.pos, "operation", "write agency.operation", "%s names no agency", what)
		return nil
	}
	a, ok := r.agencies[agency]
	if !ok {
		r.error(t.pos, "unknown_agency", didYouMean(agency, names(r.agencies)), "no agency is named %q", agency)
		return nil
	}
	o, ok := a.Operations[name]
	if !ok {
		r.error(t.pos, "unknown_operation", didYouMean(name, names(a.Operations)), "the agency %s has no operation %q", agency, name)
		return nil
	}
	return o
}
