package talk

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents"
)

// Point is something of a definition that talks ought to exercise.
type Point struct {
	File string
	Line int
	What string // as "slot decision_no asked again"
}

// String writes the point as file:line: what.
func (p Point) String() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.What) }

// Coverage counts what talks exercise of a catalog: slots asked, asked again and corrected, steps and both
// branches of their conditions, errors of agencies. Watch is given to Config.
type Coverage struct {
	seen map[Point]int
	last map[string]string // by frame and slot: the value it had
}

// NewCoverage lists all there is to exercise.
func NewCoverage(c *intents.Catalog) *Coverage {
	v := &Coverage{seen: map[Point]int{}, last: map[string]string{}}
	for _, item := range c.Items() {
		for k := range item.Slots {
			s := &item.Slots[k]
			v.expect(s.Pos, "slot "+s.Name, "asked", "asked again", "corrected")
			if s.When != nil {
				v.expect(s.Pos, "slot "+s.Name, "left out")
			}
		}
		for k := range item.Steps {
			v.expectStep(c, item, &item.Steps[k])
		}
	}
	return v
}

func (v *Coverage) expect(pos intents.Pos, of string, what ...string) {
	for _, w := range what {
		p := Point{pos.File, pos.Line, of + " " + w}
		v.seen[p] += 0
	}
}

// expectStep leaves out the branches that the rules of the item's region close.
func (v *Coverage) expectStep(c *intents.Catalog, item *intents.Item, s *intents.Step) {
	name, ruled := "step "+s.ID, intents.Open
	if s.When != nil {
		ruled = s.When.Truth(func(path string) (intents.Val, bool) {
			rule, ok := item.Rules[strings.TrimPrefix(path, "rules.")]
			return rule.Val(), ok && strings.HasPrefix(path, "rules.")
		})
	}
	if s.When != nil && ruled != intents.True {
		v.expect(s.Pos, name, "passed by")
	}
	if ruled == intents.False {
		return
	}
	v.expect(s.Pos, name, "taken")
	if s.Call == nil {
		return
	}
	for _, family := range families(c, s.Call) {
		v.expect(s.Pos, name, "answered "+family)
	}
}

// families are the errors a call ought to be answered with in some talk: those its step reacts to, an agency that
// is down, and for an act an outcome that is not known. Of others an agency may map the citizen hears the family's
// common text.
func families(c *intents.Catalog, call *intents.Call) []string {
	all := map[string]bool{"agency_down": true}
	for family := range call.On {
		all[family] = true
	}
	if op, ok := c.Operation(call.Agency, call.Operation); ok && op.Effect != intents.Read && !call.Hold {
		all["unknown_result"] = true
	}
	return slices.Sorted(maps.Keys(all))
}

func (v *Coverage) hit(pos intents.Pos, what string) {
	p := Point{pos.File, pos.Line, what}
	if _, ok := v.seen[p]; ok {
		v.seen[p]++
	}
}

// Watch counts one step.
func (v *Coverage) Watch(s Step) {
	if s.Before.Turn == 0 {
		clear(v.last)
	}
	for _, r := range s.Reads {
		switch r.When {
		case intents.True:
			v.hit(r.Step.Pos, "step "+r.Step.ID+" taken")
		case intents.False:
			v.hit(r.Step.Pos, "step "+r.Step.ID+" passed by")
		}
	}
	v.answered(s)
	for k := range s.After.Frames {
		v.frame(s, &s.After.Frames[k])
	}
	for k := range s.Before.Frames {
		if f := &s.Before.Frames[k]; frame(s.After, f.N) == nil {
			v.ended(s, f)
		}
	}
}

// answered counts the error a call was answered with.
func (v *Coverage) answered(s Step) {
	a, ok := s.Event.What.(bot.Answered)
	if !ok || a.Fault == "" {
		return
	}
	for _, w := range s.Before.Open {
		if w.Key != a.Key {
			continue
		}
		item, ok := itemOf(s.Book, frame(s.Before, w.Frame))
		if !ok {
			continue
		}
		if step, ok := item.Step(w.Step); ok {
			v.hit(step.Pos, "step "+step.ID+" answered "+a.Fault)
			if a.Sort == "refused" {
				v.hit(step.Pos, "step "+step.ID+" answered refused")
			}
		}
	}
}

