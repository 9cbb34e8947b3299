package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/connectors/sandbox"
	"github.com/banshi-bot/banshi/intents"
)

type itemsCommand struct {
	List itemsListCommand `cmd:"" default:"withargs" help:"List the items in force (the default)."`
	Show itemsShowCommand `cmd:"" help:"Show one item, field by field."`
}

type itemsListCommand struct {
	JSON        bool `help:"One JSON object per item."`
	Count       bool `help:"Only how many there are."`
	Unconfirmed bool `help:"Only what rests on a source that says it is unconfirmed."`
}

// listed is an item as it is listed.
type listed struct {
	Intent      string   `json:"intent"`
	Region      string   `json:"region"`
	Title       string   `json:"title"`
	Offered     bool     `json:"offered"`
	Open        bool     `json:"open"`          // it can be done now, from its first word to its end
	Why         string   `json:"why,omitempty"` // where it is not
	Unconfirmed []string `json:"unconfirmed,omitempty"`
}

// Run lists items.
func (c *itemsListCommand) Run(r *run) error {
	cfg, err := r.config(nil)
	if err != nil {
		return err
	}
	catalog, err := r.catalog(cfg)
	if err != nil {
		return err
	}
	reach := r.reachable(cfg)
	var items []listed
	for _, it := range catalog.Items() {
		l := list(it, reach)
		if !c.Unconfirmed || len(l.Unconfirmed) > 0 {
			items = append(items, l)
		}
	}
	if c.Count {
		_, err := fmt.Fprintln(r.out, len(items))
		return err
	}
	return c.write(r, items)
}

func (c *itemsListCommand) write(r *run, items []listed) error {
	if c.JSON {
		for _, l := range items {
			if err := writeJSON(r.out, l); err != nil {
				return err
			}
		}
		return nil
	}
	var t table
	for _, l := range items {
		state := "open"
		if !l.Open {
			state = l.Why
		}
		if c.Unconfirmed {
			state = strings.Join(l.Unconfirmed, ", ")
		}
		t.row(l.Intent, l.Region, state, l.Title)
	}
	return t.write(r.out)
}

// reachable tells which agencies have an address.
func (r *run) reachable(cfg *Config) func(agency string) bool {
	played, err := sandboxed(r.globals.Sandbox, cfg.Listen, cfg)
	return func(agency string) bool {
		if _, ok := cfg.Connectors[agency]; ok {
			return true
		}
		return err == nil && played && slices.Contains(sandbox.Agencies, agency)
	}
}

func list(it *intents.Item, reach func(string) bool) listed {
	l := listed{Intent: it.ID, Region: it.Region, Title: it.Title.ZH, Offered: it.Enabled, Unconfirmed: unconfirmed(it)}
	switch missing := unreached(it, reach); {
	case !it.Enabled:
		l.Why = "not offered"
	case !it.InPerson.Zero():
		l.Why = "in person"
	case !it.Paused.Zero():
		l.Why = "paused"
	case missing != "":
		l.Why = "no address for " + missing
	default:
		l.Open = true
	}
	return l
}

// unreached is the first agency an item asks that has no address.
func unreached(it *intents.Item, reach func(string) bool) string {
	for _, s := range it.Steps {
		if s.Call != nil && !reach(s.Call.Agency) {
			return s.Call.Agency
		}
	}
	return ""
}

// unconfirmed names the rules and advice whose source says so.
func unconfirmed(it *intents.Item) []string {
	var out []string
	says := func(source string) bool {
		return strings.Contains(source, "待核实") || strings.Contains(strings.ToLower(source), "unconfirmed")
	}
	for name, rule := range it.Rules {
		if says(rule.Source) {
			out = append(out, "rules."+name)
		}
	}
	for _, a := range it.Guide {
		if says(a.Source.ZH) || says(a.Source.EN) {
			out = append(out, "guide."+a.Topic)
		}
	}
	slices.Sort(out)
	return out
}

type itemsShowCommand struct {
	Intent string `arg:"" help:"Id of the service."`
	Region string `required:"" help:"Region code of six digits."`
	Origin bool   `help:"With the file and line each field came from."`
	JSON   bool   `help:"One JSON object per field."`
}

// Run shows the fields of one item.
func (c *itemsShowCommand) Run(r *run) error {
	cfg, err := r.config(nil)
	if err != nil {
		return err
	}
	catalog, err := r.catalog(cfg)
	if err != nil {
		return err
	}
	it, ok := catalog.Item(c.Intent, c.Region)
	if !ok {
		return usage("no item %s in %s; banshi items lists them", c.Intent, c.Region)
	}
	var t table
	for _, o := range catalog.Origin(c.Intent, it.Region) {
		cells := []string{o.Path, short(o.Value)}
		if c.Origin {
			cells = append(cells, fmt.Sprintf("%s:%d", o.File, o.Line))
		}
		t.row(cells...)
		if c.JSON {
			err = writeJSON(r.out, struct {
				Path  string `json:"path"`
				Value string `json:"value"`
				File  string `json:"file"`
				Line  int    `json:"line"`
			}{o.Path, o.Value, o.File, o.Line})
			if err != nil {
				return err
			}
		}
	}
	if c.JSON {
		return nil
	}
	return t.write(r.out)
}

// short keeps a value on its line.
func short(s string) string {
	s = strings.ReplaceAll(s, "\n", " ⏎ ")
	if r := []rune(s); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return s
}
