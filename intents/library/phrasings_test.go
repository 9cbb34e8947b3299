package library_test

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/understand"
	"github.com/banshi-bot/banshi/intents/value"
)

// phrasing is what somebody might write first; training never reads it.
type phrasing struct {
	Text   string `json:"text"`
	Intent string `json:"intent"` // intents.Outside where no service is meant
}

// figures count how the phrasings of one language were taken.
type figures struct {
	inside, first, meant int // of a service: acted on rightly, or asked back with the right one among three
	wrong                int // acted on as another service
	outside, acted       int // of none: acted on all the same
}

// What is wanted of each language, in percent.
const (
	firstFloor = 95 // of phrasings of a service: acted on rightly at first
	meantFloor = 99 // or asked back with the right one among three
	actedCeil  = 2  // of those outside: acted on
)

// TestPhrasings measures the recogniser, trained on the shipped examples, on words it has never seen.
func TestPhrasings(t *testing.T) {
	c := load(t)
	examples := map[string]bool{}
	for _, s := range c.Samples() {
		examples[strings.ToLower(s.Text)] = true
	}
	by := map[string]*figures{"zh": {}, "en": {}}
	perIntent := map[string]*figures{}
	at := value.Context{At: 1772589600000}
	for _, p := range phrasings(t) {
		if examples[strings.ToLower(p.Text)] {
			t.Errorf("%q is an example: a phrasing must be new", p.Text)
		}
		u := c.Recogniser.Understand(p.Text, at)
		f := by[script(p.Text)]
		f.count(p, u)
		if perIntent[p.Intent] == nil {
			perIntent[p.Intent] = &figures{}
		}
		perIntent[p.Intent].count(p, u)
	}
	for _, lang := range []string{"zh", "en"} {
		by[lang].check(t, lang)
	}
	for _, id := range c.Intents() {
		if f := perIntent[id]; f == nil || f.inside < 28 {
			t.Errorf("%s has too few phrasings", id)
		} else {
			t.Logf("%-24s %d: at first %.0f %%, with \"did you mean\" %.0f %%", id, f.inside, share(f.first, f.inside), share(f.first+f.meant, f.inside))
		}
	}
}

// check prints the figures of a language and holds them against what is wanted.
func (f *figures) check(t *testing.T, lang string) {
	t.Helper()
	first, meant, acted := share(f.first, f.inside), share(f.first+f.meant, f.inside), share(f.acted, f.outside)
	t.Logf("%s: %d of a service: right at first %.1f %%, with \"did you mean\" %.1f %%, acted on as another %d; %d outside: acted on %.1f %%",
		lang, f.inside, first, meant, f.wrong, f.outside, acted)
	if first < firstFloor {
		t.Errorf("%s: %.1f %% right at first, wanted %d", lang, first, firstFloor)
	}
	if meant < meantFloor {
		t.Errorf("%s: %.1f %% right at first or asked back, wanted %d", lang, meant, meantFloor)
	}
	if acted > actedCeil {
		t.Errorf("%s: %.1f %% outside acted on, at most %d are allowed", lang, acted, actedCeil)
	}
}

func (f *figures) count(p phrasing, u intents.Understanding) {
	act := u.Zone == intents.ZoneAct && !bare(u)
	if p.Intent == intents.Outside {
		f.outside++
		if act {
			f.acted++
		}
		return
	}
	f.inside++
	switch {
	case act && u.Ranked[0].Intent == p.Intent:
		f.first++
	case act:
		f.wrong++
	case u.Zone == intents.ZoneAsk && among(u.Ranked, p.Intent):
		f.meant++
	}
}

// bare reports a message that is nothing but an act, which begins no service.
func bare(u intents.Understanding) bool { return len(u.Acts) > 0 && u.Acts[0].Exact }

func among(ranked []intents.Guess, id string) bool {
	for _, g := range ranked[:min(3, len(ranked))] {
		if g.Intent == id {
			return true
		}
	}
	return false
}

func share(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }

func script(text string) string {
	if understand.Language(text) == "en" {
		return "en"
	}
	return "zh"
}

func phrasings(t *testing.T) []phrasing {
	t.Helper()
	f, err := os.Open("phrasings.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []phrasing
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var p phrasing
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			t.Fatalf("phrasings.jsonl: %v", err)
		}
		all = append(all, p)
	}
	return all
}