func itemOf(b intents.Book, f *bot.Frame) (*intents.Item, bool) {
	if f == nil {
		return nil, false
	}
	if item, ok := b.Pin(f.Def); ok {
		return item, true
	}
	return b.Item(f.Intent, f.Region)
}

func frame(c bot.Conversation, n int64) *bot.Frame {
	for k := range c.Frames {
		if c.Frames[k].N == n {
			return &c.Frames[k]
		}
	}
	return nil
}

// frame counts what happened to the slots of a frame.
func (v *Coverage) frame(s Step, f *bot.Frame) {
	item, ok := itemOf(s.Book, f)
	if !ok {
		return
	}
	before := frame(s.Before, f.N)
	for k := range item.Slots {
		slot := &item.Slots[k]
		if asks(s.Effects, slot) {
			if before != nil && f.Tries[slot.Name] > before.Tries[slot.Name] {
				v.hit(slot.Pos, "slot "+slot.Name+" asked again")
			} else {
				v.hit(slot.Pos, "slot "+slot.Name+" asked")
			}
		}
		value, filled := f.Slots[slot.Name]
		if !filled {
			continue
		}
		key := fmt.Sprintf("%d %s", f.N, slot.Name)
		if old, ok := v.last[key]; ok && old != value {
			v.hit(slot.Pos, "slot "+slot.Name+" corrected")
		}
		v.last[key] = value
	}
}

func asks(effects []bot.Effect, slot *intents.Slot) bool {
	return slices.ContainsFunc(effects, func(e bot.Effect) bool {
		return e.Do.Reply != nil && e.Do.Reply.By == slot.Pos.String()
	})
}

// ended counts the conditional slots that a frame did without, and the corrected value that ended it.
func (v *Coverage) ended(s Step, f *bot.Frame) {
	item, ok := itemOf(s.Book, f)
	if !ok {
		return
	}
	for k := range item.Slots {
		slot := &item.Slots[k]
		if _, filled := f.Slots[slot.Name]; !filled && slot.When != nil && !f.Skipped[slot.Name] && f.Asked != "slot:"+slot.Name {
			v.hit(slot.Pos, "slot "+slot.Name+" left out")
		}
		if _, had := v.last[fmt.Sprintf("%d %s", f.N, slot.Name)]; had && f.Asked == "slot:"+slot.Name && wentOn(s, f) {
			v.hit(slot.Pos, "slot "+slot.Name+" corrected")
		}
	}
}

// wentOn reports whether what was said was taken in a frame, so that its steps were read again.
func wentOn(s Step, f *bot.Frame) bool {
	return slices.ContainsFunc(s.Reads, func(r bot.Read) bool { return r.Frame == f.N })
}

// Missing lists what no talk exercised, by place.
func (v *Coverage) Missing() []Point {
	var all []Point
	for p, n := range v.seen {
		if n == 0 {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b Point) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), strings.Compare(a.What, b.What))
	})
	return all
}

// Report writes what is missing, one point a line, and how much of each file is exercised.
func (v *Coverage) Report(w io.Writer) error {
	missing := v.Missing()
	for _, p := range missing {
		if _, err := fmt.Fprintf(w, "%s: no talk\n", p); err != nil {
			return err
		}
	}
	type count struct{ hit, all int }
	files := map[string]count{}
	for p, n := range v.seen {
		c := files[p.File]
		c.all++
		if n > 0 {
			c.hit++
		}
		files[p.File] = c
	}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		c := files[file]
		if _, err := fmt.Fprintf(w, "%s: %d of %d exercised\n", file, c.hit, c.all); err != nil {
			return err
		}
	}
	return nil
}
