package prove

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/talk"
	"github.com/banshi-bot/banshi/intents"
)

// key names the state a conversation is in, with all projected away that does not tell how the service can go on:
// numbers of turns, instants, tries, what was said, what lies on the shelf or aside; and of values and answers those
// that only conditions above the step come to read (at), which were decided and stay so.
func (x *explorer) key(c bot.Conversation, at int, refunding bool) string {
	k := keyed{explorer: x, at: at}
	k.Grow(512)
	k.put(c.Ask, strconv.FormatBool(refunding), strconv.Itoa(c.Citizen.Level))
	for _, a := range c.Agreed {
		k.put("agreed", a.Intent)
	}
	for i := range c.Frames {
		f := &c.Frames[i]
		k.frame(f)
		if k.pending(f, "citizen.mobile") {
			k.put("mobile", c.Citizen.Mobile)
		}
		if k.pending(f, "case.") {
			k.put("cases", strconv.Itoa(len(c.Cases)))
		}
	}
	for _, w := range c.Open {
		k.put("open", w.What, w.Step)
	}
	f := top(c, x.item.ID)
	for _, o := range c.Offered {
		if f == nil || c.Waiting(f) != nil {
			break // pressed while something is awaited, they do nothing
		}
		head, _, _ := strings.Cut(o.Value, ":")
		switch head {
		case "fix": // of the slots that are filled
		case "confirm", "pick": // their values are digests of what stands here already
			k.put("offer", head)
		default:
			k.put("offer", o.Value)
		}
	}
	return k.String()
}

// keyed is a key being written.
type keyed struct {
	*explorer
	strings.Builder
	at int
}

func (k *keyed) put(parts ...string) {
	for _, p := range parts {
		k.WriteString(p)
		k.WriteByte(0)
	}
	k.WriteByte(1)
}

func (k *keyed) frame(f *bot.Frame) {
	k.put(f.Intent, f.Asked, strconv.FormatBool(f.Agreed != ""), strconv.FormatBool(f.Pay != ""),
		strconv.FormatBool(f.Acted), strconv.FormatBool(f.Case != ""), strconv.FormatBool(len(f.Release) > 0))
	for i := range k.item.Slots {
		s := &k.item.Slots[i]
		v, filled := f.Slots[s.Name]
		switch {
		case f.Skipped[s.Name]:
			k.put("skipped", s.Name)
		case filled && (len(s.Params.Options) > 0 || k.tells[s.Name] >= k.at):
			k.put("slot", s.Name, v)
		case filled:
			k.put("slot", s.Name)
		}
	}
	for i := range k.item.Steps {
		for a := range f.Answers {
			if f.Answers[a].Step == k.item.Steps[i].ID {
				k.kept(&f.Answers[a])
			}
		}
	}
}

// kept writes what is kept of a step, as far as a condition to come tells it apart.
func (k *keyed) kept(a *bot.Kept) {
	k.put("kept", a.Step, a.Fault)
	for _, name := range slices.Sorted(maps.Keys(a.Answer.Fields)) {
		if path := a.Step + "." + name; k.tells[path] >= k.at {
			k.put(name, a.Answer.Fields[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.Answer.Lists)) {
		items := a.Answer.Lists[name]
		if k.tells[a.Step+"."+name] < k.at {
			continue
		}
		k.put(name, strconv.Itoa(len(items)))
		for _, item := range items {
			for _, field := range slices.Sorted(maps.Keys(item)) {
				k.put(field, item[field])
			}
		}
	}
}

// pending reports whether a slot is still to be filled by itself from what is known.
func (k *keyed) pending(f *bot.Frame, from string) bool {
	return slices.ContainsFunc(k.item.Slots, func(s intents.Slot) bool {
		return strings.Contains(s.Prefill, from) && f.Slots[s.Name] == "" && !f.Skipped[s.Name]
	})
}

// telling gives, for each slot and field of an answer that a condition or a choice reads, the last step that does: a
// slot that applies only under a condition counts with all steps.
func telling(item *intents.Item) map[string]int {
	tells := map[string]int{}
	add := func(x *intents.Expr, at int) {
		if x == nil {
			return
		}
		for _, path := range x.Reads() {
			name, _ := root(path)
			tells[name], tells[path] = max(tells[name], at), max(tells[path], at)
		}
	}
	for i := range item.Slots {
		add(item.Slots[i].When, len(item.Steps))
	}
	for i := range item.Steps {
		s := &item.Steps[i]
		add(s.When, i)
		if s.Choose != nil {
			add(s.Choose.From, i)
		}
		if s.Pay != nil {
			add(s.Pay.Amount, i)
		}
	}
	return tells
}

// forget drops the answers of steps that were not come to when the steps were read last, of the others all but the
// last, and those to questions whose slot is asked again: asked anew, or with another value of the same class, the
// agency may say anything. What an act was answered stays.
func (x *explorer) forget(s talk.Step) bot.Conversation {
	c := s.After
	for i := range c.Frames {
		f := &c.Frames[i]
		last, read := map[string]int{}, map[string]bool{}
		for k := range f.Answers {
			last[f.Answers[k].Step] = k
		}
		for _, r := range s.Reads {
			read[r.Step.ID] = read[r.Step.ID] || r.Frame == f.N
		}
		var kept []bot.Kept
		for k := range f.Answers {
			a := &f.Answers[k]
			if a.Act || last[a.Step] == k && (read[a.Step] || len(s.Reads) == 0) && !x.outdated(f, a.Step) {
				kept = append(kept, *a)
			}
		}
		f.Answers = kept
	}
	return c
}

// outdated reports whether a step's call was asked with a slot that is being asked again.
func (x *explorer) outdated(f *bot.Frame, step string) bool {
	s, ok := x.item.Step(step)
	if !ok || s.Call == nil {
		return false
	}
	return slices.ContainsFunc(s.Call.With, func(a intents.Arg) bool {
		return slices.ContainsFunc(a.From.Reads(), func(path string) bool {
			name, _ := root(path)
			return f.Asked == "slot:"+name && f.Slots[name] == ""
		})
	})
}

// top is the frame being served; nil where there is none of the service.
func top(c bot.Conversation, intent string) *bot.Frame {
	if n := len(c.Frames); n > 0 && c.Frames[n-1].Intent == intent {
		return &c.Frames[n-1]
	}
	return nil
}
