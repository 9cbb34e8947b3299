package bot

import (
	"strings"
	"unicode"

	"github.com/banshi-bot/banshi/intents"
)

// hear answers words. Commands are taken in this order: human, cancel, yes or no to what was open before this
// message, corrections, values, new wishes.
func (t *at) hear(s Said) {
	t.flushHeld()
	t.speak(s)
	if t.withPerson() {
		return
	}
	if t.emergency(s) {
		return
	}
	if s.Voice && t.readBack(s) {
		return
	}
	t.words(s)
	t.answerAnyway()
}

// words goes through the order of commands.
func (t *at) words(s Said) {
	u := s.Understanding
	if v, ok := t.labelled(s); ok {
		t.press(v)
		return
	}
	for _, a := range u.Acts { // a word may be several: 继续 is "yes" and "go on"
		if a.Exact && !t.answers(a, s) && t.command(a, s) {
			return
		}
	}
	if v, ok := t.pressed(s, exactAct(u)); ok {
		t.press(v)
		return
	}
	f := t.top()
	if f != nil && t.fills(f, s) {
		return
	}
	if t.region(s) || t.answersNothing(s) || t.softCommand(u, s) {
		return
	}
	if t.picksByWords(s) {
		return
	}
	if f != nil && t.c.Ask == "" && t.unsure(f, s) {
		t.missedIn(f, s)
		return
	}
	if t.wish(s) {
		return
	}
	t.missed(s)
}

// attempted answers words that plainly were meant as the value asked for, but are none.
func (t *at) attempted(f *Frame, s Said) bool {
	v := t.view(f)
	slot := t.askedSlot(v)
	if slot == nil || t.waiting(f) != nil || t.isWish(v, s, slot) {
		return false
	}
	p := t.whyNot(slot, s)
	if p == nil || p.Code == "unreadable" || p.Code == "not_offered" {
		return false
	}
	t.askAgain(v, slot, p)
	return true
}

// exactAct is the act a whole message is, "" where it is more or something else.
func exactAct(u intents.Understanding) intents.Act {
	if len(u.Acts) > 0 && u.Acts[0].Exact {
		return u.Acts[0]
	}
	return intents.Act{}
}

// softActs are acts that count also where the message is not just that, if no service fits better.
const (
	softScore = 0.6
	whyScore  = 0.4
)

// softCommand takes acts said in longer words.
func (t *at) softCommand(u intents.Understanding, s Said) bool {
	if len(u.Acts) == 0 || u.Acts[0].Exact || u.Acts[0].Score < softScore && !t.asksWhy(u) {
		return false
	}
	best := 0.0
	if len(u.Ranked) > 0 {
		best = u.Ranked[0].Score
	}
	a := u.Acts[0]
	if guideTopic[a.Name] != "" {
		return !t.exemplary(s) && !t.soundsOnly(u, a) && t.guide(a.Name, s)
	}
	if u.Zone == intents.ZoneAct && best >= a.Score {
		return false
	}
	return t.command(a, s)
}

// command carries out an act; false where it is none that can be carried out here.
func (t *at) command(a intents.Act, s Said) bool {
	f := t.top()
	switch a.Name {
	case intents.ActHuman:
		t.human()
	case intents.ActCancel:
		t.cancel()
	case intents.ActYes, intents.ActNo:
		return t.yesNo(a.Name == intents.ActYes)
	case intents.ActBack:
		t.back()
	case intents.ActUndo:
		t.undo()
	case intents.ActRestart:
		t.restart()
	case intents.ActRepeat:
		t.repeat()
	case intents.ActWhy:
		return t.why()
	case intents.ActSkip:
		return t.skip()
	case intents.ActPaid:
		return t.saysPaid()
	case intents.ActLater:
		if f == nil {
			return false
		}
		t.later()
	case intents.ActResume:
		t.resume()
	case intents.ActChange:
		return f != nil && t.change(f)
	case intents.ActMenu, intents.ActOther:
		t.menu(0)
	case intents.ActElder:
		t.elderMode()
	case intents.ActLangZH, intents.ActLangEN:
		t.setLang(map[string]string{intents.ActLangZH: "zh", intents.ActLangEN: "en"}[a.Name])
	case intents.ActErase:
		t.tell("erase.ask", nil, t.button("erase", "erase"), t.button("no", "keep"))
		t.c.Ask = "erase"
	default:
		return t.courtesy(a, s)
	}
	return true
}

