package understand

import "math"

// The second voter is softmax regression by plain stochastic gradient descent, each row only between its
// own class and those that the machines rank first. Its weights are added to theirs, so that two voters
// cost a message no more than one.
const (
	share  = 0.2 // of its vote
	epochs = 4
)

// A field is who competes for a row: its own class first.
type field struct {
	class [top + 1]int32
	n     int
}

// fields ranks all rows of a class by the machines.
func (t *training) fields(m *Model) []field {
	all := make([]field, len(t.label))
	const batch = 256
	parallel(t.cfg.cores(), (len(all)+batch-1)/batch, func() *scratch { return m.pool.New().(*scratch) }, func(s *scratch, b int) {
		for row := b * batch; row < min((b+1)*batch, len(all)); row++ {
			if t.label[row] >= 0 {
				all[row] = newField(t.label[row], m.score(s, t.data.row(row)))
			}
		}
	})
	return all
}

func newField(own int32, r ranking) field {
	f := field{n: 1}
	f.class[0] = own
	for i := range r.n {
		if r.class[i] != own {
			f.class[f.n] = r.class[i]
			f.n++
		}
	}
	return f
}

// vote trains the second voter on the rows that are not in fold hold; -1 holds none. Weights of n-gram i
// begin at i times the number of classes.
func (t *training) vote(fields []field, hold int) []float32 {
	classes := len(t.names)
	w := make([]float32, len(t.vocab.keys)*classes)
	m := &machine{rng: 88172645463325252}
	for row, f := range fields {
		if f.n > 1 && (hold < 0 || foldOf(int32(row)) != hold) {
			m.order = append(m.order, int32(row))
		}
	}
	steps := float32(epochs * len(m.order))
	step := float32(0)
	for range epochs {
		m.shuffle(len(m.order))
		for _, row := range m.order {
			rate := 1 - step/steps + 0.01
			step++
			descend(w, classes, t.data.row(int(row)), &fields[row], rate)
		}
	}
	return w
}

// descend moves the weights by one row.
func descend(w []float32, classes int, x vector, f *field, rate float32) {
	var z [top + 1]float32
	for i, id := range x.ids {
		line := w[int(id)*classes:]
		for k := range f.n {
			z[k] += float32(line[f.class[k]] * x.vals[i])
		}
	}
	highest, sum := z[0], float32(0)
	for _, v := range z[:f.n] {
		highest = max(highest, v)
	}
	for k := range f.n {
		z[k] = float32(math.Exp(float64(z[k] - highest)))
		sum += z[k]
	}
	for k := range f.n {
		z[k] = -rate * z[k] / sum
	}
	z[0] += rate
	for i, id := range x.ids {
		line := w[int(id)*classes:]
		for k := range f.n {
			line[f.class[k]] += float32(z[k] * x.vals[i])
		}
	}
}

// second trains the second voter, adds its vote to what the machines of the model say, and to the scores
// of held-out rows what it says without having seen them.
func (t *training) second(m *Model, classes [][]entry, out *scores) [][]entry {
	fields := t.fields(m)
	var votes []float32
	parallel(t.cfg.cores(), len(out.folds)+1, func() struct{} { return struct{}{} }, func(_ struct{}, i int) {
		w := t.vote(fields, i-1)
		if i == 0 {
			votes = w
			return
		}
		for _, row := range out.folds[i-1] {
			svm, _ := out.row(row)
			x := t.data.row(int(row))
			for k, id := range x.ids {
				for c, v := range w[int(id)*len(svm) : int(id+1)*len(svm)] {
					svm[c] += float32(share * x.vals[k] * v)
				}
			}
		}
	})
	for c, list := range classes {
		classes[c] = withVotes(list, votes, len(t.names), c)
	}
	return classes
}

// withVotes adds the votes for a class to its entries.
func withVotes(list []entry, votes []float32, classes, c int) []entry {
	var all []entry
	next := 0
	for id := range len(votes) / classes {
		e := entry{ID: int32(id)}
		if next < len(list) && list[next].ID == int32(id) {
			e = list[next]
			next++
		}
		e.Weight += share * votes[id*classes+c]
		if beyond(e.Weight, smallest) || e.Centre > smallest {
			all = append(all, e)
		}
	}
	return all
}
