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

// TestSteady holds that exploring twice is the same.
func TestSteady(t *testing.T) {
	c := shipped(t)
	for _, id := range []string{"hkmo_permit_renew", "hotline_12345"} {
		if a, b := Service(c, id), Service(c, id); a.States != b.States || a.Steps != b.Steps {
			t.Errorf("%s: %d states by %d steps, then %d by %d", id, a.States, a.Steps, b.States, b.Steps)
		}
	}
}

// BenchmarkShipped explores every service that ships.
func BenchmarkShipped(b *testing.B) {
	c := shipped(b)
	for _, id := range c.Intents() {
		b.Run(id, func(b *testing.B) {
			states := 0
			for b.Loop() {
				states = Service(c, id).States
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/service")
			b.ReportMetric(float64(states), "states")
		})
	}
}
