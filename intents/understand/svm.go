package understand

import (
	"math"
	"slices"
)

// An svm learns to tell one class from the rest: L2-regularised squared hinge loss by dual coordinate
// descent with shrinking (Hsieh et al., 2008).
type svm struct {
	data   *matrix
	square []float32 // of each row
	cost   float32
	passes int
	stop   float32 // stop when the largest violation is below
}

// A machine is the state of one class being learned.
type machine struct {
	w     []float32
	alpha []float32 // of each position in rows
	order []int32
	rng   uint64

	rows  []int32  // of a spare machine
	other *machine // the spare one, kept for the next time
}

func (t *training) newMachine() *machine { return &machine{w: make([]float32, len(t.vocab.keys))} }

// reset makes the machine ready for another class, with as many rows.
func (m *machine) reset(seed uint64, rows int) {
	clear(m.w)
	m.restart(seed, rows)
}

// restart is reset for a machine whose weights are 0 already.
func (m *machine) restart(seed uint64, rows int) {
	m.alpha = slices.Grow(m.alpha[:0], rows)[:rows]
	clear(m.alpha)
	m.rng = seed*0x9e3779b97f4a7c15 + 88172645463325252
}

// spare returns a second machine without rows, its weights still to be set.
func (m *machine) spare(t *training) *machine {
	if m.other == nil {
		m.other = t.newMachine()
	}
	m.other.rows, m.other.alpha = m.other.rows[:0], m.other.alpha[:0]
	m.other.rng = m.rng + 1
	return m.other
}

func sign(positive bool) float32 {
	if positive {
		return 1
	}
	return -1
}

// learn trains m on rows; positive tells which of them are the class.
func (s svm) learn(m *machine, rows []int32, positive func(row int32) bool) {
	active := len(rows)
	m.order = m.order[:0]
	for i := range rows {
		m.order = append(m.order, int32(i))
	}
	bound := float32(math.Inf(1))
	for range s.passes {
		m.shuffle(active)
		highest, lowest := float32(math.Inf(-1)), float32(math.Inf(1))
		for k := 0; k < active; k++ {
			i := m.order[k]
			row := rows[i]
			y := sign(positive(row))
			x := s.data.row(int(row))
			g := y*x.dot(m.w) - 1 + m.alpha[i]/(2*s.cost)
			violation := g
			if m.alpha[i] == 0 {
				if g > bound {
					active--
					m.order[k], m.order[active] = m.order[active], m.order[k]
					k--
					continue
				}
				violation = min(g, 0)
			}
			highest, lowest = max(highest, violation), min(lowest, violation)
			if violation > -1e-12 && violation < 1e-12 {
				continue
			}
			before := m.alpha[i]
			m.alpha[i] = max(before-g/(s.square[row]+1/(2*s.cost)), 0)
			x.addTo(m.w, (m.alpha[i]-before)*y)
		}
		if highest-lowest <= s.stop {
			if active == len(rows) {
				return
			}
			active, bound = len(rows), float32(math.Inf(1))
			continue
		}
		bound = highest
		if bound <= 0 {
			bound = float32(math.Inf(1))
		}
	}
}

// shuffle brings the first n of order into an order that only depends on m.rng.
func (m *machine) shuffle(n int) {
	for i := n - 1; i > 0; i-- {
		m.rng ^= m.rng << 13
		m.rng ^= m.rng >> 7
		m.rng ^= m.rng << 17
		j := int(m.rng>>33) % (i + 1)
		m.order[i], m.order[j] = m.order[j], m.order[i]
	}
}
