package cli

import (
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"testing/synctest"
	"time"
)

// garbage is what was allocated last; what was before it is garbage.
var garbage []byte

// TestTidyWaitsForQuiet: reading allocates as well, so that a server asked for its metrics all the time is not quiet
// although it writes nothing; and whoever set the collector by GOGC is not overruled.
func TestTidyWaitsForQuiet(t *testing.T) {
	for _, c := range []struct {
		name, gogc string
		made       int // at each look
		forced     bool
	}{
		{"quiet", "", 0, true},
		{"read from", "", 2 << 20, false},
		{"quiet, but GOGC is set", "100", 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("GOGC", c.gogc)
			defer debug.SetGCPercent(debug.SetGCPercent(-1)) // the collector runs when tidy wants it
			synctest.Test(t, func(t *testing.T) {
				go tidy(t.Context())
				time.Sleep(quietEvery * 3 / 2) // now between two looks
				garbage = make([]byte, 2*quietLeft)
				garbage = nil
				before := forced()
				for range 8 {
					time.Sleep(quietEvery)
					garbage = make([]byte, c.made)
				}
				if got := forced() > before; got != c.forced {
					t.Errorf("a collection was forced: %t, want %t", got, c.forced)
				}
			})
		})
	}
}

// forced is how many collections were asked for.
func forced() uint64 {
	s := []metrics.Sample{{Name: "/gc/cycles/forced:gc-cycles"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}
