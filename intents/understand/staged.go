package understand

import (
	"cmp"
	"slices"
)

const (
	candidates = 16  // classes that centroids pick and machines decide between
	behind     = 0.6 // candidates less near than this share of the nearest are left out
	posted     = 256 // classes an n-gram may speak for when candidates are picked
)

// stages holds the machines of a model of many classes. Which classes come into question is told by the
// lists of the Model, which then hold centroids only; the machine of a class knows only what it takes to
// tell it from the classes that texts were close to. Each machine is a small hash table.
type stages struct {
	begin []int32 // places of class i are begin[i] to begin[i+1]
	table []weight
}

// A weight is what one n-gram says of one class.
type weight struct {
	Key   int32 // the n-gram's number + 1; 0 is an empty place
	Value float32
}

// A rival is a row that came close to a class it does not belong to.
type rival struct {
	row    int32
	centre float32
}

// staged trains a machine for each class against those rows of other classes that lie near it.
func (t *training) staged(m *Model) {
	centroids := t.centroids()
	m.setCentres(centroids)
	rows := t.rows()
	near := t.mine(m, rows)
	out := t.pairs(near)
	classes := make([]vector, len(t.names))
	parallel(t.cfg.cores(), len(t.names), t.newMachine, func(mc *machine, c int) {
		local := out.local(c)
		mc.restart(c, len(local))
		t.svm.learn(mc, local)
		m.bias[c] = mc.bias * t.svm.always
		t.holdOut(mc, local, out.folds, func(row int32, score float32) { out.set(c, row, score) })
		classes[c] = mc.take(t, local)
	})
	m.setStages(classes)
	t.fit(m, out)
}

// take returns what the machine says of the n-grams in its rows, by number, and sets the weights that the
// rows touched back to 0, which costs less than clearing all.
func (m *machine) take(t *training, rows []int32) vector {
	var ids []int32
	for _, row := range rows {
		for _, id := range t.data.row(int(row)).ids {
			if m.other != nil {
				m.other.w[id] = 0
			}
			if w := m.w[id]; beyond(w, smallestStaged) {
				ids = append(ids, id)
				m.kept[id] = w
			}
			m.w[id] = 0
		}
	}
	slices.Sort(ids)
	v := vector{ids: slices.Clip(ids), vals: make([]float32, len(ids))}
	for i, id := range ids {
		v.vals[i] = m.kept[id]
	}
	return v
}

// setCentres makes the lists that pick candidates: for each n-gram the classes whose centroids it weighs
// most in.
func (m *Model) setCentres(all centroids) {
	lists := make([][]entry, len(m.vocab.keys))
	for c, v := range all {
		for i, id := range v.ids {
			lists[id] = append(lists[id], entry{ID: int32(c), Centre: v.vals[i]})
		}
	}
	m.begin = make([]int32, 1, len(lists)+1)
	m.lists = nil
	for _, list := range lists {
		if len(list) > posted {
			slices.SortStableFunc(list, func(a, b entry) int { return cmp.Compare(b.Centre, a.Centre) })
			list = list[:posted]
		}
		m.lists = append(m.lists, list...)
		m.begin = append(m.begin, int32(len(m.lists)))
	}
	m.lists = slices.Clip(m.lists)
}

// setStages lays the machines out, a third of the places empty.
func (m *Model) setStages(classes []vector) {
	m.stages.begin = make([]int32, 1, len(classes)+1)
	size := 0
	for _, v := range classes {
		size += len(v.ids)*3/2 + 1
		m.stages.begin = append(m.stages.begin, int32(size))
	}
	m.stages.table = make([]weight, size)
	for c, v := range classes {
		table := m.stages.table[m.stages.begin[c]:m.stages.begin[c+1]]
		for i, id := range v.ids {
			at := home(id, len(table))
			for table[at].Key != 0 {
				if at++; at == len(table) {
					at = 0
				}
			}
			table[at] = weight{id + 1, v.vals[i]}
		}
	}
}

// home is where an n-gram lies in a table if nothing is in its way.
func home(id int32, size int) int {
	return int(uint64(uint32(id)*0x9e3779b1) * uint64(size) >> 32)
}

// pick returns the classes whose centroids lie nearest, nearest first, and how near.
func (m *Model) pick(s *scratch, v vector) (classes [candidates]int32, near [candidates]float32, n int) {
	s.touched = s.touched[:0]
	for i, id := range v.ids {
		x := v.vals[i]
		for _, e := range m.lists[m.begin[id]:m.begin[id+1]] {
			if s.centre[e.ID] == 0 {
				s.touched = append(s.touched, e.ID)
			}
			s.centre[e.ID] += float32(x * e.Centre)
		}
	}
	for _, c := range s.touched {
		x := s.centre[c]
		s.centre[c] = 0
		at := n
		for at > 0 && (near[at-1] < x || near[at-1] == x && classes[at-1] > c) {
			at--
		}
		if at == candidates {
			continue
		}
		n = min(n+1, candidates)
		copy(classes[at+1:n], classes[at:n-1])
		copy(near[at+1:n], near[at:n-1])
		classes[at], near[at] = c, x
	}
	return classes, near, n
}

// scoreStaged ranks a vector in two steps.
func (m *Model) scoreStaged(s *scratch, v vector) ranking {
	var r ranking
	classes, near, n := m.pick(s, v)
	for i := range n {
		if near[i] < behind*near[0] {
			break
		}
		r.put(classes[i], m.bias[classes[i]]+m.stages.score(v, classes[i]))
	}
	r.nearest = near[0]
	return r
}

// score is what the machine of a class says of a vector.
func (st *stages) score(v vector, class int32) float32 {
	table := st.table[st.begin[class]:st.begin[class+1]]
	var sum float32
	for i, id := range v.ids {
		for at := home(id, len(table)); table[at].Key != 0; {
			if table[at].Key == id+1 {
				sum += float32(table[at].Value * v.vals[i])
				break
			}
			if at++; at == len(table) {
				at = 0
			}
		}
	}
	return sum
}
