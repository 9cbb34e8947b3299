package prove

import (
	"regexp"
	"slices"
	"testing"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// TestEveryKind holds that a value of every kind is found and can be said: a question for it is not called
// unanswerable for want of one here.
func TestEveryKind(t *testing.T) {
	for _, name := range value.Names() {
		var p value.Params
		if name == "choice" {
			p.Options = []value.Option{{Value: "one", Labels: map[string]string{"zh": "一个"}}}
		}
		k, err := value.New(name, p)
		if err != nil {
			t.Fatal(err)
		}
		item := &intents.Item{Intent: &intents.Intent{ID: "x"}, Region: "330100"}
		slot := &intents.Slot{Name: "s", Kind: k, Params: p}
		if got := conditionsOf(item).slot(slot); len(got) != 1 {
			t.Errorf("%s: %d values for one class: %v", name, len(got), got)
		}
	}
}

// TestClasses holds that of the values no condition tells apart one is tried, and of each class one.
func TestClasses(t *testing.T) {
	for _, c := range []struct {
		when, kind string
		want       int
	}{
		{`n > 5`, "number", 2},
		{`n > 5 and n < 9`, "number", 2},
		{`n == 5 or d > "2026-03-09"`, "number", 2},
		{`d > "2026-03-09"`, "date", 2},
		{`p.age < 22 and p.sex == "male" or p.age < 20 and p.sex == "female"`, "person", 2},
		{`p.age < 60`, "person", 2},
		{`t == "x"`, "text", 2},
		{`b`, "truth", 2},
		{`n > 5`, "text", 1},
	} {
		x, err := intents.ParseExpr(c.when, intents.Pos{})
		if err != nil {
			t.Fatal(err)
		}
		k, err := value.New(c.kind, value.Params{})
		if err != nil {
			t.Fatal(err)
		}
		name := map[string]string{"number": "n", "date": "d", "person": "p", "text": "t", "truth": "b"}[c.kind]
		item := &intents.Item{Intent: &intents.Intent{ID: "x", Steps: []intents.Step{{ID: "s", When: x}}}, Region: "330100"}
		if got := conditionsOf(item).slot(&intents.Slot{Name: name, Kind: k}); len(got) != c.want {
			t.Errorf("%s, %s: %d classes, want %d: %v", c.when, c.kind, len(got), c.want, got)
		}
	}
}

// TestMatching holds that what is made for a pattern matches it.
func TestMatching(t *testing.T) {
	for _, pattern := range []string{`[A-Z]{2}\d{4}`, `(GD|YJ)[0-9]+`, `ab?c*`, `\d{3}-\d{4}`, `1[38]\d{9}`} {
		re := regexp.MustCompile(`\A(?:` + pattern + `)\z`)
		got := matching(pattern)
		if len(got) == 0 || slices.ContainsFunc(got, func(s string) bool { return !re.MatchString(s) }) {
			t.Errorf("%s: %q", pattern, got)
		}
	}
}
