package intents

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/intents/value"
)

// finish checks what can be told only when all is read.
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
	for _, text := range r.allTexts() {
		r.checkPlaces(text)
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

// allTexts are the texts of an intent that may have places.
func (r *reader) allTexts() []Text {
	in := r.in
	texts := []Text{in.InPerson, in.Paused}
	texts = slices.AppendSeq(texts, maps.Values(in.Texts))
	for _, a := range in.Guide {
		texts = append(texts, a.Text)
	}
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

// readExamples reads the examples of both languages, with the values marked in them.
func (r *reader) readExamples(t *tree) {
	r.in.Examples = map[string][]Example{}
	r.object(t, "examples", keys{
		"zh": func(v *tree) { r.examplesIn("zh", v) },
		"en": func(v *tree) { r.examplesIn("en", v) },
	})
	r.missing(t, "examples", "zh", "en")
}

// fewest are the examples of a language below which a service is hard to tell from others.
var fewest = map[string]int{"zh": 15, "en": 10}

func (r *reader) examplesIn(lang string, t *tree) {
	seen := map[string]bool{}
	for _, w := range r.words(t, "examples") {
		example, ok := r.example(lang, w)
		if !ok {
			continue
		}
		folded := foldExample(example.Text)
		if seen[folded] {
			r.warn(w.pos, "duplicate_example", "", "the same example stands here twice")
		}
		seen[folded] = true
		r.in.Examples[lang] = append(r.in.Examples[lang], example)
		r.examples[lang] = append(r.examples[lang], w)
	}
	if n := len(r.in.Examples[lang]); r.options.Lint && n < fewest[lang] {
		r.warn(t.pos, "few_examples", "", "%d examples in %s, at least %d are wanted", n, lang, fewest[lang])
	}
}

func foldExample(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(s), " "))
}

// example reads an example and tries each marked value on its slot.
func (r *reader) example(lang string, t *tree) (Example, bool) {
	source := r.word(t, "an example")
	example, err := ParseExample(source)
	if err != nil {
		r.error(t.pos, "mark", "write [value](slot)", "%v", err)
		return Example{}, false
	}
	runes := []rune(example.Text)
	for _, m := range example.Marks {
		if !r.slotMarked(t, m.Slot) {
			continue
		}
		slot, _ := r.in.Slot(m.Slot)
		said := string(runes[m.Start:m.End])
		r.tryMark(t, slot, said, lang)
	}
	return example, example.Text != ""
}

func (r *reader) slotMarked(t *tree, name string) bool {
	read := r.scope.reads[name]
	ok := r.slotName(t, name)
	r.scope.reads[name] = read // a mark is no use of a slot
	return ok
}

// tryMark faults a value its own slot does not take. The pattern is tried apart, for it is named apart.
func (r *reader) tryMark(t *tree, slot *Slot, said, lang string) {
	bare := slot.Params
	bare.Pattern = ""
	kind, err := value.New(slot.Kind.Name(), bare)
	if err != nil {
		return
	}
	canonical, err := kind.Parse(said, value.Context{At: trialDay, Lang: lang})
	if err == nil && slot.Params.Pattern != "" {
		pattern, bad := regexp.Compile(`\A(?:` + slot.Params.Pattern + `)\z`)
		if bad == nil && !pattern.MatchString(canonical) {
			r.error(t.pos, "pattern", "", "the pattern of %s rejects the example %q", slot.Name, said)
		}
		return
	}
	if err := readable(kind, said, lang); err != nil {
		r.error(t.pos, "example", "", "%q is no %s: %v", said, slot.Kind.Name(), err)
	}
}