// courtesy answers thanks, greetings and small talk shortly, then puts the open question again.
func (t *at) courtesy(a intents.Act, s Said) bool {
	switch a.Name {
	case intents.ActThanks, intents.ActBye, intents.ActChitchat:
		t.tell("courtesy."+a.Name, nil)
		t.reask()
	case intents.ActGreeting:
		t.greet()
	case intents.ActLogin:
		t.login(2)
	case intents.ActFee, intents.ActMaterials, intents.ActTime, intents.ActWhere, intents.ActBasis, intents.ActHours, intents.ActHow:
		return t.guide(a.Name, s)
	default:
		return false
	}
	return true
}

// yesNo answers what was open before this message.
func (t *at) yesNo(yes bool) bool {
	switch t.c.Ask {
	case "voice":
		t.voiced(yes)
		return true
	case "resume":
		if yes {
			t.resume()
		} else {
			t.cancel()
		}
		return true
	case "erase":
		t.forget(yes)
		return true
	case "clarify", "rate", "region":
		if !yes {
			t.c.Ask, t.c.Wish = "", ""
			t.menu(0)
			return true
		}
		if t.c.Ask == "clarify" {
			return t.offeredYes(true) || t.offerAgain()
		}
		return false
	}
	f := t.top()
	if f == nil {
		return t.offeredYes(yes)
	}
	if s := t.askedSlot(t.view(f)); s != nil && s.Optional && !yes {
		return t.offeredYes(false) || t.skip() // "no" to what may be left out
	}
	head, _, _ := strings.Cut(f.Asked, ":")
	switch head {
	case "consent":
		t.consented(f, yes)
	case "confirm":
		switch {
		case !yes:
			t.change(f)
		case t.offers("confirm:" + f.Shown):
			t.agree(f, f.Shown)
		default:
			t.reask() // something else was shown since: no yes to what is out of sight
		}
	case "retry":
		if yes {
			t.retried(f)
		} else {
			t.later()
		}
	case "draft":
		if yes {
			t.resume()
		} else {
			t.cancel()
		}
	default:
		return t.offeredYes(yes)
	}
	return true
}

// offeredYes takes a yes or no as the value offered that says so, or a yes as the single thing offered. A button
// "yes" whose question is closed is not pressed by it.
func (t *at) offeredYes(yes bool) bool {
	want := map[bool]string{true: "v:true", false: "v:false"}[yes]
	for _, o := range t.c.Offered {
		if o.Value == want {
			t.press(o.Value)
			return true
		}
	}
	if yes && len(t.c.Offered) > 0 && strings.HasPrefix(t.c.Offered[0].Value, "go:") && len(t.c.Offered) <= 2 {
		t.press(t.c.Offered[0].Value)
		return true
	}
	return false
}

// labelled finds the choice offered whose label a message is, which then is nothing else: 其他 asks for the menu
// only where it was not offered. Of the levels of a rating the longest in the words counts: 很不满意.
func (t *at) labelled(s Said) (string, bool) {
	said := foldLabel(s.Text)
	best, val := 0, ""
	for _, o := range t.c.Offered {
		label := foldLabel(o.Label)
		if label == said || o.Value == s.Text {
			return o.Value, true
		}
		if t.c.Ask == "rate" && len(label) > best && len([]rune(said)) <= 12 && strings.Contains(said, label) {
			best, val = len(label), o.Value
		}
	}
	return val, best > 0
}

// pressed finds which of the choices offered a message is by its number or by other words for it.
func (t *at) pressed(s Said, exact intents.Act) (string, bool) {
	said := foldLabel(s.Text)
	if exact.Name == intents.ActChoose && len(t.c.Offered) > 0 && !t.wantsNumber() {
		n := exact.N
		if n < 0 {
			n = len(t.c.Offered) + 1 + n
		}
		if n >= 1 && n <= len(t.c.Offered) {
			return t.c.Offered[n-1].Value, true
		}
	}
	if v, ok := t.paysByWords(said); ok {
		return v, true
	}
	for _, o := range t.c.Shelf {
		if len(said) > 3 && foldLabel(o.Label) == said && strings.HasPrefix(o.Value, "confirm:") {
			return o.Value, true
		}
	}
	return "", false
}

