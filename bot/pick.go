package bot

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// plainWish is the score from which words mean another service even while a list is offered.
const plainWish = 0.97

// naming is a message held against a list that is open: which of its items it may tell.
type naming struct {
	list
	v       *view
	said    Said
	half    bool  // half of the message or more stands in the label of each of the nearest
	nearest []int // the items that share the longest run with the message
	run     int   // how long that is
}

// naming holds a message against the list a frame offers; false where it offers none.
func (t *at) naming(f *Frame, s Said) (naming, bool) {
	if f == nil {
		return naming{}, false
	}
	v, l, ok := t.openList(f)
	if !ok {
		return naming{}, false
	}
	n := naming{list: l, v: v, said: s}
	said := []rune(intents.Fold(s.Text))
	for i := range l.items {
		run := common(said, []rune(intents.Fold(l.choice(v, i).Label)))
		switch {
		case run > n.run:
			n.run, n.nearest = run, []int{i}
		case run == n.run:
			n.nearest = append(n.nearest, i)
		}
	}
	n.half = n.run*2 >= len(said)
	return n, true
}

// picks takes the item of an offered list that a message tells by what it holds: the cheapest, the one of
// 1 March, the one over 200 yuan (pointed), the sealed one (alike). Where several fit they are offered once more by themselves.
func (t *at) picks(n naming, found []int) bool {
	switch {
	case len(found) == 1:
		t.press(n.choice(n.v, found[0]).Value)
	case len(found) > 1 && len(found) < len(n.items):
		t.offerList(n.v, n.list, t.phrase("choose.narrow", args{"n": strconv.Itoa(len(found))}), found)
	default:
		return false
	}
	return true
}

// alike is the one item whose label has most in common with a message.
func (t *at) alike(n naming) []int {
	if len(n.nearest) != 1 || n.run < 2 || n.run < 4 && t.lang() == "en" || plainly(n.said, n.v.f) && !n.half {
		return nil
	}
	return n.nearest
}

// mostly is the one item whose label half of a message stands in, which then means nothing else.
func (n naming) mostly() []int {
	if len(n.nearest) != 1 || n.run < 2 || !n.half {
		return nil
	}
	return n.nearest
}

// plainly reports whether words plainly mean another service than the one being served.
func plainly(s Said, f *Frame) bool {
	u := s.Understanding
	return u.Zone == intents.ZoneAct && len(u.Ranked) > 0 && u.Ranked[0].Intent != f.Intent && u.Ranked[0].Score >= plainWish
}

// pointed are the items a message names by their place, by being the first or last of their kind, or by values they
// hold: an amount, a day, an hour, a plate. Several values must all fit.
func (t *at) pointed(n naming) []int {
	if plainly(n.said, n.v.f) || asksGuide(n.said) {
		return nil
	}
	if found := t.extreme(n.list, intents.Fold(n.said.Text)); found != nil {
		return found
	}
	var found []int
	for _, e := range n.said.Understanding.Entities {
		if i, err := strconv.Atoi(e.Value); err == nil && e.Kind == "ordinal" && i >= 1 && i <= len(n.items) && !n.named(n.v, e.Text) {
			return []int{i - 1}
		}
		fit := n.holding(e)
		if found != nil && fit != nil {
			fit = slices.DeleteFunc(fit, func(i int) bool { return !slices.Contains(found, i) })
		}
		if fit != nil {
			found = fit
		}
	}
	return found
}

// named reports whether words stand in the label of an item: 第一人民医院 is no number.
func (l list) named(v *view, words string) bool {
	for i := range l.items {
		if strings.Contains(l.choice(v, i).Label, words) {
			return true
		}
	}
	return false
}

// holding are the items that hold a value found in a message; nil where none does. Days are compared without their
// year, which few people say.
func (l list) holding(e value.Entity) []int {
	var out []int
	for i, item := range l.items {
		for _, d := range l.kinds {
			if held(e, d, item[d.Name]) {
				out = append(out, i)
				break
			}
		}
	}
	return out
}

func held(e value.Entity, d intents.Declared, has string) bool {
	if has == "" || d.Kind == nil {
		return false
	}
	switch {
	case e.Kind == "number": // "one" is no value
		return e.Text == e.Value && (d.Kind.Name() == "number" && has == e.Value || d.Kind.Name() == "amount" && has == e.Value+"00")
	case d.Kind.Name() == e.Kind:
		return has == e.Value
	case e.Kind == "date" && len(e.Value) == 10:
		return moment(has) && strings.Contains(has, e.Value[4:])
	case e.Kind == "time" && len(e.Value) == 5:
		return moment(has) && strings.Contains(has, " "+e.Value[:3])
	}
	return false
}

// moment reports whether a text is a day, perhaps with an hour: 2026-03-01 08:12.
func moment(s string) bool {
	return len(s) >= 10 && s[4] == '-' && s[7] == '-'
}

// extreme are the items that are the cheapest, the dearest, the newest or the oldest, where words say so.
func (t *at) extreme(l list, said string) []int {
	for _, x := range []struct {
		words string
		sign  int
		by    func(a, b map[string]string) (int, bool)
	}{
		{"cheapest", -1, l.byAmount}, {"dearest", 1, l.byAmount}, {"newest", 1, l.byMoment}, {"oldest", -1, l.byMoment},
	} {
		if !t.book.Mentions(x.words, said) {
			continue
		}
		best := []int{0}
		for i := 1; i < len(l.items); i++ {
			order, ok := x.by(l.items[i], l.items[best[0]])
			switch {
			case !ok:
				return nil
			case order*x.sign > 0:
				best = []int{i}
			case order == 0:
				best = append(best, i)
			}
		}
		return best
	}
	return nil
}

// shown finds the first field of the label that holds what is asked for, else any field.
func (l list) shown(is func(d intents.Declared) bool) (intents.Declared, bool) {
	for _, name := range l.step.Choose.Show {
		if i := slices.IndexFunc(l.kinds, func(d intents.Declared) bool { return d.Name == name && is(d) }); i >= 0 {
			return l.kinds[i], true
		}
	}
	i := slices.IndexFunc(l.kinds, is)
	if i < 0 {
		return intents.Declared{}, false
	}
	return l.kinds[i], true
}

func (l list) byAmount(a, b map[string]string) (int, bool) {
	d, ok := l.shown(func(d intents.Declared) bool { return d.Kind != nil && d.Kind.Name() == "amount" })
	x, err1 := strconv.ParseInt(a[d.Name], 10, 64)
	y, err2 := strconv.ParseInt(b[d.Name], 10, 64)
	return cmp.Compare(x, y), ok && err1 == nil && err2 == nil
}

func (l list) byMoment(a, b map[string]string) (int, bool) {
	d, ok := l.shown(func(d intents.Declared) bool { return moment(a[d.Name]) && moment(b[d.Name]) })
	return cmp.Compare(a[d.Name], b[d.Name]), ok
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
