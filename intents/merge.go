package intents

import (
	"cmp"
	"slices"
	"strings"
)

// merger lays a region's changes over what it inherits. Maps merge, scalars and lists replace, null deletes, lists
// are edited by $append and $remove, lists of objects merge by id; what is final stays.
type merger struct {
	*faults
}

// merge returns base with over laid on it; base itself is never changed.
func (m merger) merge(base, over *tree, path string) *tree {
	switch {
	case base == nil:
		return over
	case base.final && !base.includes(over):
		m.error(over.pos, "final", "", "%s is final and cannot be changed here", cmp.Or(path, "the service"))
		return base
	case over.shape == empty:
		return nil
	case base.shape == list && over.shape == object && edits(over):
		return m.edit(base, over, path)
	case base.shape == list && over.shape == list && byID(base, over):
		return m.items(base, over, path)
	case base.shape == object && over.shape == object:
		return m.maps(base, over, path)
	case base.equal(over):
		m.warn(over.pos, "same", "leave it out", "%s is what is inherited already", path)
		return base
	}
	return over
}

func (m merger) maps(base, over *tree, path string) *tree {
	merged := &tree{shape: object, pos: base.pos, final: base.final || over.final, entries: slices.Clone(base.entries)}
	for _, e := range over.entries {
		at := slices.IndexFunc(merged.entries, func(b entry) bool { return b.key == e.key })
		if at < 0 {
			if m.adds(base, e, path) {
				merged.entries = append(merged.entries, e)
			}
			continue
		}
		old := merged.entries[at]
		if (e.key == "id" || e.key == "as") && e.value.text == id(base) {
			continue // says only which item of a list this is
		}
		kid := m.merge(old.value, e.value, join(path, e.key))
		if kid == nil {
			merged.entries = slices.Delete(merged.entries, at, at+1)
			continue
		}
		merged.entries[at] = entry{e.key, old.pos, kid}
	}
	return merged
}

// adds reports whether an entry that overrides nothing may be added.
func (m merger) adds(base *tree, e entry, path string) bool {
	if e.value.shape == empty {
		m.warn(e.pos, "same", "leave it out", "%s is not there to be deleted", join(path, e.key))
		return false
	}
	if path == "slots" && e.value.get("kind") == nil {
		m.error(e.pos, "override", didYouMean(e.key, base.keys()), "there is no slot %s to change", e.key)
		return false
	}
	return true
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// includes reports whether over changes nothing of t.
func (t *tree) includes(over *tree) bool {
	if t == nil || over == nil || t.shape != over.shape {
		return false
	}
	if t.shape != object {
		return t.equal(over)
	}
	return !slices.ContainsFunc(over.entries, func(e entry) bool { return !t.get(e.key).includes(e.value) })
}

// edits reports whether an object edits a list.
func edits(t *tree) bool {
	return len(t.entries) > 0 && !slices.ContainsFunc(t.entries, func(e entry) bool { return !strings.HasPrefix(e.key, "$") })
}

func (m merger) edit(base, over *tree, path string) *tree {
	merged := &tree{shape: list, pos: base.pos, items: slices.Clone(base.items)}
	for _, e := range over.entries {
		if e.value.shape != list {
			m.error(e.value.pos, "shape", "", "%s takes a list", e.key)
			continue
		}
		for _, item := range e.value.items {
			at := slices.IndexFunc(merged.items, func(b *tree) bool { return b.equal(item) || item.shape == scalar && id(b) == item.text })
			switch {
			case e.key == "$append" && at >= 0:
				m.warn(item.pos, "same", "leave it out", "%s has this already", path)
			case e.key == "$append":
				merged.items = append(merged.items, item)
			case e.key == "$remove" && at < 0:
				m.error(item.pos, "override", "", "%s has no such item to remove", path)
			case e.key == "$remove":
				merged.items = slices.Delete(merged.items, at, at+1)
			}
		}
		if e.key != "$append" && e.key != "$remove" {
			m.error(e.pos, "unknown_key", didYouMean(e.key, []string{"$append", "$remove"}), "a list is not edited by %q", e.key)
		}
	}
	return merged
}

// id is what objects of a list are known by.
func id(t *tree) string {
	for _, key := range []string{"id", "as"} {
		if v := t.get(key); v != nil && v.shape == scalar {
			return v.text
		}
	}
	return ""
}

// byID reports whether two lists merge item by item: all that is laid on has ids, and so has all beneath, or the
// ids are among those beneath.
func byID(base, over *tree) bool {
	if len(over.items) == 0 || slices.ContainsFunc(over.items, unknown) {
		return false
	}
	missing := slices.ContainsFunc(over.items, func(item *tree) bool { return find(base, id(item)) < 0 })
	return !missing || !slices.ContainsFunc(base.items, unknown)
}

func unknown(item *tree) bool { return item.shape != object || id(item) == "" }

func find(list *tree, want string) int {
	return slices.IndexFunc(list.items, func(item *tree) bool { return id(item) == want })
}

func (m merger) items(base, over *tree, path string) *tree {
	merged := &tree{shape: list, pos: base.pos, items: slices.Clone(base.items)}
	for _, item := range over.items {
		at := find(merged, id(item))
		if at < 0 {
			merged.items = append(merged.items, item)
			continue
		}
		merged.items[at] = m.merge(merged.items[at], item, path+"["+id(item)+"]")
	}
	return merged
}
