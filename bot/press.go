package bot

import (
	"slices"
	"strconv"
	"strings"
)

// Offers reports whether a value was among those last offered; a channel refuses a button that was not.
func Offers(c Conversation, val string) bool {
	return slices.ContainsFunc(c.Offered, func(o Choice) bool { return o.Value == val })
}

// LabelOf is the label a value was last offered under, "" where it was not: a log shows this, never what a client says
// it pressed.
func LabelOf(c Conversation, val string) string {
	for _, o := range c.Offered {
		if o.Value == val {
			return o.Label
		}
	}
	return ""
}

// OpenFields are the names a form may fill now; nil when no form is open.
func OpenFields(c Conversation) []string {
	if len(c.Frames) == 0 {
		return nil
	}
	name, ok := strings.CutPrefix(c.Frames[len(c.Frames)-1].Asked, "slot:")
	if !ok {
		return nil
	}
	return []string{name}
}

// chosen hears a button. One that is not offered any more never acts and always gets an answer.
func (t *at) chosen(c Chosen) {
	t.flushHeld()
	if t.withPerson() {
		return
	}
	if !Offers(t.c, c.Value) {
		t.stale()
		return
	}
	t.press(c.Value)
	t.answerAnyway()
}

// stale answers a button of yesterday with what is open today.
func (t *at) stale() {
	t.tell("stale", nil)
	t.reask()
}

// filled hears a form: each known field is parsed as its slot's kind.
func (t *at) filled(w Filled) {
	t.flushHeld()
	if t.withPerson() {
		return
	}
	f := t.top()
	if f == nil {
		t.stale()
		return
	}
	v := t.view(f)
	for i := range v.item.Slots {
		s := &v.item.Slots[i]
		said, ok := w.Fields[s.Name]
		if !ok {
			continue
		}
		val, err := t.parse(s, said)
		if err != nil {
			t.askAgain(v, s, t.whyNot(s, Said{Text: said}))
			return
		}
		t.place(v, s, val)
	}
	f.Asked = ""
	t.advance()
	t.answerAnyway()
}

// press acts on a value that was offered.
func (t *at) press(val string) {
	head, rest, _ := strings.Cut(val, ":")
	f := t.top()
	switch head {
	case "go":
		t.dropWish()
		t.c.Ask, t.c.Wish = "", ""
		t.begin(rest)
	case "region":
		t.setRegion(rest)
	case "menu":
		if rest == "" && t.c.Ask == "clarify" && f != nil {
			t.noneOf()
			return
		}
		n, _ := strconv.Atoi(rest)
		t.menu(n)
	case "human":
		t.human()
	case "leave":
		t.leaveQueue()
	case "yes", "no":
		if !t.yesNo(head == "yes") {
			t.stale() // the question was closed since
		}
	case "cancel":
		t.cancel()
	case "later":
		t.later()
	case "resume":
		if rest != "" {
			t.resumeThat(rest)
			return
		}
		t.resume()
	case "erase":
		t.forget(true)
	case "rate":
		t.rated(rest)
	case "paid":
		t.saysPaid()
	case "look":
		t.look()
	case "guide":
		t.guideOf(rest)
	default:
		if f == nil {
			t.stale()
			return
		}
		t.pressIn(f, head, rest)
	}
}

// pressIn acts on a value that belongs to the frame being served.
func (t *at) pressIn(f *Frame, head, rest string) {
	switch head {
	case "v":
		t.pressValue(f, rest)
	case "known":
		t.pressKnown(f, rest)
	case "pick":
		t.picked(f, rest)
	case "confirm":
		t.agree(f, rest)
	case "skip":
		t.skip()
	case "retry":
		t.retried(f)
	case "fix":
		t.fix(f, rest)
	case "change":
		if !t.change(f) {
			t.reask()
		}
	default:
		t.stale()
	}
}

// pressValue fills the slot asked for with an offered value.
func (t *at) pressValue(f *Frame, val string) {
	v := t.view(f)
	s := t.askedSlot(v)
	if s == nil || !t.fits(s, val) {
		t.stale()
		return
	}
	t.setSlot(f, s.Name, val)
	f.Asked = ""
	t.advance()
}

// pressKnown fills the slot asked for with a value known from before, which the button only refers to.
func (t *at) pressKnown(f *Frame, ref string) {
	s := t.askedSlot(t.view(f))
	if s == nil {
		t.stale()
		return
	}
	for _, k := range t.knownFor(s) {
		if k.ref() == ref {
			t.pressValue(f, k.Value)
			return
		}
	}
	t.stale()
}

// fix asks a slot anew that the citizen wants to change.
func (t *at) fix(f *Frame, name string) {
	v := t.view(f)
	s, ok := v.item.Slot(name)
	if !ok {
		t.stale()
		return
	}
	t.unset(f, name)
	t.bindAll(v)
	t.ask(v, s)
}

// change offers the filled slots to change; with one there is nothing to choose.
func (t *at) change(f *Frame) bool {
	if t.acting(f) || f.Pay != "" {
		t.tell("act.under_way", args{"title": t.title(f.Intent)})
		return true
	}
	v := t.view(f)
	var choices []Choice
	for _, name := range f.Order {
		if s, ok := v.item.Slot(name); ok && !t.frozen(f, name) {
			choices = append(choices, Choice{Value: "fix:" + name, Label: s.Title.In(t.lang())})
		}
	}
	if len(choices) == 0 {
		return false
	}
	t.tell("change.which", nil, append(choices, t.button("cancel", "cancel"))...)
	return true
}
