package bot

import (
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/intents"
)

// resumeUnasked is how long a frame may have lain under another and still go on without a question.
const resumeUnasked = 60 * 1000

// blocked stops a frame that cannot be served: not here, switched off, at the counter only, or the citizen not
// known well enough. It is asked before the first question and again before each act, of the live catalog;
// nothing blocks what an act has begun.
func (t *at) blocked(f *Frame, item *intents.Item) bool {
	if f.Acted || f.Pay != "" {
		return false
	}
	live, ok := t.book.Item(f.Intent, f.Region)
	a := args{"title": item.Title.In(t.lang()), "office": item.Office.Name.In(t.lang()), "phone": item.Office.Phone,
		"address": item.Office.Address.In(t.lang()), "hours": item.Office.Hours.Said.In(t.lang())}
	switch {
	case !ok || !live.Enabled:
		t.letGo(f)
		t.drop()
		t.notHere(f.Intent, f.Region)
	case !live.Paused.Zero():
		a["why"] = t.fill(live.Paused, a)
		t.tell("blocked.paused", a)
		t.letGo(f)
		t.drop()
	case !item.InPerson.Zero():
		a["why"] = t.fill(item.InPerson, a)
		t.tell("blocked.in_person", a)
		t.letGo(f)
		t.drop()
	case t.blackout(live):
		t.tell("blocked.hours", a, t.button("later", "later"), t.button("human", "human"))
		t.letGo(f)
		f.Asked = "draft"
	case t.c.Citizen.LevelAt(t.c.At) < item.Assurance && item.Assurance > 1:
		f.Asked = "login"
		t.login(item.Assurance)
	default:
		return false
	}
	return true
}

// blackout reports whether the agency does not answer at this time of day.
func (t *at) blackout(item *intents.Item) bool {
	now := t.minute()
	for _, s := range item.Blackout {
		if s.From <= s.Till && now >= s.From && now < s.Till || s.From > s.Till && (now >= s.From || now < s.Till) {
			return true
		}
	}
	return false
}

// finish ends the frame being served and goes on with what lies below or was wished besides.
func (t *at) finish(how string) {
	f := t.top()
	if f == nil {
		return
	}
	done := *f
	item := t.item(f)
	if how == "done" {
		t.learn(f, item)
		t.lookedUp(f, item)
		t.keepLook(done)
	} else {
		t.letGo(f)
	}
	t.drop()
	if how == "done" && item.Rating && done.Acted {
		t.askRating(done)
	}
	t.next()
}

// endFrame ends some frame, wherever it lies.
func (t *at) endFrame(f *Frame, how string) {
	t.onTop(f)
	t.finish(how)
}

// onTop brings a frame to the top of the stack.
func (t *at) onTop(f *Frame) {
	i := slices.IndexFunc(t.c.Frames, func(o Frame) bool { return o.N == f.N })
	if i < 0 || i == len(t.c.Frames)-1 {
		return
	}
	moved := t.c.Frames[i]
	t.c.Frames[len(t.c.Frames)-1].Paused = t.c.At
	t.c.Frames = append(slices.Delete(t.c.Frames, i, i+1), moved)
}

// drop takes the frame being served off the stack.
func (t *at) drop() {
	if n := len(t.c.Frames); n > 0 {
		t.c.Frames = t.c.Frames[:n-1]
	}
	t.c.Undo = nil
}

// paymentOpen says that a payment is waited for, and what can be done meanwhile.
func (t *at) paymentOpen() {
	t.tell("pay.waiting", nil, t.button("paid", "paid"), t.button("cancel", "cancel"), t.button("human", "human"))
}

// later keeps the draft for a day and steps out of it.
func (t *at) later() {
	t.c.Ask = ""
	f := t.top()
	if f == nil {
		t.greet()
		return
	}
	if t.c.Waiting(f) != nil || f.Pay != "" {
		t.tell("wait.call", nil)
		return
	}
	if step, failed := strings.CutPrefix(f.Asked, "retry:"); failed {
		f.forget(step, "") // to come back is to try again
	}
	f.Asked, f.Shown, f.Agreed, f.Paused = "draft", "", "", t.c.At
	t.letGo(f)
	t.deadline("draft", "", t.c.At+draftKept)
	t.tell("later", args{"title": t.title(f.Intent)}, t.button("resume", "resume"), t.button("cancel", "cancel"))
}

