package intents

import (
	"slices"
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/intents/value"
)

// TestParts holds which parts of a condition a name decides alone.
func TestParts(t *testing.T) {
	for _, c := range []struct {
		source string
		parts  int
	}{
		{`a.n == 1`, 1},
		{`a.n == b.n`, 0},
		{`b.n == 1`, 0},
		{`a.n == 1 and b.n == 2`, 1},
		{`b.n == 2 and a.n == 1 and b.m == 3 and a.m == 4`, 1},
		{`not (a.n == 1 and b.n == 2)`, 1},
		{`a.n == 1 or b.n == 2 and a.m == 3`, 2},
		{`a.n < rules.r`, 1},
	} {
		x, err := ParseExpr(c.source, Pos{})
		if err != nil {
			t.Fatal(err)
		}
		own := func(p string) bool { return strings.HasPrefix(p, "a.") }
		given := func(p string) bool { return strings.HasPrefix(p, "rules.") }
		if got := x.Parts(own, given); len(got) != c.parts {
			t.Errorf("%s: %d parts, want %d", c.source, len(got), c.parts)
		}
	}
}

// TestPartsEval holds that a part joined from several terms is decided by all of them.
func TestPartsEval(t *testing.T) {
	x, _ := ParseExpr(`b == 2 and a == 1 and c == 3`, Pos{})
	in := func(names ...string) func(string) bool {
		return func(p string) bool { return slices.Contains(names, p) }
	}
	part := x.Parts(in("a", "c"), in())[0]
	for _, c := range []struct {
		a, c int64
		want Truth
	}{{1, 3, True}, {1, 2, False}, {2, 3, False}} {
		got := part.Truth(func(p string) (Val, bool) {
			return Val{Sort: value.Number, N: map[string]int64{"a": c.a, "c": c.c}[p]}, true
		})
		if got != c.want {
			t.Errorf("a %d, c %d: %v, want %v", c.a, c.c, got, c.want)
		}
	}
}

// TestComparisons lists what a condition compares, and with which constants.
func TestComparisons(t *testing.T) {
	x, _ := ParseExpr(`a == "x" and not (b > 2 or c) or d in ["y", "z"]`, Pos{})
	var got []string
	for _, part := range x.Comparisons() {
		line := strings.Join(part.Reads(), " ")
		for _, v := range part.Literals() {
			line += " " + v.S
		}
		got = append(got, line)
	}
	if want := "a x; b 2; c; d y z"; strings.Join(got, "; ") != want {
		t.Errorf("%q, want %q", strings.Join(got, "; "), want)
	}
}
