package intents

import (
	"errors"

	"github.com/banshi-bot/banshi/intents/value"
)

// exprAt is an expression at its place: the same place is read again in every region.
type exprAt struct {
	pos    Pos
	source string
}

type parsedExpr struct {
	expr *Expr
	err  *exprError
}

// expr reads an expression of any sort; nil where it has a fault.
func (r *reader) expr(t *tree) *Expr {
	x, _ := r.checked(t)
	return x
}

// exprOf reads an expression of one sort.
func (r *reader) exprOf(t *tree, sort value.Sort) *Expr {
	x, n := r.checked(t)
	if x != nil && n.sort != unsorted && (n.list != nil || n.many || n.sort != sort) {
		r.error(x.Pos, "sort", "", "%s stands here where %s is needed", n.words(), sortNames[sort])
		return nil
	}
	return x
}

// condition reads a `when`.
func (r *reader) condition(t *tree) *Expr { return r.exprOf(t, value.Truth) }

func (r *reader) checked(t *tree) (*Expr, named) {
	if !r.is(t, scalar, "an expression") {
		return nil, named{}
	}
	at := exprAt{t.pos, t.text}
	p, ok := r.parsed[at]
	if !ok {
		x, err := ParseExpr(t.text, t.within(0))
		p.expr = x
		errors.As(err, &p.err)
		r.parsed[at] = p
	}
	if p.err != nil {
		r.error(t.within(p.err.at), "expression", p.err.hint, "%s", p.err.text)
		return nil, named{}
	}
	c := checker{scope: r.scope, fault: func(at int, code, hint, text string) {
		r.error(t.within(at), code, hint, "%s", text)
	}}
	n := c.check(p.expr.root)
	if c.bad {
		return nil, named{}
	}
	return p.expr, n
}

// kindOf is what a checked expression gives.
func (r *reader) kindOf(x *Expr) (named, bool) {
	c := checker{scope: r.scope, fault: func(int, string, string, string) {}}
	n := c.check(x.root)
	return n, !c.bad
}

func (n named) words() string {
	if n.list != nil || n.many {
		return "a list"
	}
	return sortNames[n.sort]
}

// within is the place of a character of a scalar.
func (t *tree) within(at int) Pos {
	pos := t.pos
	if t.lead >= 0 {
		pos.Col += t.lead + at
	}
	return pos
}

// conditions reads the `when` of slots, which may read all answers, and faults those that wait for each other.
func (r *reader) conditions() {
	reads := map[string][]string{}
	for _, w := range r.whens {
		slot := &r.in.Slots[w.slot]
		slot.When = r.condition(w.tree)
		if slot.When != nil {
			reads[slot.Name] = roots(slot.When)
		}
	}
	for _, w := range r.whens {
		name := r.in.Slots[w.slot].Name
		if reaches(reads, name, name, map[string]bool{}) {
			r.error(w.tree.pos, "circle", "", "whether %s is asked depends on %s itself", name, name)
		}
	}
}

// reaches reports whether the conditions that `from` depends on lead to `to`.
func reaches(reads map[string][]string, from, to string, seen map[string]bool) bool {
	for _, next := range reads[from] {
		if next == to {
			return true
		}
		if !seen[next] {
			seen[next] = true
			if reaches(reads, next, to, seen) {
				return true
			}
		}
	}
	return false
}
