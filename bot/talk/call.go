package talk

import (
	"errors"
	"fmt"
	"strings"

	"github.com/banshi-bot/banshi/intents"
)

// call reads what an agency is asked and what it answers.
func (p *parser) call(b block) (*Call, bool) {
	first := b.rows[0]
	name, rest, _ := strings.Cut(first.text, " ")
	agency, operation, dotted := strings.Cut(name, ".")
	if name != "pay" && !(dotted && identifier(agency) && identifier(operation)) {
		p.fault(first.no, first.col, "call", "%q: write agency.operation argument=value", name)
		return nil, false
	}
	c := &Call{Name: name}
	for _, a := range splitArgs(rest) {
		if a.name == "" {
			c.Open = true
			continue
		}
		want, err := newPattern(a.value)
		if err != nil {
			p.fault(first.no, first.col, "call", "argument %s: %v", a.name, err)
			return nil, false
		}
		c.Args = append(c.Args, Arg{Name: a.name, Want: want})
	}
	if word := stray(rest); word != "" {
		p.fault(first.no, first.col, "call", "%q is no argument: write name=value", word)
		return nil, false
	}
	var ok bool
	c.Answer, ok = p.answer(b.rows[1:])
	return c, ok
}

type argument struct{ name, value string }

// splitArgs divides name=value name=value, where a value goes on to the next name; a lone … is an argument
// without a name.
func splitArgs(s string) []argument {
	var all []argument
	for _, word := range strings.Fields(s) {
		name, v, ok := strings.Cut(word, "=")
		switch {
		case ok && identifier(name):
			all = append(all, argument{name, v})
		case word == "…" || word == "...":
			all = append(all, argument{})
		case len(all) > 0 && all[len(all)-1].name != "":
			all[len(all)-1].value += " " + word
		}
	}
	for k := range all {
		all[k].value = unquote(all[k].value)
	}
	return all
}

// stray is a word before the first argument.
func stray(s string) string {
	words := strings.Fields(s)
	if len(words) == 0 || words[0] == "…" || words[0] == "..." {
		return ""
	}
	if name, _, ok := strings.Cut(words[0], "="); ok && identifier(name) {
		return ""
	}
	return words[0]
}

func unquote(s string) string {
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return s[1 : len(s)-1]
	}
	return s
}

// answer reads the indented lines under a call.
func (p *parser) answer(rows []row) (Answer, bool) {
	var a Answer
	if len(rows) == 0 {
		return a, true
	}
	a.Row = rows[0].no
	if failure, ok := strings.CutPrefix(strings.Replace(rows[0].text, "！", "!", 1), "!"); ok {
		return p.failure(a, rows, strings.TrimSpace(failure))
	}
	r := reader{answer: &a}
	for _, l := range rows {
		if err := r.take(l); err != nil {
			p.fault(l.no, l.col, "answer", "%v", err)
			return a, false
		}
	}
	if r.open != "" {
		last := rows[len(rows)-1]
		p.fault(last.no, last.col, "answer", "a list is not closed with ]")
		return a, false
	}
	return a, true
}

func (p *parser) failure(a Answer, rows []row, said string) (Answer, bool) {
	word, family, _ := cutColon(said)
	a.Fault, a.Family = word, family
	problem := ""
	switch word {
	case "refused":
		if !known(family) {
			problem = fmt.Sprintf("! refused: %q is no error family; known are %s", family, strings.Join(intents.Families, ", "))
		}
	case "timeout", "unknown", "down", "absent", "taken", "unanswered":
	default:
		problem = fmt.Sprintf("! %s: known are timeout, refused: FAMILY, unknown, down, absent, and for pay taken", word)
	}
	if problem == "" && len(rows) > 1 {
		problem = "nothing may follow a failure"
		rows = rows[1:]
	}
	if problem != "" {
		p.fault(rows[0].no, rows[0].col, "answer", "%s", problem)
	}
	return a, problem == ""
}

