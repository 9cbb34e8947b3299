package bot

import (
	"slices"
	"strings"
	"unicode"

	"github.com/banshi-bot/banshi/intents/value"
)

// Missed is a text nothing was made of, with its values replaced by their kinds, without whose it was.
type Missed struct {
	At     int64
	Lang   string
	Region string
	Text   string
}

// MissedIn tells which text a turn made nothing of: the words just said, or those a citizen was asked about and
// meant none of what was offered. There is none where only values are left of it.
func MissedIn(before Conversation, e Event, replies []Numbered, effects []Effect) (Missed, bool) {
	text := ""
	said, spoke := e.What.(Said)
	switch {
	case spoke && (fellBack(replies) || asksModel(effects)):
		text = said.Text
	case refused(before, replies):
		text = before.Wish
	}
	if text == "" {
		return Missed{}, false
	}
	m := Missed{At: e.At, Lang: before.Lang, Region: before.Region}
	if spoke && said.Understanding.Lang != "" {
		m.Lang = said.Understanding.Lang
	}
	m.Text = value.Redact(text, value.Context{At: e.At, Zone: value.Regions().Zone(before.Region), Lang: m.Lang})
	return m, strings.ContainsFunc(withoutKinds(m.Text), unicode.IsLetter)
}

// fellBack reports whether the replies say that nothing was understood but, perhaps, values.
func fellBack(replies []Numbered) bool {
	return slices.ContainsFunc(replies, func(n Numbered) bool {
		return strings.HasPrefix(n.Reply.Phrase, "miss.")
	})
}

func asksModel(effects []Effect) bool {
	return slices.ContainsFunc(effects, func(e Effect) bool { return e.Do.Guess != nil })
}

// refused reports whether a citizen asked which service was meant took none of those offered, but the menu.
func refused(before Conversation, replies []Numbered) bool {
	return before.Ask == "clarify" && before.Wish != "" && Offers(before, "menu") && !Offers(before, "human") &&
		slices.ContainsFunc(replies, func(n Numbered) bool { return n.Reply.Phrase == "menu" || n.Reply.Phrase == "other.open" })
}

// withoutKinds takes the kinds out of a redacted text.
func withoutKinds(text string) string {
	for {
		start := strings.IndexByte(text, '<')
		length := strings.IndexByte(text[max(start, 0):], '>')
		if start < 0 || length < 0 {
			return text
		}
		text = text[:start] + text[start+length+1:]
	}
}
