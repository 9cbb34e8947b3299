package channel

import (
	"strconv"
	"strings"

	"github.com/banshi-bot/banshi/bot"
)

// Words are how a channel writes what a reply offers. The zero value writes "1. label".
type Words struct {
	Choice  string // one of the choices that may be answered by number, with {n} and {label}
	Offered string // those that may only be answered by name, with {label}
}

func (w Words) choice(n int, label string) string {
	if w.Choice == "" {
		return strconv.Itoa(n) + ". " + label
	}
	return strings.NewReplacer("{n}", strconv.Itoa(n), "{label}", label).Replace(w.Choice)
}

func (w Words) offered(labels string) string {
	if w.Offered == "" {
		return labels
	}
	return strings.ReplaceAll(w.Offered, "{label}", labels)
}

// Text renders replies down to one text each, in order, with the words of each reply's language; those that say nothing
// are left out. Only the choices offered last have numbers, for only those does a conversation know by number; earlier
// ones keep their labels. A line with a telephone stands once, behind everything.
func Text(replies []bot.Reply, words func(lang string) Words) []string {
	last := -1
	for i, r := range replies {
		if len(r.Choices) > 0 {
			last = i
		}
	}
	var texts []string
	phone := ""
	for i, r := range replies {
		if r.Phone != "" {
			phone = r.Phone
			r.Text = strings.TrimSuffix(r.Text, r.Phone)
		}
		if text := plain(r, words(r.Lang), i == last); text != "" {
			texts = append(texts, text)
		}
	}
	if phone != "" && len(texts) > 0 {
		texts[len(texts)-1] += "\n" + phone
	}
	return texts
}

// plain is one reply: its text, which is complete by itself, its link where the text has no place for it, and
// its choices.
func plain(r bot.Reply, w Words, numbered bool) string {
	lines := []string{strings.TrimSpace(r.Plain())}
	if r.URL != "" && !strings.Contains(lines[0], r.URL) {
		lines = append(lines, r.URL)
	}
	var labels []string
	for i, c := range r.Choices {
		labels = append(labels, c.Label)
		if numbered {
			lines = append(lines, w.choice(i+1, c.Label))
		}
	}
	if len(labels) > 0 && !numbered {
		lines = append(lines, w.offered(strings.Join(labels, " / ")))
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
