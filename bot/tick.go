package bot

import "slices"

// How long things wait. Instants are UTC milliseconds.
const (
	remindAfter = 30 * 60 * 1000      // an open question: one reminder
	lookKept    = 30 * 60 * 1000      // a list that was looked at
	draftKept   = 24 * 60 * 60 * 1000 // then a draft, for a day
)

// Wake is the earliest moment anything of the conversation is due; 0 when nothing is.
func Wake(c Conversation) int64 {
	var wake int64
	for _, d := range c.Due {
		if wake == 0 || d.At < wake {
			wake = d.At
		}
	}
	return wake
}

// deadline sets one instant of its kind, in place of the one there was.
func (t *at) deadline(what, of string, at int64) {
	t.c.Due = slices.DeleteFunc(t.c.Due, func(d Deadline) bool { return d.What == what && d.Of == of })
	t.c.Due = append(t.c.Due, Deadline{At: at, What: what, Of: of})
}

func (t *at) lift(what string) {
	t.c.Due = slices.DeleteFunc(t.c.Due, func(d Deadline) bool { return d.What == what })
}

// remind sets the reminder for an open question.
func (t *at) remind() { t.deadline("silence", "", t.c.At+remindAfter) }

// alarm keeps the deadlines true to the state after each turn.
func (t *at) alarm() {
	f := t.top()
	if f == nil {
		t.lift("draft")
		t.lift("silence")
		t.keepLooking()
		return
	}
	if t.e.MessageID() != "" {
		t.deadline("draft", "", t.c.At+draftKept)
	}
}

// keepLooking lets go what was looked at last once nobody looked for a while.
func (t *at) keepLooking() {
	waits := slices.ContainsFunc(t.c.Due, func(d Deadline) bool { return d.What == "look" })
	if t.c.Look != nil && (t.e.MessageID() != "" || !waits) {
		t.deadline("look", "", t.c.At+lookKept)
	}
}

// tick hears the clock: everything that is due happens now; an early tick changes nothing.
func (t *at) tick() {
	due := t.c.Due
	t.c.Due = nil
	for _, d := range due {
		if d.At > t.c.At {
			t.c.Due = append(t.c.Due, d)
			continue
		}
		switch d.What {
		case "silence":
			t.silent()
		case "draft":
			t.expire()
		case "look":
			t.c.Look = nil
		case "level":
			t.levelOver()
		}
	}
}

// silent reminds once of what is open, where the channel can say something unasked.
func (t *at) silent() {
	f := t.top()
	if f == nil || !t.c.Channel.Tell || f.Asked == "draft" || t.c.Waiting(f) != nil || t.c.Owner != "" || f.Asked == "pay" {
		return
	}
	t.tell("silence", args{"title": t.title(f.Intent)}, t.button("resume", "resume"), t.button("cancel", "cancel"))
}

// expire drops drafts that lay for a day; an act under way is never dropped by the clock.
func (t *at) expire() {
	kept := t.c.Frames[:0:0]
	for i := range t.c.Frames {
		f := &t.c.Frames[i]
		if t.c.Waiting(f) != nil || f.paying() {
			kept = append(kept, *f)
			continue
		}
		t.letGo(f)
	}
	t.c.Frames = kept
	if t.c.Ask != "" {
		t.c.Ask, t.c.Wish = "", ""
	}
	if len(kept) > 0 {
		t.deadline("draft", "", t.c.At+draftKept)
	}
	t.shelve()
}

// levelOver ends a proven level: what it showed is not used any more.
func (t *at) levelOver() {
	if t.c.At >= t.c.Citizen.Until {
		t.c.Citizen = Citizen{}
	}
}

// late says the holding reply, which still goes out in the answer; what follows is pushed.
func (t *at) late() {
	if !t.passive {
		return
	}
	t.tell("hold", nil)
	t.c.Passive = 0
}
