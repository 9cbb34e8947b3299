package pack

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"reflect"
	"slices"
)

type boolPlan struct{}

func (boolPlan) absent(v reflect.Value) bool { return !v.Bool() }

func (boolPlan) write(b []byte, v reflect.Value) []byte {
	if v.Bool() {
		return append(b, isTrue)
	}
	return append(b, isFalse)
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

func (intPlan) write(b []byte, v reflect.Value) []byte { return appendInt(b, v.Int()) }

func (intPlan) read(d *decoder, v reflect.Value) { v.SetInt(d.whole()) }

func appendInt(b []byte, n int64) []byte {
	if n < 0 {
		return head(b, negative, uint64(-1-n))
	}
	return head(b, positive, uint64(n))
}

type floatPlan struct{}

func (floatPlan) absent(v reflect.Value) bool { return v.Float() == 0 }

func (floatPlan) write(b []byte, v reflect.Value) []byte {
	f := v.Float()
	if n := math.Round(f * 1000); math.Abs(n) < 1<<32 && n/1000 == f {
		return appendInt(b, int64(n))
	}
	return binary.BigEndian.AppendUint64(append(b, isFloat), math.Float64bits(f))
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

type stringPlan struct{ *Codec }

// mostWord is the length of the longest word in any list: longer strings need not be looked up.
const mostWord = 32

func (p stringPlan) absent(v reflect.Value) bool { return v.Len() == 0 }

func (p stringPlan) write(b []byte, v reflect.Value) []byte { return p.text(b, v.String()) }

func (p stringPlan) read(d *decoder, v reflect.Value) { v.SetString(p.string(d)) }

func (p stringPlan) text(b []byte, s string) []byte {
	if len(s) <= mostWord {
		if n, ok := p.number[s]; ok {
			return head(b, positive, n)
		}
	}
	if isHex(s) {
		b = head(b, octets, uint64(len(s)/2))
		b, _ = hex.AppendDecode(b, []byte(s)) // they are digits
		return b
	}
	return append(head(b, words, uint64(len(s))), s...)
}

func (p stringPlan) string(d *decoder) string {
	switch major, n := d.head(); major {
	case positive:
		if n < uint64(len(p.words)) {
			return p.words[n]
		}
		d.fail("a word beyond the list")
	case octets:
		return hex.EncodeToString(d.take(n))
	case words:
		return string(d.take(n))
	default:
		d.fail("no string")
	}
	return ""
}

// leastHex is the length from which digits are halved: shorter ones are seldom digests.
const leastHex = 8

func isHex(s string) bool {
	if len(s) < leastHex || len(s)%2 != 0 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

type slicePlan struct{ of plan }

func (p slicePlan) absent(v reflect.Value) bool { return v.IsNil() }

func (p slicePlan) write(b []byte, v reflect.Value) []byte {
	if v.IsNil() {
		return append(b, isNull)
	}
	b = head(b, list, uint64(v.Len()))
	for i := range v.Len() {
		b = p.of.write(b, v.Index(i))
	}
	return b
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
	t    reflect.Type
	keys stringPlan
	of   plan
}

func (p mapPlan) absent(v reflect.Value) bool { return v.IsNil() }

// write puts the keys in order, so that the same value is always the same bytes.
func (p mapPlan) write(b []byte, v reflect.Value) []byte {
	if v.IsNil() {
		return append(b, isNull)
	}
	keys := make([]string, 0, v.Len())
	for _, k := range v.MapKeys() {
		keys = append(keys, k.String())
	}
	slices.Sort(keys)
	b = head(b, pairs, uint64(len(keys)))
	for _, k := range keys {
		b = p.of.write(p.keys.text(b, k), v.MapIndex(reflect.ValueOf(k).Convert(p.t.Key())))
	}
	return b
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
		k := reflect.ValueOf(p.keys.string(d)).Convert(p.t.Key())
		e := reflect.New(p.t.Elem()).Elem()
		p.of.read(d, e)
		v.SetMapIndex(k, e)
	}
}

type pointerPlan struct {
	t  reflect.Type // pointed to
	of plan
}

func (p pointerPlan) absent(v reflect.Value) bool { return v.IsNil() }

func (p pointerPlan) write(b []byte, v reflect.Value) []byte {
	if v.IsNil() {
		return append(b, isNull)
	}
	return p.of.write(b, v.Elem())
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
	name      []byte // as it is written
	plan      plan
	omitEmpty bool
}

type structPlan struct {
	fields []field
	byName map[string]int
	names  stringPlan
}

func (p structPlan) absent(v reflect.Value) bool { return v.IsZero() }

func (f field) absent(v reflect.Value) bool {
	if f.omitEmpty && (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) {
		return v.Len() == 0
	}
	return f.plan.absent(v)
}

// write counts the fields while it writes them and puts their number in front.
func (p structPlan) write(b []byte, v reflect.Value) []byte {
	start := len(b)
	b = append(b, 0)
	n := 0
	for i := range p.fields {
		f := &p.fields[i]
		if at := v.Field(f.index); !f.absent(at) {
			b = f.plan.write(append(b, f.name...), at)
			n++
		}
	}
	if n < inHead {
		b[start] = pairs<<5 | byte(n)
		return b
	}
	b[start] = pairs<<5 | inByte
	return slices.Insert(b, start+1, byte(n)) // no type of ours has 256 fields
}

func (p structPlan) read(d *decoder, v reflect.Value) {
	n := d.count(pairs)
	for i := 0; i < n && d.err == nil; i++ {
		f, ok := p.byName[p.names.string(d)]
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

func (s sum) write(b []byte, v reflect.Value) []byte {
	if v.IsNil() {
		return append(b, isNull)
	}
	b = stringPlan{s.codec}.text(head(b, list, 2), s.name(v))
	return s.codec.plan(v.Elem().Type()).write(b, v.Elem())
}

func (s sum) read(d *decoder, v reflect.Value) {
	if d.null() {
		return
	}
	if d.count(list) != 2 {
		d.fail("no pair of name and value")
		return
	}
	t, ok := s.types[stringPlan{s.codec}.string(d)]
	if !ok {
		d.fail("a kind that is not known")
		return
	}
	e := reflect.New(t).Elem()
	s.codec.plan(t).read(d, e)
	v.Set(e)
}
