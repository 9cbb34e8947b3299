package bot

import (
	"slices"
	"strconv"
	"strings"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
)

// Offers reports whether a value was among those last offered; a channel refuses a button that was not.
func Offers(c Conversation, val string) bool {
	return slices.ContainsFunc(c.Offered, func(o Choice) bool { return o.Value == val })
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
	case "yes", "no":
		if !t.yesNo(head == "yes") {
			t.stale() // the question was closed since
		}
	case "cancel":
		t.cancel()
	case "later":
		t.later()
	case "resume":
		t.resume()
	case "erase":
		t.forget(true)
	case "rate":
		t.rated(rest)
	case "paid":
		t.saysPaid()
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

// plainWish is the score from which words mean another service even while a list is offered.
const plainWish = 0.97

// picksByWords takes the one item of an offered list whose label has words in common with a message, as in
// "the sealed one".
func (t *at) picksByWords(s Said) bool {
	f, u := t.top(), s.Understanding
	if f == nil || !strings.HasPrefix(f.Asked, "choose:") {
		return false
	}
	said, best, found, many := []rune(intents.Fold(s.Text)), 0, "", false
	for _, o := range t.c.Offered {
		n := common(said, []rune(intents.Fold(o.Label)))
		if n > best {
			best, found, many = n, o.Value, false
		} else if n == best {
			many = true
		}
	}
	if many || best < 2 || best < 4 && t.lang() == "en" {
		return false
	}
	plain := u.Zone == intents.ZoneAct && len(u.Ranked) > 0 && u.Ranked[0].Intent != f.Intent && u.Ranked[0].Score >= plainWish
	if plain && best*2 < len(said) {
		return false
	}
	t.press(found)
	return true
}

// common is the length of the longest run that two texts share.
func common(a, b []rune) int {
	longest, above := 0, make([]int, len(b)+1)
	for i := range a {
		for j := len(b) - 1; j >= 0; j-- { // from the right, so that above[j] is still of the row before
			above[j+1] = 0
			if a[i] == b[j] {
				n := 1
				if i > 0 {
					n += above[j]
				}
				above[j+1] = n
				longest = max(longest, n)
			}
		}
	}
	return longest
}

// picked takes an item of the list being offered; a list that changed since is offered anew.
func (t *at) picked(f *Frame, rest string) {
	step, ok := strings.CutPrefix(f.Asked, "choose:")
	key, index, _ := strings.Cut(rest, ":")
	if !ok {
		t.stale()
		return
	}
	v := t.view(f)
	t.bindAll(v)
	s, found := stepOf(v.item, step)
	if !found || s.Choose == nil {
		t.stale()
		return
	}
	list, _ := s.Choose.From.Eval(v.env)
	i, err := strconv.Atoi(index)
	if err != nil || i < 0 || i >= len(list.List) {
		t.stale()
		return
	}
	f.keep(Kept{Step: step, Args: key, At: t.c.At, Answer: connectors.Answer{Fields: list.List[i]}})
	f.Asked = ""
	t.advance()
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
