package bot

import (
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/intents"
)

// What words mean where something is open: the recogniser knows nothing of that.

// fills takes words as an answer within the frame. Asked which service was meant, one may still answer what the
// frame asked before that.
func (t *at) fills(f *Frame, s Said) bool {
	switch t.c.Ask {
	case "":
		return t.fillFrom(f, s) || t.attempted(f, s)
	case "clarify":
		if t.askedSlot(t.view(f)) == nil {
			return false
		}
		t.c.Ask = ""
		if t.fillFrom(f, s) {
			return true
		}
		t.c.Ask = "clarify"
	}
	return false
}

// answers reports whether words that are an act elsewhere are the value asked for here: "tomorrow" puts off and
// "morning" greets, but not where a day and a time are asked for.
func (t *at) answers(a intents.Act, s Said) bool {
	f := t.top()
	if f == nil || a.Name != intents.ActLater && a.Name != intents.ActGreeting {
		return false
	}
	slot := t.askedSlot(t.view(f))
	if slot == nil || slot.Kind.Name() == "text" || slot.Kind.Name() == "name" {
		return false
	}
	_, err := t.parse(slot, s.Text)
	return err == nil
}

// unsure reports whether words may mean another service, but not plainly enough to leave what is open for it: a
// question is put once more before that, and who waits for a payment or an answer is told so.
func (t *at) unsure(f *Frame, s Said) bool {
	u := s.Understanding
	if len(u.Ranked) == 0 || u.Zone == intents.ZoneFallback {
		return false
	}
	waits := t.c.Waiting(f) != nil || f.Asked == "pay"
	if u.Zone == intents.ZoneAct && (u.Ranked[0].Intent == f.Intent || u.Ranked[0].Score >= plainWish || len(several(u)) > 1) {
		return waits && t.asksProgress(u.Ranked[0].Intent, s)
	}
	if waits {
		return true
	}
	if slot := t.askedSlot(t.view(f)); slot != nil {
		return f.Tries[slot.Name] == 0
	}
	open := u.Zone == intents.ZoneAsk && strings.Contains(f.Asked, ":") || strings.HasPrefix(f.Asked, "confirm:")
	return open && f.Tries["open:"+f.Asked] == 0
}

// asksProgress reports whether words ask how things stand, and name no case: of one that waits they mean that.
func (t *at) asksProgress(intent string, s Said) bool {
	it, ok := t.book.Any(intent)
	if !ok {
		return false
	}
	for i := range it.Slots {
		if slot := &it.Slots[i]; slot.Kind.Name() == "case_number" && !slot.Optional {
			_, err := t.parse(slot, t.beside(s.Text))
			return err != nil
		}
	}
	return false
}

// asksWhy reports whether words are likelier than not a question after the reason of what is asked just now.
func (t *at) asksWhy(u intents.Understanding) bool {
	f := t.top()
	return f != nil && u.Acts[0].Name == intents.ActWhy && u.Acts[0].Score >= whyScore && u.Zone != intents.ZoneAct &&
		t.askedSlot(t.view(f)) != nil
}

// exemplary reports whether words are an example of the service they are taken for: "how much is in my fund" asks
// for the fund, not for a fee.
func (t *at) exemplary(s Said) bool {
	u := s.Understanding
	if u.Zone != intents.ZoneAct || len(u.Ranked) == 0 {
		return false
	}
	it, ok := t.book.Any(u.Ranked[0].Intent)
	said := intents.Fold(intents.Bare(s.Text))
	return ok && slices.ContainsFunc(slices.Concat(it.Examples["zh"], it.Examples["en"]), func(e intents.Example) bool {
		return intents.Fold(e.Text) == said
	})
}

// soundsOnly reports whether words only sound like a question for the guide because wishes for their service do.
func (t *at) soundsOnly(u intents.Understanding, a intents.Act) bool {
	return u.Zone == intents.ZoneAct && len(u.Ranked) > 0 && a.Score < 0.88 && t.book.Sounds(u.Ranked[0].Intent, a.Name)
}

// paysByWords takes the button that pays where a whole message says just that: 付吧, pay it.
func (t *at) paysByWords(said string) (string, bool) {
	f := t.top()
	if f == nil || len(t.c.Offered) == 0 || !strings.HasPrefix(t.c.Offered[0].Value, "confirm:") {
		return "", false
	}
	s, ok := t.item(f).Step(strings.TrimPrefix(f.Asked, "confirm:"))
	if !ok || s.Pay == nil {
		return "", false
	}
	if t.book.Says("pay", said) {
		return t.c.Offered[0].Value, true
	}
	return "", false
}

// namesSomebody reports whether words are the name asked for: people have one in one script only.
func (t *at) namesSomebody(s Said) bool {
	f := t.top()
	if f == nil {
		return false
	}
	slot := t.askedSlot(t.view(f))
	if slot == nil || slot.Kind.Name() != "person" && slot.Kind.Name() != "name" {
		return false
	}
	_, err := t.parse(slot, s.Text)
	return err == nil
}

// answersNothing takes a bare yes, no or number that nothing open asked for: no service is begun with it.
func (t *at) answersNothing(s Said) bool {
	switch exactAct(s.Understanding).Name {
	case intents.ActYes, intents.ActNo, intents.ActChoose:
	default:
		return false
	}
	f := t.top()
	switch {
	case t.c.Ask != "":
		return false
	case f != nil:
		t.missedIn(f, s)
	default:
		t.tell("cancel.none", nil)
	}
	return true
}

// offerAgain puts the question of several services once more: a bare yes chooses none of them.
func (t *at) offerAgain() bool {
	if len(t.c.Offered) == 0 {
		return false
	}
	t.tell("clarify", nil, t.c.Offered...)
	return true
}
