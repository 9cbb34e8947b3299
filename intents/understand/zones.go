package understand

import (
	"math"

	"github.com/banshi-bot/banshi/intents"
)

// zones are the limits between acting, asking and falling back, on calibrated scores.
type zones struct {
	Act   float64 // below: ask
	Ask   float64 // below: fall back
	Close float64 // a second guess within this share of the first: ask
}

// of tells how far a ranking may be trusted.
func (z zones) of(r ranking) intents.Zone {
	switch {
	case r.n == 0 || r.nearest == 0 || r.score[0] < z.Ask:
		return intents.ZoneFallback
	case r.score[0] < z.Act, r.n > 1 && r.score[1] > z.Close*r.score[0]:
		return intents.ZoneAsk
	}
	return intents.ZoneAct
}

// leastSure is as little as is ever asked of a guess before it is acted on, mostSure as much.
const (
	leastSure = 0.5
	mostSure  = 0.95
)

// limits sets the zones from what the best guess of held-out rows scored: the weakest 5 % of what is in scope are asked
// about and the weakest 0.5 % fall back. Asking the wrong thing costs little; falling back hides what is meant.
func limits(inside []float64) zones {
	act := min(max(quantile(inside, 0.05), leastSure), mostSure)
	return zones{Act: act, Ask: min(max(quantile(inside, 0.005), 0.1), 0.45, act)}
}

// What it costs to act on a message wrongly, counted in messages understood at once: another service started than the
// one meant, and a service started where none was meant. Most negatives lie nearer to the services than what people say
// who want none of them.
const (
	costOfWrong   = 5
	costOfOutside = 0.5
)

// chance is how much more caution must pay before it is taken on: less may be an accident of what was held out.
const chance = 0.005

// settle raises Act and chooses Close to where acting on the held-out rows pays most, beginning with the boldest.
func (z *zones) settle(inside, outside []ranking, own []int32) {
	best, most := *z, math.Inf(-1)
	for act := z.Act; act <= mostSure; act += 0.05 {
		for percent := 80; percent >= 40; percent -= 5 {
			try := zones{Act: act, Ask: z.Ask, Close: float64(percent) / 100}
			if pays := try.pays(inside, outside, own); pays > most+chance {
				best, most = try, pays
			}
		}
	}
	*z = best
}

// pays tells what acting as the zones say is worth on held-out rows.
func (z zones) pays(inside, outside []ranking, own []int32) float64 {
	var right, wrong, strays int
	for i, r := range inside {
		switch {
		case z.of(r) != intents.ZoneAct:
		case r.class[0] == own[i]:
			right++
		default:
			wrong++
		}
	}
	for _, r := range outside {
		if z.of(r) == intents.ZoneAct {
			strays++
		}
	}
	return float64(right-costOfWrong*wrong)/float64(max(len(inside), 1)) - costOfOutside*float64(strays)/float64(max(len(outside), 1))
}

// quantile of sorted values.
func quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[int(q*float64(len(sorted)-1))]
}
