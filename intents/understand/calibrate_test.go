package understand

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/banshi-bot/banshi/intents"
)

// TestFitDoesNotRunAway fits well separated scores far from the prior, where full Newton steps diverge and
// turn the slope around.
func TestFitDoesNotRunAway(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, scale := range []float64{0.01, 1, 10, 100} {
		var x []clue
		var right []bool
		for i := range 3000 {
			ok := i%20 != 0
			z := rng.NormFloat64()
			if ok {
				z += 2
			}
			x, right = append(x, clue{clueScore: scale * z, clueAlways: 1}), append(right, ok)
		}
		l := fitLogistic(priorScale, x, right)
		sum := 0.0
		for _, c := range x {
			sum += l.at(c)
		}
		if mean := sum / float64(len(x)); l[clueScore] <= 0 || math.Abs(mean-0.95) > 0.02 {
			t.Errorf("scale %v: slope %.3f, mean probability %.3f, want 0.95", scale, l[clueScore], mean)
		}
	}
}

func TestZones(t *testing.T) {
	z := zones{Act: 0.6, Ask: 0.2, Close: 0.5}
	for _, c := range []struct {
		first, second float64
		known         float32
		want          intents.Zone
	}{
		{0.9, 0.1, 1, intents.ZoneAct}, {0.9, 0.5, 1, intents.ZoneAsk}, {0.5, 0.1, 1, intents.ZoneAsk}, {0.1, 0, 1, intents.ZoneFallback}, {0.9, 0.1, 0, intents.ZoneFallback},
	} {
		r := ranking{n: 2, nearest: c.known}
		r.score[0], r.score[1] = c.first, c.second
		if got := z.of(r); got != c.want {
			t.Errorf("%+v is %s", c, got)
		}
	}
}

// TestNegativesRaiseTheLimits: what negatives score moves the zones up, within bounds.
func TestNegativesRaiseTheLimits(t *testing.T) {
	var inside []float64
	for i := range 1000 {
		inside = append(inside, 0.5+float64(i)/2000)
	}
	plain := limits(inside, nil, leastSure)
	warned := limits(inside, []float64{0.1, 0.9, 0.9}, leastSure)
	if !(warned.Act > plain.Act) || warned.Act > quantile(inside, 0.08)+1e-9 {
		t.Errorf("act from %.3f to %.3f", plain.Act, warned.Act)
	}
}
