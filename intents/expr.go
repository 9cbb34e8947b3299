package intents

import (
	"slices"
	"strconv"

	"github.com/banshi-bot/banshi/intents/value"
)

// Truth is the outcome of a condition: it may be open.
type Truth int

// The three truths. A condition that reads what is not known yet is Open.
const (
	Open Truth = iota
	False
	True
)

// Val is a value of an expression.
type Val struct {
	Sort value.Sort
	S    string              // Text, Date, and every canonical value
	N    int64               // Number
	B    bool                // Truth
	List []map[string]string // a list field: items of canonical values
	Kind value.Kind          // how to format and mask it; nil for what was computed from unlike kinds
}

// Known is a canonical value of a kind, as expressions see it. The empty string is a value that was left out:
// 0, false, the empty text, or a date that is neither before nor after any other.
func Known(k value.Kind, canonical string) Val {
	v := sorted(k.Sort(), canonical)
	v.Kind = k
	return v
}

// Part is the named part of a canonical value, as in groom.age; ok is false where its kind has no such part.
func Part(k value.Kind, canonical, name string, c value.Context) (v Val, ok bool) {
	f, fielded := k.(value.Fielded)
	if !fielded {
		return Val{}, false
	}
	part, sort, ok := f.Field(canonical, name, c)
	if !ok {
		return Val{}, false
	}
	return sorted(sort, part), true
}

// Val is the rule as expressions see it.
func (r Rule) Val() Val { return sorted(r.Sort, r.Value) }

// sorted reads a canonical value as one of a sort.
func sorted(s value.Sort, canonical string) Val {
	v := Val{Sort: s, S: canonical}
	switch s {
	case value.Number:
		v.N, _ = strconv.ParseInt(canonical, 10, 64)
	case value.Truth:
		v.B = canonical == "true"
	}
	return v
}

// Env looks up a path such as "quote.total_fen"; ok is false while it is not known. What is known to be left out
// (an optional slot that was skipped, an optional field the agency did not send) is known and empty.
type Env func(path string) (v Val, ok bool)

// Expr is an expression over slots, answers and rules: comparison, and/or/not, in, + - *, dates, amounts.
// It calls nothing, knows no clock and cannot fail.
type Expr struct {
	Source string
	Pos    Pos
	root   *term
	reads  []string
}

func newExpr(source string, pos Pos, root *term) *Expr {
	x := &Expr{Source: source, Pos: pos, root: root}
	root.walk(func(t *term) {
		if t.op == opPath && !slices.Contains(x.reads, t.path) {
			x.reads = append(x.reads, t.path)
		}
	})
	return x
}

// Eval computes the value; ok is false while something it needs is not known (and/or decide without it where they can).
func (x *Expr) Eval(env Env) (v Val, ok bool) { return x.root.eval(env) }

// Truth evaluates a condition.
func (x *Expr) Truth(env Env) Truth {
	v, ok := x.Eval(env)
	switch {
	case !ok:
		return Open
	case v.B:
		return True
	}
	return False
}

// Reads lists the paths the expression reads, each once, in order of appearance.
func (x *Expr) Reads() []string { return slices.Clip(x.reads) }

// Path returns the path the expression is, where it is nothing else.
func (x *Expr) Path() (path string, ok bool) {
	return x.root.path, x.root.op == opPath
}
