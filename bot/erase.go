package bot

import "slices"

// forget asks for the citizen's data to be erased. It must wait for an act under way: nobody could be told its
// outcome, or look it up.
func (t *at) forget(yes bool) {
	t.c.Ask = ""
	if !yes {
		t.tell("erase.kept", nil)
		t.reask()
		return
	}
	for i := range t.c.Frames {
		if f := &t.c.Frames[i]; underWay(t.c, f.N) {
			t.tell("erase.wait", args{"title": t.title(f.Intent)})
			return
		}
	}
	t.emit(Do{Forget: true})
	t.tell("erase.begun", nil)
}

// UnderWay reports whether an act waits for its outcome at an agency: a conversation is not erased before.
func UnderWay(c Conversation) bool {
	for i := range c.Frames {
		if underWay(c, c.Frames[i].N) {
			return true
		}
	}
	return false
}

func underWay(c Conversation, frame int64) bool {
	for _, w := range c.Open {
		if w.Frame == frame && w.Act && w.What != "pay" {
			return true
		}
	}
	return false
}

// erased forgets everything. What is held at agencies goes back. Orders outlive it and come to their end alone: what is
// open is closed, what was paid and not settled goes back.
func (t *at) erased() {
	for i := range t.c.Frames {
		if open := &t.c.Frames[i]; !open.Acted { // what is held may be what the act took
			t.letGo(open)
		}
		f, s := t.payStep(t.c.Frames[i].Pay)
		switch {
		case f == nil:
		case f.kept(s.ID, "") != nil:
			t.emit(Do{Settle: &Settle{Order: f.Pay, To: HeardReturn, Why: "erased"}})
		default:
			t.emit(Do{Settle: &Settle{Order: f.Pay, To: HeardGivenUp, Why: cancelled}})
		}
	}
	back := slices.DeleteFunc(t.c.Open, func(w Waiter) bool { return w.What != "release" }) // each says only which turn wanted it
	t.c = Conversation{ID: t.c.ID, Turn: t.c.Turn, Seq: t.c.Seq, At: t.c.At, Channel: t.c.Channel, Lang: t.c.Lang, Region: t.c.Region, Open: back}
}
