package intents

// remember reads a part once: regions that leave it alone share its tree, and so what was read of it.
func remember[K comparable, V any](known map[K]V, key K, read func(K) V) V {
	v, ok := known[key]
	if !ok {
		v = read(key)
		known[key] = v
	}
	return v
}

// partAt is a part that is read against another.
type partAt struct{ part, against *tree }

// coreAt is the trees a core is read of.
type coreAt struct{ rules, slots, texts, steps *tree }

// core is the derivation of an intent: what its steps depend on, and they.
type core struct {
	rules map[string]Rule
	slots []Slot
	texts map[string]Text
	steps []Step
	scope *scope
}

// core reads rules, slots, texts and steps, which depend on each other and on nothing else of the intent.
func (r *reader) core(later map[string]*tree) {
	at := coreAt{later["rules"], later["slots"], later["texts"], later["steps"]}
	c, ok := r.cores[at]
	if !ok {
		c = r.readCore(at)
		r.cores[at] = c
	}
	r.in.Rules, r.in.Slots, r.in.Texts, r.in.Steps, r.scope = c.rules, c.slots, c.texts, c.steps, c.scope
}

func (r *reader) readCore(at coreAt) *core {
	in := r.in
	r.scope = &scope{
		intent: in, base: r.base,
		answers: map[string]answer{}, later: map[string]bool{}, reads: map[string]bool{},
	}
	for _, part := range []struct {
		tree *tree
		read func(*tree)
	}{{at.rules, r.rules}, {at.slots, r.slots}, {at.texts, r.texts}, {at.steps, r.steps}} {
		if part.tree != nil {
			part.read(part.tree)
		}
	}
	r.conditions()
	r.finish()
	return &core{in.Rules, in.Slots, in.Texts, in.Steps, r.scope}
}
