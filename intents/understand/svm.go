package understand

import (
	"math"
	"slices"
)

// An svm learns to tell one class from the rest: L2-regularised squared hinge loss by dual coordinate
// descent with shrinking (Hsieh et al., 2008).
type svm struct {
	data   *matrix
	label  []int32   // the class of each row
	square []float32 // the squared length of each row
	cost   float32
	passes int
	stop   float32 // stop when the largest violation is below
	always float32 // the value of one more feature that every row has
}

// A machine is the state of one class being learned.
type machine struct {
	class int32
	w     []float32
	bias  float32   // of the feature that every row has
	alpha []float32 // of each position in rows
	order []int32
	rng   uint64

	rows  []int32  // of a spare machine
	other *machine // the spare one, kept for the next time
	kept  []float32
}

func (t *training) newMachine() *machine { return &machine{w: make([]float32, len(t.vocab.keys))} }

// reset makes the machine ready for a class, with as many rows.
func (m *machine) reset(class, rows int) {
	clear(m.w)
	m.restart(class, rows)
}

// restart is reset for a machine whose weights are 0 already.
func (m *machine) restart(class, rows int) {
	m.class, m.bias = int32(class), 0
	m.alpha = slices.Grow(m.alpha[:0], rows)[:rows]
	clear(m.alpha)
	if m.kept == nil {
		m.kept = make([]float32, len(m.w))
	}
	m.rng = uint64(class)*0x9e3779b97f4a7c15 + 88172645463325252
}

// spare returns a second machine without rows, its weights still to be set.
func (m *machine) spare(t *training) *machine {
	if m.other == nil {
		m.other = t.newMachine()
	}
	m.other.rows, m.other.alpha = m.other.rows[:0], m.other.alpha[:0]
	m.other.class, m.other.bias, m.other.rng = m.class, m.bias, m.rng+1
	return m.other
}

// sign is 1 for a row of the class and -1 for any other.
func (s svm) sign(row, class int32) float32 {
	if s.label[row] == class {
		return 1
	}
	return -1
}

// add moves the machine by so much of a row.
func (s svm) add(m *machine, row int32, scale float32) {
	s.data.row(int(row)).addTo(m.w, scale)
	m.bias += scale * s.always
}

// of is what the machine says of a row.
func (s svm) of(m *machine, row int32) float32 {
	return s.data.row(int(row)).dot(m.w) + m.bias*s.always
}

// learn trains m to tell its class from the other rows.
func (s svm) learn(m *machine, rows []int32) {
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
			y := s.sign(row, m.class)
			x := s.data.row(int(row))
			g := y*(x.dot(m.w)+m.bias*s.always) - 1 + m.alpha[i]/(2*s.cost)
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
			m.alpha[i] = max(before-g/(s.square[row]+s.always*s.always+1/(2*s.cost)), 0)
			s.add(m, row, (m.alpha[i]-before)*y)
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
