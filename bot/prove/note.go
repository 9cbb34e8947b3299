package prove

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/talk"
	"github.com/banshi-bot/banshi/intents"
)

// note keeps what an event shows: steps come to, texts said, and what no event may show.
func (x *explorer) note(from int, s talk.Step) {
	for _, r := range s.Reads {
		if r.Item.ID != x.item.ID {
			continue
		}
		if _, before := x.read[r.Step.ID]; !before {
			x.read[r.Step.ID] = event{from, s}
		}
		if r.When == intents.True {
			x.taken[r.Step.ID] = true
		}
	}
	for _, e := range s.Effects {
		switch do := e.Do; {
		case do.Reply != nil:
			x.reply(from, s, do.Reply)
		case do.Ask != nil && !do.Ask.Lookup:
			x.call(from, s, e)
		case do.Pay != nil:
			x.acts = true
			if !agreed(s) {
				x.fault(from, &s, x.lastRead(s), Unconfirmed, "the payment begins without a confirmation of its summary")
			}
		}
	}
}

// fault keeps a finding shown by one more event after a state.
func (x *explorer) fault(from int, s *talk.Step, pos intents.Pos, code, format string, a ...any) {
	f := Finding{Pos: pos, Code: code, Text: fmt.Sprintf(format, a...)}
	if !slices.ContainsFunc(x.faults, f.same) {
		x.faults = append(x.faults, x.finding(from, s, f))
	}
}

// promises are words that say we will tell, which not every channel lets us do.
var promises = regexp.MustCompile(`(?i)(会|再|马上|我们|第一时间)(告诉|通知|提醒|告知)您|\b(we|i)('ll| will) (tell|notify|inform|remind|message) you|\bwe('ll| will) let you know|\bi('ll| will) let you know|you will be (told|notified|informed)`)

// reply keeps which text of the service was said. One that promises to tell must say how else to ask.
func (x *explorer) reply(from int, s talk.Step, r *bot.Reply) {
	name, ok := strings.CutPrefix(r.Phrase, x.item.ID+".")
	if !ok || x.said[name] {
		return
	}
	x.said[name] = true
	text, ok := x.item.Texts[name]
	if !ok || !promises.MatchString(text.ZH) && !promises.MatchString(text.EN) || x.tellsNumber(text) {
		return
	}
	x.fault(from, &s, text.Pos, Promise, "%s promises to tell, which not every channel can: give the number of the case, and how to ask for it", name)
}

// tellsNumber reports whether a text gives the number of the case that is kept.
func (x *explorer) tellsNumber(text intents.Text) bool {
	for i := range x.item.Steps {
		if c := x.item.Steps[i].Case; c != nil {
			if path, ok := c.Number.Path(); ok && strings.Contains(text.ZH, "{"+path+"}") && strings.Contains(text.EN, "{"+path+"}") {
				return true
			}
		}
	}
	return false
}

// call holds a call to an agency against what it needs, and an act against the confirmation it needs.
func (x *explorer) call(from int, s talk.Step, e bot.Effect) {
	ask := e.Do.Ask
	op, ok := x.book.Operation(ask.Agency, ask.Operation)
	if !ok {
		return
	}
	w := waiter(s, e)
	if w == nil || w.Of != (bot.Key{}) {
		return // asked again, after it was not known what became of it
	}
	pos := x.lastRead(s)
	for i := range op.Args {
		if d := &op.Args[i]; !d.Optional && ask.Args[d.Name] == "" {
			x.fault(from, &s, pos, Argument, "%s.%s is asked without %s, which it needs", op.Agency, op.Name, d.Name)
		}
	}
	if !w.Act {
		return
	}
	x.acts = true
	if step, ok := x.item.Step(w.Step); ok && step.Call.Settles == "" && !agreed(s) {
		x.fault(from, &s, pos, Unconfirmed, "%s.%s is done without a confirmation of its summary", op.Agency, op.Name)
	}
}

// waiter is what waits for the outcome of an effect.
func waiter(s talk.Step, e bot.Effect) *bot.Waiter {
	for i := range s.After.Open {
		if w := &s.After.Open[i]; w.Key == (bot.Key{Turn: s.After.Turn, I: e.I}) {
			return w
		}
	}
	return nil
}

// agreed reports whether the citizen confirmed the summary shown before: by this message, or by an earlier one since
// which only agencies were asked.
func agreed(s talk.Step) bool {
	n := len(s.Before.Frames)
	if n == 0 {
		return false
	}
	f := &s.Before.Frames[n-1]
	if c, ok := s.Event.What.(bot.Chosen); ok && f.Shown != "" && c.Value == "confirm:"+f.Shown {
		return true
	}
	return f.Agreed != "" && f.Agreed == f.Shown
}

// lastRead is where the step stands that was read last.
func (x *explorer) lastRead(s talk.Step) intents.Pos {
	for i := len(s.Reads) - 1; i >= 0; i-- {
		if r := s.Reads[i]; r.Item.ID == x.item.ID {
			return r.Step.Pos
		}
	}
	return x.item.Pos
}

// end keeps how a way ended, for each value on it. An end is idle where the service calls itself done and nothing
// was done.
func (x *explorer) end(n *node, m move, s talk.Step) {
	f := top(n.conv, x.item.ID)
	acted, held := f.Acted, len(f.Release) > 0
	if w := n.conv.Waiting(f); w != nil && m.answers(w) {
		step, ok := x.item.Step(w.Step)
		acted, held = acted || w.Act, held || ok && step.Call != nil && step.Call.Hold
	}
	done := false
	for _, r := range s.Reads {
		done = done || r.Item.ID == x.item.ID && r.When == intents.True && r.Step.End == "done"
	}
	if done && !acted && held {
		x.fault(x.index[n.name], &s, x.lastRead(s), Unconfirmed, "the service ends as done while it only holds something: nobody confirmed it, and it is not given back")
	}
	for name, v := range inForce(f, m) {
		e := x.ended[name+"\x00"+v]
		e.any, e.acted, e.idle = true, e.acted || acted, e.idle || done && !acted
		x.ended[name+"\x00"+v] = e
	}
}

// inForce are the values of a frame's slots after a move; "" is left out.
func inForce(f *bot.Frame, m move) map[string]string {
	out := map[string]string{}
	for name, v := range f.Slots {
		out[name] = v
	}
	for name := range f.Skipped {
		out[name] = ""
	}
	if m.slot != "" {
		out[m.slot] = m.value
	}
	return out
}
