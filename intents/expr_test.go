package intents

import (
	"errors"
	"math"
	"reflect"
	"testing"

	"github.com/banshi-bot/banshi/intents/value"
)

// world is an Env for tests: what is absent is not known.
func world(known map[string]any) Env {
	return func(path string) (Val, bool) {
		switch v := known[path].(type) {
		case int:
			return Val{Sort: value.Number, N: int64(v)}, true
		case int64:
			return Val{Sort: value.Number, N: v}, true
		case bool:
			return Val{Sort: value.Truth, B: v}, true
		case string:
			return Val{Sort: value.Text, S: v}, true
		case Val:
			return v, true
		}
		return Val{}, false
	}
}

func date(s string) Val { return Val{Sort: value.Date, S: s} }

func TestTruth(t *testing.T) {
	env := world(map[string]any{
		"yes": true, "no": false, "n": 3, "zero": 0, "s": "paid", "none": "",
		"d": date("2026-02-27"), "nodate": date(""), "at": date("2026-02-27 08:12"), "quote.fen": 20000,
		"many": "a\nb", "rules.max": 5,
	})
	for _, c := range []struct {
		source string
		want   Truth
	}{
		{`yes`, True}, {`no`, False}, {`unknown`, Open},
		{`not yes`, False}, {`!no`, True}, {`not unknown`, Open},
		// Kleene: one side that decides is enough, on either side
		{`yes and yes`, True}, {`yes and no`, False}, {`yes and unknown`, Open},
		{`no and unknown`, False}, {`unknown and no`, False}, {`unknown and yes`, Open}, {`unknown and unknown`, Open},
		{`no or no`, False}, {`no or unknown`, Open}, {`unknown or no`, Open},
		{`yes or unknown`, True}, {`unknown or yes`, True}, {`unknown or unknown`, Open},
		{`not (unknown and no)`, True}, {`not (yes or unknown)`, False},
		{`unknown && no || yes`, True},
		// comparison
		{`n == 3`, True}, {`n != 3`, False}, {`n < 3`, False}, {`n <= 3`, True}, {`n > 2`, True}, {`n >= 4`, False},
		{`s == "paid"`, True}, {`s != "paid"`, False}, {`unknown == "paid"`, Open}, {`unknown != "paid"`, Open},
		{`none == ""`, True}, {`yes == true`, True}, {`n == -3`, False}, {`1 < n < 4`, True}, {`1 < n < 3`, False},
		{`unknown < 3`, Open}, {`quote.fen >= 20000`, True}, {`n < rules.max`, True},
		// in
		{`s in ["unpaid", "paid"]`, True}, {`s not in ["paid"]`, False}, {`n in [1, 2]`, False}, {`unknown in [1]`, Open},
		{`n in [-3, 3]`, True}, {`"b" in many`, True}, {`"c" in many`, False}, {`"b" in unknown`, Open},
		// sums
		{`n + 1 == 4`, True}, {`n - 4 == -1`, True}, {`-n == -3`, True}, {`n * 2 + 1 == 7`, True}, {`2 * (n + 1) == 8`, True},
		{`unknown * 0 == 0`, Open}, {`n + unknown == 0`, Open},
		// dates
		{`d < "2026-03-01"`, True}, {`d + 2 == "2026-03-01"`, True}, {`d - 27 == "2026-01-31"`, True}, {`d > "2026-02-27"`, False},
		{`at + 2 == "2026-03-01 08:12"`, True}, {`at > "2026-02-27"`, True},
		{`nodate < "2026-01-01"`, False}, {`nodate >= "2026-01-01"`, False}, {`nodate == ""`, True}, {`nodate + 3 == ""`, True},
		{`d + 99999999 > "2026-01-01"`, Open},
	} {
		x, err := ParseExpr(c.source, Pos{})
		if err != nil {
			t.Errorf("%s: %v", c.source, err)
			continue
		}
		if got := x.Truth(env); got != c.want {
			t.Errorf("%s = %d, want %d", c.source, got, c.want)
		}
	}
}

