package intents

import (
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/intents/value"
)

func (r *reader) slots(t *tree) {
	if !r.is(t, object, "slots") {
		return
	}
	for _, e := range t.entries {
		r.root(e.pos, e.key, "a slot")
		r.in.Slots = append(r.in.Slots, r.slot(e))
	}
}

func (r *reader) slot(e entry) Slot {
	slot := Slot{Name: e.key, Tries: 3, Pos: e.pos}
	var kind, prefill *tree
	known := r.paramKeys(&slot.Params)
	maps.Copy(known, keys{
		"kind":  func(v *tree) { kind = v },
		"title": func(v *tree) { slot.Title = r.text(v, "the title") },
		"ask":   func(v *tree) { slot.Ask = r.text(v, "the question") },
		"again": func(v *tree) { slot.Again = r.again(v) },
		"why":   func(v *tree) { slot.Why = r.text(v, "why") },
		"when":  func(v *tree) { r.whens = append(r.whens, slotWhen{len(r.in.Slots), v}) },

		"optional":  func(v *tree) { slot.Optional = r.flag(v, "optional") },
		"prefill":   func(v *tree) { slot.Prefill, prefill = r.word(v, "prefill"), v },
		"sensitive": func(v *tree) { slot.Sensitive = r.flag(v, "sensitive") },
		"many":      func(v *tree) { slot.Many = r.flag(v, "many") },
		"tries":     func(v *tree) { slot.Tries = r.count(v, "tries", 2, 9) },
	})
	r.object(e.value, "a slot", known)
	r.missing(e.value, "the slot "+e.key, "kind", "ask")
	slot.Kind = r.kind(e.pos, kind, &slot.Params)
	if kind != nil && slot.Kind.Name() == kind.text {
		r.problems(kind.pos, slot.Kind.Name())
	}
	if slot.Sensitive && slot.Why.Zero() {
		r.error(e.pos, "why", "say what it is needed for, with the legal basis", "%s is sensitive, but nothing says why it is asked", e.key)
	}
	if prefill != nil {
		r.prefill(prefill, slot)
	}
	return slot
}

func (r *reader) again(t *tree) []Text {
	if t.shape == object {
		return []Text{r.text(t, "again")}
	}
	if !r.is(t, list, "again") {
		return nil
	}
	var texts []Text
	for _, item := range t.items {
		texts = append(texts, r.text(item, "again"))
	}
	return texts
}

// prefills are what a slot can be filled from beside the names of expressions.
var prefills = []string{"citizen.person", "case.number", "case.last"}

func (r *reader) prefill(t *tree, slot Slot) {
	if val, guard, ok := strings.Cut(slot.Prefill, " if "); ok {
		slot.Prefill = val
		if !slices.Contains(prefills, guard) {
			r.error(t.pos, "unknown_name", didYouMean(guard, prefills), "nothing is named %s", guard)
		}
	}
	if n, ok := r.base[slot.Prefill]; ok {
		if n.sort != slot.Kind.Sort() {
			r.error(t.pos, "sort", "", "%s is %s, the slot holds %s", slot.Prefill, sortNames[n.sort], sortNames[slot.Kind.Sort()])
		}
		return
	}
	if slices.Contains(prefills, slot.Prefill) {
		return
	}
	if root, _, _ := strings.Cut(slot.Prefill, "."); root == "citizen" || root == "case" {
		r.error(t.pos, "unknown_name", didYouMean(slot.Prefill, append(names(r.base), prefills...)), "nothing is named %s", slot.Prefill)
		return
	}
	if err := undated(value.Check(slot.Kind, slot.Prefill, value.Context{At: trialDay})); err != nil {
		r.error(t.pos, "prefill", "", "the slot does not take the value it is given: %v", err)
	}
}

// undated drops a problem that comes only of the day on which something is tried.
func undated(err error) error {
	var problem *value.Problem
	if errors.As(err, &problem) && slices.Contains(dayProblems, problem.Code) {
		return nil
	}
	return err
}

