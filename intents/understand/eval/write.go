package eval

import (
	"fmt"
	"io"
	"strings"
)

// WriteText writes the report for people: the figures, the weakest intents, what was taken for what.
func (r Report) WriteText(w io.Writer) error {
	var b strings.Builder
	line := func(name string, share float64) { fmt.Fprintf(&b, "%-34s %6.2f %%\n", name, 100*share) }
	fmt.Fprintf(&b, "%-34s %6d\n", "messages that mean an intent", r.Inside)
	line("best guess right", r.Accuracy)
	line("acted on, rightly", r.First)
	line("right, or asked with it among 3", r.Asked)
	line("acted on, wrongly", r.Wrong)
	line("not understood", r.FellBack)
	line("calibration error", r.ECE)
	if r.Slots > 0 {
		line(fmt.Sprintf("values found, of %d", r.Slots), r.SlotsFound)
	}
	if r.Outside > 0 {
		fmt.Fprintf(&b, "%-34s %6d\n", "messages out of scope", r.Outside)
		line("acted on", r.Acted)
		line("AUROC in and out of scope", r.AUROC)
		line("refused at 95 % let in", r.Recall95)
	}
	fmt.Fprintf(&b, "\n%-34s %6s %9s %7s\n", "intent", "rows", "precision", "recall")
	for _, i := range r.Intents {
		fmt.Fprintf(&b, "%-34s %6d %9.3f %7.3f\n", i.Intent, i.Rows, i.Precision, i.Recall)
	}
	if len(r.Confusion) > 0 {
		fmt.Fprintf(&b, "\n%-34s %-34s %5s\n", "meant", "taken for", "times")
		for _, c := range r.Confusion[:min(len(r.Confusion), 30)] {
			fmt.Fprintf(&b, "%-34s %-34s %5d\n", c.Meant, c.Guessed, c.Times)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
