package understand

import "math"

// Weights below say nothing of a class and are dropped. Among many classes more may be dropped: nothing was
// lost up to 0.05.
const (
	smallest       = 0.02
	smallestStaged = 0.03
)

// flat trains one machine for each class against all others.
func (t *training) flat(m *Model) {
	rows := t.rows()
	out := newScores(t.heldOut(), len(t.names))
	centroids := t.centroids()
	classes := make([][]entry, len(t.names))
	parallel(t.cfg.cores(), len(t.names), t.newMachine, func(mc *machine, c int) {
		mc.reset(c, len(rows))
		t.svm.learn(mc, rows)
		m.bias[c] = mc.bias * t.svm.always
		centre := make([]float32, len(mc.w))
		if int32(c) != t.rival { // what lies outside is in no one place
			centroids.write(centre, c)
		}
		classes[c] = entries(mc.w, centre)
		t.holdOut(mc, rows, len(out.folds), func(row int32, score float32) { out.svm[out.at(row, c)] = score })
		t.centres(out, centre, c)
	})
	m.setFlat(classes)
	t.fit(m, &flatJudge{t, out})
}

// flatJudge ranks held-out rows of a model of one step.
type flatJudge struct {
	t   *training
	out *scores
}

func (j *flatJudge) rank(row int32) ranking { return order(j.out.row(row)) }

// lack is rank without the row's own class; call it last, it forgets what that class scored.
func (j *flatJudge) lack(row int32) ranking {
	svm, centre := j.out.row(row)
	svm[j.t.label[row]], centre[j.t.label[row]] = float32(math.Inf(-1)), 0
	return order(svm, centre)
}

// entries returns the n-grams that say something about a class.
func entries(w, centre []float32) []entry {
	var list []entry
	for id := range w {
		if beyond(w[id], smallest) || centre[id] > smallest {
			list = append(list, entry{int32(id), w[id], centre[id]})
		}
	}
	return list
}

func beyond(w, limit float32) bool { return w > limit || w < -limit }

// scores are what held-out rows got from machines that had not seen them, and how near they lie to the
// centroids of the classes without their own part in them.
type scores struct {
	folds       [][]int32 // the rows of each fold held out
	place       map[int32]int
	classes     int
	svm, centre []float32
}

func newScores(held [][]int32, classes int) *scores {
	s := &scores{folds: held, place: make(map[int32]int), classes: classes}
	for _, rows := range held {
		for _, row := range rows {
			s.place[row] = len(s.place)
		}
	}
	s.svm, s.centre = make([]float32, len(s.place)*classes), make([]float32, len(s.place)*classes)
	return s
}

func (s *scores) at(row int32, class int) int { return s.place[row]*s.classes + class }

func (s *scores) row(row int32) (svm, centre []float32) {
	from := s.place[row] * s.classes
	return s.svm[from : from+s.classes], s.centre[from : from+s.classes]
}

// centres fills in how near the held-out rows lie to one class, given its unit-length centroid.
func (t *training) centres(s *scores, unit []float32, class int) {
	length := t.length[class]
	for _, rows := range s.folds {
		for _, row := range rows {
			cos := t.data.row(int(row)).dot(unit)
			if t.label[row] == int32(class) {
				cos = without(cos, length, t.square[row])
			}
			s.centre[s.at(row, class)] = cos
		}
	}
}

// without corrects a row's cosine with the centroid of its own class, whose sum has the given length, for
// the row's own part in it.
func without(cos, length, square float32) float32 {
	rest := length*length - 2*length*cos + square
	if rest < 1e-6 {
		return 0 // the class has no other row
	}
	return (length*cos - square) / float32(math.Sqrt(float64(rest)))
}
