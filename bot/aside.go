package bot

import (
	"strconv"
	"strings"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// What is said about the open question instead of to it: where a value is found, whom to ring, what is wanted now.

// aside answers words about the open question; it reports whether that was all there was to them.
func (t *at) aside(s Said) bool {
	f := t.top()
	said := intents.Fold(intents.Bare(s.Text))
	if f == nil || t.c.Ask != "" && t.c.Ask != "clarify" || t.writes(f) && !t.bareAside(said) {
		return false
	}
	switch {
	case t.book.Says("same", said) && t.takesOver(true):
	case t.book.Says("now", said):
		t.whatNow(f)
	case t.asksPhone(said):
		t.phoneFirst(f)
	case t.asksFind(said):
		return t.hint(f)
	default:
		return false
	}
	return true
}

// writes reports whether free text is asked for: what stands in it is a value and nothing else.
func (t *at) writes(f *Frame) bool {
	s := t.askedSlot(t.view(f))
	return s != nil && s.Kind.Name() == "text"
}

// bareAside reports whether a whole message is one of the words for such a question.
func (t *at) bareAside(said string) bool {
	return t.book.Says("now", said) || t.book.Says("phone", said) || t.book.Says("find", said)
}

// shortAside is how long, in signs without spaces, a message may be that has such words in it.
const shortAside = 28

func (t *at) asksPhone(said string) bool {
	return t.book.Says("phone", said) || len([]rune(said)) <= shortAside && t.book.Mentions("phone", said)
}

func (t *at) asksFind(said string) bool {
	return t.book.Says("find", said) || len([]rune(said)) <= shortAside && t.book.Mentions("find", said)
}

// whatNow says what is wanted at this moment, and puts it once more.
func (t *at) whatNow(f *Frame) {
	t.c.Ask = ""
	if t.waits(f) {
		return
	}
	name := "now.open"
	if strings.HasPrefix(f.Asked, "confirm:") {
		name = "now.confirm"
	}
	t.tell(name, nil)
	t.putAgain(f)
}

// phoneFirst gives the telephone and its hours to whom this is too much, then goes on.
func (t *at) phoneFirst(f *Frame) {
	t.c.Ask = ""
	o := t.office(f)
	t.tell("phone.first", args{"office": o.name, "phone": o.phone, "hours": o.hours})
	t.putAgain(f)
	t.also(t.button("human", "human"))
}

// hint tells where the value asked for is found: the second wording of its question, or else why it is needed.
func (t *at) hint(f *Frame) bool {
	v := t.view(f)
	s := t.askedSlot(v)
	if s == nil || t.c.Waiting(f) != nil {
		return false
	}
	t.by = &s.Pos
	switch {
	case len(s.Again) > 0:
		t.c.Ask = ""
		t.bindAll(v)
		t.question(v, s, s.Again[0].Render(t.lang(), v.text))
	case !s.Why.Zero():
		t.c.Ask = ""
		t.why()
	default:
		return false
	}
	return true
}

// putAgain puts what is open once more, whatever it is.
func (t *at) putAgain(f *Frame) {
	if t.waits(f) {
		return
	}
	switch head, _, _ := strings.Cut(f.Asked, ":"); head {
	case "pay":
		t.paymentOpen()
	case "login":
		t.login(t.item(f).Assurance)
	case "draft":
		t.tell("resume.ask", args{"title": t.title(f.Intent)}, t.button("resume", "resume"), t.button("cancel", "cancel"))
	default:
		t.again(f)
	}
}

// also adds choices to what was said last.
func (t *at) also(choices ...Choice) {
	r := t.lastReply()
	if r == nil {
		return
	}
	for _, c := range choices {
		if !Offers(t.c, c.Value) {
			t.c.Offered = append(t.c.Offered, c)
		}
	}
	if r.Kind == KindText {
		r.Kind = KindChoices
	}
	r.Choices = t.c.Offered
}

// resumeTitled is the way back to what is open, from a menu or a question of several services.
func (t *at) resumeTitled() []Choice {
	var out []Choice
	for i := len(t.c.Frames) - 1; i >= 0 && len(out) < 2; i-- {
		f := &t.c.Frames[i]
		out = append(out, Choice{Value: "resume:" + strconv.FormatInt(f.N, 10), Label: t.phrase("button.resume_title", args{"title": t.title(f.Intent)})})
	}
	return out
}

// noneOf hears that none of what is offered fits: inside a form its question is put again, with the ways out.
func (t *at) noneOf() {
	f := t.top()
	if f == nil || t.c.Ask != "" && t.c.Ask != "clarify" {
		t.menu(0)
		return
	}
	t.c.Ask, t.c.Wish = "", ""
	if t.waits(f) {
		return
	}
	t.tell("other.open", nil)
	t.putAgain(f)
	t.also(append(t.resumeTitled(), t.button("menu:0", "menu"), t.button("human", "human"))...)
}

// meant is the filled slot that words were plainly meant to change, and why they cannot.
func (t *at) meant(v *view, s Said) (*intents.Slot, *value.Problem) {
	for i := len(v.f.Order) - 1; i >= 0; i-- {
		slot, ok := v.item.Slot(v.f.Order[i])
		if !ok || !identifying[slot.Kind.Name()] && slot.Kind.Name() != "date" || t.frozen(v.f, slot.Name) {
			continue
		}
		if p := t.whyNot(slot, s); p != nil && p.Code != "unreadable" {
			return slot, p
		}
	}
	return nil, nil
}

// misread answers words to an open question that is no slot's: the reason, then how to answer, then other ways out.
func (t *at) misread(f *Frame, s Said) {
	v := t.view(f)
	slot, p := t.meant(v, s)
	text := t.phrase("miss.open", nil)
	if p != nil {
		text = t.problem(p)
	}
	confirming := strings.HasPrefix(f.Asked, "confirm:")
	tries := min(f.tried("open:"+f.Asked), maxTries)
	f.Tries["open:"+f.Asked] = tries
	switch {
	case tries >= 3:
		text += "\n" + t.phrase("retry.stuck", args{"phone": v.item.Office.Phone})
	case tries == 2 && slot != nil && len(slot.Again) > 0:
		text += "\n" + slot.Again[0].Render(t.lang(), v.text)
	case tries == 2 && confirming:
		text += "\n" + t.phrase("confirm.how", nil)
	}
	t.say(Reply{Kind: KindText, Text: text, Phrase: "miss.open"})
	t.putAgain(f)
	if tries >= 3 {
		if confirming && len(f.Order) > 0 {
			t.also(t.button("change", "change"))
		}
		t.also(t.button("human", "human"), t.button("cancel", "cancel"))
	}
}
