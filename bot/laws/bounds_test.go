package laws

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents"
)

func ladder(t *turn) string {
	for i := range t.after.Frames {
		for name, n := range t.after.Frames[i].Tries {
			if _, slot := t.w.itemOf(&t.after.Frames[i]).Slot(name); slot && n > 9 {
				return fmt.Sprint(n, " tries of ", name)
			}
		}
	}
	b, a := last(t.before), last(t.after)
	if !t.missed() || b == nil || a == nil || a.N != b.N || a.Asked != b.Asked {
		return ""
	}
	name, ok := strings.CutPrefix(a.Asked, "slot:")
	slot, found := t.w.itemOf(a).Slot(name)
	if !ok || !found || !maps.Equal(a.Slots, b.Slots) {
		return ""
	}
	if t.w.misses[frameStep(a.N, a.Asked)]+1 < max(slot.Tries, 2) || bot.Offers(t.after, "human") {
		return ""
	}
	return fmt.Sprint(t.w.misses[frameStep(a.N, a.Asked)]+1, " wrong answers, and no person is offered")
}

func bounded(t *turn) string {
	c := t.after
	for _, b := range []struct {
		what    string
		n, most int
	}{
		{"frames", len(c.Frames), 4}, {"offered", len(c.Offered), 24}, {"shelf", len(c.Shelf), 24}, {"parked", len(c.Parked), 8},
		{"known", len(c.Known), 8}, {"cases", len(c.Cases), 8}, {"held", len(c.Held), 4}, {"due", len(c.Due), 6}, {"wishes", len(c.Wishes), 4},
		{"foreign numbers", len(c.Asked), 5}, {"effects", len(t.effects), 40}, {"bytes", len(t.body), 16 << 10},
	} {
		if b.n > b.most {
			return fmt.Sprint(b.n, " ", b.what)
		}
	}
	return ""
}

// waysOut holds that a person and the end are one message away.
func waysOut(t *turn) string {
	s, ok := t.event.What.(bot.Said)
	if !ok || !t.bot() || s.Voice {
		return ""
	}
	switch s.Text {
	case "human":
		for _, e := range t.effects {
			if e.Do.Reply != nil && e.Do.Reply.Kind == bot.KindHandover {
				return ""
			}
		}
		return "no person is offered"
	case "cancel":
		f := last(t.before)
		if f == nil || t.before.Ask == "erase" || f.Acted || f.Pay != "" || flies(t.before, f) {
			return ""
		}
		if frameOf(t.after, f.N) != nil {
			return "the frame is still there"
		}
	}
	return ""
}

// flies reports whether an act of a frame is in flight.
func flies(c bot.Conversation, f *bot.Frame) bool {
	return slices.ContainsFunc(c.Open, func(w bot.Waiter) bool { return w.Frame == f.N && w.Act })
}

// masked scans all that leaves: no effect of any kind has a value of another citizen, what is said has none of one's
// own in full, and an agency gets no argument it did not declare.
func masked(t *turn) string {
	all := asJSON(t.effects)
	for who := range secrets {
		if who != t.w.who && containsAny(all, secrets[who]) != "" {
			return "of another citizen: " + containsAny(all, secrets[who])
		}
	}
	for _, e := range t.effects {
		for _, said := range spoken(e.Do) {
			if secret := containsAny(said, secrets[t.w.who]); secret != "" && !t.free(secret) {
				return "in full: " + said
			}
		}
		if name := undeclared(t.w.book, e.Do.Ask); name != "" {
			return "an argument nobody declared: " + name
		}
	}
	return ""
}

func containsAny(s string, secrets []string) string {
	for _, secret := range secrets {
		if strings.Contains(s, secret) {
			return secret
		}
	}
	return ""
}

// undeclared is an argument of a call that its operation does not declare. What is let go is given back with all that
// was said of it; the connector sends what is declared.
func undeclared(book intents.Book, a *bot.Ask) string {
	op, ok := opOf(book, a)
	if !ok || strings.HasPrefix(a.Operation, "free") {
		return ""
	}
	for name := range a.Args {
		if !slices.ContainsFunc(op.Args, func(d intents.Declared) bool { return d.Name == name }) {
			return name
		}
	}
	return ""
}

// free reports whether a citizen wrote a value where anything may be written, which is shown as written.
func (t *turn) free(secret string) bool {
	for _, f := range slices.Concat(t.before.Frames, t.after.Frames) {
		for name, val := range f.Slots {
			s, ok := t.w.itemOf(&f).Slot(name)
			if ok && (s.Kind.Name() == "text" || s.Kind.Name() == "number") && strings.Contains(val, secret) {
				return true
			}
		}
	}
	return false
}

// spoken are the texts that leave by an effect for people or a model to read.
func spoken(do bot.Do) []string {
	switch {
	case do.Guess != nil:
		return []string{do.Guess.Text}
	case do.Desk != nil:
		return []string{do.Desk.Note}
	case do.Rate != nil || do.Consent != nil:
		return []string{asJSON(do)}
	case do.Reply == nil || slices.Contains([]string{"voice.heard", "repeat", "held.lead"}, do.Reply.Phrase) || do.Reply.Who != "":
		return nil // what was said already, by us or by the citizen
	}
	out := []string{do.Reply.Text, do.Reply.Spoken}
	for _, c := range do.Reply.Choices {
		out = append(out, c.Label)
	}
	if do.Reply.Card != nil {
		out = append(out, asJSON(do.Reply.Card))
	}
	return out
}

func pinned(t *turn) string {
	switch t.event.What.(type) {
	case bot.Moved, bot.Set:
		return ""
	}
	for i := range t.before.Frames {
		b := &t.before.Frames[i]
		if a := frameOf(t.after, b.N); a != nil && a.Def != b.Def {
			return "another definition under frame " + fmt.Sprint(b.N)
		}
	}
	return ""
}

