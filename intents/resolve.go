package intents

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/banshi-bot/banshi/intents/value"
)

// resolver makes the items of all regions. What regions share is merged, read and checked once.
type resolver struct {
	atlas  *atlas
	merger merger
	merged map[itemKey]*tree
	read   map[*tree]*Item // by merged tree
	alike  map[digest]*Item
}

func newResolver(a *atlas) *resolver {
	return &resolver{
		atlas: a, merger: merger{a.shelf.faults},
		merged: map[itemKey]*tree{}, read: map[*tree]*Item{}, alike: map[digest]*Item{},
	}
}

// tree is an intent as a region has it: what its parent has, with the region's own changes laid on.
func (r *resolver) tree(intent string, base *tree, region string) *tree {
	key := itemKey{intent, region}
	if t, ok := r.merged[key]; ok {
		return t
	}
	t := base
	if region != nation {
		t = r.tree(intent, base, parent(region))
	}
	t = r.lay(t, r.atlas.overlays[region].services, intent)
	r.merged[key] = t
	return t
}

func parent(region string) string {
	if up := value.Regions().Parent(region); up != "" {
		return up
	}
	return nation
}

func (r *resolver) lay(t *tree, services *tree, intent string) *tree {
	for _, name := range []string{everywhere, intent} {
		over := services.get(name)
		if over == nil {
			continue
		}
		for _, version := range versions(over) {
			if version.shape != object || !holds(version, r.atlas.shelf.options.Today) {
				continue
			}
			if m := r.merger.merge(t, bare(version), ""); m != nil {
				t = m
			}
		}
	}
	return t
}

// item reads a merged tree; trees of the same content give the same intent.
func (r *resolver) item(t *tree) *Item {
	if it, ok := r.read[t]; ok {
		return it
	}
	content := t.digest()
	it, ok := r.alike[content]
	if !ok {
		s := r.atlas.shelf
		in := s.intent(t)
		it = &Item{Intent: in, Digest: s.behaviour(t, in)}
		r.alike[content] = it
	}
	r.read[t] = it
	return it
}

// unpinned are the keys a frame never depends on: they are read from the live catalog.
var unpinned = []string{"examples", "paused", "enabled"}

// behaviour is the digest of what a frame depends on: the item, and the operations it calls.
func (s *shelf) behaviour(t *tree, in *Intent) string {
	pinned := *t
	pinned.entries = slices.DeleteFunc(slices.Clone(t.entries), func(e entry) bool { return slices.Contains(unpinned, e.key) })
	b := pinned.content(nil)
	for _, name := range in.operations() {
		operation := s.contents[name]
		b = append(appendString(b, name), operation[:]...)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// operations lists what an intent may call, as agency.operation, sorted.
func (i *Intent) operations() []string {
	var names []string
	for _, s := range i.Steps {
		switch {
		case s.Call != nil:
			names = append(names, s.Call.Agency+"."+s.Call.Operation)
			if s.Call.Release != "" {
				names = append(names, s.Call.Agency+"."+s.Call.Release)
			}
		case s.Case != nil && s.Case.Ask != "":
			names = append(names, s.Case.Agency+"."+s.Case.Ask)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
