package understand

import (
	"math"
	"slices"
	"sync"

	"github.com/banshi-bot/banshi/intents/value"
)

// A Model is a trained recogniser. It never changes and may be used by many goroutines.
type Model struct {
	find  func(text string, at value.Context) []value.Entity
	vocab *vocab
	names []string // of the intents, sorted; Outside among them where it was learned as one
	rival int32    // the class of Outside, -1 where it has none

	begin []int32 // entries of n-gram i are begin[i] to begin[i+1]
	lists []entry
	bias  []float32 // of each class

	stages stages // of a model of many classes

	sure  logistic // of the score of the best class: is it right?
	zones zones

	pool sync.Pool
}

// An entry is what one n-gram says of one class.
type entry struct {
	ID     int32 // the n-gram while training, the class in a Model
	Weight float32
	Centre float32
}

// setFlat turns the entries of each class into lists by n-gram.
func (m *Model) setFlat(classes [][]entry) {
	m.begin = make([]int32, len(m.vocab.keys)+1)
	for _, list := range classes {
		for _, e := range list {
			m.begin[e.ID+1]++
		}
	}
	for i := range len(m.begin) - 1 {
		m.begin[i+1] += m.begin[i]
	}
	m.lists = make([]entry, m.begin[len(m.begin)-1])
	next := make([]int32, len(m.begin)-1)
	copy(next, m.begin)
	for c, list := range classes {
		for _, e := range list {
			m.lists[next[e.ID]] = entry{int32(c), e.Weight, e.Centre}
			next[e.ID]++
		}
	}
}

// prepare makes what is not stored.
func (m *Model) prepare() {
	m.rival = -1
	if at, ok := slices.BinarySearch(m.names, Outside); ok {
		m.rival = int32(at)
	}
	m.pool.New = func() any {
		return &scratch{reader: newReader(m.vocab), svm: make([]float32, len(m.names)), centre: make([]float32, len(m.names))}
	}
}

// scratch is the memory of one call.
type scratch struct {
	reader      *reader
	svm, centre []float32
	touched     []int32
}

// A ranking is the classes a text may belong to, best first.
type ranking struct {
	class   [top]int32
	svm     [top]float32
	score   [top]float64 // calibrated
	nearest float32      // cosine with the nearest centroid
	n       int
}

// top is how many guesses an Understanding holds.
const top = 5

// rank scores a text against all classes.
func (m *Model) rank(text string, kinds []string) ranking {
	if len(m.names) == 0 {
		return ranking{}
	}
	s := m.pool.Get().(*scratch)
	defer m.pool.Put(s)
	r := m.score(s, s.reader.vector(text, kinds))
	r.calibrate(m.sure)
	r.drop(m.rival)
	return r
}

// unsure is the most that a guess is worth where what lies outside came first: one that comes close to it is asked about,
// one far behind it is not.
const unsure = 0.35

// drop takes the class of what lies outside out: nobody is asked whether they meant nothing.
func (r *ranking) drop(rival int32) {
	for i := range r.n {
		if r.class[i] == rival {
			for k := i + 1; i == 0 && k < r.n; k++ {
				r.score[k] *= unsure / max(r.score[0], unsure)
			}
			copy(r.class[i:], r.class[i+1:r.n])
			copy(r.svm[i:], r.svm[i+1:r.n])
			copy(r.score[i:], r.score[i+1:r.n])
			r.n--
			return
		}
	}
}

// score ranks a vector; the scores are not calibrated yet.
func (m *Model) score(s *scratch, v vector) ranking {
	if len(m.stages.begin) > 0 {
		return m.scoreStaged(s, v)
	}
	copy(s.svm, m.bias)
	clear(s.centre)
	for i, id := range v.ids {
		x := v.vals[i]
		for _, e := range m.lists[m.begin[id]:m.begin[id+1]] {
			s.svm[e.ID] += float32(x * e.Weight)
			s.centre[e.ID] += float32(x * e.Centre)
		}
	}
	return order(s.svm, s.centre)
}

// order picks the best classes.
func order(svm, centre []float32) ranking {
	var r ranking
	for c, x := range svm {
		if math.IsInf(float64(x), -1) {
			continue // a class that is not there
		}
		r.nearest = max(r.nearest, centre[c])
		r.put(int32(c), x)
	}
	return r
}

// put places a class among the best.
func (r *ranking) put(class int32, svm float32) {
	at := r.n
	for at > 0 && r.svm[at-1] < svm {
		at--
	}
	if at == top {
		return
	}
	r.n = min(r.n+1, top)
	copy(r.class[at+1:r.n], r.class[at:r.n-1])
	copy(r.svm[at+1:r.n], r.svm[at:r.n-1])
	r.class[at], r.svm[at] = class, svm
}

// calibrate writes the scores.
func (r *ranking) calibrate(sure logistic) {
	for i := range r.n {
		r.score[i] = sure.at(r.clue(i))
	}
}

// clue is what is known of the i-th class.
func (r ranking) clue(i int) clue {
	rival := 0
	if i == 0 {
		rival = 1
	}
	gap := float64(r.svm[i]) + 1 // over a class that is not there
	if r.n > 1 {
		gap = float64(r.svm[i] - r.svm[rival])
	}
	return clue{clueScore: float64(r.svm[i]), clueGap: gap, clueNear: float64(r.nearest), clueAlways: 1}
}
