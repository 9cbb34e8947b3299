package talk

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// given is one argument a call is really made with.
type given struct {
	name  string
	value string
	kind  value.Kind // nil where none is declared
}

// arguments are those of a call, in the order they are declared.
func (w *world) arguments(a asked) []given {
	if a.pay != nil {
		return []given{{"amount", strconv.FormatInt(a.pay.AmountFen, 10), amounts}, {name: "for", value: a.pay.Bill}}
	}
	op, err := w.operation(a.ask)
	if err != nil {
		op = &intents.Operation{}
	}
	var all []given
	for _, d := range op.Args {
		if v, ok := a.ask.Args[d.Name]; ok {
			all = append(all, given{d.Name, v, d.Kind})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.ask.Args)) {
		if _, declared := find(op.Args, name); !declared && !a.ask.Lookup {
			all = append(all, given{name: name, value: a.ask.Args[name]})
		}
	}
	return all
}

// optional are the further arguments of pay a talk may name.
func optional(p *bot.Pay) map[string]string {
	if p == nil {
		return nil
	}
	return map[string]string{"payee": p.Payee, "title": p.Title, "agency": p.Agency}
}

func (a asked) name() string {
	if a.pay != nil {
		return "pay"
	}
	return a.ask.Agency + "." + a.ask.Operation
}

// matches holds a call that is made against one that is written, whatever the order of its arguments.
func (w *world) matches(a asked, want *Call) bool {
	if a.name() != want.Name {
		return false
	}
	all := w.arguments(a)
	rest, names := len(all), maps.Clone(w.names)
	for _, arg := range want.Args {
		k := slices.IndexFunc(all, func(g given) bool { return g.name == arg.Name })
		if k < 0 {
			v, ok := optional(a.pay)[arg.Name]
			if !ok || !arg.Want.match(v, names) {
				return false
			}
			continue
		}
		if !w.means(arg.Want, all[k], names) {
			return false
		}
		rest--
	}
	if rest > 0 && !want.Open {
		return false
	}
	w.names = names
	return true
}

// means reports whether a written value is the one given: as it is sent, or as people write it.
func (w *world) means(want *Pattern, g given, names map[string]string) bool {
	if want.match(g.value, names) {
		return true
	}
	if g.kind == nil {
		return false
	}
	if v, ok := canonical(g.kind, expand(want.Source, names), w.context()); ok && v == g.value {
		return true
	}
	for _, lang := range []string{"zh", "en"} {
		if want.match(foldLines(g.kind.Format(g.value, lang)), names) {
			return true
		}
	}
	return false
}

// callLine writes a call that is made as it would stand in a talk.
func (w *world) callLine(a asked) string {
	var b strings.Builder
	b.WriteString("@ " + a.name())
	for _, g := range w.arguments(a) {
		b.WriteString(" " + g.name + "=" + escape(strings.ReplaceAll(g.value, "\n", " ")))
	}
	return b.String()
}

// line writes a call as it stands in the talk, without its answer.
func (c *Call) line() string {
	s := "@ " + c.Name
	for _, a := range c.Args {
		s += " " + a.Name + "=" + a.Want.Source
	}
	if c.Open {
		s += " …"
	}
	return s
}
