package prove

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/intents"
)

// shapes are the items of a service that can behave differently: regions that change only offices, wording, bounds or
// what nothing depends on share one. What cannot be begun here is left out.
func shapes(c *intents.Catalog, intent string) (out []*intents.Item, alike map[*intents.Item][]*intents.Item) {
	first := map[string]*intents.Item{}
	alike = map[*intents.Item][]*intents.Item{}
	for _, item := range c.Items() {
		if item.ID != intent || !item.Enabled || !item.InPerson.Zero() {
			continue
		}
		s := shape(item)
		if f, ok := first[s]; ok {
			alike[f] = append(alike[f], item)
			continue
		}
		first[s] = item
		out = append(out, item)
	}
	return out, alike
}

// shape writes what of an item decides how it can go.
func shape(item *intents.Item) string {
	c := conditionsOf(item)
	var b strings.Builder
	fmt.Fprintln(&b, min(item.Assurance, 2))
	for _, name := range slices.Sorted(maps.Keys(item.Rules)) {
		if c.judged("rules." + name) {
			fmt.Fprintln(&b, name, item.Rules[name].Value)
		}
	}
	for i := range item.Slots {
		s := &item.Slots[i]
		fmt.Fprintln(&b, s.Name, s.Kind.Name(), source(s.When), s.Optional, s.Prefill, s.Sensitive, s.Tries, len(s.Again))
		if c.judged(s.Name) {
			fmt.Fprintln(&b, s.Params)
		}
	}
	for i := range item.Steps {
		s := &item.Steps[i]
		fmt.Fprintln(&b, s.Pos, s.ID, source(s.When), s.Ask, s.Say, s.End, s.Go)
		if s.Call != nil {
			fmt.Fprintln(&b, s.Call.Agency, s.Call.Operation, s.Call.On, s.Call.Hold, s.Call.Settles)
		}
	}
	return b.String()
}

func source(x *intents.Expr) string {
	if x == nil {
		return ""
	}
	return x.Source
}
