package intents

// WithOffice returns the item with another office. Its digest stays: where to go and whom to ring is never
// pinned.
func (it *Item) WithOffice(o Office) *Item {
	in := *it.Intent
	in.Office = o
	return &Item{Intent: &in, Region: it.Region, Digest: it.Digest}
}

// WithOffices returns the catalog with other offices where told so.
func (c *Catalog) WithOffices(office func(*Item) (Office, bool)) *Catalog {
	other := *c
	other.items = make(map[itemKey]*Item, len(c.items))
	for key, it := range c.items {
		if o, ok := office(it); ok {
			it = it.WithOffice(o)
		}
		other.items[key] = it
	}
	return &other
}
