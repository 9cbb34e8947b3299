package understand

import "math"

const (
	folds    = 5
	smallest = 0.01 // weights below are dropped
)

// trial is how the SVM is trained; found by cross-validation.
var trial = struct {
	cost   float32
	passes int
	stop   float32
}{cost: 1, passes: 30, stop: 0.1}

// flat trains one machine for each class against all others, and fits the confidence on the scores that
// machines gave to rows they had not seen.
func (t *training) flat(m *Model) {
	rows := t.inside()
	heldOut := newScores(t.data.rows(), len(t.names))
	weights := make([][]entry, len(t.names))
	sums := t.sums()
	parallel(t.cfg.cores(), len(t.names), func() *machine {
		return &machine{w: make([]float32, len(t.vocab.keys)), alpha: make([]float32, len(rows))}
	}, func(mc *machine, c int) {
		weights[c] = t.class(mc, rows, int32(c), sums, heldOut)
	})
	m.setFlat(weights)
	m.fit(t, heldOut)
}

// class trains the machine of one class, writes its held-out scores and returns its weights.
func (t *training) class(mc *machine, rows []int32, c int32, sums *centroids, heldOut *scores) []entry {
	clear(mc.w)
	clear(mc.alpha)
	mc.rng = uint64(c)*0x9e3779b97f4a7c15 + 88172645463325252
	s := &svm{data: t.data, square: t.square, cost: trial.cost, passes: trial.passes, stop: trial.stop}
	positive := func(row int32) bool { return t.label[row] == c }
	s.learn(mc, rows, positive)

	centre := make([]float32, len(mc.w))
	sums.write(centre, int(c))
	weights := entries(mc.w, centre, c)
	t.holdOut(s, mc, rows, c, positive, heldOut)
	heldOut.centres(t, centre, c)
	return weights
}

// holdOut scores every row by a machine that never saw it. It starts from the finished machine, takes the
// rows of one fold out of it and lets the remaining support vectors settle: a small part of the work of
// training five more.
func (t *training) holdOut(s *svm, mc *machine, rows []int32, c int32, positive func(int32) bool, out *scores) {
	for i := range t.data.rows() {
		if t.label[i] < 0 {
			out.svm[i*out.classes+int(c)] = t.data.row(i).dot(mc.w)
		}
	}
	short := &svm{data: s.data, square: s.square, cost: s.cost, passes: 3, stop: s.stop}
	part := &machine{w: make([]float32, len(mc.w))}
	for f := range folds {
		copy(part.w, mc.w)
		part.alpha, part.rng = part.alpha[:0], mc.rng+uint64(f)
		var kept []int32
		for i, row := range rows {
			if mc.alpha[i] == 0 {
				continue
			}
			if foldOf(i) == f {
				y := float32(-1)
				if positive(row) {
					y = 1
				}
				t.data.row(int(row)).addTo(part.w, -mc.alpha[i]*y)
				continue
			}
			kept, part.alpha = append(kept, row), append(part.alpha, mc.alpha[i])
		}
		short.learn(part, kept, positive)
		for i, row := range rows {
			if foldOf(i) == f {
				out.svm[int(row)*out.classes+int(c)] = t.data.row(int(row)).dot(part.w)
			}
		}
	}
}

// foldOf spreads rows over the folds, neighbours apart.
func foldOf(i int) int { return i * 7919 % 10007 % folds }

// centroids are the sums of the rows of each class, sparse.
type centroids struct {
	sums  []vector
	scale []float32 // to unit length
}

// sums adds up the rows of each class.
func (t *training) sums() *centroids {
	byClass := make([][]int32, len(t.names))
	for i, l := range t.label {
		if l >= 0 {
			byClass[l] = append(byClass[l], int32(i))
		}
	}
	c := &centroids{sums: make([]vector, len(t.names)), scale: make([]float32, len(t.names))}
	dense := make([]float32, len(t.vocab.keys))
	for class, rows := range byClass {
		var v vector
		for _, r := range rows {
			row := t.data.row(int(r))
			for i, id := range row.ids {
				if dense[id] == 0 {
					v.ids = append(v.ids, id)
				}
				dense[id] += row.vals[i]
			}
		}
		for _, id := range v.ids {
			v.vals = append(v.vals, dense[id])
			dense[id] = 0
		}
		c.sums[class] = v
		c.scale[class] = 1 / float32(math.Sqrt(float64(v.square())))
	}
	return c
}

// write puts the unit-length centroid of a class into a dense vector of zeros.
func (c *centroids) write(dense []float32, class int) {
	c.sums[class].addTo(dense, c.scale[class])
}

// scores are what rows got from machines that had not seen them, and how near they lie to the centroids of
// the classes without their own part in it.
type scores struct {
	classes     int
	svm, centre []float32
}

func newScores(rows, classes int) *scores {
	return &scores{classes: classes, svm: make([]float32, rows*classes), centre: make([]float32, rows*classes)}
}

// centres fills in the column of one class, given its unit-length centroid.
func (s *scores) centres(t *training, unit []float32, c int32) {
	size := float32(0) // rows of the class, by which the unit centroid was divided
	var sum float32
	for i, l := range t.label {
		if l == c {
			sum += t.data.row(i).dot(unit)
			size++
		}
	}
	length := sum // |S| = S·S/|S| = Σ x·S/|S|
	for i, l := range t.label {
		cos := t.data.row(i).dot(unit)
		if l == c {
			without := length*length - 2*length*cos + t.square[i]
			cos = 0
			if size > 1 && without > 1e-6 {
				cos = (length*t.data.row(i).dot(unit) - t.square[i]) / float32(math.Sqrt(float64(without)))
			}
		}
		s.centre[i*s.classes+int(c)] = cos
	}
}
