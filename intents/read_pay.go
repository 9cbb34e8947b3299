package intents

import (
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/intents/value"
)

func (r *reader) payPart(step *Step) part {
	pay := &Pay{}
	step.Pay = pay
	k := keys{"as": func(v *tree) { r.as(v) }}
	k["pay"] = func(v *tree) {
		r.object(v, "a payment", keys{
			"as":     func(v *tree) { r.as(v) },
			"amount": func(v *tree) { pay.Amount = r.exprOf(v, value.Number) },
			"payee":  func(v *tree) { pay.Payee = r.exprOf(v, value.Text) },
			"for":    func(v *tree) { pay.Bill = r.expr(v) },
			"agency": func(v *tree) { pay.Agency = r.agency(v) },
			"show":   func(v *tree) { pay.Show = r.shown(v) },
			"within": func(v *tree) { pay.Within = r.span(v, "within") },
		})
		r.missing(v, "the payment", "amount", "payee", "for")
	}
	return part{k, func(r *reader, t *tree, as string) {
		r.checkPay(pay)
		pay.As = as
		if as == "" {
			r.error(t.pos, "missing", "as: payment", "the payment has no name, so nothing can settle it")
			return
		}
		r.answered(as, answer{fields: r.payment, agency: pay.Agency})
		r.bills[as] = &bill{pos: t.pos}
	}}
}

// checkPay faults an amount or a payee that a citizen could choose.
func (r *reader) checkPay(pay *Pay) {
	for _, x := range []*Expr{pay.Amount, pay.Payee} {
		if x == nil {
			continue
		}
		for _, path := range x.Reads() {
			root, _, _ := strings.Cut(path, ".")
			if _, slot := r.in.Slot(root); slot {
				r.error(x.Pos, "citizen_amount", "the agency's answer says what is due, and to whom", "%s comes from the citizen", path)
			}
			if a, ok := r.scope.answers[root]; ok && x == pay.Amount && pay.Agency == "" {
				pay.Agency = a.agency
			}
		}
	}
	if pay.Amount != nil && pay.Agency == "" && !r.faulty(pay.Amount) {
		r.error(pay.Amount.Pos, "amount", "", "the amount is read from no answer of an agency")
	}
	r.hasTitle(pay.Bill)
}

// faulty reports an expression that reads an answer whose own fault is told.
func (r *reader) faulty(x *Expr) bool {
	return slices.ContainsFunc(roots(x), func(root string) bool { return r.scope.answers[root].faulty })
}

func (r *reader) agency(t *tree) string {
	name := r.word(t, "the agency")
	if _, ok := r.agencies[name]; !ok && name != "" {
		r.error(t.pos, "unknown_agency", didYouMean(name, names(r.agencies)), "no agency is named %q", name)
	}
	return name
}

func (r *reader) choosePart(step *Step) part {
	choose := &Choose{}
	step.Choose = choose
	var from answer // the answer the list is in
	var items []Declared
	k := keys{"as": func(v *tree) { choose.As = r.as(v) }}
	k["choose"] = func(v *tree) {
		if x := v.get("from"); x != nil {
			choose.From, items, from = r.listOf(x)
		}
		r.object(v, "choose", keys{
			"from":  func(*tree) {},
			"as":    func(v *tree) { choose.As = r.as(v) },
			"show":  func(v *tree) { choose.Show = r.itemFields(v, items) },
			"ask":   func(v *tree) { choose.Ask = r.text(v, "the question") },
			"empty": func(v *tree) { choose.Empty = r.sayKey(v) },
		})
		r.missing(v, "choose", "from", "show", "ask", "empty")
	}
	return part{k, func(r *reader, t *tree, as string) {
		if as == "" {
			r.error(t.pos, "missing", "as: NAME", "what is chosen has no name")
		}
		r.answered(as, answer{fields: items, agency: from.agency, faulty: items == nil})
	}}
}

// listOf reads the path of a list in an answer.
func (r *reader) listOf(t *tree) (*Expr, []Declared, answer) {
	x := r.expr(t)
	if x == nil {
		return nil, nil, answer{}
	}
	path, _ := x.Path()
	n, missing := r.scope.resolve(path)
	if n.sort == unsorted {
		return x, nil, answer{}
	}
	if missing != nil || n.list == nil {
		r.error(x.Pos, "list", "", "one chooses from a list in an answer; %s is none", x.Source)
		return x, nil, answer{}
	}
	root, _, _ := strings.Cut(path, ".")
	return x, n.list, r.scope.answers[root]
}

func (r *reader) itemFields(t *tree, items []Declared) []string {
	var fields, known []string
	for _, f := range items {
		known = append(known, f.Name)
	}
	for _, w := range r.words(t, "show") {
		fields = append(fields, w.text)
		if _, ok := (&Operation{Answer: items}).Field(w.text); !ok && items != nil {
			r.error(w.pos, "unknown_field", didYouMean(w.text, known), "the items of the list have no field %s", w.text)
		}
	}
	return fields
}

func (r *reader) casePart(step *Step) part {
	c := &CaseStep{}
	step.Case = c
	k := keys{"as": func(v *tree) { c.As = r.as(v) }}
	k["case"] = func(v *tree) {
		r.object(v, "a case", keys{
			"number": func(v *tree) { c.Number = r.exprOf(v, value.Text) },
			"due":    func(v *tree) { c.Due = r.exprOf(v, value.Date) },
			"ask":    func(v *tree) { r.progress(v, c) },
			"as":     func(v *tree) { c.As = r.as(v) },
		})
		r.missing(v, "the case", "number")
	}
	return part{k, func(r *reader, t *tree, as string) { r.answered(as, answer{fields: r.kept}) }}
}

// progress reads the operation that tells how a case stands, asked by its number alone.
func (r *reader) progress(t *tree, c *CaseStep) {
	o := r.operation(t, "ask")
	if o == nil {
		return
	}
	c.Agency, c.Ask = o.Agency, o.Name
	if o.Effect != Read {
		r.error(t.pos, "effect", "", "%s.%s does more than read", o.Agency, o.Name)
	}
	number := false
	for _, arg := range o.Args {
		number = number || arg.Name == "number"
		if arg.Name != "number" && !arg.Optional {
			r.error(t.pos, "argument", "", "%s.%s needs %s, but a case is asked by its number alone", o.Agency, o.Name, arg.Name)
		}
	}
	if !number {
		r.error(t.pos, "argument", "", "%s.%s takes no argument number", o.Agency, o.Name)
	}
}