// trialDay is a Wednesday, 2026-03-04 10:00 in Shanghai, on which examples are tried.
const trialDay = 1772589600000

// dayProblems depend on the day something is said, not on what is said.
var dayProblems = []string{"past", "future", "too_early", "too_late", "not_workday", "ambiguous", "range"}

// paramKeys are the keys of a kind's parameters, in slots, arguments and answer fields alike.
func (r *reader) paramKeys(p *value.Params) keys {
	return paramKeys(r.decoder, p, r.bound)
}

func paramKeys(d decoder, p *value.Params, bound func(*tree, string) string) keys {
	return keys{
		"min":      func(v *tree) { p.Min = bound(v, "min") },
		"max":      func(v *tree) { p.Max = bound(v, "max") },
		"workdays": func(v *tree) { p.Workdays = d.flag(v, "workdays") },
		"pattern": func(v *tree) {
			p.Pattern = d.word(v, "the pattern")
			if _, err := regexp.Compile(p.Pattern); err != nil {
				d.error(v.pos, "pattern", "", "the pattern cannot be read: %v", err)
				p.Pattern = ""
			}
		},
		"options": func(v *tree) { p.Options = readOptions(d, v) },
	}
}

// bound reads min or max; rules.NAME stands for a rule that differs by region.
func (r *reader) bound(t *tree, what string) string {
	w := r.word(t, what)
	name, ruled := strings.CutPrefix(w, "rules.")
	if !ruled {
		return w
	}
	rule, ok := r.in.Rules[name]
	if !ok {
		r.error(t.pos, "unknown_rule", didYouMean(name, slices.Collect(maps.Keys(r.in.Rules))), "no rule is named %s", name)
	}
	return rule.Value
}

func readOptions(d decoder, t *tree) []value.Option {
	if !d.is(t, object, "options") {
		return nil
	}
	var options []value.Option
	for _, e := range t.entries {
		o := value.Option{Value: e.key, Labels: map[string]string{}, Also: map[string][]string{}}
		var label Text
		known := languages(d, &label)
		known["also"] = func(v *tree) {
			d.object(v, "also", keys{
				"zh": func(v *tree) { o.Also["zh"] = contents(d.words(v, "also")) },
				"en": func(v *tree) { o.Also["en"] = contents(d.words(v, "also")) },
			})
		}
		d.object(e.value, "an option", known)
		d.complete(e.value, "the option "+e.key, label)
		o.Labels["zh"], o.Labels["en"] = label.ZH, label.EN
		options = append(options, o)
	}
	return options
}

func contents(words []*tree) []string {
	var texts []string
	for _, w := range words {
		texts = append(texts, w.text)
	}
	return texts
}

// kind makes the kind a slot, argument or field names; where it cannot, another stands in and the fault is told.
func (s *shelf) kind(pos Pos, t *tree, p *value.Params) value.Kind {
	d := s.decoder
	if t == nil {
		return s.unread
	}
	name := d.word(t, "the kind")
	if name == "" {
		return s.unread
	}
	if !slices.Contains(s.kinds, name) {
		d.error(t.pos, "unknown_kind", didYouMean(name, s.kinds), "no kind is named %q", name)
		return s.unread
	}
	if name == "choice" && len(p.Options) == 0 {
		d.error(pos, "options", "", "a choice has no options")
		return s.unread
	}
	k, err := value.New(name, *p)
	if err != nil {
		d.error(pos, "params", "", "%v", err)
		return s.unread
	}
	return k
}

// problems faults a kind whose problems the phrases have no words for.
func (s *shelf) problems(pos Pos, kind string) {
	if !s.spoken {
		return
	}
	var missing []string
	for _, code := range s.codes[kind] {
		_, own := s.phrases["problem."+kind+"."+code]
		_, common := s.phrases["problem."+code]
		if !own && !common {
			missing = append(missing, "problem."+code)
		}
	}
	if missing != nil {
		s.error(pos, "problem_text", "add "+strings.Join(missing, ", "), "the phrases have no text for all that can be wrong with a %s", kind)
	}
}
