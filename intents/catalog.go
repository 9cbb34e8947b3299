package intents

import "github.com/banshi-bot/banshi/intents/value"

// Catalog is all items of one revision, compiled and immutable, with its recogniser.
type Catalog struct {
	Revision   string // digest of all files
	Groups     []Group
	Phrases    map[string]Text // what the bot says of itself
	Agencies   map[string]*Agency
	Regions    []string // that have items, in order of code
	Recogniser Recogniser

	sounds map[string]map[string]int // by intent and act
	words  map[string][]string       // lists of the phrase file, folded

	items   map[itemKey]*Item
	order   []string // intent ids in menu order
	base    map[string]*Intent
	trees   map[itemKey]*tree
	outside []Sample
	files   map[string][]byte
	days    []string // on which what the overlays say changes
}

type itemKey struct{ intent, region string }

// Item is an intent as one region offers it.
type Item struct {
	*Intent
	Region string
	Digest string // of the resolved item: equal digests behave equally
}

// Item finds an intent as a region offers it: the region's own, else its city's, else its province's.
func (c *Catalog) Item(intent, region string) (*Item, bool) {
	for r := region; r != ""; r = value.Regions().Parent(r) {
		if it, ok := c.items[itemKey{intent, r}]; ok {
			return it, true
		}
	}
	return nil, false
}

// Intents lists the ids of all intents in menu order.
func (c *Catalog) Intents() []string { return c.order }

// Any finds some region's item of an intent, for its title.
func (c *Catalog) Any(intent string) (*Item, bool) {
	for _, r := range c.Regions {
		if it, ok := c.items[itemKey{intent, r}]; ok {
			return it, true
		}
	}
	return nil, false
}

// Where lists the regions that offer an intent.
func (c *Catalog) Where(intent string) []string {
	var out []string
	for _, r := range c.Regions {
		if it, ok := c.items[itemKey{intent, r}]; ok && it.Enabled {
			out = append(out, r)
		}
	}
	return out
}

// With returns the catalog with another recogniser.
func (c *Catalog) With(r Recogniser) *Catalog {
	other := *c
	other.Recogniser = r
	other.sounds = sounds(c, r)
	return &other
}

// Sounds reports whether wishes for an intent often sound like an act: "how much is in my fund" like asking for a fee.
func (c *Catalog) Sounds(intent, act string) bool { return c.sounds[intent][act] >= soundsLike }

// soundsLike is how many examples must sound like an act: one may be a slip.
const soundsLike = 2

// sounds counts, by intent, the acts its own examples are taken for.
func sounds(c *Catalog, r Recogniser) map[string]map[string]int {
	out := map[string]map[string]int{}
	if r == nil {
		return out
	}
	for _, s := range c.Samples() {
		for _, a := range r.Understand(s.Text, value.Context{}).Acts {
			if a.Score >= 0.5 {
				if out[s.Intent] == nil {
					out[s.Intent] = map[string]int{}
				}
				out[s.Intent][a.Name]++
			}
		}
	}
	return out
}

// Files are the definition files the catalog was made of, by name. They are not to be changed.
func (c *Catalog) Files() map[string][]byte { return c.files }

// Items lists every item, by intent and region.
func (c *Catalog) Items() []*Item {
	var out []*Item
	for _, id := range c.order {
		for _, r := range c.Regions {
			if it, ok := c.items[itemKey{id, r}]; ok {
				out = append(out, it)
			}
		}
	}
	return out
}

// Operation finds a declared operation.
func (c *Catalog) Operation(agency, name string) (*Operation, bool) {
	a, ok := c.Agencies[agency]
	if !ok {
		return nil, false
	}
	o, ok := a.Operations[name]
	return o, ok
}

// Book is what Step may read: the live catalog and the items that frames are pinned to, by digest.
type Book struct {
	*Catalog
	Pinned map[string]*Item
	Model  bool // a model may be asked what nothing else understood
}

// Pin finds the item a frame began under.
func (b Book) Pin(digest string) (*Item, bool) {
	it, ok := b.Pinned[digest]
	return it, ok
}
