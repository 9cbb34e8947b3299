package prove

import (
	"fmt"
	"slices"

	"github.com/banshi-bot/banshi/bot/talk"
)

// show writes the talk that leads to a state, and where it is given one event on. Calls under way at its end are
// answered, since a talk writes all that happens.
func (x *explorer) show(f Finding, at int, last *talk.Step) []byte {
	var steps []talk.Step
	if last != nil {
		steps = append(steps, *last)
	}
	for ; at >= 0; at = x.nodes[at].from {
		steps = slices.Concat([]talk.Step{x.nodes[at].step}, x.nodes[at].let, steps)
	}
	steps = x.settled(steps)
	head := fmt.Sprintf("# %s: %s\nintent: %s\n", f.Code, f.Text, x.item.ID)
	return append([]byte(head), talk.Transcript(x.book.Catalog, steps, false)...)
}

// settled lets the calls be answered that are under way at the end of a way, as an agency that works would.
func (x *explorer) settled(steps []talk.Step) []talk.Step {
	for range x.item.Steps {
		end := steps[len(steps)-1].After
		f := top(end, x.item.ID)
		if f == nil {
			break
		}
		w := end.Waiting(f)
		if w == nil || w.What != "call" || len(x.answered(w.Step)) == 0 {
			break
		}
		a := x.answered(w.Step)[0]
		a.Key = w.Key
		steps = append(steps, x.hear(end, move{what: a, root: w.Root, id: w.For}))
	}
	return steps
}
