package value

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestRecognizers measures Find on the public cases of microsoft/Recognizers-Text, which are not shipped:
// BANSHI_NLU names the folder that has them under recognizers/.
func TestRecognizers(t *testing.T) {
	dir := os.Getenv("BANSHI_NLU")
	if dir == "" {
		t.Skip("BANSHI_NLU is not set: the recognizers cases were not measured")
	}
	for _, c := range []struct {
		file, kind, field, lang string
		least                   float64
	}{
		{"DateTime_Chinese_DateParser", "date", "date", "zh", 0.80},
		{"DateTime_English_DateParser", "date", "date", "en", 0.85},
		{"DateTime_Chinese_TimeParser", "time", "time", "zh", 0.90},
		{"DateTime_Chinese_DurationParser", "duration", "duration", "zh", 0.85},
		{"Number_Chinese_OrdinalModel", "ordinal", "value", "zh", 0.99},
	} {
		right, all := measure(t, filepath.Join(dir, "recognizers", c.file+".jsonl"), c.kind, c.field, c.lang)
		t.Logf("%s: %d of %d right (%.1f %%)", c.file, right, all, 100*float64(right)/float64(all))
		if float64(right) < c.least*float64(all) {
			t.Errorf("%s: %d of %d right, want %.0f %%", c.file, right, all, 100*c.least)
		}
	}
}

type spec struct {
	Text    string
	Ref     string
	Results []struct {
		Value struct {
			Timex            string
			FutureResolution map[string]string
		}
		Resolution map[string]any
	}
}

func measure(t *testing.T, file, kind, field, lang string) (right, all int) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		var s spec
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatal(err)
		}
		c := Context{Lang: lang}
		if ref, err := time.ParseInLocation("2006-01-02T15:04:05", s.Ref, shanghai); err == nil {
			c.At = ref.UnixMilli()
		}
		var want, got []string
		for _, r := range s.Results {
			v := r.Value.FutureResolution[field]
			switch {
			case kind == "ordinal":
				v, _ = r.Resolution[field].(string)
			case kind == "duration":
				v = r.Value.Timex
			case kind == "time":
				v = strings.TrimSuffix(v, ":00")
			case v == "0001-01-01":
				v = ""
			}
			want = append(want, v)
		}
		end := -1
		for _, e := range Find(s.Text, c) {
			if e.Kind == kind && e.Start >= end {
				got, end = append(got, e.Value), e.End
			}
		}
		all++
		if strings.Join(got, " ") == strings.Join(want, " ") && len(got) == len(want) {
			right++
			continue
		}
		t.Logf("  %s %q: got %v, want %v", kind, s.Text, got, want)
	}
	return right, all
}