// cancel gives up what is open; an act under way cannot be, and the offer that applies is named instead.
func (t *at) cancel() {
	if t.c.Ask == "erase" {
		t.forget(false)
		return
	}
	f := t.top()
	t.dropWish()
	t.c.Ask = ""
	switch {
	case f == nil:
		t.c.Wishes = nil
		t.tell("cancel.none", nil)
	case f.paying():
		t.emit(Do{Settle: &Settle{Order: f.Pay, To: HeardGivenUp, Why: cancelled}})
		t.tell("cancel.pay", args{"title": t.title(f.Intent)})
	case f.Pay != "":
		t.tell("cancel.paid", args{"title": t.title(f.Intent), "phone": t.item(f).Office.Phone}, t.button("human", "human"))
	case t.acting(f) || f.Acted:
		t.tell("cancel.act", args{"title": t.title(f.Intent), "phone": t.item(f).Office.Phone}, t.button("human", "human"))
	default:
		t.tell("cancel.done", args{"title": t.title(f.Intent)})
		t.dropWaiters(f)
		t.finish("stop")
	}
}

// dropWaiters forgets reads of a frame that ends: their answers are not wanted any more.
func (t *at) dropWaiters(f *Frame) {
	t.c.Open = slices.DeleteFunc(t.c.Open, func(w Waiter) bool { return w.Frame == f.N && !w.Act && w.What == "call" })
}

// letGo gives back what a frame holds at agencies.
func (t *at) letGo(f *Frame) {
	for _, h := range f.Release {
		t.release(h)
		f.forget(h.Step, "")
	}
	f.Release = nil
}

// supersede gives back what a step held before it got hold of something else, and forgets that it did.
func (t *at) supersede(f *Frame, w Waiter) {
	f.Release = slices.DeleteFunc(f.Release, func(h Held) bool {
		if h.Step == w.Step {
			t.release(h)
		}
		return h.Step == w.Step
	})
	f.Answers = slices.DeleteFunc(f.Answers, func(k Kept) bool { return k.Step == w.Step && k.Args != w.Args })
}

func (t *at) release(h Held) {
	k := t.emit(Do{Ask: &Ask{Agency: h.Agency, Operation: h.Operation, Args: h.Args}})
	t.c.Open = append(t.c.Open, Waiter{Key: k, What: "release"})
}

// learn keeps values of a finished frame, to be offered again with consent, and its case.
func (t *at) learn(f *Frame, item *intents.Item) {
	for i := range item.Slots {
		s := &item.Slots[i]
		if val, ok := f.Slots[s.Name]; ok && reusable[s.Kind.Name()] && !s.Sensitive {
			c := Candidate{Kind: s.Kind.Name(), Slot: s.Name, Value: val, At: t.c.At}
			t.c.Known = append(slices.DeleteFunc(t.c.Known, func(o Candidate) bool { return o.Slot == c.Slot && o.Kind == c.Kind }), c)
		}
	}
}

// reusable kinds are the same from one service to the next.
var reusable = map[string]bool{"plate": true, "hkmo_permit": true, "mobile": true, "engine_tail": true, "account": true}

// repeat says the last replies once more, with what could be pressed.
func (t *at) repeat() {
	if len(t.c.Repeat) == 0 {
		t.greet()
		return
	}
	kind, offered := KindText, t.c.Offered
	if len(offered) > 0 {
		kind = KindChoices
	}
	t.say(Reply{Kind: kind, Text: strings.Join(t.c.Repeat, "\n"), Phrase: "repeat", Choices: offered})
}

// saysPaid asks the provider at once, wherever the payment lies; with none open it says so.
func (t *at) saysPaid() bool {
	for i := len(t.c.Frames) - 1; i >= 0; i-- {
		f := &t.c.Frames[i]
		if f.paying() {
			t.emit(Do{Settle: &Settle{Order: f.Pay, To: HeardAsked}})
			f.tried("paid?")
			t.tell("pay.asking", nil)
			return true
		}
	}
	t.tell("pay.none", nil)
	t.reask()
	return true
}
