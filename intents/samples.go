package intents

import (
	"maps"
	"slices"
)

// Outside stands for the intent of samples that no service is for.
const Outside = "__oos__"

// Sample is a text and the intent it means, or Outside, to train a Recogniser with.
type Sample struct {
	Text   string
	Intent string
	Lang   string // "zh", "en" or "": not told
	Marks  []Mark // values marked in place
}

// Samples are the examples of all intents and regions, with ids and titles, each once: in the order of the menu, so
// that training on them is the same every time. Then comes what lies outside.
func (c *Catalog) Samples() []Sample {
	var samples []Sample
	for _, id := range c.order {
		seen := map[string]bool{}
		add := func(lang string, e Example) {
			if e.Text == "" || seen[e.Text] {
				return
			}
			seen[e.Text] = true
			samples = append(samples, Sample{Text: e.Text, Intent: id, Lang: lang, Marks: e.Marks})
		}
		base := c.base[id]
		add("", Example{Text: id})
		add("zh", Example{Text: base.Title.ZH})
		add("en", Example{Text: base.Title.EN})
		for _, in := range c.variants(id) {
			for _, lang := range slices.Sorted(maps.Keys(in.Examples)) {
				for _, e := range in.Examples[lang] {
					add(lang, e)
				}
			}
		}
	}
	return append(samples, c.outside...)
}

// variants are the different forms of an intent: its own, then those of the regions.
func (c *Catalog) variants(id string) []*Intent {
	all := []*Intent{c.base[id]}
	for _, r := range c.Regions {
		if it, ok := c.items[itemKey{id, r}]; ok && !slices.Contains(all, it.Intent) {
			all = append(all, it.Intent)
		}
	}
	return all
}
