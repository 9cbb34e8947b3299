package understand

import (
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
	r := m.rank(text, kinds(u.Entities))
	u.Ranked = m.guesses(r)
	u.Zone = m.zones.of(r)
	if u.Acts = exactActs(text); u.Acts == nil {
		u.Acts = guessActs(text, r.best())
	}
	return u
}

func (m *Model) guesses(r ranking) []intents.Guess {
	var g []intents.Guess
	for i := range r.n {
		g = append(g, intents.Guess{Intent: m.names[r.class[i]], Score: r.score[i]})
	}
	return g
}

// best is the score of the first guess.
func (r ranking) best() float64 {
	if r.n == 0 {
		return 0
	}
	return r.score[0]
}

// of tells how far a ranking may be trusted.
func (z zones) of(r ranking) intents.Zone {
	switch {
	case r.n == 0 || r.score[0] < z.Ask:
		return intents.ZoneFallback
	case r.score[0] < z.Act, r.n > 1 && r.score[1] > z.Close*r.score[0]:
		return intents.ZoneAsk
	}
	return intents.ZoneAct
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
