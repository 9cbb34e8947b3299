package prove

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/talk"
	"github.com/banshi-bot/banshi/intents"
)

// findings are what is wrong with the states of one form of a service.
func (x *explorer) findings() []Finding {
	out := x.faults
	found := func(at int, pos intents.Pos, code, format string, a ...any) {
		out = append(out, x.finding(at, nil, Finding{Pos: pos, Code: code, Text: fmt.Sprintf(format, a...)}))
	}
	if x.full {
		found(len(x.nodes)-1, x.item.Pos, TooLarge, "there are more than %d states: fewer conditions that cross make it provable", mostStates)
		return out
	}
	x.unanswerable(found)
	x.deadEnds(found)
	x.branches(found)
	return out
}

// finding completes a finding by the talk that leads to a state, and where it is given one event on.
func (x *explorer) finding(at int, last *talk.Step, f Finding) Finding {
	if f.Region == "" {
		f.Region = x.item.Region
	}
	f.Talk = x.show(f, at, last)
	return f
}

// finder keeps a finding that a state shows.
type finder func(at int, pos intents.Pos, code, format string, a ...any)

// unanswerable finds questions that no answer is taken for, and buttons that are not taken.
func (x *explorer) unanswerable(found finder) {
	for i := range x.item.Slots {
		s := &x.item.Slots[i]
		if at, asked := x.asked[s.Name]; asked {
			unanswerable(x.conditions, s, x.values[s.Name], at, found)
		}
	}
}

func unanswerable(c conditions, s *intents.Slot, values []sample, at int, found finder) {
	if len(values) == 0 {
		found(at, s.Pos, Unanswerable, "no answer to the question for %s is taken: nothing passes its kind and its bounds", s.Name)
		return
	}
	for _, o := range s.Params.Options {
		if _, ok := c.sayable(s, o.Value); !ok {
			found(at, s.Pos, Unanswerable, "the choice %s of %s is offered but not taken", o.Value, s.Name)
		}
	}
}

// bounded holds the bounds and options of an item that otherwise behaves as the one explored.
func (x *explorer) bounded(item *intents.Item) []Finding {
	var out []Finding
	c := conditionsOf(item)
	for i := range item.Slots {
		s := &item.Slots[i]
		at, asked := x.asked[s.Name]
		if own, ok := x.item.Slot(s.Name); !asked || ok && reflect.DeepEqual(own.Params, s.Params) {
			continue
		}
		unanswerable(c, s, c.slot(s), at, func(at int, pos intents.Pos, code, format string, a ...any) {
			out = append(out, x.finding(at, nil, Finding{Pos: pos, Code: code, Text: fmt.Sprintf(format, a...), Region: item.Region}))
		})
	}
	return out
}

// noWayHome tells of each state whether no way leads from it to the service's own end, not even by changing what was said
// before: then a slot is asked again as it was at first.
func (x *explorer) noWayHome() []bool {
	marked := x.backFrom(func(i int) bool { return x.nodes[i].home }, func(i int) []int { return slices.Concat(x.nodes[i].to, x.changes(i)) })
	for i := range marked {
		marked[i] = !marked[i]
	}
	return marked
}

// follows are the states that follow one.
func (x *explorer) follows(i int) []int { return x.nodes[i].to }

