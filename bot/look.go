package bot

import (
	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
)

// keepLook keeps a finished frame whose list has more to look at, and offers that. What an act was made of is over.
func (t *at) keepLook(f Frame) {
	_, _, ok := t.looked(&f)
	if f.Acted || f.Pay != "" || !ok {
		return
	}
	t.c.Look = &f
	t.also(t.button("look", "look"))
}

// looked finds the list of a finished frame that has more than what was seen.
func (t *at) looked(f *Frame) (*view, list, bool) {
	item := t.item(f)
	v := t.view(f)
	t.bindAll(v)
	for i := range item.Steps {
		s := &item.Steps[i]
		if s.Choose == nil {
			continue
		}
		l, ok := v.list(s)
		if ok && len(l.items) > 1 && v.f.kept(s.ID, l.key) != nil {
			return v, l, true
		}
	}
	return nil, list{}, false
}

// look takes up the list of the frame finished last.
func (t *at) look() {
	if !t.revive() {
		t.stale()
		return
	}
	t.advance()
}

// revive puts the finished frame back with its list open: what was said of the item seen before may be said again.
func (t *at) revive() bool {
	if t.c.Look == nil {
		return false
	}
	f := *t.c.Look
	t.c.Look = nil
	if t.item(&f).Digest != f.Def {
		return false
	}
	_, l, ok := t.looked(&f)
	if !ok {
		return false
	}
	f.forget(l.step.ID, "")
	t.unsay(&f, l.step)
	t.pushFrame(f)
	return true
}

// unsay forgets what was said by the steps after a step.
func (t *at) unsay(f *Frame, after *intents.Step) {
	past := false
	f.Told = copied(f.Told)
	for i := range t.item(f).Steps {
		s := &t.item(f).Steps[i]
		if past {
			delete(f.Told, s.ID)
		}
		past = past || s.ID == after.ID
	}
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
	f := *t.c.Look
	v, l, ok := t.looked(&f)
	if !ok {
		return false
	}
	i, ok := t.another(v, l, s)
	if !ok || !t.revive() {
		return false
	}
	top := t.top()
	top.keep(Kept{Step: l.step.ID, Args: l.key, At: t.c.At, Answer: connectors.Answer{Fields: l.items[i]}})
	t.advance()
	return true
}

// another is the one item a message names by its number or by what it holds.
func (t *at) another(v *view, l list, s Said) (int, bool) {
	if a := exactAct(s.Understanding); a.Name == intents.ActChoose {
		n := a.N
		if n < 0 {
			n = len(l.items) + 1 + n
		}
		return n - 1, n >= 1 && n <= len(l.items)
	}
	found := t.pointed(v, l, s)
	if found == nil {
		found = t.mostly(v, l, s)
	}
	if len(found) != 1 {
		return 0, false
	}
	return found[0], true
}
