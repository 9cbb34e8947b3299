package intents

import (
	"fmt"
	"strings"
)

func (r *reader) office(t *tree) Office {
	var o Office
	r.object(t, "office", keys{
		"name":    func(v *tree) { o.Name = r.text(v, "the name of the office") },
		"phone":   func(v *tree) { o.Phone = r.word(v, "the phone") },
		"address": func(v *tree) { o.Address = r.text(v, "the address") },
		"hours":   func(v *tree) { o.Hours = r.hours(v) },
	})
	return o
}

// weekdays in the order of Hours.Days.
var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

func (r *reader) hours(t *tree) Hours {
	var h Hours
	known := keys{"said": func(v *tree) { h.Said = r.text(v, "said") }}
	for day, name := range weekdays {
		known[name] = func(v *tree) { h.Days[day] = r.spans(v) }
	}
	r.object(t, "hours", known)
	return h
}

// spans reads parts of a day: "09:00-12:00,13:30-17:00", or a list of such.
func (r *reader) spans(t *tree) []Span {
	var spans []Span
	for _, w := range r.words(t, "hours") {
		for part := range strings.SplitSeq(w.text, ",") {
			from, till, _ := strings.Cut(strings.TrimSpace(part), "-")
			f, ok := minutes(from)
			l, also := minutes(till)
			if !ok || !also || f == l {
				r.error(w.pos, "hours", "write 09:00-12:00,13:30-17:00", "%q is no part of a day", strings.TrimSpace(part))
				continue
			}
			spans = append(spans, Span{f, l})
		}
	}
	return spans
}

func minutes(s string) (int, bool) {
	var h, m int
	if len(s) != 5 || s[2] != ':' {
		return 0, false
	}
	if _, err := fmt.Sscanf(s, "%02d:%02d", &h, &m); err != nil || h < 0 || m < 0 || m > 59 || h*60+m > 24*60 {
		return 0, false
	}
	return h*60 + m, true
}
