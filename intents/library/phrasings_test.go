package library_test

import (
	"bufio"
	"encoding/json"
	"fmt"
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

// What is asked of words that nobody trained on, in percent of the phrasings of a language.
const (
	rightAtFirst = 95 // of those of a service: acted on rightly at once
	withAsking   = 99 // counting "did you mean" with the right one among three
	actedOutside = 2  // of those of none: acted on all the same, at most

	firstUnderstood = 85 // of first messages; none may be acted on wrongly
)

// TestPhrasings measures the recogniser, trained on the shipped examples, on words it has never seen.
func TestPhrasings(t *testing.T) {
	all := unseen(t, "phrasings.jsonl")
	for lang, f := range all.by {
		t.Logf("%s: %v", lang, f)
		if f.rate(f.first) < rightAtFirst || f.rate(f.first+f.meant) < withAsking || share(f.acted, f.outside) > actedOutside {
			t.Errorf("%s: wanted %d %% right at first, %d %% with asking, at most %d %% acted on outside",
				lang, rightAtFirst, withAsking, actedOutside)
		}
	}
	for id, f := range all.per {
		t.Logf("%-24s %v", id, f)
		if f.inside < 28 {
			t.Errorf("%s has too few phrasings", id)
		}
	}
}

// TestFirstMessages measures it on two hundred first messages: most are understood, none is acted on wrongly.
func TestFirstMessages(t *testing.T) {
	for lang, f := range unseen(t, "firsts.jsonl").by {
		t.Logf("%s: %v", lang, f)
		if f.rate(f.first) < firstUnderstood || f.wrong > 0 || f.acted > 0 {
			t.Errorf("%s: wanted %d %% understood and none acted on wrongly", lang, firstUnderstood)
		}
	}
}

// measured is how the phrasings of a file were taken, by language and by service.
type measured struct{ by, per map[string]*figures }

// unseen measures a file of phrasings, none of which may be an example.
func unseen(t *testing.T, file string) measured {
	t.Helper()
	c := load(t)
	examples := map[string]bool{}
	for _, s := range c.Samples() {
		examples[strings.ToLower(s.Text)] = true
	}
	m := measured{by: map[string]*figures{"zh": {}, "en": {}}, per: map[string]*figures{}}
	for _, id := range c.Intents() {
		m.per[id] = &figures{}
	}
	for _, p := range phrasings(t, file) {
		if examples[strings.ToLower(p.Text)] {
			t.Errorf("%s: %q is an example: a phrasing must be new", file, p.Text)
		}
		u := c.Recogniser.Understand(p.Text, value.Context{At: 1772589600000})
		m.by[script(p.Text)].count(p, u)
		if f := m.per[p.Intent]; f != nil {
			f.count(p, u)
		}
	}
	return m
}

func (f *figures) String() string {
	return fmt.Sprintf("%d of a service: right at first %.1f %%, with \"did you mean\" %.1f %%, acted on as another %.1f %%; %d outside: acted on %.1f %%",
		f.inside, f.rate(f.first), f.rate(f.first+f.meant), f.rate(f.wrong), f.outside, share(f.acted, f.outside))
}

// rate is a part of the phrasings of a service, in percent.
func (f *figures) rate(n int) float64 { return share(n, f.inside) }

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

func phrasings(t *testing.T, file string) []phrasing {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []phrasing
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var p phrasing
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all = append(all, p)
	}
	return all
}