// backFrom marks the states that are wanted, and those from which one of them can be come to.
func (x *explorer) backFrom(wanted func(int) bool, follows func(int) []int) []bool {
	before := make([][]int, len(x.nodes))
	marked := make([]bool, len(x.nodes))
	var queue []int
	for i := range x.nodes {
		for _, k := range follows(i) {
			before[k] = append(before[k], i)
		}
		if wanted(i) {
			marked[i] = true
			queue = append(queue, i)
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		for _, k := range before[queue[0]] {
			if !marked[k] {
				marked[k] = true
				queue = append(queue, k)
			}
		}
	}
	return marked
}

// changes are the states in which the slots were first asked that can be changed in a state.
func (x *explorer) changes(i int) []int {
	f := top(x.nodes[i].conv, x.item.ID)
	if f == nil || f.Acted || x.dead(i) {
		return nil
	}
	var states []int
	for _, name := range f.Order {
		if at, ok := x.asked[name]; ok && f.Asked != "slot:"+name {
			states = append(states, at)
		}
	}
	return states
}

// deadEnds finds states in which nothing is asked or awaited, and states that go round for ever. What only leads to
// such a state is told by it.
func (x *explorer) deadEnds(found finder) {
	told := x.backFrom(func(i int) bool { return x.dead(i) || x.mute(i) }, x.follows)
	for i := range x.nodes {
		f := top(x.nodes[i].conv, x.item.ID)
		if !x.stuck[i] || f == nil {
			continue
		}
		switch {
		case x.dead(i):
			pos := x.lastRead(x.nodes[i].step)
			found(i, pos, DeadEnd, "the service stands still: nothing is asked, awaited or ended (%s)", x.unknown(i))
		case !told[i]:
			pos, what := x.open(f)
			found(i, pos, Trap, "%s is asked for ever: no answer leads to an end", what)
			told = x.leadingFrom(i, told)
		}
	}
}

// dead reports whether nothing is open in a state.
func (x *explorer) dead(i int) bool {
	n := x.nodes[i]
	f := top(n.conv, x.item.ID)
	return f != nil && f.Asked == "" && n.conv.Waiting(f) == nil
}

// mute reports whether what is open in a state can be answered by nothing.
func (x *explorer) mute(i int) bool {
	f := top(x.nodes[i].conv, x.item.ID)
	name, ok := strings.CutPrefix(f.Asked, "slot:")
	return ok && len(x.values[name]) == 0
}

// leadingFrom marks all states of a trap that was told, and those that lead into it.
func (x *explorer) leadingFrom(i int, told []bool) []bool {
	inside := map[int]bool{}
	for queue := []int{i}; len(queue) > 0; queue = queue[1:] {
		if k := queue[0]; !inside[k] {
			inside[k] = true
			queue = append(queue, x.nodes[k].to...)
		}
	}
	into := x.backFrom(func(k int) bool { return inside[k] }, x.follows)
	for k := range told {
		told[k] = told[k] || into[k]
	}
	return told
}

// open is where what is asked in a frame stands, and what it is.
func (x *explorer) open(f *bot.Frame) (intents.Pos, string) {
	_, name, _ := strings.Cut(f.Asked, ":")
	if s, ok := x.item.Slot(name); ok {
		return s.Pos, name
	}
	if s, ok := x.item.Step(name); ok {
		return s.Pos, name
	}
	return x.item.Pos, f.Asked
}

// unknown names what a condition reads that nothing will ever tell.
func (x *explorer) unknown(i int) string {
	reads := x.nodes[i].step.Reads
	if len(reads) == 0 {
		return "no step is left"
	}
	last := reads[len(reads)-1]
	if last.When == intents.Open {
		return "its condition reads what was never asked: " + last.Step.When.Source
	}
	return "the step " + last.Step.ID + " lacks what it is made of"
}

// branches finds what is offered and leads to no end, or past the act to a service that calls itself done.
func (x *explorer) branches(found finder) {
	for i := range x.item.Slots {
		s := &x.item.Slots[i]
		at, asked := x.asked[s.Name]
		if !asked {
			continue
		}
		for _, v := range x.offered(s) {
			name := s.Name + " = " + v
			if v == "" {
				name = "leaving out " + s.Name
			}
			e := x.ended[s.Name+"\x00"+v]
			switch {
			case x.told(s.Name, v):
			case !e.any:
				found(x.with(s.Name, v, at), s.Pos, Branch, "%s leads to no end of the service", name)
			case x.acts && e.idle && !e.acted:
				found(x.with(s.Name, v, at), s.Pos, Branch, "with %s the service calls itself done, and its act was never come to", name)
			}
		}
	}
}

// offered are the values of a slot that are buttons, one of each class; "" is leaving it out.
func (x *explorer) offered(s *intents.Slot) []string {
	var out []string
	if len(s.Params.Options) > 0 {
		for _, v := range x.values[s.Name] {
			out = append(out, v.value)
		}
	}
	if s.Optional {
		out = append(out, "")
	}
	return out
}

// has reports whether a slot has a value in a state.
func (x *explorer) has(i int, slot, v string) bool {
	f := top(x.nodes[i].conv, x.item.ID)
	if v == "" {
		return f.Skipped[slot]
	}
	return f.Slots[slot] == v
}

// told reports whether a value leads into a state that is a finding itself.
func (x *explorer) told(slot, v string) bool {
	for i := range x.nodes {
		if x.stuck[i] && x.has(i, slot, v) {
			return true
		}
	}
	return false
}

// with is the first state in which a slot has a value, else another.
func (x *explorer) with(slot, v string, otherwise int) int {
	for i := range x.nodes {
		if x.has(i, slot, v) {
			return i
		}
	}
	return otherwise
}
