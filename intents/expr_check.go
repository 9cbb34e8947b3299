package intents

import (
	"fmt"
	"regexp"

	"github.com/banshi-bot/banshi/intents/value"
)

// checker holds an expression against the names and sorts of an intent.
type checker struct {
	scope *scope
	fault func(at int, code, hint, text string)
	bad   bool
}

func (c *checker) refuse(t *term, code, hint, format string, args ...any) named {
	c.bad = true
	c.fault(t.at, code, hint, fmt.Sprintf(format, args...))
	return named{sort: unsorted}
}

// unsorted is the sort of what has a fault already.
const unsorted value.Sort = -1

func (c *checker) check(t *term) named {
	switch t.op {
	case opLiteral:
		return named{sort: t.literal.Sort, literal: &t.literal}
	case opPath:
		n, missing := c.scope.resolve(t.path)
		if missing != nil {
			return c.refuse(t, missing.code, missing.hint, "%s", missing.text)
		}
		return n
	case opNot, opAnd, opOr:
		for _, kid := range t.kids {
			c.want(kid, c.check(kid), value.Truth)
		}
		return named{sort: value.Truth}
	case opIn:
		return c.among(t)
	case opAdd, opSub, opMul:
		return c.reckon(t)
	}
	return c.compare(t)
}

// want faults a term that is of another sort than its place needs.
func (c *checker) want(t *term, n named, sort value.Sort) {
	switch {
	case n.sort == unsorted:
	case n.list != nil || n.many:
		c.refuse(t, "sort", "", "a list stands here where %s is needed", sortNames[sort])
	case n.sort != sort:
		c.refuse(t, "sort", "", "%s stands here where %s is needed", sortNames[n.sort], sortNames[sort])
	}
}

var sortNames = map[value.Sort]string{
	value.Text: "a text", value.Number: "a number", value.Date: "a date", value.Truth: "a condition",
}

func (c *checker) compare(t *term) named {
	left, right := c.check(t.kids[0]), c.check(t.kids[1])
	c.alike(t, left, right)
	if t.op != opEqual && t.op != opUnequal {
		sort := left.sort
		if left.literal != nil {
			sort = right.sort
		}
		if sort != unsorted && sort != value.Number && sort != value.Date {
			c.refuse(t, "sort", "", "%s has no order", sortNames[sort])
		}
	}
	return named{sort: value.Truth}
}

func (c *checker) among(t *term) named {
	left, list := c.check(t.kids[0]), t.kids[1]
	if list.op == opList {
		for _, kid := range list.kids {
			c.alike(kid, left, named{sort: kid.literal.Sort, literal: &kid.literal})
		}
		return named{sort: value.Truth}
	}
	right := c.check(list)
	if right.sort == unsorted {
		return named{sort: value.Truth}
	}
	if !right.many {
		c.refuse(list, "sort", "write the values in brackets", "only a list or a slot of many values stands to the right of in")
		return named{sort: value.Truth}
	}
	right.many = false
	c.alike(t, left, right)
	return named{sort: value.Truth}
}

// alike faults two sides that can never be equal.
func (c *checker) alike(t *term, a, b named) {
	if a.sort == unsorted || b.sort == unsorted {
		return
	}
	if a.list != nil || b.list != nil || a.many || b.many {
		c.refuse(t, "sort", "", "a list cannot be compared")
		return
	}
	if a.literal != nil {
		a, b = b, a
	}
	if b.literal != nil && b.sort == value.Text && a.sort != value.Number && a.sort != value.Truth {
		c.literal(t, a, b.literal.S)
		return
	}
	if a.sort != b.sort {
		c.refuse(t, "sort", "", "%s is compared with %s", sortNames[a.sort], sortNames[b.sort])
	}
}

var dateLiteral = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})([ T]\d{2}:\d{2})?$|^(\d{4}-\d{2})$`)

// literal faults a text that the other side can never be.
func (c *checker) literal(t *term, n named, s string) {
	if s == "" {
		return
	}
	if n.sort == value.Date {
		m := dateLiteral.FindStringSubmatch(s)
		if m == nil || m[1] != "" && !isDay(m[1]) || m[3] != "" && !isDay(m[3]+"-01") {
			c.refuse(t, "date", "write 2026-01-31", "%q is not a date", s)
		}
		return
	}
	if len(n.options) == 0 {
		return
	}
	var values []string
	for _, o := range n.options {
		if o.Value == s {
			return
		}
		values = append(values, o.Value)
	}
	c.refuse(t, "unknown_option", didYouMean(s, values), "%q is none of the values this can have", s)
}

func (c *checker) reckon(t *term) named {
	left, right := c.check(t.kids[0]), c.check(t.kids[1])
	c.want(t.kids[1], right, value.Number)
	if left.sort == value.Date && left.list == nil && t.op != opMul {
		return named{sort: value.Date, kind: left.kind}
	}
	c.want(t.kids[0], left, value.Number)
	n := named{sort: value.Number}
	if t.op != opMul && left.kind != nil && right.kind != nil && left.kind.Name() == right.kind.Name() {
		n.kind = left.kind
	}
	return n
}
