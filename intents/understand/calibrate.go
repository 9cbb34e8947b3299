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

func (l logistic) at(c clue) float64 {
	var sum float64
	for i, w := range l {
		sum += w * c[i]
	}
	return 1 / (1 + math.Exp(-sum))
}

// before anything is known of a catalog, this is how sure clues make us; fitting moves away from it as far
// as the examples justify.
var prior = logistic{clueScore: 2, clueGap: 2, clueNear: 2, clueAlways: -0.5}

// fitLogistic fits by Newton's method, drawn towards the prior.
func fitLogistic(x []clue, right []bool) logistic {
	const ridge = 1.0
	l := prior
	for range 30 {
		var gradient clue
		var hessian [clues][clues]float64
		for i := range gradient {
			gradient[i] = ridge * (l[i] - prior[i])
			hessian[i][i] = ridge
		}
		for i, c := range x {
			p := l.at(c)
			d := p
			if right[i] {
				d = p - 1
			}
			w := p * (1 - p)
			for a := range c {
				gradient[a] += d * c[a]
				for b := 0; b <= a; b++ {
					hessian[a][b] += w * c[a] * c[b]
				}
			}
		}
		step := solve(hessian, gradient)
		size := 0.0
		for i, s := range step {
			l[i] -= s
			size = max(size, math.Abs(s))
		}
		if size < 1e-6 {
			break
		}
	}
	return l
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

// zones are the limits between acting, asking and falling back, on calibrated scores.
type zones struct {
	Act   float64 // below: ask
	Ask   float64 // below: fall back
	Close float64 // a second guess within this share of the first: ask
}

// contenders is how many classes of each row the confidence is fitted on.
const contenders = 3

// fit learns the confidence and the zones from how rows rank by machines that had not seen them.
func (t *training) fit(m *Model, rank func(row int32) ranking) {
	var x []clue
	var right []bool
	var inside []clue
	learn := func(row int32, r ranking) {
		for k := range min(r.n, contenders) {
			x, right = append(x, r.clue(k)), append(right, r.class[k] == t.label[row])
		}
	}
	for _, rows := range t.heldOut(len(t.inside())) {
		for _, row := range rows {
			r := rank(row)
			inside = append(inside, r.clue(0))
			learn(row, r)
		}
	}
	s := m.pool.Get().(*scratch)
	defer m.pool.Put(s)
	for row := len(t.inside()); row < len(t.label); row++ {
		learn(int32(row), m.score(s, t.data.row(row)))
	}
	m.sure = fitLogistic(x, right)
	m.zones = m.limits(inside)
}

// limits sets the zones: the fall-back where the weakest 5 % of what is in scope lies, or higher where
// negatives show that more is needed.
func (m *Model) limits(inside []clue) zones {
	var sure []float64
	for _, c := range inside {
		sure = append(sure, m.sure.at(c))
	}
	slices.Sort(sure)
	ask := min(quantile(sure, 0.05), 0.5)
	return zones{Act: max(ask, 0.5), Ask: ask / 2, Close: 0.5}
}

// quantile of sorted values.
func quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[int(q*float64(len(sorted)-1))]
}
