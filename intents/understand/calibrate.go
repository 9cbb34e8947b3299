package understand

import (
	"math"
	"slices"
)

// A clue is what is known of one class as the meaning of one text.
type clue [clues]float64

const (
	clueScore  = iota // what its machine says
	clueGap           // how far that is above the best other class
	clueNear          // how near the text is to the examples of any class
	clueAlways        // 1
	clues
)

// A logistic turns clues into the probability that the class is what is meant.
type logistic clue

func (l logistic) at(c clue) float64 { return 1 / (1 + math.Exp(-l.sum(c))) }

func (l logistic) sum(c clue) float64 {
	var sum float64
	for i, w := range l {
		sum += w * c[i]
	}
	return sum
}

// Before anything is known of a catalog, this is how sure clues make us; fitting moves away from it as far
// as the examples justify.
var (
	priorClues = logistic{clueScore: 2, clueGap: 2, clueNear: 2, clueAlways: -0.5}
	priorScale = logistic{clueScore: 1}
)

// ridge is how strongly a fit is drawn towards its prior.
const ridge = 1.0

// fitLogistic fits by Newton's method, drawn towards the prior. A step that makes things worse is halved
// until it does not: far from the end, full steps may run away.
func fitLogistic(prior logistic, x []clue, right []bool) logistic {
	l := prior
	loss := l.loss(prior, x, right)
	for range 30 {
		step := l.newton(prior, x, right)
		next, lower := l, loss
		for scale := 1.0; scale > 1e-4; scale /= 2 {
			for i := range step {
				next[i] = l[i] - scale*step[i]
			}
			if lower = next.loss(prior, x, right); lower <= loss {
				break
			}
		}
		if loss-lower < 1e-9*loss {
			break
		}
		l, loss = next, lower
	}
	return l
}

// loss is what fitLogistic makes small.
func (l logistic) loss(prior logistic, x []clue, right []bool) float64 {
	var sum float64
	for i := range l {
		sum += ridge / 2 * (l[i] - prior[i]) * (l[i] - prior[i])
	}
	for i, c := range x {
		z := l.sum(c)
		if right[i] {
			z = -z
		}
		sum += max(z, 0) + math.Log1p(math.Exp(-math.Abs(z)))
	}
	return sum
}

// newton returns the step to take off l.
func (l logistic) newton(prior logistic, x []clue, right []bool) clue {
	var gradient clue
	var hessian [clues][clues]float64
	for i := range gradient {
		gradient[i] = ridge * (l[i] - prior[i])
		hessian[i][i] = ridge
	}
	for i, c := range x {
		p := l.at(c)
		d, w := p, p*(1-p)
		if right[i] {
			d = p - 1
		}
		for a := range c {
			gradient[a] += d * c[a]
			for b := 0; b <= a; b++ {
				hessian[a][b] += w * c[a] * c[b]
			}
		}
	}
	return solve(hessian, gradient)
}

// solve solves h·x = g by Cholesky's method; h is positive definite and given by its lower half.
func solve(h [clues][clues]float64, g clue) clue {
	for i := range clues {
		for j := 0; j <= i; j++ {
			sum := h[i][j]
			for k := range j {
				sum -= h[i][k] * h[j][k]
			}
			if i == j {
				h[i][i] = math.Sqrt(max(sum, 1e-12))
			} else {
				h[i][j] = sum / h[j][j]
			}
		}
	}
	for i := range clues {
		for k := range i {
			g[i] -= h[i][k] * g[k]
		}
		g[i] /= h[i][i]
	}
	for i := clues - 1; i >= 0; i-- {
		for k := i + 1; k < clues; k++ {
			g[i] -= h[k][i] * g[k]
		}
		g[i] /= h[i][i]
	}
	return g
}

// contenders is how many classes of each row the confidence is fitted on.
const contenders = 3

// lessons are what the confidence is learned from.
type lessons struct {
	all      []clue // every contender, and the best of rows whose own class was taken away
	allRight []bool

	first      []clue // the best of every row
	firstRight []bool
}

// add takes in how a row ranks.
func (l *lessons) add(r ranking, label int32) {
	for k := range min(r.n, contenders) {
		l.all, l.allRight = append(l.all, r.clue(k)), append(l.allRight, r.class[k] == label)
	}
	if r.n > 0 {
		l.first, l.firstRight = append(l.first, r.clue(0)), append(l.firstRight, r.class[0] == label)
	}
}

// lack takes in how a row ranks when its own class does not exist: what is out of scope looks like that,
// and nobody had to collect it.
func (l *lessons) lack(r ranking) {
	if r.n > 0 {
		l.all, l.allRight = append(l.all, r.clue(0)), append(l.allRight, false)
	}
}

// fit learns first which clues tell right from wrong, then how sure their sum makes of the best guess.
func (l *lessons) fit() logistic {
	sure := fitLogistic(priorClues, l.all, l.allRight)
	sums := make([]clue, len(l.first))
	for i, c := range l.first {
		sums[i] = clue{clueScore: sure.sum(c), clueAlways: 1}
	}
	scale := fitLogistic(priorScale, sums, l.firstRight)
	for i := range sure {
		sure[i] *= scale[clueScore]
	}
	sure[clueAlways] += scale[clueAlways]
	return sure
}

// A judge ranks held-out rows by machines that had not seen them, also without their own class.
type judge interface {
	rank(row int32) ranking
	lack(row int32) ranking
}

// fit learns the confidence and the zones.
func (t *training) fit(m *Model, held judge) {
	var l lessons
	var inside, outside []ranking
	var own []int32
	for _, rows := range t.heldOut() {
		for _, row := range rows {
			r := held.rank(row)
			switch t.label[row] {
			case -1:
				outside = append(outside, r)
				continue
			case t.rival:
				outside = append(outside, r)
				l.add(r, t.label[row])
				continue
			}
			inside = append(inside, r)
			l.add(r, t.label[row])
			own = append(own, t.label[row])
			l.lack(held.lack(row))
		}
	}
	step := 1 + 2*len(outside)/(len(inside)+1) // many negatives shall not talk the rest down
	for i, r := range outside {
		if i%step == 0 && t.rival < 0 {
			l.add(r, -1)
		}
	}
	m.sure = l.fit()
	m.sure.calibrate(outside, t.rival)
	m.zones = limits(m.sure.calibrate(inside, t.rival))
	m.zones.settle(inside, outside, own)
}

// calibrate writes the scores of rankings, without the class of what lies outside, and returns those of the first
// guesses, ascending.
func (l logistic) calibrate(rankings []ranking, rival int32) []float64 {
	first := make([]float64, len(rankings))
	for i := range rankings {
		rankings[i].calibrate(l)
		rankings[i].drop(rival)
		first[i] = rankings[i].best()
	}
	slices.Sort(first)
	return first
}
