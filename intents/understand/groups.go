package understand

import (
	"cmp"
	"math"
	"slices"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// A Group holds texts nobody understood that say nearly the same.
type Group struct {
	Texts   []string // the most typical first; masked by the caller before they come here
	Times   int      // how many messages, repeats counted
	Guesses []intents.Guess
}

// alike is the cosine from which two texts say nearly the same.
const alike = 0.6

// Groups joins near-duplicates among texts: each text joins the first group whose first text it is alike
// to. Groups come by size, the largest first, each with the model's best two guesses.
func (m *Model) Groups(texts []string) []Group {
	samples := make([]Sample, len(texts))
	for i, text := range texts {
		samples[i] = Sample{Text: text, Intent: "text"}
	}
	t := newTraining(samples, Config{}, standard)
	dense := make([]float32, len(t.vocab.keys))
	free := make([]bool, len(texts))
	for i := range free {
		free[i] = true
	}
	var groups []Group
	for i := range texts {
		if !free[i] {
			continue
		}
		v := t.data.row(i)
		v.addTo(dense, 1)
		var g Group
		for j := i; j < len(texts); j++ {
			if free[j] && t.cosine(dense, i, j) >= alike {
				free[j] = false
				g.add(texts[j])
			}
		}
		for _, id := range v.ids {
			dense[id] = 0
		}
		g.Guesses = m.firstTwo(g.Texts[0])
		groups = append(groups, g)
	}
	slices.SortStableFunc(groups, func(a, b Group) int { return cmp.Compare(b.Times, a.Times) })
	return groups
}

// cosine compares row i, laid out in dense, with row j.
func (t *training) cosine(dense []float32, i, j int) float32 {
	if i == j {
		return 1
	}
	both := t.square[i] * t.square[j]
	if both == 0 {
		return 0
	}
	return t.data.row(j).dot(dense) / float32(math.Sqrt(float64(both)))
}

func (g *Group) add(text string) {
	g.Times++
	if !slices.Contains(g.Texts, text) {
		g.Texts = append(g.Texts, text)
	}
}

func (m *Model) firstTwo(text string) []intents.Guess {
	ranked := m.Understand(text, value.Context{}).Ranked
	return ranked[:min(2, len(ranked))]
}

// An Effect is what adding texts to an intent would change.
type Effect struct {
	Matched int      // of the texts added, how many are then acted on as that intent, each judged without itself
	Of      int      //
	Changed []Change // other texts that would be understood otherwise
}

// A Change is a text that would be understood otherwise.
type Change struct {
	Text   string `json:"text"`
	Before string `json:"before"`
	After  string `json:"after"` // the intent acted on, "" where it would be asked or not understood
}

// Try measures the effect of adding texts to an intent: it trains with every second of them and asks about
// the others, and the other way round; then it trains with all and compares what is understood of others.
func (m *Model) Try(samples []Sample, cfg Config, intent string, texts, others []string) Effect {
	e := Effect{Of: len(texts)}
	for half := range 2 {
		var given, kept []string
		for i, text := range texts {
			if i%2 == half {
				kept = append(kept, text)
			} else {
				given = append(given, text)
			}
		}
		if len(kept) == 0 {
			continue
		}
		n := Train(with(samples, intent, given), cfg)
		for _, text := range kept {
			if n.acts(text) == intent {
				e.Matched++
			}
		}
	}
	all := Train(with(samples, intent, texts), cfg)
	for _, text := range others {
		if before, after := m.acts(text), all.acts(text); before != after {
			e.Changed = append(e.Changed, Change{Text: text, Before: before, After: after})
		}
	}
	return e
}

func with(samples []Sample, intent string, texts []string) []Sample {
	list := slices.Clone(samples)
	for _, text := range texts {
		list = append(list, Sample{Text: text, Intent: intent, Lang: Language(text)})
	}
	return list
}

// acts is the intent that a text would be acted on as, "" if none.
func (m *Model) acts(text string) string {
	u := m.Understand(text, value.Context{})
	if u.Zone != intents.ZoneAct || len(u.Ranked) == 0 {
		return ""
	}
	return u.Ranked[0].Intent
}
