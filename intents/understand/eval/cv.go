package eval

import (
	"slices"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/understand"
	"github.com/banshi-bot/banshi/intents/value"
)

// CrossValidate splits samples into folds, trains on all but one, scores that one, in turn. Samples of one
// intent are spread evenly, in the order given.
func CrossValidate(samples []understand.Sample, cfg understand.Config, folds int) Report {
	t, _ := crossValidate(samples, cfg, folds)
	return t.report()
}

// crossValidate also returns the row of the tally for each sample.
func crossValidate(samples []understand.Sample, cfg understand.Config, folds int) (*tally, []int) {
	fold := assign(samples, max(folds, 2))
	t := new(tally)
	rows := make([]int, len(samples))
	for f := range max(folds, 2) {
		var training []understand.Sample
		for i, s := range samples {
			if fold[i] != f {
				training = append(training, s)
			}
		}
		m := understand.Train(training, cfg)
		for i, s := range samples {
			if fold[i] == f {
				rows[i] = len(t.meant)
				t.add(Row{Text: s.Text, Intent: s.Intent}, m.Understand(s.Text, value.Context{Lang: s.Lang}))
			}
		}
	}
	return t, rows
}

// assign deals the samples of each intent out to folds. Equal texts go to one fold: what is trained on is
// never what is scored.
func assign(samples []understand.Sample, folds int) []int {
	next := map[string]int{}
	known := map[string]int{}
	fold := make([]int, len(samples))
	for i, s := range samples {
		f, ok := known[s.Text]
		if !ok {
			f = next[s.Intent] % folds
			next[s.Intent]++
			known[s.Text] = f
		}
		fold[i] = f
	}
	return fold
}

// A Finding is something about the examples of a catalog that its author should look at.
type Finding struct {
	Code   string `json:"code"` // "shared", "few" or "mistaken"
	Intent string `json:"intent"`
	Text   string `json:"text,omitempty"`
	Other  string `json:"other,omitempty"` // the intent that shares the text, or that it is taken for
	N      int    `json:"n,omitempty"`     // "few": how many there are
}

// Enough is how many examples an intent should have at least.
const Enough = 20

// Lint finds examples that two intents share, intents with fewer than Enough examples, and examples that
// cross-validation takes for another intent in each of several splits.
func Lint(samples []understand.Sample, cfg understand.Config) []Finding {
	list := shared(samples)
	list = append(list, few(samples)...)
	return append(list, mistaken(samples, cfg)...)
}

// shared finds texts that stand under two intents, however they are written.
func shared(samples []understand.Sample) []Finding {
	var list []Finding
	owner := map[string]string{}
	for _, s := range samples {
		key := understand.Bare(s.Text)
		first, ok := owner[key]
		switch {
		case !ok:
			owner[key] = s.Intent
		case first != s.Intent:
			list = append(list, Finding{Code: "shared", Intent: s.Intent, Text: s.Text, Other: first})
		}
	}
	return list
}

func few(samples []understand.Sample) []Finding {
	count := map[string]int{}
	var names []string
	for _, s := range samples {
		if s.Intent == understand.Outside {
			continue
		}
		if count[s.Intent] == 0 {
			names = append(names, s.Intent)
		}
		count[s.Intent]++
	}
	slices.Sort(names)
	var list []Finding
	for _, name := range names {
		if count[name] < Enough {
			list = append(list, Finding{Code: "few", Intent: name, N: count[name]})
		}
	}
	return list
}

// mistaken finds examples that are surely taken for one and the same other intent in every split.
func mistaken(samples []understand.Sample, cfg understand.Config) []Finding {
	guesses := make([][]string, len(samples))
	for _, folds := range []int{3, 5, 7} {
		t, rows := crossValidate(samples, cfg, folds)
		for i, row := range rows {
			guess := ""
			if t.zones[row] != intents.ZoneFallback {
				guess = t.guessed[row]
			}
			guesses[i] = append(guesses[i], guess)
		}
	}
	var list []Finding
	for i, s := range samples {
		other := guesses[i][0]
		if s.Intent == understand.Outside || other == "" || other == s.Intent || len(slices.Compact(guesses[i])) > 1 {
			continue
		}
		list = append(list, Finding{Code: "mistaken", Intent: s.Intent, Text: s.Text, Other: other})
	}
	return list
}
