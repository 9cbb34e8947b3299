package intents

import (
	"regexp"
	"strings"

	"github.com/banshi-bot/banshi/intents/value"
)

// readExamples reads the examples of both languages, with the values marked in them.
func (r *reader) readExamples(t *tree) map[string][]Example {
	examples := map[string][]Example{}
	r.object(t, "examples", keys{
		"zh": func(v *tree) { examples["zh"] = r.examplesIn("zh", v) },
		"en": func(v *tree) { examples["en"] = r.examplesIn("en", v) },
	})
	r.missing(t, "examples", "zh", "en")
	return examples
}

// fewest are the examples of a language below which a service is hard to tell from others.
var fewest = map[string]int{"zh": 15, "en": 10}

func (r *reader) examplesIn(lang string, t *tree) []Example {
	var examples []Example
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
		examples = append(examples, example)
	}
	if n := len(examples); r.options.Lint && n < fewest[lang] {
		r.warn(t.pos, "few_examples", "", "%d examples in %s, at least %d are wanted", n, lang, fewest[lang])
	}
	return examples
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
	loose := slot.Params
	loose.Pattern = ""
	kind, err := value.New(slot.Kind.Name(), loose)
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
	if err := undated(err); err != nil {
		r.error(t.pos, "example", "", "%q is no %s: %v", said, slot.Kind.Name(), err)
	}
}