func known(family string) bool {
	for _, f := range intents.Families {
		if f == family {
			return true
		}
	}
	return family == ""
}

// reader reads the lines of an answer one by one; an inline list may run over several.
type reader struct {
	answer *Answer
	open   string // text of a list whose ] has not come yet
	row    int    // where it began
}

var errField = errors.New("write field: value, field: value")

func (r *reader) take(l row) error {
	if r.open != "" {
		l = row{no: r.row, col: l.col, text: r.open + " " + l.text}
		r.open = ""
	}
	if item, ok := strings.CutPrefix(l.text, "- "); ok {
		return r.item(l.no, item)
	}
	if depth(l.text) > 0 {
		r.open, r.row = l.text, l.no
		return nil
	}
	fields, err := readFields(l.text)
	if err != nil {
		return err
	}
	for _, f := range fields {
		f.Row = l.no
		if err := r.field(f); err != nil {
			return err
		}
	}
	return nil
}

// item takes a line of a list whose name stood alone on a line before.
func (r *reader) item(no int, text string) error {
	lists := r.answer.Lists
	if len(lists) == 0 {
		return errors.New("an item needs the name of its list, as bills:, on a line before")
	}
	fields, err := readFields(text)
	if err != nil {
		return err
	}
	for k := range fields {
		fields[k].Row = no
	}
	last := &lists[len(lists)-1]
	last.Items = append(last.Items, fields)
	return nil
}

func (r *reader) field(f Field) error {
	inline, isList := strings.CutPrefix(f.Value, "[")
	switch {
	case f.Value == "":
		r.answer.Lists = append(r.answer.Lists, List{Row: f.Row, Name: f.Name})
		return nil
	case isList && strings.HasSuffix(inline, "]"):
		items, err := readItems(strings.TrimSuffix(inline, "]"))
		if err != nil {
			return fmt.Errorf("list %s: %w", f.Name, err)
		}
		r.answer.Lists = append(r.answer.Lists, List{Row: f.Row, Name: f.Name, Items: items})
		return nil
	}
	f.Value = unquote(f.Value)
	r.answer.Fields = append(r.answer.Fields, f)
	return nil
}

// readItems reads {field: value, …}, {…}.
func readItems(s string) ([][]Field, error) {
	items := [][]Field{}
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimLeft(s, " ,，") {
		inner, ok := strings.CutPrefix(s, "{")
		end := strings.Index(inner, "}")
		if !ok || end < 0 {
			return nil, errors.New("write items as {field: value, field: value}")
		}
		fields, err := readFields(inner[:end])
		if err != nil {
			return nil, err
		}
		items = append(items, fields)
		s = inner[end+1:]
	}
	return items, nil
}

// readFields divides field: value, field: value. A comma divides only where a field's name and a colon follow,
// so that values may hold commas; brackets and quotes hold together.
func readFields(s string) ([]Field, error) {
	var all []Field
	for _, part := range splitFields(s) {
		name, v, ok := cutColon(part)
		if !ok || !identifier(name) {
			return nil, errField
		}
		all = append(all, Field{Name: name, Value: strings.TrimRight(v, " ,")})
	}
	if len(all) == 0 {
		return nil, errField
	}
	return all, nil
}

func splitFields(s string) []string {
	var parts []string
	start, nested, quoted := 0, 0, false
	for k, r := range s {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '[' || r == '{':
			nested++
		case r == ']' || r == '}':
			nested--
		case nested == 0 && (r == ',' || r == '，'):
			after := s[k+len(string(r)):]
			if name, _, ok := cutColon(after); ok && identifier(name) {
				parts, start = append(parts, s[start:k]), k+len(string(r))
			}
		}
	}
	if strings.TrimSpace(s[start:]) != "" {
		parts = append(parts, s[start:])
	}
	return parts
}

// depth is how many brackets are left open.
func depth(s string) int {
	n, quoted := 0, false
	for _, r := range s {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '[' || r == '{':
			n++
		case r == ']' || r == '}':
			n--
		}
	}
	return n
}
