package understand

import (
	"math"
	"slices"
)

// A recipe holds the weights of the features. It is fixed; only tests try others.
type recipe struct {
	Block [blocks]float32 // the length of each block
}

var standard = recipe{Block: [blocks]float32{1, 1, 1, 0.7, 0.7, 0.5}}

// A vocab numbers the n-grams seen in training, the commonest first, and knows how telling each is.
type vocab struct {
	recipe  recipe
	keys    []uint64 // by number
	idf     []float32
	highest float32 // the idf of an n-gram never seen

	slots []int32 // open addressing over keys; number+1, 0 empty
	mask  uint64
}

// countGrams builds the vocab of texts. Every text was read into grams once by the caller's each.
func countGrams(r recipe, texts int, each func(i int, visit func(key uint64))) *vocab {
	v := &vocab{recipe: r}
	v.grow(1 << 12)
	var df, last []int32
	for i := range texts {
		each(i, func(key uint64) {
			id, fresh := v.insert(key)
			if fresh {
				df, last = append(df, 0), append(last, -1)
			}
			if last[id] != int32(i) {
				last[id] = int32(i)
				df[id]++
			}
		})
	}
	v.rank(df)
	v.weigh(df, texts)
	return v
}

// rank renumbers the n-grams by how common they are, so that what is read often lies together.
func (v *vocab) rank(df []int32) {
	order := make([]int32, len(df))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return int(df[b] - df[a]) })
	keys, sorted := make([]uint64, len(df)), make([]int32, len(df))
	for to, from := range order {
		keys[to], sorted[to] = v.keys[from], df[from]
	}
	copy(df, sorted)
	v.keys = keys
	v.index()
}

// weigh sets how telling each n-gram is: the root of its inverse document frequency. The machines learn the rest from
// the examples; the whole of it would trust rare n-grams too much.
func (v *vocab) weigh(df []int32, texts int) {
	v.idf = make([]float32, len(df))
	n := float64(texts) + 1
	for i, d := range df {
		v.idf[i] = float32(math.Sqrt(math.Log(n/float64(d)) + 1))
	}
	v.highest = float32(math.Sqrt(math.Log(n) + 1))
}

// index rebuilds the table over keys.
func (v *vocab) index() {
	size := 1 << 8
	for size < 2*len(v.keys) {
		size *= 2
	}
	v.slots, v.mask = make([]int32, size), uint64(size-1)
	for id, key := range v.keys {
		v.slots[v.place(key)] = int32(id + 1)
	}
}

func (v *vocab) grow(size int) {
	v.slots, v.mask = make([]int32, size), uint64(size-1)
	for id, key := range v.keys {
		v.slots[v.place(key)] = int32(id + 1)
	}
}

// place returns where key lies or would lie.
func (v *vocab) place(key uint64) uint64 {
	for at := key >> 7 & v.mask; ; at = (at + 1) & v.mask {
		id := v.slots[at]
		if id == 0 || v.keys[id-1] == key {
			return at
		}
	}
}

// insert returns the number of key, a fresh one if it was not seen before.
func (v *vocab) insert(key uint64) (id int32, fresh bool) {
	at := v.place(key)
	if id := v.slots[at]; id != 0 {
		return id - 1, false
	}
	v.keys = append(v.keys, key)
	v.slots[at] = int32(len(v.keys))
	if 2*len(v.keys) > len(v.slots) {
		v.grow(2 * len(v.slots))
	}
	return int32(len(v.keys) - 1), true
}

// lookup returns the number of key, or -1.
func (v *vocab) lookup(key uint64) int32 { return v.slots[v.place(key)] - 1 }
