// Package eval measures a recogniser: how often it is right, what it takes for what, whether it knows
// what it does not know, and whether its scores mean what they say.
//
// Run scores any intents.Recogniser on rows with known answers; CrossValidate trains and scores a catalog's
// own examples; Lint tells authors which examples harm. A Report is data: it marshals to JSON and writes
// itself as text.
package eval

import (
	"cmp"
	"slices"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/understand"
	"github.com/banshi-bot/banshi/intents/value"
)

// A Row is one message with its known answer.
type Row struct {
	Text   string            `json:"text"`
	Intent string            `json:"intent"` // understand.Outside where no intent is meant
	Slots  map[string]string `json:"slots,omitempty"`
}

// A Report is what was measured. Shares are between 0 and 1.
type Report struct {
	Inside  int `json:"inside"`  // rows that mean an intent
	Outside int `json:"outside"` // rows that mean none

	Accuracy float64 `json:"accuracy"`  // the best guess is right, whatever the zone
	First    float64 `json:"first"`     // acted on, and rightly
	Asked    float64 `json:"asked"`     // right at first, or asked back with the right one among three
	Wrong    float64 `json:"wrong"`     // acted on wrongly
	FellBack float64 `json:"fell_back"` // not understood though an intent was meant

	Acted    float64 `json:"outside_acted"`     // outside rows acted on
	AUROC    float64 `json:"auroc"`             // how well the score tells inside from outside
	Recall95 float64 `json:"outside_recall_95"` // outside rows refused when 95 % of the inside are let in
	ECE      float64 `json:"calibration_error"` // expected calibration error over ten bins

	Slots      int     `json:"slots,omitempty"`
	SlotsFound float64 `json:"slots_found,omitempty"`

	Intents   []Intent    `json:"intents"`
	Confusion []Confusion `json:"confusion"`
}

// Intent is how one intent fared.
type Intent struct {
	Intent    string  `json:"intent"`
	Rows      int     `json:"rows"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
}

// Confusion is how often one intent was taken for another.
type Confusion struct {
	Meant   string `json:"meant"`
	Guessed string `json:"guessed"`
	Times   int    `json:"times"`
}

// Run scores a recogniser on rows.
func Run(r intents.Recogniser, rows []Row, at value.Context) Report {
	var t tally
	for _, row := range rows {
		t.add(row, r.Understand(row.Text, at))
	}
	return t.report()
}

// A tally collects rows and what was understood.
type tally struct {
	meant   []string
	guessed []string
	scores  []float64
	zones   []intents.Zone
	among   []bool // the right one is among the first three

	slots, found int
}

func (t *tally) add(row Row, u intents.Understanding) {
	guess, score := "", 0.0
	if len(u.Ranked) > 0 {
		guess, score = u.Ranked[0].Intent, u.Ranked[0].Score
	}
	among := slices.ContainsFunc(u.Ranked[:min(3, len(u.Ranked))], func(g intents.Guess) bool { return g.Intent == row.Intent })
	t.meant, t.guessed = append(t.meant, row.Intent), append(t.guessed, guess)
	t.scores, t.zones, t.among = append(t.scores, score), append(t.zones, u.Zone), append(t.among, among)
	for _, want := range row.Slots {
		t.slots++
		if slices.ContainsFunc(u.Entities, func(e value.Entity) bool { return e.Value == want || e.Text == want }) {
			t.found++
		}
	}
}

func (t *tally) report() Report {
	var r Report
	var inside, outside []float64
	var confidence []float64
	var right []bool
	for i, meant := range t.meant {
		if meant == understand.Outside {
			r.Outside++
			outside = append(outside, t.scores[i])
			if t.zones[i] == intents.ZoneAct {
				r.Acted++
			}
			continue
		}
		r.Inside++
		inside = append(inside, t.scores[i])
		ok := t.guessed[i] == meant
		confidence, right = append(confidence, t.scores[i]), append(right, ok)
		r.count(ok, t.zones[i], t.among[i])
	}
	r.divide()
	r.AUROC = AUROC(inside, outside)
	r.Recall95 = RecallAt(inside, outside, 0.95)
	r.ECE = CalibrationError(confidence, right)
	if r.Slots = t.slots; t.slots > 0 {
		r.SlotsFound = float64(t.found) / float64(t.slots)
	}
	r.Intents, r.Confusion = t.byIntent()
	return r
}

// count adds one row that means an intent.
func (r *Report) count(right bool, zone intents.Zone, among bool) {
	if right {
		r.Accuracy++
	}
	switch {
	case zone == intents.ZoneFallback:
		r.FellBack++
	case zone == intents.ZoneAsk && among:
		r.Asked++
	case zone == intents.ZoneAct && right:
		r.First++
		r.Asked++
	case zone == intents.ZoneAct:
		r.Wrong++
	}
}

// divide turns counts into shares.
func (r *Report) divide() {
	if n := float64(r.Inside); n > 0 {
		for _, share := range []*float64{&r.Accuracy, &r.First, &r.Asked, &r.Wrong, &r.FellBack} {
			*share /= n
		}
	}
	if r.Outside > 0 {
		r.Acted /= float64(r.Outside)
	}
}

// byIntent counts per intent and per pair taken for each other.
func (t *tally) byIntent() ([]Intent, []Confusion) {
	rows, hits, guesses := map[string]int{}, map[string]int{}, map[string]int{}
	pairs := map[Confusion]int{}
	for i, meant := range t.meant {
		if t.zones[i] != intents.ZoneFallback || meant != understand.Outside {
			guesses[t.guessed[i]]++
		}
		if meant == understand.Outside {
			if t.zones[i] == intents.ZoneAct {
				pairs[Confusion{Meant: meant, Guessed: t.guessed[i]}]++
			}
			continue
		}
		rows[meant]++
		if t.guessed[i] == meant {
			hits[meant]++
		} else {
			pairs[Confusion{Meant: meant, Guessed: t.guessed[i]}]++
		}
	}
	var list []Intent
	for name, n := range rows {
		one := Intent{Intent: name, Rows: n, Recall: float64(hits[name]) / float64(n)}
		if guesses[name] > 0 {
			one.Precision = float64(hits[name]) / float64(guesses[name])
		}
		list = append(list, one)
	}
	slices.SortFunc(list, func(a, b Intent) int { return cmp.Compare(a.Intent, b.Intent) })
	var confusion []Confusion
	for pair, n := range pairs {
		pair.Times = n
		confusion = append(confusion, pair)
	}
	slices.SortFunc(confusion, func(a, b Confusion) int {
		return cmp.Or(cmp.Compare(b.Times, a.Times), cmp.Compare(a.Meant, b.Meant), cmp.Compare(a.Guessed, b.Guessed))
	})
	return list, confusion
}
