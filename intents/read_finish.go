package intents

import (
	"maps"
	"slices"
	"strings"
)

// finish checks what can be told of a core only when all of it is read.
func (r *reader) finish() {
	for _, slot := range r.in.Slots {
		if !r.scope.reads[slot.Name] {
			r.error(slot.Pos, "unused_slot", "", "the slot %s is never asked nor read", slot.Name)
		}
	}
	for as, b := range r.bills {
		if !b.settled {
			r.error(b.pos, "unsettled", "call the agency with "+as+".receipt", "no later call tells the agency of this payment")
		}
	}
	for key, text := range r.in.Texts {
		r.said[text.Pos] = r.said[text.Pos] || r.says[key]
	}
	for _, text := range r.coreTexts() {
		r.checkPlaces(text)
	}
}

// frame checks the places of the texts beside the core.
func (r *reader) frame() {
	r.checkPlaces(r.in.InPerson)
	r.checkPlaces(r.in.Paused)
	for _, advice := range r.in.Guide {
		r.checkPlaces(advice.Text)
	}
}

// unsaid warns of texts that no variant of a service says.
func (s *shelf) unsaid() {
	for pos, said := range s.said {
		if !said {
			s.warn(pos, "unused_text", "", "this text is never said")
		}
	}
}

// coreTexts are the texts of a core that may have places.
func (r *reader) coreTexts() []Text {
	in := r.in
	texts := slices.Collect(maps.Values(in.Texts))
	for _, s := range in.Slots {
		texts = append(append(texts, s.Ask, s.Why), s.Again...)
	}
	for _, s := range in.Steps {
		switch {
		case s.Call != nil:
			texts = append(texts, s.Call.Button)
		case s.Choose != nil:
			texts = append(texts, s.Choose.Ask)
		}
	}
	return texts
}

// checkPlaces faults places that name nothing, and braces that belong to no place.
func (r *reader) checkPlaces(text Text) {
	for _, half := range []string{text.ZH, text.EN} {
		for _, p := range places(half) {
			switch {
			case p.bad:
				r.error(text.Pos, "brace", "write {slot} or {answer.field}", "a brace stands alone in %q", half)
			case slices.Contains(textPaths, p.path):
			default:
				n, missing := r.scope.resolve(p.path)
				if missing != nil {
					r.error(text.Pos, "place", missing.hint, "{%s}: %s", p.path, missing.text)
				} else if n.list != nil {
					r.error(text.Pos, "place", "", "{%s} is a list", p.path)
				}
			}
		}
	}
}

// roots are the first words of the paths an expression reads.
func roots(x *Expr) []string {
	var words []string
	for _, path := range x.Reads() {
		root, _, _ := strings.Cut(path, ".")
		words = append(words, root)
	}
	return words
}

// names lists the keys of a map.
func names[V any](m map[string]V) []string { return slices.Collect(maps.Keys(m)) }

// all lists the entries; a tree that is not there has none.
func (t *tree) all() []entry {
	if t == nil {
		return nil
	}
	return t.entries
}
