package intents

// Parts are the largest parts of a condition that are decided by its own paths alone, beside what is given: the
// terms of one and, or of one or, that are so make one part. They tell which values of a slot or of an answer the
// condition can tell apart.
func (x *Expr) Parts(own, given func(path string) bool) []*Expr {
	var parts []*Expr
	for _, t := range x.root.parts(own, given) {
		parts = append(parts, newExpr(x.Source, x.Pos, t))
	}
	return parts
}

func (t *term) parts(own, given func(string) bool) []*term {
	any, only := false, true
	t.walk(func(t *term) {
		if t.op == opPath {
			any = any || own(t.path)
			only = only && (own(t.path) || given(t.path))
		}
	})
	switch {
	case !any:
		return nil
	case only:
		return []*term{t}
	case t.op == opNot:
		return t.kids[0].parts(own, given)
	case t.op != opAnd && t.op != opOr:
		return nil
	}
	var alone *term
	var parts []*term
	for _, kid := range t.chain(t.op) {
		inner := kid.parts(own, given)
		switch {
		case len(inner) != 1 || inner[0] != kid:
			parts = append(parts, inner...)
		case alone == nil:
			alone = kid
		default:
			alone = &term{op: t.op, at: alone.at, kids: []*term{alone, kid}}
		}
	}
	if alone != nil {
		parts = append(parts, alone)
	}
	return parts
}

// chain lists the terms of a and b and c, however they are nested.
func (t *term) chain(o op) []*term {
	if t.op != o {
		return []*term{t}
	}
	var all []*term
	for _, kid := range t.kids {
		all = append(all, kid.chain(o)...)
	}
	return all
}

// Comparisons lists the comparisons an expression is made of, and the bare paths that are conditions themselves.
func (x *Expr) Comparisons() []*Expr {
	var all []*Expr
	x.root.comparisons(func(t *term) { all = append(all, newExpr(x.Source, x.Pos, t)) })
	return all
}

func (t *term) comparisons(visit func(*term)) {
	switch t.op {
	case opNot, opAnd, opOr:
		for _, kid := range t.kids {
			kid.comparisons(visit)
		}
	default:
		visit(t)
	}
}

// Literals lists the values written down in an expression.
func (x *Expr) Literals() []Val {
	var all []Val
	x.root.walk(func(t *term) {
		if t.op == opLiteral {
			all = append(all, t.literal)
		}
	})
	return all
}
