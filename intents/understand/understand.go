package understand

import (
	"strings"
	"unicode/utf8"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

var _ intents.Recogniser = (*Model)(nil)

// longest is how many code points of a message are read.
const longest = 2000

// Understand tells what text may mean. It is pure, and total: any string gives an answer.
func (m *Model) Understand(text string, at value.Context) intents.Understanding {
	text = clip(text)
	u := intents.Understanding{Lang: Language(text)}
	if m.find != nil {
		u.Entities = m.find(text, at)
	}
	said := bare(text)
	if u.Acts = exactActs(said); u.Acts != nil {
		m.guess(&u, said)
		return u
	}
	h := hear(said)
	r := m.guess(&u, h.text)
	u.Acts = mergeActs(h.acts, guessActs(said, r.best()))
	if u.Wishes = m.wishes(simplified(said), r); u.Wishes != nil {
		u.Zone = intents.ZoneAct
		before := utf8.RuneCountInString(text[:max(strings.Index(text, said), 0)])
		for i := range u.Wishes {
			u.Wishes[i].Start += before
			u.Wishes[i].End += before
		}
	}
	return u
}

// guess fills in which intents the words may ask for.
func (m *Model) guess(u *intents.Understanding, words string) ranking {
	r := m.rank(words, kinds(u.Entities))
	for i := range r.n {
		u.Ranked = append(u.Ranked, intents.Guess{Intent: m.names[r.class[i]], Score: r.score[i]})
	}
	u.Zone = m.zones.of(r)
	return r
}

// best is the score of the first guess.
func (r ranking) best() float64 {
	if r.n == 0 {
		return 0
	}
	return r.score[0]
}

// clip cuts a text that is longer than anyone reads.
func clip(text string) string {
	n := 0
	for i := range text {
		if n == longest {
			return text[:i]
		}
		n++
	}
	return text
}
