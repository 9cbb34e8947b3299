package prove

import (
	"cmp"
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/intents"
)

// The codes of findings.
const (
	DeadEnd      = "dead_end"     // nothing is asked, awaited or ended any more
	Trap         = "trap"         // answers go on for ever and never come to an end of the service
	Branch       = "branch"       // something offered leads nowhere, or past the act
	NoAct        = "no_act"       // the act is never come to
	Unreached    = "unreached"    // a step is never come to
	Unasked      = "unasked"      // a slot never applies
	Unconfirmed  = "unconfirmed"  // something is done that nobody agreed to
	Unanswerable = "unanswerable" // no answer is taken
	Unshown      = "unshown"      // a text is never said
	Argument     = "argument"     // an agency is asked without what it needs
	Promise      = "promise"      // "we will tell you", where nothing can be told
	TooLarge     = "too_large"    // too many states to walk
)

// Finding is one thing wrong with a service, and the talk that shows it.
type Finding struct {
	Pos    intents.Pos
	Code   string
	Text   string
	Region string // whose form of the service shows it
	Talk   []byte
}

// same reports whether another finding tells the same.
func (f Finding) same(o Finding) bool { return o.Pos == f.Pos && o.Code == f.Code && o.Text == f.Text }

// Fault is the finding as checks report it.
func (f Finding) Fault() intents.Fault {
	return intents.Fault{
		File: f.Pos.File, Line: max(f.Pos.Line, 1), Col: max(f.Pos.Col, 1),
		Severity: intents.Error, Code: f.Code, Text: f.Text,
	}
}

// Report is what was found of one service.
type Report struct {
	Intent   string
	Forms    int // different forms of it among the regions
	States   int
	Steps    int // of the real Step
	Findings []Finding
}

// Service explores one service in each of the forms that regions give it. A step or text that any region comes to is
// come to.
func Service(c *intents.Catalog, intent string) Report {
	r := Report{Intent: intent}
	var forms []*explorer
	items, alike := shapes(c, intent)
	for _, item := range items {
		x := newExplorer(c, item)
		x.explore()
		r.Forms++
		r.States += len(x.nodes)
		r.Steps += x.steps
		forms = append(forms, x)
	}
	for _, x := range forms {
		r.add(x.findings())
		for _, item := range alike[x.item] {
			r.add(x.bounded(item))
		}
	}
	r.add(never(forms))
	slices.SortStableFunc(r.Findings, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.Pos.File, b.Pos.File), cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Col, b.Pos.Col), strings.Compare(a.Code, b.Code))
	})
	return r
}

// add keeps findings that are not there yet: each region that has the same fault shows it again.
func (r *Report) add(found []Finding) {
	for _, f := range found {
		if !slices.ContainsFunc(r.Findings, f.same) {
			r.Findings = append(r.Findings, f)
		}
	}
}
