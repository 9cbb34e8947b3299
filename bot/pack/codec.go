package pack

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// Codec writes and reads values. It is safe for concurrent use.
type Codec struct {
	words  []string
	number map[string]uint64
	begins [256]bool // whether any word begins so
	sums   map[reflect.Type]sum
	plans  sync.Map // reflect.Type -> plan

	encoders sync.Pool
}

// New makes a codec with its list of words. The number of a word is its place: the list may grow at its end only.
func New(words []string) *Codec {
	c := &Codec{words: words, number: make(map[string]uint64, len(words)), sums: map[reflect.Type]sum{}}
	for i, w := range words {
		if _, twice := c.number[w]; twice || len(w) > mostWord {
			panic(fmt.Sprintf("pack: the word %q stands twice or is longer than %d bytes", w, mostWord))
		}
		c.number[w] = uint64(i)
		c.begins[w[0]] = true
	}
	c.encoders.New = func() any { return &encoder{codec: c} }
	return c
}

// Sum tells a codec, before its first use, which types may stand in a field of the interface I, and their names.
func Sum[I any](c *Codec, name func(I) string, variants ...I) {
	s := sum{name: func(v reflect.Value) string { return name(v.Interface().(I)) }, types: map[string]reflect.Type{}}
	for _, v := range variants {
		s.types[name(v)] = reflect.TypeOf(v)
	}
	c.sums[reflect.TypeFor[I]()] = s
}

// Append writes a value, or what a pointer points to, behind b. It panics on a type with parts that it cannot write:
// a chan, a func, an unsigned number, a map whose keys are not strings, an interface without Sum.
func (c *Codec) Append(b []byte, v any) []byte {
	e := c.encoders.Get().(*encoder)
	e.b = b
	at := reflect.Indirect(reflect.ValueOf(v))
	c.plan(at.Type()).write(e, at)
	b, e.b = e.b, nil
	clear(e.seen) // holds nobody's words
	e.seen = e.seen[:0]
	c.encoders.Put(e)
	return b
}

// Read reads one value into what a pointer points to, which has the zero value.
func (c *Codec) Read(b []byte, into any) error {
	d := &decoder{codec: c, rest: b}
	at := reflect.ValueOf(into).Elem()
	c.plan(at.Type()).read(d, at)
	if d.err == nil && len(d.rest) > 0 {
		d.fail("more than one value")
	}
	if d.err != nil {
		return fmt.Errorf("read %s: %w", at.Type(), d.err)
	}
	return nil
}

// plan is how values of one type are written and read, found once.
type plan interface {
	write(e *encoder, v reflect.Value)
	read(d *decoder, v reflect.Value)
	absent(v reflect.Value) bool // a field that need not be written
}

func (c *Codec) plan(t reflect.Type) plan {
	if p, ok := c.plans.Load(t); ok {
		return p.(plan)
	}
	p := c.make(t)
	c.plans.Store(t, p)
	return p
}

func (c *Codec) make(t reflect.Type) plan {
	switch t.Kind() {
	case reflect.Bool:
		return boolPlan{}
	case reflect.Int, reflect.Int64:
		return intPlan{}
	case reflect.Float64:
		return floatPlan{}
	case reflect.String:
		return stringPlan{}
	case reflect.Slice:
		return slicePlan{c.plan(t.Elem())}
	case reflect.Map:
		if t.Key().Kind() == reflect.String {
			return mapPlan{t, c.plan(t.Elem())}
		}
	case reflect.Pointer:
		return pointerPlan{t.Elem(), c.plan(t.Elem())}
	case reflect.Struct:
		return c.structPlan(t)
	case reflect.Interface:
		if s, ok := c.sums[t]; ok {
			s.codec = c
			return s
		}
	}
	panic(fmt.Sprintf("pack: cannot write a %s", t))
}

// word is a word as it is written, nil where it is none.
func (c *Codec) word(s string) []byte {
	n, ok := c.number[s]
	if !ok {
		return nil
	}
	var e encoder
	e.head(positive, n)
	return e.b
}

func (c *Codec) structPlan(t reflect.Type) plan {
	p := structPlan{byName: map[string]int{}}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			panic(fmt.Sprintf("pack: %s has the embedded field %s", t, f.Name))
		}
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || name == "-" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		p.byName[name] = len(p.fields)
		p.fields = append(p.fields, field{
			index: i, name: name, word: c.word(name), plan: c.plan(f.Type), omitEmpty: strings.Contains(options, "omitempty"),
		})
	}
	return p
}