func TestSaturation(t *testing.T) {
	env := world(map[string]any{"max": int64(math.MaxInt64), "min": int64(math.MinInt64)})
	for _, c := range []struct {
		source string
		want   int64
	}{
		{`max + 1`, math.MaxInt64}, {`min - 1`, math.MinInt64}, {`min + min`, math.MinInt64}, {`0 - min`, math.MaxInt64},
		{`max * 2`, math.MaxInt64}, {`min * 2`, math.MinInt64}, {`max * -2`, math.MinInt64}, {`min * -1`, math.MaxInt64},
		{`-1 * min`, math.MaxInt64}, {`min * 0`, 0}, {`max - 1`, math.MaxInt64 - 1},
	} {
		x, err := ParseExpr(c.source, Pos{})
		if err != nil {
			t.Fatal(err)
		}
		if v, ok := x.Eval(env); !ok || v.N != c.want {
			t.Errorf("%s = %d %v, want %d", c.source, v.N, ok, c.want)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct {
		source string
		at     int
	}{
		{``, 0}, {`a = 1`, 2}, {`a ==`, 3}, {`len(a) > 1`, 0}, {`f(a)`, 0}, {`a.f()`, 2}, {`a / 2 == 1`, 2}, {`a % 2 == 1`, 2},
		{`a ** 2 == 1`, 2}, {`a matches "x"`, 2}, {`a contains "x"`, 2}, {`a ? b : c`, 8}, {`a ?? b`, 2}, {`a?.b`, 3},
		{`a[0] == 1`, 1}, {`a[1:2] == 1`, 1}, {`[1] == a`, 0}, {`a in []`, 5}, {`a in [b]`, 6}, {`a == nil`, 5}, {`a == 1.5`, 5},
		{`let x = 1; x == 1`, 4}, {`{"a": 1} == a`, 0}, {`a | len()`, 4}, {`1..3 == a`, 1}, {`+a == 1`, 0}, {`any(a, # > 1)`, 0},
		{`now() > "2026-01-01"`, 0}, {`"x".y == 1`, 0}, {`a; b`, 0}, {`if a { b } else { c }`, 0},
	} {
		_, err := ParseExpr(c.source, Pos{})
		var fault *exprError
		if !errors.As(err, &fault) {
			t.Errorf("%s: %v, want a fault", c.source, err)
			continue
		}
		if fault.at != c.at {
			t.Errorf("%s: fault at %d, want %d (%s)", c.source, fault.at, c.at, fault.text)
		}
	}
}

func TestReads(t *testing.T) {
	x, err := ParseExpr(`quote.state == "paid" and (kind in ["a"] or groom.age + 1 > rules.age and quote.state != "x")`, Pos{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"quote.state", "kind", "groom.age", "rules.age"}
	if got := x.Reads(); !reflect.DeepEqual(got, want) {
		t.Errorf("reads %q, want %q", got, want)
	}
}

func FuzzExpr(f *testing.F) {
	for _, seed := range []string{`a == 1 and not b`, `d + 3 < "2026-01-01"`, `x in ["a", "b"]`, `((((`, `a;;b`, `1 < a < 2`, "a\x00", `"`} {
		f.Add(seed)
	}
	nothing := world(nil)
	everything := Env(func(string) (Val, bool) { return Val{Sort: value.Number, S: "1", N: 1, B: true}, true })
	f.Fuzz(func(t *testing.T, source string) {
		x, err := ParseExpr(source, Pos{})
		if err != nil {
			return
		}
		x.Reads()
		x.Truth(everything)
		if _, ok := x.Eval(nothing); ok && len(x.Reads()) == 1 && x.root.op != opAnd && x.root.op != opOr && x.root.op != opNot {
			t.Errorf("%s: known, though it reads %q", source, x.Reads())
		}
	})
}
