package pack

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
)

// shape is one thing said in two ways.
type shape interface{ sort() string }

type circle struct{ Radius float64 }

type square struct {
	Side int64 `json:"side"`
}

func (circle) sort() string { return "circle" }
func (square) sort() string { return "square" }

type state string

type whole struct {
	Name   string              `json:"name"`
	State  state               `json:"state,omitempty"`
	Digest string              `json:"digest,omitempty"`
	N      int64               `json:"n,omitempty"`
	Small  int                 `json:"small"`
	Score  float64             `json:"score,omitempty"`
	Yes    bool                `json:"yes,omitempty"`
	List   []string            `json:"list,omitempty"`
	Places []square            `json:"places,omitempty"`
	Map    map[string]string   `json:"map,omitempty"`
	Bare   map[string]bool     `json:"bare"`
	Deep   map[string][]square `json:"deep,omitempty"`
	Maybe  *square             `json:"maybe,omitempty"`
	Shape  shape               `json:"shape"`
	Within square              `json:"within,omitzero"`
	Plain  string
	Never  string `json:"-"`
}

func codec() *Codec {
	c := New([]string{"name", "zh", "side", "circle"})
	Sum[shape](c, shape.sort, circle{}, square{})
	return c
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	for _, want := range []whole{
		{},
		{Name: "zh", Plain: "name"},
		{Name: "请发来处罚决定书编号", State: "zh", Digest: "51c8848905a5ccea9bb22130f1e3e9f7", N: -1, Small: 23, Yes: true},
		{N: math.MaxInt64, Small: math.MinInt32, Score: 0.35},
		{N: math.MinInt64, Score: 0.988100240846052},
		{Score: -1e300}, {Score: 0.001}, {Score: 4e6},
		{Digest: "0123456789ABCDEF"}, {Digest: "123456789"}, {Digest: "00000000"}, {Digest: strings.Repeat("é", 200)},
		{List: []string{"", "a", "zh"}, Places: []square{{1}, {}, {300}, {70000}, {1 << 40}}},
		{Map: map[string]string{"zh": "zh", "": "", "b": "1"}, Bare: map[string]bool{"a": true, "b": false}},
		{Bare: map[string]bool{}},
		{Deep: map[string][]square{"x": {{1}}, "y": nil}},
		{Maybe: &square{}, Shape: circle{2.5}, Within: square{9}},
		{Shape: square{4}},
	} {
		b := codec().Append(nil, &want)
		var got whole
		if err := codec().Read(b, &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v was read as %+v, %v", want, got, err)
		}
		if again := codec().Append(nil, want); !bytes.Equal(again, b) {
			t.Errorf("%+v was written in two ways", want)
		}
		if long, err := json.Marshal(want); err != nil || len(b) >= len(long) {
			t.Errorf("%d bytes for %s", len(b), long)
		}
	}
}

// TestSavings holds how much a known word, a digest and a score take.
func TestSavings(t *testing.T) {
	for _, c := range []struct {
		v    any
		want int
	}{
		{"zh", 1}, {"en", 3}, {"51c8848905a5ccea9bb22130f1e3e9f7", 17}, {0.988, 3}, {0.9881, 9}, {int64(23), 1}, {int64(1795547679170), 9},
		{square{Side: 5}, 3},
	} {
		if got := len(codec().Append(nil, c.v)); got != c.want {
			t.Errorf("%v takes %d bytes, want %d", c.v, got, c.want)
		}
	}
}

// TestAnotherVersion: fields a reader does not know are read over, those it misses are zero.
func TestAnotherVersion(t *testing.T) {
	type later struct {
		Name string             `json:"name"`
		New  []map[string]whole `json:"new"`
		F    float64            `json:"f"`
		P    *square            `json:"p"`
	}
	l := later{Name: "a", New: []map[string]whole{{"x": {Name: "b", Maybe: &square{1}, Shape: circle{0.12345}, List: []string{"zh"}, Yes: true}}}, F: 0.1 + 0.2}
	var got whole
	if err := codec().Read(codec().Append(nil, l), &got); err != nil || !reflect.DeepEqual(got, whole{Name: "a"}) {
		t.Errorf("read %+v, %v", got, err)
	}
}

func TestManyFields(t *testing.T) {
	type wide struct{ A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U, V, W, X, Y, Z int }
	var want, got wide
	for i := range reflect.TypeFor[wide]().NumField() {
		reflect.ValueOf(&want).Elem().Field(i).SetInt(int64(i + 1))
	}
	if err := codec().Read(codec().Append(nil, want), &got); err != nil || got != want {
		t.Errorf("read %+v, %v", got, err)
	}
}

func TestTypesItCannotWrite(t *testing.T) {
	for _, v := range []any{uint(1), make(chan int), map[int]string{}, struct{ square }{}, struct{ X any }{}, []float32{1}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%T was written", v)
				}
			}()
			codec().Append(nil, v)
		}()
	}
}

// FuzzRead: whatever the bytes, Read ends with a value or an error, and what it read is written and read the same.
func FuzzRead(f *testing.F) {
	f.Add(codec().Append(nil, whole{Name: "a", Maybe: &square{1}, Shape: circle{0.5}, Deep: map[string][]square{"x": {{1}}}}))
	f.Add([]byte{0xa1, 0x61, 'x', 0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Add([]byte{0xbb, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, b []byte) {
		var got, again whole
		if codec().Read(b, &got) != nil {
			return
		}
		if err := codec().Read(codec().Append(nil, &got), &again); err != nil || !reflect.DeepEqual(clean(got), clean(again)) {
			t.Errorf("%+v was read as %+v, %v", got, again, err)
		}
	})
}

// clean makes what omitempty leaves out the same as what is not there.
func clean(w whole) string {
	if w.Score != w.Score {
		w.Score = 0
	}
	b, err := json.Marshal(w)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
