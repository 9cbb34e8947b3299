package talk

import (
	"strings"
	"testing"
)

// TestTranscript holds that what a talk does, written down, is a talk that does the same.
func TestTranscript(t *testing.T) {
	catalog := tiny(t)
	cfg := Config{Catalog: catalog}
	src := read(t, "testdata/tiny.talk")
	for k := range src.Scenes {
		var steps []Step
		cfg.Watch = func(s Step) { steps = append(steps, s) }
		play(&src.Scenes[k], 0, cfg)
		written := Transcript(catalog, steps, false)
		cfg.Watch = nil
		for _, f := range Run(parse(t, string(written)), cfg) {
			t.Errorf("scene %s: %v\n%s", src.Scenes[k].Title, f, written)
		}
		masked := string(Transcript(catalog, steps, true))
		for _, secret := range []string{"3301061900123456", "浙A12345"} {
			if strings.Contains(masked, secret) {
				t.Errorf("scene %s: %s stands in\n%s", src.Scenes[k].Title, secret, masked)
			}
		}
	}
}

func TestSpanText(t *testing.T) {
	for _, c := range []struct {
		seconds int64
		want    string
	}{{1, "1s"}, {20, "20s"}, {60, "1m"}, {600, "10m"}, {3600, "1h"}, {5430, "1h30m30s"}, {86400, "1d"}, {90000, "1d1h"}} {
		got := spanText(c.seconds)
		back, ok := readSpan(got)
		if got != c.want || !ok || back.Seconds() != float64(c.seconds) {
			t.Errorf("spanText(%d) = %q, want %q", c.seconds, got, c.want)
		}
	}
}
