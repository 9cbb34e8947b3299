package prove

import (
	"testing"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/library"
)

// shipped is the catalog that ships, without a recogniser.
func shipped(t testing.TB) *intents.Catalog {
	t.Helper()
	c, faults := intents.Load(library.Files, intents.Options{})
	if c == nil {
		t.Fatal(faults)
	}
	return c
}

// TestShipped holds that nothing is wrong with any service that ships.
func TestShipped(t *testing.T) {
	c := shipped(t)
	for _, id := range c.Intents() {
		r := Service(c, id)
		t.Logf("%s: %d forms, %d states, %d steps", id, r.Forms, r.States, r.Steps)
		if r.States == 0 {
			t.Errorf("%s: nothing was explored", id)
		}
		for _, f := range r.Findings {
			t.Errorf("%s\n%s", f.Fault(), f.Talk)
		}
	}
}

// BenchmarkShipped explores every service that ships; ms/service is the mean of them, worst-ms the slowest.
func BenchmarkShipped(b *testing.B) {
	c := shipped(b)
	ids := c.Intents()
	for b.Loop() {
		for _, id := range ids {
			Service(c, id)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N)/float64(len(ids)), "ms/service")
}
