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

// ranked is a ranking whose first guess is of class 0.
func ranked(first, second float64) ranking {
	r := ranking{n: 2, nearest: 1}
	r.class[1], r.score[0], r.score[1] = 1, first, second
	return r
}

// TestZonesSettleWhereItPays: mistakes with a close second guess make us ask which, negatives that score high make us ask
// instead of act.
func TestZonesSettleWhereItPays(t *testing.T) {
	var inside []ranking
	own := make([]int32, 1100)
	for i := range own {
		r := ranked(0.9, 0.1)
		if i%11 == 0 {
			r, own[i] = ranked(0.9, 0.65), int32(i%2) // every second time the other is meant
		}
		inside = append(inside, r)
	}
	for _, c := range []struct {
		outside      []ranking
		above, below float64 // where Act should lie
	}{
		{nil, 0.5, 0.501},
		{[]ranking{ranked(0.62, 0.1)}, 0.62, 0.71},
		{[]ranking{ranked(0.95, 0.1)}, 0.5, 0.501}, // acting less would lose more than it saves
	} {
		z := limits([]float64{0.5})
		z.settle(inside, c.outside, own)
		if z.Act < c.above || z.Act > c.below || z.Close >= 0.65/0.9 {
			t.Errorf("%v outside: %+v", c.outside, z)
		}
	}
}

// TestWhatLiesOutsideRaisesNoGuess: where it comes first, the guesses behind it are worth less, and never more, than
// their own scores.
func TestWhatLiesOutsideRaisesNoGuess(t *testing.T) {
	for _, c := range []struct{ outside, guess, want float64 }{
		{0.7, 0.6, 0.3}, {0.35, 0.3, 0.3}, {0.1, 0.08, 0.08}, {0, 0, 0},
	} {
		r := ranking{n: 2, class: [top]int32{1, 0}}
		r.score[0], r.score[1] = c.outside, c.guess
		if r.drop(1); r.n != 1 || r.class[0] != 0 || !(math.Abs(r.score[0]-c.want) < 1e-9) {
			t.Errorf("%.2f behind %.2f is worth %.2f, want %.2f", c.guess, c.outside, r.score[0], c.want)
		}
	}
}
