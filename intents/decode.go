package intents

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// decoder reads trees strictly: whatever is not expected is a fault, and reading goes on to find the next.
type decoder struct {
	*faults
}

// keys are the keys an object may have, with what reads each.
type keys map[string]func(*tree)

// object reads an object; what names it in faults.
func (d decoder) object(t *tree, what string, known keys) {
	if !d.is(t, object, what) {
		return
	}
	for _, e := range t.entries {
		read, ok := known[e.key]
		if !ok {
			d.error(e.pos, "unknown_key", didYouMean(e.key, slices.Collect(maps.Keys(known))), "%s has no key %q", what, e.key)
			continue
		}
		read(e.value)
	}
}

// is reports whether a tree has the shape wanted, with a fault where it has not.
func (d decoder) is(t *tree, want shape, what string) bool {
	if t.shape == want {
		return true
	}
	d.error(t.pos, "shape", "", "%s must be %s, not %s", what, want, t.shape)
	return false
}

// word reads a scalar that is not empty.
func (d decoder) word(t *tree, what string) string {
	if !d.is(t, scalar, what) {
		return ""
	}
	if strings.TrimSpace(t.text) == "" {
		d.error(t.pos, "blank", "", "%s is blank", what)
	}
	return t.text
}

// words reads a list of scalars; one alone may stand without the brackets.
func (d decoder) words(t *tree, what string) []*tree {
	if t.shape == scalar {
		return []*tree{t}
	}
	if !d.is(t, list, what) {
		return nil
	}
	var words []*tree
	for _, item := range t.items {
		if d.is(item, scalar, "an item of "+what) {
			words = append(words, item)
		}
	}
	return words
}

// oneOf reads a word of a closed set.
func (d decoder) oneOf(t *tree, what string, known ...string) string {
	w := d.word(t, what)
	if w == "" || slices.Contains(known, w) {
		return w
	}
	d.error(t.pos, "unknown_value", didYouMean(w, known), "%s cannot be %q", what, w)
	return ""
}

// flag reads true or false.
func (d decoder) flag(t *tree, what string) bool {
	if d.is(t, scalar, what) && t.tag != "!!bool" {
		d.error(t.pos, "flag", "write true or false", "%s is either true or false", what)
	}
	return t.text == "true"
}

// count reads a whole number from least to most.
func (d decoder) count(t *tree, what string, least, most int) int {
	if !d.is(t, scalar, what) {
		return least
	}
	n, err := strconv.Atoi(t.text)
	if err != nil || n < least || n > most {
		d.error(t.pos, "number", "", "%s is a whole number from %d to %d", what, least, most)
		return least
	}
	return n
}

// span reads a length of time such as 15m, 36h or 2d, in milliseconds.
func (d decoder) span(t *tree, what string) int64 {
	if !d.is(t, scalar, what) {
		return 0
	}
	length, err := time.ParseDuration(t.text)
	if days, cut := strings.CutSuffix(t.text, "d"); cut {
		var n int
		n, err = strconv.Atoi(days)
		length = time.Duration(n) * 24 * time.Hour
	}
	if err != nil || length < time.Millisecond || length > 366*24*time.Hour {
		d.error(t.pos, "duration", "write 30s, 15m, 2h or 3d", "%s is not a length of time", what)
		return 0
	}
	return length.Milliseconds()
}

// day reads a date.
func (d decoder) day(t *tree, what string) string {
	w := d.word(t, what)
	if w != "" && !isDay(w) {
		d.error(t.pos, "date", "write 2026-01-31", "%s is not a date", what)
		return ""
	}
	return w
}

func isDay(s string) bool {
	_, err := time.Parse("2006-01-02", s)
	return err == nil
}

// text reads what citizens read, in both languages.
func (d decoder) text(t *tree, what string) Text {
	text := Text{Pos: t.pos}
	d.object(t, what, languages(d, &text))
	d.complete(t, what, text)
	return text
}

// languages are the keys of a text, for objects that have others beside.
func languages(d decoder, text *Text) keys {
	return keys{
		"zh": func(v *tree) { text.ZH = d.word(v, "the Chinese text") },
		"en": func(v *tree) { text.EN = d.word(v, "the English text") },
	}
}

func (d decoder) complete(t *tree, what string, text Text) {
	if t.shape != object {
		return
	}
	for _, half := range []struct{ key, name string }{{"zh", "Chinese"}, {"en", "English"}} {
		if t.get(half.key) == nil {
			d.error(t.pos, "language", "", "%s has no %s half", what, half.name)
		}
	}
}

var identifiers = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// reserved are words that paths cannot begin with, or that mean something else there.
var reserved = []string{"rules", "citizen", "and", "or", "not", "in", "true", "false", "nil", "let", "if", "else"}

// root checks a name that paths begin with.
func (d decoder) root(pos Pos, name, what string) bool {
	if slices.Contains(reserved, name) {
		d.error(pos, "reserved", "", "%q means something else and cannot name %s", name, what)
		return false
	}
	return d.name(pos, name, what)
}

// name checks a name.
func (d decoder) name(pos Pos, name, what string) bool {
	switch {
	case !identifiers.MatchString(name):
		d.error(pos, "name", "small letters, digits and _", "%q is no name for %s", name, what)
	case len(name) > 40:
		d.error(pos, "name", "", "the name of %s is longer than 40 characters", what)
	default:
		return true
	}
	return false
}

// missing reports a key that must be there.
func (d decoder) missing(t *tree, what string, need ...string) {
	if t.shape != object {
		return
	}
	for _, key := range need {
		if t.get(key) == nil {
			d.error(t.pos, "missing", "", "%s has no %s", what, key)
		}
	}
}