func rises(t *turn) string {
	entries := int64(t.replies())
	if t.event.Spoken() {
		entries++
	}
	switch {
	case t.after.At < t.before.At || t.after.At < t.event.At:
		return "the clock goes back"
	case t.after.Turn != t.before.Turn+1:
		return "a turn is left out"
	case t.after.Seq != t.before.Seq+entries:
		return fmt.Sprint("the log goes from ", t.before.Seq, " to ", t.after.Seq, " with ", entries, " entries")
	case t.after.Citizen.LevelAt(t.after.At) > t.w.level(t.after.At):
		return fmt.Sprint("level ", t.after.Citizen.Level, " holds, which ran out or was never proved")
	}
	return ""
}

func silent(t *turn) string {
	if t.bot() || !t.event.Spoken() {
		return ""
	}
	for _, e := range t.effects {
		if e.Do.Ask != nil || e.Do.Pay != nil || e.Do.Guess != nil {
			return "it asks"
		}
	}
	return ""
}

func whole(t *turn) string {
	for _, e := range t.effects {
		r := e.Do.Reply
		if r == nil || r.Who != "" {
			continue
		}
		_, phrase := t.w.book.Phrases[r.Phrase]
		head, _, _ := strings.Cut(r.Phrase, ".")
		_, service := t.w.book.Any(head)
		if !phrase && !service && r.Phrase != "repeat" && head != "guide" {
			return "no text is named " + r.Phrase
		}
		if text := strings.ReplaceAll(r.Text, "{link}", ""); strings.TrimSpace(r.Text) == "" || strings.ContainsAny(text, "{}") {
			return r.Phrase + " says " + r.Text
		}
		if r.Lang != "zh" && r.Lang != "en" {
			return "it is in no language"
		}
		for _, c := range r.Choices {
			if c.Label == "" || c.Value == "" {
				return "a choice without words: " + c.Value
			}
		}
	}
	return ""
}

func provenance(t *turn) string {
	for i, e := range t.effects {
		if e.I != i {
			return "effects are not numbered"
		}
		if e.By == "" && (e.Do.Pay != nil || e.Do.Ask != nil && !e.Do.Ask.Lookup) && !lettingGo(t, e) {
			return "who wanted it is not known"
		}
		if e.Do.Reply != nil && e.Do.Reply.By == "" && e.Do.Reply.Phrase == "" {
			return "where it was said from is not known"
		}
	}
	return ""
}

func lettingGo(t *turn, e bot.Effect) bool {
	w, ok := waiterOf(t.after, bot.Key{Turn: t.after.Turn, I: e.I})
	return ok && w.What == "release"
}

func wakes(t *turn) string {
	if len(t.after.Frames) > 0 && t.w.machine.Wake(t.after) == 0 {
		return "a frame is open and nothing rings"
	}
	if wake := t.w.machine.Wake(t.after); wake != 0 && wake <= t.after.At {
		if _, tick := t.event.What.(bot.Tick); tick {
			return "it rang, and rings again at once"
		}
	}
	return ""
}

// consented holds that no sensitive value goes out before the consent was given.
func consented(t *turn) string {
	given := map[string]bool{}
	for _, e := range t.effects {
		if e.Do.Consent != nil && e.Do.Consent.Given {
			if f := last(t.before); f != nil {
				given[version(f)] = true
			}
		}
	}
	for _, e := range t.effects {
		w, ok := waiterOf(t.after, bot.Key{Turn: t.after.Turn, I: e.I})
		f := frameOf(t.after, w.Frame)
		if e.Do.Ask == nil || !ok || f == nil {
			continue
		}
		for name := range e.Do.Ask.Args {
			s, found := t.w.itemOf(f).Slot(name)
			if found && s.Sensitive && e.Do.Ask.Args[name] != "" && !t.w.consent[version(f)] && !given[version(f)] {
				return "without consent: " + name
			}
		}
	}
	return ""
}

// released counts what goes back when a frame is dropped by the citizen or the clock.
func released(t *turn) string {
	s, said := t.event.What.(bot.Said)
	_, tick := t.event.What.(bot.Tick)
	if !tick && (!said || s.Text != "cancel" || !t.bot()) {
		return ""
	}
	held, back := 0, 0
	for i := range t.before.Frames {
		under := said && i < len(t.before.Frames)-1 // resumed, and done
		if !under && frameOf(t.after, t.before.Frames[i].N) == nil {
			held += len(t.before.Frames[i].Release)
		}
	}
	for _, e := range t.effects {
		if e.Do.Ask != nil && lettingGo(t, e) {
			back++
		}
	}
	if back < held {
		return fmt.Sprint(held, " held, ", back, " given back")
	}
	return ""
}

// frozen holds that a slot an act was sent with stays as it was sent.
func frozen(t *turn) string {
	for i := range t.after.Frames {
		f := &t.after.Frames[i]
		for _, s := range t.w.itemOf(f).Steps {
			at := frameStep(f.N, s.ID)
			sent := t.w.sent[at]
			if s.Call == nil || t.w.memory.acts[at] != "done" {
				continue
			}
			for _, name := range readSlots(t.w.itemOf(f), s.Call.With) {
				if was, ok := sent[name]; ok && f.Slots[name] != was {
					return name + " is another value than was sent"
				}
			}
		}
	}
	return ""
}

func readSlots(it *intents.Item, with []intents.Arg) []string {
	var out []string
	for _, a := range with {
		for _, path := range a.From.Reads() {
			name, _, _ := strings.Cut(path, ".")
			if _, ok := it.Slot(name); ok {
				out = append(out, name)
			}
		}
	}
	return out
}
