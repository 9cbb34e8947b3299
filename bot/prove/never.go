package prove

import (
	"fmt"
	"maps"
	"slices"

	"github.com/banshi-bot/banshi/intents"
)

// never finds what no form of a service ever comes to.
func never(forms []*explorer) []Finding {
	var out []Finding
	for _, x := range forms {
		if x.full {
			return nil
		}
	}
	for _, x := range forms {
		found := func(at event, pos intents.Pos, code, format string, a ...any) {
			out = append(out, x.finding(at.from, &at.step, Finding{Pos: pos, Code: code, Text: fmt.Sprintf(format, a...)}))
		}
		all := together{forms}
		all.steps(x, found)
		all.slots(x, found)
		all.texts(x, found)
	}
	return out
}

// shower keeps a finding that an event shows.
type shower func(at event, pos intents.Pos, code, format string, a ...any)

// together is what the forms of a service come to taken together.
type together struct{ forms []*explorer }

func (t together) any(come func(*explorer) bool) bool { return slices.ContainsFunc(t.forms, come) }

// steps finds steps that are never come to, unless it is by the rules of a region.
func (t together) steps(x *explorer, found shower) {
	for i := range x.item.Steps {
		s := &x.item.Steps[i]
		if t.any(func(o *explorer) bool { return o.taken[s.ID] }) || x.ruledOut(s.When) || x.afterDead(s) {
			continue
		}
		at, read := x.read[s.ID]
		why := "its condition is never true"
		if !read {
			at, why = x.last(), "the steps above always ask, wait or end before"
		}
		if s.Pay != nil || s.Call != nil && x.act(s) {
			found(at, s.Pos, NoAct, "the act %s is never come to: %s", s.ID, why)
			continue
		}
		found(at, s.Pos, Unreached, "the step %s is never come to: %s", s.ID, why)
	}
}

// afterDead reports whether a step lies behind one where the service stands still or asks for ever: that is told.
func (x *explorer) afterDead(s *intents.Step) bool {
	if _, read := x.read[s.ID]; read {
		return false
	}
	return slices.Contains(x.stuck, true)
}

func (x *explorer) act(s *intents.Step) bool {
	op, ok := x.book.Operation(s.Call.Agency, s.Call.Operation)
	return ok && op.Effect != intents.Read && !s.Call.Hold
}

// slots finds slots that never apply and wordings of questions that never come.
func (t together) slots(x *explorer, found shower) {
	for i := range x.item.Slots {
		s := &x.item.Slots[i]
		first, asked := x.asked[s.Name]
		switch {
		case !t.any(func(o *explorer) bool { return o.met(s.Name) }):
			if !x.ruledOut(s.When) && s.When != nil && !slices.Contains(x.stuck, true) {
				found(x.last(), s.Pos, Unasked, "the slot %s never applies: its condition is never true", s.Name)
			}
		case asked && x.again[s.Name] < len(s.Again) && len(x.values[s.Name]) > 0 && x.misread(s):
			found(x.led(first), s.Again[x.again[s.Name]].Pos, Unshown, "this wording of the question for %s is never said: a person is offered after %d tries", s.Name, max(s.Tries, 2))
		}
	}
}

// led is the event that led to a state.
func (x *explorer) led(i int) event { return event{x.nodes[i].from, x.nodes[i].step} }

// last is the longest way there is.
func (x *explorer) last() event { return x.led(len(x.nodes) - 1) }

// met reports whether a slot was asked or had a value in any state.
func (x *explorer) met(slot string) bool {
	if _, ok := x.asked[slot]; ok {
		return true
	}
	return slices.ContainsFunc(x.nodes, func(n *node) bool {
		f := top(n.conv, x.item.ID)
		return f != nil && f.Slots[slot] != ""
	})
}

// misread reports whether the words of the ladder are no answer to a slot, as they are to none but odd ones.
func (x *explorer) misread(s *intents.Slot) bool {
	_, err := s.Kind.Parse("？？？", x.ctx)
	return err != nil
}

// texts finds texts of the service that no way says, where the step that would is come to.
func (t together) texts(x *explorer, found shower) {
	for _, name := range slices.Sorted(maps.Keys(x.item.Texts)) {
		if t.any(func(o *explorer) bool { return o.said[name] }) {
			continue
		}
		step, ok := x.speaker(name)
		if !ok || !t.any(func(o *explorer) bool { return o.taken[step.ID] }) {
			continue // never said at all, or by a step that is told already
		}
		found(x.read[step.ID], x.item.Texts[name].Pos, Unshown, "the text %s is never said: %s", name, x.silent(step, name))
	}
}

// speaker is the step that says a text.
func (x *explorer) speaker(name string) (*intents.Step, bool) {
	for i := range x.item.Steps {
		s := &x.item.Steps[i]
		if s.Say == name || s.Choose != nil && s.Choose.Empty == name {
			return s, true
		}
		if s.Call == nil {
			continue
		}
		for _, r := range s.Call.On {
			if r.Say == name {
				return s, true
			}
		}
	}
	return nil, false
}

// silent says why a step does not say a text.
func (x *explorer) silent(s *intents.Step, name string) string {
	if s.Call == nil {
		return "the step " + s.ID + " never comes to it"
	}
	for _, family := range slices.Sorted(maps.Keys(s.Call.On)) {
		if s.Call.On[family].Say == name {
			return fmt.Sprintf("%s.%s never answers %s", s.Call.Agency, s.Call.Operation, family)
		}
	}
	return "the step " + s.ID + " never comes to it"
}
