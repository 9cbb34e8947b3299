package intents

import "fmt"

// Origin is where a field of an item comes from.
type Origin struct {
	Path  string // as in slots.date.max
	Value string // "" where it is an empty list or map
	File  string
	Line  int
}

// Origin tells for every field of an item which line of which file it came from, in the order of the item.
func (c *Catalog) Origin(intent, region string) []Origin {
	it, ok := c.Item(intent, region)
	if !ok {
		return nil
	}
	var origins []Origin
	c.trees[itemKey{intent, it.Region}].leaves("", func(path string, t *tree) {
		origins = append(origins, Origin{Path: path, Value: t.text, File: t.pos.File, Line: t.pos.Line})
	})
	return origins
}

// leaves visits the scalars and the empty lists and maps of a tree.
func (t *tree) leaves(path string, visit func(string, *tree)) {
	for _, e := range t.entries {
		e.value.leaves(join(path, e.key), visit)
	}
	for k, item := range t.items {
		name := fmt.Sprintf("%s[%d]", path, k)
		if key := id(item); key != "" {
			name = fmt.Sprintf("%s[%s]", path, key)
		}
		item.leaves(name, visit)
	}
	if len(t.entries) == 0 && len(t.items) == 0 {
		visit(path, t)
	}
}
