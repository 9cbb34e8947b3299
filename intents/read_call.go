package intents

import (
	"slices"
	"strings"
)

func (r *reader) callPart(kind string, step *Step) part {
	call := &Call{}
	step.Call = call
	var operation *Operation
	var refused *tree
	name := func(v *tree) {
		operation = r.operation(v, "a call")
		if operation != nil {
			call.Agency, call.Operation = operation.Agency, operation.Name
		}
	}
	k := keys{
		"call":    name,
		"with":    func(v *tree) { call.With = r.arguments(v) },
		"fresh":   func(v *tree) { call.Fresh = r.span(v, "fresh") },
		"on":      func(v *tree) { r.reactions(v, call) },
		"refused": func(v *tree) { refused = v; r.react(call, "refused", v) },
		"show":    func(v *tree) { call.Show = r.shown(v) },
		"button":  func(v *tree) { call.Button = r.text(v, "the button") },
		"hold":    func(v *tree) { call.Hold = r.flag(v, "hold") },
		"release": func(v *tree) { call.Release = r.word(v, "release") },
	}
	if kind == "hold" {
		call.Hold = true
		delete(k, "call")
		k["hold"] = name
	}
	return part{k, func(r *reader, t *tree, as string) {
		call.As = as
		if operation == nil {
			r.answered(as, answer{faulty: true})
			return
		}
		r.checkArguments(t, call, operation)
		r.checkHold(t, call, operation)
		r.settles(t, call, operation, refused != nil)
		if call.Fresh != 0 && as == "" {
			r.error(t.get("fresh").pos, "fresh", "give the answer a name by as", "nothing reads this answer, so fresh means nothing")
		}
		if operation.Effect != Read && !call.Hold && call.Settles == "" {
			r.titled(call)
		}
		r.answered(as, answer{fields: operation.Answer, agency: operation.Agency})
	}}
}

func (r *reader) arguments(t *tree) []Arg {
	if !r.is(t, object, "with") {
		return nil
	}
	var args []Arg
	for _, e := range t.entries {
		if x := r.expr(e.value); x != nil {
			args = append(args, Arg{Name: e.key, From: x})
		}
	}
	return args
}

// checkArguments holds what a call gives against what its operation takes.
func (r *reader) checkArguments(t *tree, call *Call, o *Operation) {
	var takes []string
	for _, declared := range o.Args {
		takes = append(takes, declared.Name)
		given := slices.IndexFunc(call.With, func(a Arg) bool { return a.Name == declared.Name })
		if given < 0 {
			if !declared.Optional && t.get("with").get(declared.Name) == nil {
				r.error(t.pos, "argument", "", "%s.%s needs the argument %s", o.Agency, o.Name, declared.Name)
			}
			continue
		}
		x := call.With[given].From
		n, ok := r.kindOf(x)
		if ok && n.sort != unsorted && (n.list != nil || n.sort != declared.Kind.Sort()) {
			r.error(x.Pos, "sort", "", "the argument %s is %s, not %s", declared.Name, sortNames[declared.Kind.Sort()], n.words())
		}
	}
	for _, e := range t.get("with").all() {
		if !slices.Contains(takes, e.key) {
			r.error(e.pos, "unknown_argument", didYouMean(e.key, takes), "%s.%s takes no argument %s", o.Agency, o.Name, e.key)
		}
	}
}

// checkHold faults a hold that cannot be let go.
func (r *reader) checkHold(t *tree, call *Call, o *Operation) {
	if !call.Hold {
		if call.Release != "" {
			r.error(t.get("release").pos, "release", "", "only a hold is released")
		}
		return
	}
	if o.Effect == Read {
		r.error(t.pos, "hold", "", "%s.%s only reads: it holds nothing", o.Agency, o.Name)
	}
	if call.Release == "" {
		if t.get("release") == nil {
			r.error(t.pos, "release", "name the operation that lets it go", "a hold has no release")
		}
		return
	}
	at := t.get("release")
	name := strings.TrimPrefix(call.Release, o.Agency+".")
	release, ok := r.agencies[o.Agency].Operations[name]
	if !ok {
		r.error(at.pos, "unknown_operation", didYouMean(name, names(r.agencies[o.Agency].Operations)), "the agency %s has no operation %q", o.Agency, name)
		return
	}
	if release.Effect == Read {
		r.error(at.pos, "effect", "", "%s.%s only reads: it lets nothing go", o.Agency, name)
	}
	call.Release = name
	for _, arg := range release.Args {
		given := slices.ContainsFunc(call.With, func(a Arg) bool { return a.Name == arg.Name })
		if _, answered := o.Field(arg.Name); !given && !answered && !arg.Optional {
			r.error(at.pos, "argument", "", "%s.%s needs %s, which the hold neither gives nor answers", o.Agency, name, arg.Name)
		}
	}
}

// settles finds the payment an act reports to its agency.
func (r *reader) settles(t *tree, call *Call, o *Operation, refused bool) {
	if o.Effect == Read {
		return
	}
	for _, arg := range call.With {
		for _, path := range arg.From.Reads() {
			root, _, _ := strings.Cut(path, ".")
			if b, ok := r.bills[root]; ok {
				call.Settles, b.settled = root, true
			}
		}
	}
	if call.Settles != "" && !refused {
		r.error(t.pos, "refused", "refused: {refund: "+call.Settles+", say: …}", "the call settles a payment but says nothing for when it is refused")
	}
	for family, reaction := range call.On {
		if reaction.Refund && call.Settles == "" {
			r.error(reaction.Pos, "refund", "", "%s: there is no payment to give back", family)
		}
	}
}

// titled faults slots that the summary before an act would show without a name.
func (r *reader) titled(call *Call) {
	for _, arg := range call.With {
		r.hasTitle(arg.From)
	}
}

func (r *reader) hasTitle(x *Expr) {
	if x == nil {
		return
	}
	for _, path := range x.Reads() {
		n, missing := r.scope.resolve(path)
		root, _, _ := strings.Cut(path, ".")
		if _, isSlot := r.in.Slot(root); missing == nil && n.title.Zero() && isSlot {
			r.error(x.Pos, "title", "", "the summary shows %s, which has no title", path)
		}
	}
}

// shown reads what a summary shows: paths only, each with a title.
func (r *reader) shown(t *tree) []*Expr {
	var shown []*Expr
	for _, w := range r.words(t, "show") {
		x := r.expr(w)
		if x == nil {
			continue
		}
		path, ok := x.Path()
		if !ok {
			r.error(x.Pos, "show", "", "only slots and fields of answers can be shown")
			continue
		}
		n, _ := r.scope.resolve(path)
		switch {
		case n.list != nil:
			r.error(x.Pos, "show", "choose from it first", "a list cannot be shown")
		case n.title.Zero() && n.sort != unsorted:
			r.error(x.Pos, "title", "", "%s is shown but has no title", path)
		}
		shown = append(shown, x)
	}
	return shown
}
