package talk

import (
	"fmt"
	"strings"
	"time"
)

// sayings reads the ways a citizen may say a line, divided by |.
func (p *parser) sayings(b block) ([]Saying, bool) {
	lines := make([]string, len(b.rows))
	for k, r := range b.rows {
		lines[k] = r.text
	}
	var all []Saying
	for _, part := range splitEscaped(strings.Join(lines, "\n"), "|｜") {
		part = strings.TrimSpace(part)
		if part == "" {
			p.fault(b.row(), b.rows[0].col, "say", "the citizen says nothing here")
			return nil, false
		}
		s, err := saying(part)
		if err != nil {
			p.fault(b.row(), b.rows[0].col, "say", "%v", err)
			return nil, false
		}
		all = append(all, s)
	}
	return all, true
}

func saying(s string) (Saying, error) {
	if strings.HasPrefix(s, "[") && strings.HasSuffix(s, "]") && !strings.HasSuffix(s, `\]`) {
		return Saying{Text: strings.TrimSpace(s[1 : len(s)-1]), Press: true}, nil
	}
	inner, isForm := strings.CutPrefix(s, "{")
	if _, _, colon := cutColon(inner); !isForm || !colon || !strings.HasSuffix(inner, "}") {
		return Saying{Text: s}, nil
	}
	fields, err := readFields(strings.TrimSuffix(inner, "}"))
	if err != nil {
		return Saying{}, fmt.Errorf("form: %w", err)
	}
	form := Saying{Fields: make(map[string]string, len(fields))}
	for _, f := range fields {
		form.Fields[f.Name] = f.Value
	}
	return form, nil
}

// splitEscaped divides at any of the separators that no backslash stands before.
func splitEscaped(s, separators string) []string {
	var parts []string
	start, skip := 0, false
	for k, r := range s {
		switch {
		case skip:
			skip = false
		case r == '\\':
			skip = true
		case strings.ContainsRune(separators, r):
			parts = append(parts, s[start:k])
			start = k + len(string(r))
		}
	}
	return append(parts, s[start:])
}

// units of the clock, the longer names before those they begin with.
var units = []struct {
	name string
	is   time.Duration
}{
	{"小时", time.Hour}, {"分钟", time.Minute}, {"秒钟", time.Second}, {"星期", 7 * 24 * time.Hour},
	{"个月", 30 * 24 * time.Hour}, {"min", time.Minute},
	{"s", time.Second}, {"m", time.Minute}, {"h", time.Hour}, {"d", 24 * time.Hour}, {"w", 7 * 24 * time.Hour},
	{"秒", time.Second}, {"分", time.Minute}, {"时", time.Hour}, {"天", 24 * time.Hour}, {"日", 24 * time.Hour},
	{"周", 7 * 24 * time.Hour},
}

// maxSpan keeps a slip of the finger from ticking for ever.
const maxSpan = 10 * 366 * 24 * time.Hour

// span reads how far the clock goes on, as in 10m, 1h30m or 6天.
func (p *parser) span(r row) (time.Duration, bool) {
	d, ok := readSpan(r.text)
	if !ok {
		p.fault(r.no, r.col, "clock", "%q: write it as 30s, 10m, 2h, 6d or 6天", r.text)
	}
	return d, ok
}

func readSpan(s string) (time.Duration, bool) {
	var total time.Duration
	rest := strings.ReplaceAll(s, " ", "")
	for rest != "" {
		n, digits := 0, 0
		for digits < len(rest) && digits < 9 && rest[digits] >= '0' && rest[digits] <= '9' {
			n, digits = n*10+int(rest[digits]-'0'), digits+1
		}
		unit, after := readUnit(rest[digits:])
		if digits == 0 || unit == 0 || time.Duration(n) > maxSpan/unit {
			return 0, false
		}
		total, rest = total+time.Duration(n)*unit, after
	}
	return total, total > 0 && total <= maxSpan
}

func readUnit(s string) (time.Duration, string) {
	for _, u := range units {
		if after, ok := strings.CutPrefix(s, u.name); ok {
			return u.is, after
		}
	}
	return 0, s
}
