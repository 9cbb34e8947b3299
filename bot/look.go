package bot

import (
	"slices"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
)

// keepLook keeps a finished frame whose list has more to look at, and offers that: the list open, the item seen let
// go, and what was said of it unsaid. What an act was made of is over. It is never written into, only replaced.
func (t *at) keepLook(f Frame) {
	if f.Acted || f.Pay != "" {
		return
	}
	step, ok := t.pickedFrom(&f)
	if !ok {
		return
	}
	f.Answers = slices.Clone(f.Answers)
	f.forget(step.ID, "")
	f.Told = t.toldBefore(&f, step)
	f.Asked, f.Tries, f.Carry, f.Facts = "choose:"+step.ID, nil, nil, nil
	t.c.Look = &f
	t.also(t.button("look", "look"))
}

// pickedFrom finds the list of a frame that one of several items was chosen of.
func (t *at) pickedFrom(f *Frame) (*intents.Step, bool) {
	v := t.view(f)
	t.bindAll(v)
	for i := range v.item.Steps {
		s := &v.item.Steps[i]
		if s.Choose == nil {
			continue
		}
		if l, ok := v.list(s); ok && len(l.items) > 1 && f.kept(s.ID, l.key) != nil {
			return s, true
		}
	}
	return nil, false
}

// toldBefore is what the steps up to one said.
func (t *at) toldBefore(f *Frame, last *intents.Step) map[string]string {
	out := map[string]string{}
	for i := range t.item(f).Steps {
		s := &t.item(f).Steps[i]
		if said, ok := f.Told[s.ID]; ok {
			out[s.ID] = said
		}
		if s.ID == last.ID {
			break
		}
	}
	return out
}

// look takes up the list of the frame finished last.
func (t *at) look() {
	if !t.revive() {
		t.stale()
		return
	}
	t.again(t.top())
}

// revive puts the finished frame back with its list open.
func (t *at) revive() bool {
	if t.c.Look == nil {
		return false
	}
	f := *t.c.Look
	t.c.Look = nil
	if t.item(&f).Digest != f.Def {
		return false
	}
	cloneFrame(&f)
	t.pushFrame(f)
	return true
}

// looksOn hears of another item of the list looked at last: the others, the third, the one of 1 March.
func (t *at) looksOn(s Said) bool {
	if t.c.Look == nil || t.top() != nil || t.c.Ask != "" {
		return false
	}
	if t.book.Says("look", intents.Fold(s.Text)) {
		t.look()
		return true
	}
	n, ok := t.naming(t.c.Look, s)
	if !ok {
		return false
	}
	i, ok := t.another(n)
	if !ok || !t.revive() {
		return false
	}
	t.top().keep(Kept{Step: n.step.ID, Args: n.key, At: t.c.At, Answer: connectors.Answer{Fields: n.items[i]}})
	t.again(t.top())
	return true
}

// another is the one item a message names by its number or by what it holds.
func (t *at) another(n naming) (int, bool) {
	if a := exactAct(n.said.Understanding); a.Name == intents.ActChoose {
		if len(t.c.Offered) > 0 && !Offers(t.c, "look") {
			return 0, false // something else was offered since, and that is in sight
		}
		return placed(a, len(n.items))
	}
	found := t.pointed(n)
	if found == nil {
		found = n.mostly()
	}
	if len(found) != 1 {
		return 0, false
	}
	return found[0], true
}
