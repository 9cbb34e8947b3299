package eval

import (
	"math"
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/understand"
	"github.com/banshi-bot/banshi/intents/value"
)

// fixed answers from a table.
type fixed map[string]intents.Understanding

func (f fixed) Understand(text string, _ value.Context) intents.Understanding { return f[text] }

func said(intent string, score float64, zone intents.Zone, others ...string) intents.Understanding {
	u := intents.Understanding{Zone: zone, Ranked: []intents.Guess{{Intent: intent, Score: score}}}
	for _, o := range others {
		u.Ranked = append(u.Ranked, intents.Guess{Intent: o})
	}
	return u
}

func TestRunCounts(t *testing.T) {
	r := Run(fixed{
		"a1": said("a", 0.9, intents.ZoneAct),
		"a2": said("b", 0.6, intents.ZoneAsk, "a"),
		"a3": said("b", 0.8, intents.ZoneAct),
		"b1": said("b", 0.1, intents.ZoneFallback),
		"o1": said("a", 0.05, intents.ZoneFallback),
		"o2": said("b", 0.7, intents.ZoneAct),
	}, []Row{{Text: "a1", Intent: "a"}, {Text: "a2", Intent: "a"}, {Text: "a3", Intent: "a"}, {Text: "b1", Intent: "b"},
		{Text: "o1", Intent: understand.Outside}, {Text: "o2", Intent: understand.Outside}}, value.Context{})
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"accuracy", r.Accuracy, 0.5}, {"first", r.First, 0.25}, {"asked", r.Asked, 0.5}, {"wrong", r.Wrong, 0.25}, {"fell back", r.FellBack, 0.25}, {"acted", r.Acted, 0.5},
		{"AUROC", r.AUROC, 6.0 / 8},
	} {
		if math.Abs(c.got-c.want) > 1e-9 {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
	want := []Confusion{{"a", "b", 2}, {understand.Outside, "b", 1}}
	if len(r.Confusion) != 2 || (r.Confusion[0] != want[0] && r.Confusion[1] != want[0]) {
		t.Errorf("confusion %+v, want %+v", r.Confusion, want)
	}
	var b strings.Builder
	if err := r.WriteText(&b); err != nil || !strings.Contains(b.String(), "best guess right") {
		t.Errorf("text %q, %v", b.String(), err)
	}
}

func TestFigures(t *testing.T) {
	if got := AUROC([]float64{3, 4}, []float64{1, 3}); got != 0.875 {
		t.Errorf("AUROC = %v, want 0.875", got)
	}
	if got := RecallAt([]float64{1, 2, 3, 4}, []float64{0, 0.5, 3.5}, 0.95); math.Abs(got-2.0/3) > 1e-9 {
		t.Errorf("RecallAt = %v, want 2/3", got)
	}
	if got := CalibrationError([]float64{0.95, 0.95, 0.25, 0.25}, []bool{true, true, false, true}); math.Abs(got-0.15) > 1e-9 {
		t.Errorf("CalibrationError = %v, want 0.15", got)
	}
}

func TestLint(t *testing.T) {
	var samples []understand.Sample
	add := func(intent string, texts ...string) {
		for _, text := range texts {
			samples = append(samples, understand.Sample{Text: text, Intent: intent})
		}
	}
	add("fine", "交罚单", "缴罚款", "我要交罚单", "罚单怎么交", "交通罚款缴纳", "缴交通罚款", "罚款在哪里交", "交一下罚单", "罚单缴费")
	add("fund", "查公积金", "公积金余额", "我的公积金有多少", "公积金查询", "看看公积金", "公积金缴存明细", "公积金账户", "查一下公积金余额", "交罚单！")
	findings := Lint(samples, understand.Config{})
	has := func(code, intent, text, other string) bool {
		for _, f := range findings {
			if f.Code == code && f.Intent == intent && f.Text == text && f.Other == other {
				return true
			}
		}
		return false
	}
	if !has("shared", "fund", "交罚单！", "fine") || !has("few", "fine", "", "") || !has("mistaken", "fund", "交罚单！", "fine") {
		t.Errorf("findings: %+v", findings)
	}
	if has("mistaken", "fine", "缴罚款", "fund") {
		t.Error("a good example was called mistaken")
	}
}

func TestCrossValidateScoresEverySampleOnce(t *testing.T) {
	samples := understand.Smalltalk()[:200]
	for i := range samples {
		samples[i].Intent = string(rune('a' + i%3))
	}
	if r := CrossValidate(samples, understand.Config{}, 5); r.Inside != len(samples) {
		t.Errorf("%d rows scored, want %d", r.Inside, len(samples))
	}
}
