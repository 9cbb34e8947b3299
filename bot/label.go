package bot

import (
	"strings"

	"github.com/banshi-bot/banshi/intents"
)

// nextPage begins the value of the button for the services after those shown.
const nextPage = "menu:"

// labelled finds the choice offered whose label a message is, which then is nothing else: 其他 asks for the menu
// only where it was not offered, and 更多 is the next page only where there is one. Of the levels of a rating the longest in the words counts: 很不满意.
func (t *at) labelled(s Said) (string, bool) {
	said := intents.Fold(s.Text)
	best, val := 0, ""
	more := t.book.Says("more", intents.Fold(intents.Bare(s.Text)))
	for _, o := range t.c.Offered {
		label := intents.Fold(o.Label)
		if label == said || o.Value == s.Text || more && strings.HasPrefix(o.Value, nextPage) {
			return o.Value, true
		}
		if t.c.Ask == "rate" && len(label) > best && len([]rune(said)) <= 12 && strings.Contains(said, label) {
			best, val = len(label), o.Value
		}
	}
	return val, best > 0
}

// pressed finds which of the choices offered a message is by its number or by other words for it.
func (t *at) pressed(s Said) (string, bool) {
	said := intents.Fold(s.Text)
	if a := exactAct(s.Understanding); a.Name == intents.ActChoose && !t.wantsNumber() {
		if i, ok := placed(a, len(t.c.Offered)); ok {
			return t.c.Offered[i].Value, true
		}
	}
	if v, ok := t.paysByWords(said); ok {
		return v, true
	}
	for _, o := range t.c.Shelf {
		if len(said) > 3 && intents.Fold(o.Label) == said && strings.HasPrefix(o.Value, "confirm:") {
			return o.Value, true
		}
	}
	return "", false
}

// placed is which of several is chosen by its number, from the end where that is negative; the first is 0.
func placed(choose intents.Act, among int) (int, bool) {
	n := choose.N
	if n < 0 {
		n = among + 1 + n
	}
	return n - 1, n >= 1 && n <= among
}

// wantsNumber reports whether the open question is for a bare number, which then is no choice.
func (t *at) wantsNumber() bool {
	f := t.top()
	if f == nil {
		return false
	}
	s := t.askedSlot(t.view(f))
	return s != nil && (s.Kind.Name() == "number" || s.Kind.Name() == "amount")
}
