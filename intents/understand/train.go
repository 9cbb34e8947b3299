package understand

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// Outside marks samples that belong to no intent: the recogniser learns when to say so.
const Outside = intents.Outside

// A Sample is one text and the intent it asks for, or Outside.
type Sample = intents.Sample

// A Config says how to train. The zero value works.
type Config struct {
	// Find returns the values in a text; nil finds none. Their kinds become features beside the words.
	Find func(text string, at value.Context) []value.Entity
	// Version changes whenever Find finds other things; it is part of the Key.
	Version string
	// spread leaves what lies outside without a class of its own, however much of it there is: the many acts of
	// dialogue have nothing in common that lies outside them.
	spread bool
	// Cores is how many goroutines train; 0 means all cores but one, at least one. It changes no byte.
	Cores int
}

func (c Config) cores() int {
	if c.Cores > 0 {
		return c.Cores
	}
	return max(runtime.GOMAXPROCS(0)-1, 1)
}

// kinds returns the kinds of the entities, each once, in the order found.
func kinds(entities []value.Entity) []string {
	var names []string
	for _, e := range entities {
		if !slices.Contains(names, e.Kind) {
			names = append(names, e.Kind)
		}
	}
	return names
}

// Train learns a Model from samples. The order of samples matters to no more than rounding; the same
// samples in the same order give the same bytes, whatever the number of cores.
func Train(samples []Sample, cfg Config) *Model {
	return train(samples, cfg, standard)
}

func train(samples []Sample, cfg Config, r recipe) *Model {
	t := newTraining(samples, cfg, r)
	m := &Model{find: cfg.Find, vocab: t.vocab, names: t.names, bias: make([]float32, len(t.names))}
	m.prepare()
	switch {
	case len(t.names) == 0:
	case len(t.names) <= flatClasses:
		t.flat(m)
	default:
		t.staged(m)
	}
	return m
}

// A training is what learning works on: the samples as rows of a matrix, each with its class.
type training struct {
	cfg    Config
	vocab  *vocab
	names  []string // of classes, sorted; Outside among them where it is learned as one
	rival  int32    // the class of Outside, -1 where it has none
	data   *matrix  // rows of classes first, then those outside
	label  []int32  // class of each row; -1 outside
	square []float32
	length []float32 // of the sum of the rows of each class
	svm    svm
}

// fewestOutside is from how many samples on what lies outside is learned as a class of its own, which then competes
// with all others. They must also be a tenth of all samples, and two thirds at most: so many would win everything.
const fewestOutside = 50

// flatClasses is how many classes are told apart in one step; more are in two.
const flatClasses = 200

func newTraining(samples []Sample, cfg Config, r recipe) *training {
	t := &training{cfg: cfg, rival: -1}
	outside := 0
	for _, s := range samples {
		if s.Intent == Outside {
			outside++
			continue
		}
		t.names = append(t.names, s.Intent)
	}
	rival := !cfg.spread && outside >= fewestOutside && outside >= len(samples)/10 && outside <= 2*len(samples)/3
	if rival {
		t.names = append(t.names, Outside)
	}
	slices.Sort(t.names)
	t.names = slices.Clip(slices.Compact(t.names))
	if len(t.names) > flatClasses && rival {
		t.names = slices.DeleteFunc(t.names, func(name string) bool { return name == Outside })
	}
	if at, ok := slices.BinarySearch(t.names, Outside); ok {
		t.rival = int32(at)
	}

	texts := make([]Sample, 0, len(samples))
	for _, s := range samples {
		if c, ok := slices.BinarySearch(t.names, s.Intent); ok {
			texts, t.label = append(texts, s), append(t.label, int32(c))
		}
	}
	inside := len(texts)
	for _, s := range samples {
		if s.Intent == Outside && t.rival < 0 {
			texts, t.label = append(texts, s), append(t.label, -1)
		}
	}
	t.read(texts, inside, r)
	return t
}

// read counts n-grams over the texts inside the catalog and turns all texts into vectors.
func (t *training) read(texts []Sample, inside int, r recipe) {
	found := make([][]string, len(texts))
	if t.cfg.Find != nil {
		for i, s := range texts {
			found[i] = kinds(t.cfg.Find(s.Text, value.Context{Lang: s.Lang}))
		}
	}
	var g grams
	t.vocab = countGrams(r, inside, func(i int, visit func(key uint64)) {
		g.read(texts[i].Text, found[i])
		for _, keys := range g.keys {
			for _, k := range keys {
				visit(k)
			}
		}
	})
	t.data = &matrix{begin: []int32{0}}
	reader := newReader(t.vocab)
	for i, s := range texts {
		v := reader.vector(s.Text, found[i])
		t.data.add(v)
		t.square = append(t.square, v.square())
	}
	t.svm = svm{data: t.data, label: t.label, square: t.square, cost: 1, passes: 30, stop: 0.3, always: 0.5}
}

// rows returns the numbers of all rows.
func (t *training) rows() []int32 {
	rows := make([]int32, len(t.label))
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows
}

// parallel calls work for 0 to n-1 on the cores allowed, each goroutine with a state of its own. What
// work does for one number must not depend on the others.
func parallel[S any](cores, n int, state func() S, work func(s S, i int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(cores, n) {
		all.Go(func() {
			s := state()
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				work(s, i)
			}
		})
	}
	all.Wait()
}
