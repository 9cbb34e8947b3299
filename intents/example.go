package intents

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

var marks = regexp.MustCompile(`\[([^\[\]]*)\]\(([^()]*)\)`)

// ParseExample reads an example in which values are marked as [value](slot).
func ParseExample(source string) (Example, error) {
	var e Example
	var b strings.Builder
	rest := source
	for {
		m := marks.FindStringSubmatchIndex(rest)
		if m == nil {
			break
		}
		b.WriteString(rest[:m[0]])
		said, slot := rest[m[2]:m[3]], rest[m[4]:m[5]]
		if said == "" || !identifiers.MatchString(slot) {
			return Example{}, fmt.Errorf("the mark %q names no value and slot", rest[m[0]:m[1]])
		}
		start := utf8.RuneCountInString(b.String())
		b.WriteString(said)
		e.Marks = append(e.Marks, Mark{slot, start, start + utf8.RuneCountInString(said)})
		rest = rest[m[1]:]
	}
	b.WriteString(rest)
	e.Text = b.String()
	if strings.ContainsAny(e.Text, "[]") {
		return Example{}, fmt.Errorf("a bracket belongs to no mark")
	}
	return e, nil
}
