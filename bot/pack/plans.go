package pack

import (
	"encoding/binary"
	"math"
	"reflect"
	"slices"
)

type boolPlan struct{}

func (boolPlan) absent(v reflect.Value) bool { return !v.Bool() }

func (boolPlan) write(e *encoder, v reflect.Value) {
	if v.Bool() {
		e.b = append(e.b, isTrue)
		return
	}
	e.b = append(e.b, isFalse)
}

func (boolPlan) read(d *decoder, v reflect.Value) {
	switch d.one() {
	case isTrue:
		v.SetBool(true)
	case isFalse:
	default:
		d.fail("no truth value")
	}
}

type intPlan struct{}

func (intPlan) absent(v reflect.Value) bool { return v.Int() == 0 }

func (intPlan) write(e *encoder, v reflect.Value) { e.whole(v.Int()) }

func (intPlan) read(d *decoder, v reflect.Value) { v.SetInt(d.whole()) }

type floatPlan struct{}

func (floatPlan) absent(v reflect.Value) bool { return v.Float() == 0 }

func (floatPlan) write(e *encoder, v reflect.Value) {
	f := v.Float()
	if n := math.Round(f * 1000); math.Abs(n) < 1<<32 && n/1000 == f {
		e.whole(int64(n))
		return
	}
	e.b = binary.BigEndian.AppendUint64(append(e.b, isFloat), math.Float64bits(f))
}

func (floatPlan) read(d *decoder, v reflect.Value) {
	if len(d.rest) > 0 && d.rest[0] == isFloat {
		d.one()
		if b := d.take(8); b != nil {
			v.SetFloat(math.Float64frombits(binary.BigEndian.Uint64(b)))
		}
		return
	}
	v.SetFloat(float64(d.whole()) / 1000)
}

type stringPlan struct{}

func (stringPlan) absent(v reflect.Value) bool { return v.Len() == 0 }

func (stringPlan) write(e *encoder, v reflect.Value) { e.text(v.String()) }

func (stringPlan) read(d *decoder, v reflect.Value) { v.SetString(d.text()) }

type slicePlan struct{ of plan }

func (p slicePlan) absent(v reflect.Value) bool { return v.IsNil() }

func (p slicePlan) write(e *encoder, v reflect.Value) {
	if v.IsNil() {
		e.null()
		return
	}
	e.head(list, uint64(v.Len()))
	for i := range v.Len() {
		p.of.write(e, v.Index(i))
	}
}

func (p slicePlan) read(d *decoder, v reflect.Value) {
	if d.null() {
		return
	}
	n := d.count(list)
	if d.err != nil {
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), n, n))
	for i := 0; i < n && d.err == nil; i++ {
		p.of.read(d, v.Index(i))
	}
}

type mapPlan struct {
	t  reflect.Type
	of plan
}

func (p mapPlan) absent(v reflect.Value) bool { return v.IsNil() }

// write puts the keys in order, so that the same value is always the same bytes.
func (p mapPlan) write(e *encoder, v reflect.Value) {
	if v.IsNil() {
		e.null()
		return
	}
	keys := make([]string, 0, v.Len())
	for _, k := range v.MapKeys() {
		keys = append(keys, k.String())
	}
	slices.Sort(keys)
	e.head(pairs, uint64(len(keys)))
	for _, k := range keys {
		e.text(k)
		p.of.write(e, v.MapIndex(reflect.ValueOf(k).Convert(p.t.Key())))
	}
}

func (p mapPlan) read(d *decoder, v reflect.Value) {
	if d.null() {
		return
	}
	n := d.count(pairs)
	if d.err != nil {
		return
	}
	v.Set(reflect.MakeMapWithSize(p.t, n))
	for i := 0; i < n && d.err == nil; i++ {
		k := reflect.ValueOf(d.text()).Convert(p.t.Key())
		of := reflect.New(p.t.Elem()).Elem()
		p.of.read(d, of)
		v.SetMapIndex(k, of)
	}
}

type pointerPlan struct {
	t  reflect.Type // pointed to
	of plan
}

func (p pointerPlan) absent(v reflect.Value) bool { return v.IsNil() }

func (p pointerPlan) write(e *encoder, v reflect.Value) {
	if v.IsNil() {
		e.null()
		return
	}
	p.of.write(e, v.Elem())
}

func (p pointerPlan) read(d *decoder, v reflect.Value) {
	if d.null() {
		return
	}
	v.Set(reflect.New(p.t))
	p.of.read(d, v.Elem())
}

type field struct {
	index     int
	name      string
	word      []byte // the name as it is written, nil where it is no word
	plan      plan
	omitEmpty bool
}

type structPlan struct {
	fields []field
	byName map[string]int
}

func (p structPlan) absent(v reflect.Value) bool { return v.IsZero() }

func (f field) absent(v reflect.Value) bool {
	if f.omitEmpty && (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) {
		return v.Len() == 0
	}
	return f.plan.absent(v)
}

// write counts the fields while it writes them and puts their number in front.
func (p structPlan) write(e *encoder, v reflect.Value) {
	start := len(e.b)
	e.b = append(e.b, 0)
	n := 0
	for i := range p.fields {
		f := &p.fields[i]
		if at := v.Field(f.index); !f.absent(at) {
			if f.word != nil {
				e.b = append(e.b, f.word...)
			} else {
				e.text(f.name)
			}
			f.plan.write(e, at)
			n++
		}
	}
	if n < inHead {
		e.b[start] = pairs<<5 | byte(n)
		return
	}
	e.b[start] = pairs<<5 | inByte
	e.b = slices.Insert(e.b, start+1, byte(n)) // no type of ours has 256 fields
}

func (p structPlan) read(d *decoder, v reflect.Value) {
	n := d.count(pairs)
	for i := 0; i < n && d.err == nil; i++ {
		f, ok := p.byName[d.text()]
		if !ok {
			d.skip(mostDeep)
			continue
		}
		p.fields[f].plan.read(d, v.Field(p.fields[f].index))
	}
}

// sum is an interface one of several types stands in: a pair of its name and its value.
type sum struct {
	codec *Codec
	name  func(reflect.Value) string
	types map[string]reflect.Type
}

func (s sum) absent(v reflect.Value) bool { return v.IsNil() }

func (s sum) write(e *encoder, v reflect.Value) {
	if v.IsNil() {
		e.null()
		return
	}
	e.head(list, 2)
	e.text(s.name(v))
	s.codec.plan(v.Elem().Type()).write(e, v.Elem())
}

func (s sum) read(d *decoder, v reflect.Value) {
	if d.null() {
		return
	}
	if d.count(list) != 2 {
		d.fail("no pair of name and value")
		return
	}
	t, ok := s.types[d.text()]
	if !ok {
		d.fail("a kind that is not known")
		return
	}
	e := reflect.New(t).Elem()
	s.codec.plan(t).read(d, e)
	v.Set(e)
}
