package understand

import "math"

// A vector is a sparse text: the numbers of its n-grams and their weights.
type vector struct {
	ids  []int32
	vals []float32
}

// A reader turns texts into vectors. It keeps its memory; it is not for several goroutines.
type reader struct {
	vocab *vocab
	grams grams
	count []uint16 // by number, all 0 between texts
	seen  []int32
	out   vector
}

func newReader(v *vocab) *reader {
	return &reader{vocab: v, count: make([]uint16, len(v.keys))}
}

// weights of an n-gram that occurs so many times in one text
var frequency = func() (f [64]float32) {
	for i := range f {
		if i > 0 {
			f[i] = float32(1 + math.Log(float64(i)))
		}
	}
	return f
}()

// vector reads a text. The result is valid until the next call.
func (r *reader) vector(text string, kinds []string) vector {
	r.grams.read(text, kinds)
	r.out.ids, r.out.vals = r.out.ids[:0], r.out.vals[:0]
	for b, keys := range r.grams.keys {
		if len(keys) > 0 {
			r.block(keys, r.vocab.recipe.Block[b])
		}
	}
	return r.out
}

// block appends the n-grams of one block, brought to the given length. N-grams never seen add nothing but
// length: a text full of them is far from everything that was trained.
func (r *reader) block(keys []uint64, length float32) {
	v := r.vocab
	r.seen = r.seen[:0]
	unknown := 0
	for _, k := range keys {
		id := v.lookup(k)
		if id < 0 {
			unknown++
			continue
		}
		if r.count[id] == 0 {
			r.seen = append(r.seen, id)
		}
		r.count[id]++
	}
	from := len(r.out.vals)
	sum := float32(unknown) * v.highest * v.highest
	for _, id := range r.seen {
		x := frequency[min(r.count[id], uint16(len(frequency)-1))] * v.idf[id]
		r.count[id] = 0
		r.out.ids, r.out.vals = append(r.out.ids, id), append(r.out.vals, x)
		sum += float32(x * x)
	}
	scale := length / float32(math.Sqrt(float64(sum)))
	for i := from; i < len(r.out.vals); i++ {
		r.out.vals[i] *= scale
	}
}

// A matrix holds the vectors of all training texts, row after row.
type matrix struct {
	begin []int32 // row i is begin[i] to begin[i+1]
	ids   []int32
	vals  []float32
}

func (m *matrix) row(i int) vector {
	from, to := m.begin[i], m.begin[i+1]
	return vector{m.ids[from:to], m.vals[from:to]}
}

func (m *matrix) add(v vector) {
	if m.begin == nil {
		m.begin = []int32{0}
	}
	m.ids, m.vals = append(m.ids, v.ids...), append(m.vals, v.vals...)
	m.begin = append(m.begin, int32(len(m.ids)))
}

// dot is the product of a sparse vector with a dense one.
func (v vector) dot(dense []float32) float32 {
	var sum float32
	vals := v.vals[:len(v.ids)]
	for i, id := range v.ids {
		sum += float32(dense[id] * vals[i])
	}
	return sum
}

// addTo adds scale times the vector to a dense one.
func (v vector) addTo(dense []float32, scale float32) {
	vals := v.vals[:len(v.ids)]
	for i, id := range v.ids {
		dense[id] += float32(scale * vals[i])
	}
}

// square is the vector's squared length.
func (v vector) square() float32 {
	var sum float32
	for _, x := range v.vals {
		sum += float32(x * x)
	}
	return sum
}
