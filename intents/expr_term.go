package intents

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/intents/value"
)

// op is what a term does.
type op int

const (
	opLiteral op = iota
	opPath
	opList // literals, right of `in`
	opNot
	opAnd
	opOr
	opIn
	opEqual
	opUnequal
	opLess
	opAtMost
	opMore
	opAtLeast
	opAdd
	opSub
	opMul
)

// term is a node of an admitted expression. Terms are never changed once parsed.
type term struct {
	op      op
	at      int // code points from the start of the source
	path    string
	literal Val
	kids    []*term
}

func (t *term) walk(visit func(*term)) {
	visit(t)
	for _, kid := range t.kids {
		kid.walk(visit)
	}
}

func (t *term) eval(env Env) (Val, bool) {
	switch t.op {
	case opLiteral:
		return t.literal, true
	case opPath:
		return env(t.path)
	case opAnd:
		return t.decide(env, false)
	case opOr:
		return t.decide(env, true)
	case opNot:
		v, ok := t.kids[0].eval(env)
		return truth(!v.B), ok
	case opIn:
		return t.among(env)
	}
	left, leftKnown := t.kids[0].eval(env)
	right, rightKnown := t.kids[1].eval(env)
	if !leftKnown || !rightKnown {
		return Val{}, false
	}
	if t.op >= opAdd {
		return reckon(t.op, left, right)
	}
	return compare(t.op, left, right)
}

// decide is and (which false decides) and or (which true decides): one side that decides is enough.
func (t *term) decide(env Env, deciding bool) (Val, bool) {
	known := true
	for _, kid := range t.kids {
		v, ok := kid.eval(env)
		if ok && v.B == deciding {
			return truth(deciding), true
		}
		known = known && ok
	}
	return truth(!deciding), known
}

// among is `in`: a list of literals, or a slot that holds many values.
func (t *term) among(env Env) (Val, bool) {
	v, ok := t.kids[0].eval(env)
	if !ok {
		return Val{}, false
	}
	list := t.kids[1]
	if list.op == opList {
		in := slices.ContainsFunc(list.kids, func(kid *term) bool { return same(v, kid.literal) })
		return truth(in), true
	}
	many, ok := list.eval(env)
	if !ok {
		return Val{}, false
	}
	return truth(slices.Contains(strings.Split(many.S, "\n"), v.S)), true
}

func truth(b bool) Val { return Val{Sort: value.Truth, B: b} }

func same(a, b Val) bool {
	switch a.Sort {
	case value.Number:
		return a.N == b.N
	case value.Truth:
		return a.B == b.B
	}
	return a.S == b.S
}

func compare(o op, a, b Val) (Val, bool) {
	switch o {
	case opEqual:
		return truth(same(a, b)), true
	case opUnequal:
		return truth(!same(a, b)), true
	}
	order := 0
	if a.Sort == value.Number {
		order = cmp64(a.N, b.N)
	} else {
		if a.S == "" || b.S == "" {
			return truth(false), true // a date left out is neither before nor after
		}
		order = strings.Compare(a.S, b.S)
	}
	switch o {
	case opLess:
		return truth(order < 0), true
	case opAtMost:
		return truth(order <= 0), true
	case opMore:
		return truth(order > 0), true
	}
	return truth(order >= 0), true
}

func cmp64(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// reckon adds, subtracts and multiplies whole numbers, and moves dates by days.
func reckon(o op, a, b Val) (Val, bool) {
	if a.Sort == value.Date {
		days := b.N
		if o == opSub {
			days = -days
		}
		return shift(a, days)
	}
	v := Val{Sort: value.Number}
	switch o {
	case opAdd:
		v.N = add(a.N, b.N)
	case opSub:
		v.N = add(a.N, negate(b.N))
	case opMul:
		v.N = multiply(a.N, b.N)
	}
	if o != opMul && a.Kind != nil && b.Kind != nil && a.Kind.Name() == b.Kind.Name() {
		v.Kind = a.Kind
	}
	v.S = formatInt(v.N)
	return v, true
}

// shift moves a date by days; a time of day behind it stays. A date left out stays left out.
func shift(date Val, days int64) (Val, bool) {
	if date.S == "" {
		return date, true
	}
	const day = "2006-01-02"
	if len(date.S) < len(day) || days < -1e6 || days > 1e6 {
		return Val{}, false
	}
	at, err := time.Parse(day, date.S[:len(day)])
	if err != nil {
		return Val{}, false
	}
	date.S = at.AddDate(0, 0, int(days)).Format(day) + date.S[len(day):]
	return date, true
}

// The sums are saturated: an amount beyond int64 stays as large as can be, never turns negative.

func add(a, b int64) int64 {
	sum := a + b
	if a > 0 && b > 0 && sum < 0 {
		return math.MaxInt64
	}
	if a < 0 && b < 0 && sum >= 0 {
		return math.MinInt64
	}
	return sum
}

func negate(a int64) int64 {
	if a == math.MinInt64 {
		return math.MaxInt64
	}
	return -a
}

func multiply(a, b int64) int64 {
	if a == 0 || b == 0 {
		return 0
	}
	product := a * b
	if product/b == a && !(a == -1 && b == math.MinInt64) && !(b == -1 && a == math.MinInt64) {
		return product
	}
	if (a < 0) == (b < 0) {
		return math.MaxInt64
	}
	return math.MinInt64
}
