package intents

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/intents/value"
)

// named is what a path leads to, or what an expression gives.
type named struct {
	sort    value.Sort
	kind    value.Kind
	title   Text
	options []value.Option // of a choice
	many    bool           // a slot of many values
	list    []Declared     // the fields of a list's items; nil where it is none
	literal *Val           // where it was written down
}

// answer is what a step leaves behind under its `as` name.
type answer struct {
	fields []Declared
	agency string // that gave it
	faulty bool   // its operation has a fault that is told, so nothing is told of its fields
}

// scope is what the expressions and texts of an intent may name.
type scope struct {
	intent  *Intent
	base    map[string]named  // region, citizen.…, office.…
	answers map[string]answer // of the steps above
	later   map[string]bool   // `as` names of all steps
	reads   map[string]bool   // slots that were read
}

// unnamed says why a path leads nowhere.
type unnamed struct{ code, text, hint string }

// resolve finds what a path leads to.
func (s *scope) resolve(path string) (named, *unnamed) {
	root, rest, dotted := strings.Cut(path, ".")
	if root == "rules" && dotted {
		return s.rule(rest)
	}
	if slot, ok := s.intent.Slot(root); ok {
		s.reads[root] = true
		n := named{sort: slot.Kind.Sort(), kind: slot.Kind, title: slot.Title, options: slot.Params.Options, many: slot.Many}
		return n.part(path, rest)
	}
	if a, ok := s.answers[root]; ok {
		return a.field(root, rest)
	}
	if n, ok := s.base[path]; ok {
		return n, nil
	}
	if s.later[root] {
		return named{}, &unnamed{"later", fmt.Sprintf("%s is answered only by a later step", root), "move this behind it"}
	}
	return named{}, &unnamed{"unknown_name", fmt.Sprintf("nothing is named %s", root), s.hint(root, path)}
}

func (s *scope) hint(root, path string) string {
	names := slices.Concat(slices.Collect(maps.Keys(s.base)), slices.Collect(maps.Keys(s.answers)), []string{"rules"})
	for _, slot := range s.intent.Slots {
		names = append(names, slot.Name)
	}
	if best := nearest(path, names); best != "" {
		return "did you mean " + best + "?"
	}
	if best := nearest(root, names); best != "" {
		return "did you mean " + best + "?"
	}
	return fmt.Sprintf(`a text itself is written in quotes of its own: '"%s"'`, root)
}

func (s *scope) rule(name string) (named, *unnamed) {
	r, ok := s.intent.Rules[name]
	if !ok {
		return named{}, &unnamed{"unknown_rule", fmt.Sprintf("no rule is named %s", name), didYouMean(name, slices.Collect(maps.Keys(s.intent.Rules)))}
	}
	return named{sort: r.Sort}, nil
}

func (a answer) field(root, rest string) (named, *unnamed) {
	if a.faulty {
		return named{sort: unsorted}, nil
	}
	var names []string
	field, part, _ := strings.Cut(rest, ".")
	for _, f := range a.fields {
		if f.Name != field {
			names = append(names, f.Name)
			continue
		}
		n := named{kind: f.Kind, title: f.Title, options: f.Params.Options, list: f.List}
		if f.Kind == nil {
			if part != "" {
				return named{}, &unnamed{"unknown_field", fmt.Sprintf("%s.%s is a list: choose from it first", root, field), ""}
			}
			return n, nil
		}
		n.sort = f.Kind.Sort()
		return n.part(root+"."+rest, part)
	}
	if field == "" {
		return named{}, &unnamed{"unknown_field", fmt.Sprintf("%s is an answer: name one of its fields", root), didYouMean(field, names)}
	}
	return named{}, &unnamed{"unknown_field", fmt.Sprintf("%s has no field %s", root, field), didYouMean(field, names)}
}

// part is the named part of a value whose kind has parts; the value itself where no part is named.
func (n named) part(path, part string) (named, *unnamed) {
	if part == "" {
		return n, nil
	}
	fielded, ok := n.kind.(value.Fielded)
	if !ok {
		return named{}, &unnamed{"unknown_field", fmt.Sprintf("a %s has no parts, as %s would have it", n.kind.Name(), path), ""}
	}
	sort, ok := fielded.Fields()[part]
	if !ok {
		return named{}, &unnamed{"unknown_field", fmt.Sprintf("a %s has no part %s", n.kind.Name(), part),
			didYouMean(part, slices.Collect(maps.Keys(fielded.Fields())))}
	}
	return named{sort: sort, title: n.title}, nil
}

// pseudo are the names every intent has beside its own.
func pseudo() map[string]named {
	names := map[string]named{"citizen.level": {sort: value.Number}}
	for path, kind := range map[string]string{
		"region": "region", "citizen.name": "name", "citizen.id_no": "id_number", "citizen.mobile": "mobile",
	} {
		if k, err := value.New(kind, value.Params{}); err == nil {
			names[path] = named{sort: k.Sort(), kind: k}
		}
	}
	return names
}

// textPaths are the places of texts, beside what expressions may name.
var textPaths = []string{"office.name", "office.phone", "office.address", "office.hours", "title", "link"}
