package understand

import (
	"cmp"
	"slices"
)

// mine finds for each class the rows of other classes that it is a candidate for: the hard negatives.
func (t *training) mine(m *Model, rows []int32) [][]rival {
	type found struct {
		classes [candidates]int32
		near    [candidates]float32
		n       int
	}
	const batch = 256
	picks := make([]found, len(rows))
	parallel(t.cfg.cores(), (len(rows)+batch-1)/batch, func() *scratch { return m.pool.New().(*scratch) }, func(s *scratch, b int) {
		for i := b * batch; i < min((b+1)*batch, len(rows)); i++ {
			p := &picks[i]
			p.classes, p.near, p.n = m.pick(s, t.data.row(int(rows[i])))
		}
	})
	near := make([][]rival, len(t.names))
	for i, row := range rows {
		for k := range picks[i].n {
			c := picks[i].classes[k]
			centre := picks[i].near[k]
			if c == t.label[row] {
				centre = without(centre, t.length[c], t.square[row])
			}
			near[c] = append(near[c], rival{row, centre})
		}
	}
	return near
}

// pairs are the classes and rows that come close to each other, with what the class's machine said of the
// row without having seen it.
type pairs struct {
	t     *training
	near  [][]rival   // by class, rows ascending; the class's own rows among them
	svm   [][]float32 // beside near
	folds int
	byRow map[int32][]contest // of rows held out
}

// A contest is one class that comes into question for a row.
type contest struct{ class, place int32 }

func (t *training) pairs(near [][]rival) *pairs {
	p := &pairs{t: t, near: near, svm: make([][]float32, len(near)), byRow: make(map[int32][]contest)}
	p.folds = len(t.heldOut())
	for c := range near {
		p.svm[c] = make([]float32, len(near[c]))
		for i, r := range near[c] {
			if foldOf(r.row) < p.folds {
				p.byRow[r.row] = append(p.byRow[r.row], contest{int32(c), int32(i)})
			}
		}
	}
	return p
}

// local returns the rows that the machine of a class learns from.
func (p *pairs) local(class int) []int32 {
	var rows []int32
	for _, r := range p.near[class] {
		rows = append(rows, r.row)
	}
	return rows
}

func (p *pairs) set(class int, row int32, score float32) {
	at, _ := slices.BinarySearchFunc(p.near[class], row, func(r rival, row int32) int { return cmp.Compare(r.row, row) })
	p.svm[class][at] = score
}

func (p *pairs) rank(row int32) ranking { return p.without(row, -1) }
func (p *pairs) lack(row int32) ranking { return p.without(row, p.t.label[row]) }

// without ranks a held-out row as if a class did not exist.
func (p *pairs) without(row, class int32) ranking {
	var r ranking
	for _, c := range p.byRow[row] {
		if c.class != class {
			r.put(c.class, p.svm[c.class][c.place])
			r.nearest = max(r.nearest, p.near[c.class][c.place].centre)
		}
	}
	return r
}