// wantsNumber reports whether the open question is for a bare number, which then is no choice.
func (t *at) wantsNumber() bool {
	f := t.top()
	if f == nil {
		return false
	}
	name, ok := strings.CutPrefix(f.Asked, "slot:")
	if !ok {
		return false
	}
	s, ok := t.item(f).Slot(name)
	return ok && (s.Kind.Name() == "number" || s.Kind.Name() == "amount")
}

// foldLabel makes labels comparable however they are typed.
func foldLabel(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - 0xfee0
		case strings.ContainsRune(" \t\n　。，！？,.!?「」[]【】", r):
			return -1
		}
		return r
	}, s)
	return strings.Trim(strings.ToLower(s), "[]")
}

// flushHeld says first what the channel would not take before.
func (t *at) flushHeld() {
	if len(t.c.Held) == 0 {
		return
	}
	held := t.c.Held
	t.c.Held = nil
	t.tell("held.lead", args{"text": strings.Join(held, "\n")})
}

// speak follows the language of a message that clearly was in one. A value alone says nothing of it: a plate
// has a Chinese character in any language.
func (t *at) speak(s Said) {
	lang := s.Understanding.Lang
	if lang == "" || lang == t.c.Lang || t.c.Lang != "" && !strings.ContainsFunc(beside(s.Text, s.Understanding.Entities), unicode.IsLetter) {
		return
	}
	if t.c.Lang != "" && t.namesSomebody(s) {
		return
	}
	t.c.Lang = lang
}

// emergency gives the numbers to ring before anything else.
func (t *at) emergency(s Said) bool {
	for _, a := range s.Understanding.Acts {
		if a.Name == intents.ActEmergency && (a.Exact || a.Score >= 0.8) {
			t.tell("emergency", nil)
			return true
		}
	}
	return false
}

// readBack repeats a transcript before it fills a slot: recognised speech is noisy.
func (t *at) readBack(s Said) bool {
	f := t.top()
	if f == nil || !strings.HasPrefix(f.Asked, "slot:") || exactAct(s.Understanding).Name != "" {
		return false
	}
	s.Voice = false
	t.c.Voice, t.c.Ask = &s, "voice"
	t.tell("voice.heard", args{"text": s.Text}, t.button("yes", "right"), t.button("no", "wrong"))
	return true
}

// voiced goes on with what was heard, or asks for it in writing.
func (t *at) voiced(yes bool) {
	s := t.c.Voice
	t.c.Voice, t.c.Ask = nil, ""
	if yes && s != nil {
		t.words(*s)
		return
	}
	t.tell("voice.type", nil)
}

// answerAnyway keeps the promise that each message is answered.
func (t *at) answerAnyway() {
	if t.first == 0 && len(t.out) == 0 {
		t.tell("error.internal", nil)
	}
}

// missed answers what nothing was made of: the open question again, or what may have been meant, then the menu.
func (t *at) missed(s Said) {
	if f := t.top(); f != nil && t.c.Ask == "" {
		t.missedIn(f, s)
		return
	}
	if t.entityOnly(s) {
		return
	}
	t.c.Misses++
	if t.c.Misses == 1 && t.book.Model && len(s.Understanding.Ranked) > 0 {
		t.guess(s)
		return
	}
	t.nearest(s)
}

// nearest offers the three services nearest to the words, then the menu, then a person.
func (t *at) nearest(s Said) {
	switch {
	case t.c.Misses == 1 && len(s.Understanding.Ranked) > 0:
		var ids []string
		for _, g := range s.Understanding.Ranked {
			if len(ids) < 3 {
				ids = append(ids, g.Intent)
			}
		}
		t.c.Ask = "clarify"
		t.tell("miss.first", nil, append(t.services(ids), t.button("menu", "menu"), t.button("human", "human"))...)
	case t.c.Misses <= 2:
		t.menuWith("miss.second", 0)
	default:
		t.menuWith("miss.third", 0)
	}
}

// missedIn answers within a frame: what is open is put again, by its own ladder where it is a slot.
func (t *at) missedIn(f *Frame, s Said) {
	head, name, _ := strings.Cut(f.Asked, ":")
	v := t.view(f)
	if head == "slot" {
		if slot, ok := v.item.Slot(name); ok {
			t.askAgain(v, slot, t.whyNot(slot, s))
			return
		}
	}
	if t.waits(f) {
		return
	}
	if f.Asked == "pay" {
		t.paymentOpen()
		return
	}
	t.tell("miss.open", nil)
	t.reask()
}
