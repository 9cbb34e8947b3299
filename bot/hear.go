package bot

import (
	"strings"
	"unicode"

	"github.com/banshi-bot/banshi/intents"
)

// hear answers words. Commands are taken in this order: human, cancel, yes or no to what was open before this
// message, corrections, values, new wishes.
func (t *at) hear(s Said) {
	unseen := t.answersUnseen(s)
	t.flushHeld()
	t.speak(s)
	if t.withPerson() {
		return
	}
	if unseen {
		t.reask()
		return
	}
	if t.emergency(s) || t.crime(s) {
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
	if v, ok := t.labelled(s); ok {
		t.press(v)
		return
	}
	if t.aside(s) || t.looksOn(s) || t.ratesLate(s) {
		return
	}
	for _, a := range s.Understanding.Acts { // a word may be several: 继续 is "yes" and "go on"
		if a.Exact && !t.answers(a, s) && t.command(a, s) {
			return
		}
	}
	if v, ok := t.pressed(s); ok {
		t.press(v)
		return
	}
	f := t.top()
	if f != nil && t.fills(f, s) {
		return
	}
	if t.region(s) || t.answersNothing(s) {
		return
	}
	n, open := t.naming(f, s)
	if open && (t.picks(n, t.pointed(n)) || t.picks(n, n.mostly())) || t.softCommand(s) || open && t.picks(n, t.alike(n)) {
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

// answersUnseen reports whether words would answer a consent or a summary that the channel may have held back: nobody
// agrees to what they have not seen. It is put instead, and not twice.
func (t *at) answersUnseen(s Said) bool {
	f, n := t.top(), len(t.c.Held)
	if n == 0 || f == nil || t.c.Ask != "" || f.Asked != "consent" && !strings.HasPrefix(f.Asked, "confirm:") || !t.answersShortly(s) {
		return false
	}
	if said := len(t.c.Repeat); said > 0 && t.c.Repeat[said-1] == t.c.Held[n-1] {
		t.c.Held = t.c.Held[:n-1]
	}
	return true
}

// answersShortly reports whether words are yes or no, a choice, or only that something else was done.
func (t *at) answersShortly(s Said) bool {
	for _, a := range s.Understanding.Acts {
		if a.Name == intents.ActYes || a.Name == intents.ActNo || a.Exact && a.Name == intents.ActLogin {
			return true
		}
	}
	label, _ := t.labelled(s)
	_, number := t.pressed(s)
	return label == "yes" || label == "no" || strings.HasPrefix(label, "confirm:") || number
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
	if t.c.Lang != "" && (t.namesSomebody(s) || t.writesFreely(s) || markup(s.Text)) {
		return
	}
	t.c.Lang = lang
}

// writesFreely reports whether words go into a text that is asked for: what is written there says nothing of the
// language to speak.
func (t *at) writesFreely(s Said) bool {
	f := t.top()
	return f != nil && t.writes(f) && exactAct(s.Understanding).Name == ""
}

// markup reports whether a text is code rather than words.
func markup(text string) bool {
	i := strings.IndexByte(text, '<')
	return i >= 0 && strings.IndexByte(text[i:], '>') > 0
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

// wishBeside is the score from which words that tell of a crime also ask for a service.
const wishBeside = 0.7

// crime names the police to who tells of a theft or a fraud, before all else; what else was said is gone on with.
func (t *at) crime(s Said) bool {
	if said := intents.Fold(s.Text); len([]rune(said)) > 60 || !t.book.Mentions("crime", said) {
		return false
	}
	t.tell("crime", nil)
	u := s.Understanding
	wish := u.Zone == intents.ZoneAct && u.Ranked[0].Score >= wishBeside
	return t.top() == nil && t.c.Ask == "" && !wish
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
		t.tell("error.internal", args{"number": t.requestNumber()})
	}
}
