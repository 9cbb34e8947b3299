package prove

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// conditions are those of a service, as far as they tell values apart.
type conditions struct {
	item *intents.Item
	all  []*intents.Expr
	ctx  value.Context
}

func conditionsOf(item *intents.Item) conditions {
	c := conditions{item: item, ctx: value.Context{At: clock, Zone: value.Regions().Zone(item.Region), Lang: "zh"}}
	add := func(x *intents.Expr) {
		if x != nil {
			c.all = append(c.all, x)
		}
	}
	for i := range item.Slots {
		add(item.Slots[i].When)
	}
	for i := range item.Steps {
		add(item.Steps[i].When)
	}
	return c
}

// root is the slot or answer a path begins with, rest what of it.
func root(path string) (name, rest string) {
	name, rest, _ = strings.Cut(path, ".")
	return name, rest
}

// given reports whether a path is the same for every conversation in a region.
func given(path string) bool {
	name, _ := root(path)
	return name == "rules" || name == "region"
}

// constant is what a given path stands for.
func (c conditions) constant(path string) (intents.Val, bool) {
	name, rest := root(path)
	switch name {
	case "rules":
		r, ok := c.item.Rules[rest]
		return r.Val(), ok
	case "region":
		return intents.Val{Sort: value.Text, S: c.item.Region}, true
	}
	return intents.Val{}, false
}

// ruledOut reports whether a condition is false whatever is said: by the rules of the region alone.
func (c conditions) ruledOut(x *intents.Expr) bool {
	return x != nil && x.Truth(c.constant) == intents.False
}

// parts are what the conditions tell of one slot or answer by itself.
func (c conditions) parts(name string) []*intents.Expr {
	own := func(path string) bool {
		n, _ := root(path)
		return n == name
	}
	var out []*intents.Expr
	for _, x := range c.all {
		out = append(out, x.Parts(own, given)...)
	}
	return out
}

// crossed reports whether a condition compares a slot or answer with something that is not given; before tells
// whether that is a slot above it.
func (c conditions) crossed(name string) (crossed, before bool) {
	for _, x := range c.all {
		for _, cmp := range x.Comparisons() {
			paths := cmp.Reads()
			if !slices.ContainsFunc(paths, func(p string) bool { n, _ := root(p); return n == name }) {
				continue
			}
			for _, p := range paths {
				if n, _ := root(p); n != name && !given(p) {
					crossed = true
					before = before || n == "citizen" || c.place(n) < c.place(name)
				}
			}
		}
	}
	return crossed, before
}

// place is where a slot stands in the file; what is none comes before all.
func (c conditions) place(name string) int {
	return slices.IndexFunc(c.item.Slots, func(s intents.Slot) bool { return s.Name == name })
}

// compared are the constants a path is compared with, and their neighbours.
func (c conditions) compared(path string, sort value.Sort) []string {
	var out []string
	for _, x := range c.all {
		for _, cmp := range x.Comparisons() {
			paths := cmp.Reads()
			if !slices.Contains(paths, path) {
				continue
			}
			literals := cmp.Literals()
			for _, p := range paths {
				if v, ok := c.constant(p); ok {
					literals = append(literals, v)
				}
			}
			for _, v := range literals {
				out = append(out, around(v, sort)...)
			}
		}
	}
	return out
}

// judged reports whether any condition compares a path with something.
func (c conditions) judged(path string) bool {
	return slices.ContainsFunc(c.all, func(x *intents.Expr) bool { return slices.Contains(x.Reads(), path) })
}

// comparisons are those that hold a path against what is given, and how many values of each class to keep: two where
// others hold it against something that is not.
func (c conditions) comparisons(path string) (alone []*intents.Expr, most int) {
	most = 1
	for _, x := range c.all {
		for _, cmp := range x.Comparisons() {
			paths := cmp.Reads()
			switch {
			case !slices.Contains(paths, path):
			case slices.ContainsFunc(paths, func(p string) bool { return p != path && !given(p) }):
				most = 2
			default:
				alone = append(alone, cmp)
			}
		}
	}
	return alone, most
}

// around is a constant with what lies just below and above it.
func around(v intents.Val, sort value.Sort) []string {
	switch sort {
	case value.Number:
		return []string{strconv.FormatInt(v.N, 10), strconv.FormatInt(v.N+1, 10), strconv.FormatInt(v.N-1, 10)}
	case value.Date:
		if len(v.S) < len(time.DateOnly) {
			return []string{v.S}
		}
		at, err := time.Parse(time.DateOnly, v.S[:len(time.DateOnly)])
		if err != nil {
			return []string{v.S}
		}
		return []string{v.S, at.AddDate(0, 0, 1).Format(time.DateOnly), at.AddDate(0, 0, -1).Format(time.DateOnly)}
	case value.Truth:
		return []string{"true", "false"}
	}
	return []string{v.S}
}

// sample is one value of a slot, and how it is said.
type sample struct{ value, said string }

// slot gives one value for each class that the conditions make of a slot's values: those no condition tells apart
// are one. Where a condition holds it against another value, two of each are kept, so that both can be equal or not.
func (c conditions) slot(s *intents.Slot) []sample {
	parts := c.parts(s.Name)
	crossed, before := c.crossed(s.Name)
	most := 1
	if crossed && before {
		most = 2
	}
	kept := map[string]int{}
	var out []sample
	for _, v := range append(c.compared(s.Name, s.Kind.Sort()), candidates(s.Kind, s.Params)...) {
		said, ok := c.sayable(s, v)
		if !ok || slices.ContainsFunc(out, func(o sample) bool { return o.value == v }) {
			continue
		}
		class := signature(parts, func(path string) (intents.Val, bool) {
			name, part := root(path)
			switch {
			case name != s.Name:
				return c.constant(path)
			case part == "":
				return intents.Known(s.Kind, v), true
			}
			return intents.Part(s.Kind, v, part, c.ctx)
		})
		if kept[class] < most {
			kept[class]++
			out = append(out, sample{v, said})
		}
	}
	return out
}

// sayable finds words that are read as a value.
func (c conditions) sayable(s *intents.Slot, v string) (string, bool) {
	if value.Check(s.Kind, v, c.ctx) != nil {
		return "", false
	}
	for _, said := range []string{v, s.Kind.Format(v, "zh")} {
		if got, err := s.Kind.Parse(said, c.ctx); err == nil && got == v {
			return said, true
		}
	}
	return "", false
}

// signature is what parts of conditions come to, one sign each.
func signature(parts []*intents.Expr, env intents.Env) string {
	b := make([]byte, len(parts))
	for i, x := range parts {
		b[i] = "?FT"[x.Truth(env)]
	}
	return string(b)
}
