package bot

import (
	"strings"

	"github.com/banshi-bot/banshi/intents"
)

// react follows an agency's error: what the definition says for its family, else what is usual for it.
func (t *at) react(v *view, s *intents.Step, k *Kept) outcome {
	r, own := s.Call.On[k.Fault]
	if !own && k.Sort == "refused" && k.Act {
		r, own = s.Call.On["refused"]
	}
	if !own {
		return t.usual(v, s, k)
	}
	if r.Refund && v.f.Pay != "" {
		t.emit(Do{Settle: &Settle{Order: v.f.Pay, To: HeardReturn, Why: k.Fault}})
	}
	if r.Say != "" {
		t.say(Reply{Kind: KindText, Text: t.textOf(v, r.Say), Phrase: v.item.ID + "." + r.Say})
	} else if !r.Human {
		t.sayFault(v, k.Fault)
	}
	if r.Refund {
		t.carryPayment(v.paid(), v.f.Pay, RefundPending)
	}
	switch {
	case r.Ask != "":
		return t.askOther(v, s, k, r.Ask)
	case r.Again:
		return t.askAnew(v, s, k, r.From)
	case r.Human:
		return t.handFailed(v, s, k)
	case r.Later:
		return t.offerRetry(v, s)
	case r.Go != "":
		v.f.forget(s.ID, "")
		t.offerOther(r.Go)
		t.finish("stop")
		return closed
	}
	t.finish(or(r.End, "stop"))
	return closed
}

// handFailed hands a failed step over, once: who comes back to the draft tries anew, and confirms anew. Where money was
// taken nothing is tried again: the order waits for the person.
func (t *at) handFailed(v *view, s *intents.Step, k *Kept) outcome {
	fault := k.Fault
	if paid := v.paid(); v.f.Pay != "" && paid != nil {
		t.tell("pay.handed", args{"amount": yuan(paid.amount, t.lang())})
		t.handover(v.f, fault)
		t.finish("stop")
		return closed
	}
	v.f.forget(s.ID, k.Args)
	v.f.Asked, v.f.Shown, v.f.Agreed = "draft", "", ""
	t.handover(v.f, fault)
	return stop
}

// usual is what is done about a family where the definition says nothing.
func (t *at) usual(v *view, s *intents.Step, k *Kept) outcome {
	if v.f.Pay != "" && s.Call.Settles != "" {
		t.emit(Do{Settle: &Settle{Order: v.f.Pay, To: HeardReturn, Why: k.Fault}})
		t.sayFault(v, k.Fault)
		t.tell("pay.returning", nil)
		t.carryPayment(v.paid(), v.f.Pay, RefundPending)
		t.finish("stop")
		return closed
	}
	t.sayFault(v, k.Fault)
	switch k.Fault {
	case "not_found", "id_mismatch":
		if slot := firstSlot(v, s.Call); slot != "" {
			return t.askOther(v, s, k, slot)
		}
	case "amount_changed":
		return t.askAnew(v, s, k, "")
	case "agency_down", "unknown_result":
		return t.offerRetry(v, s)
	}
	t.finish("stop")
	return closed
}

// sayFault says what a family means, with the office to turn to.
func (t *at) sayFault(v *view, family string) {
	t.say(Reply{Kind: KindText, Text: t.phrase("fault."+family, args{
		"title": v.item.Title.In(t.lang()), "office": v.item.Office.Name.In(t.lang()), "phone": v.item.Office.Phone,
		"hours": v.item.Office.Hours.Said.In(t.lang()),
	}), Phrase: "fault." + family})
}

// firstSlot is the first slot a call's arguments read.
func firstSlot(v *view, c *intents.Call) string {
	for _, a := range c.With {
		for _, path := range a.From.Reads() {
			name, _, _ := strings.Cut(path, ".")
			if _, ok := v.item.Slot(name); ok && v.f.Slots[name] != "" {
				return name
			}
		}
	}
	return ""
}

// refusedBefore counts the values of a slot that an agency could do nothing with.
const refusedBefore = "refused:"

// askOther drops a slot the agency could do nothing with and asks it again; the slot's limit holds here too.
func (t *at) askOther(v *view, s *intents.Step, k *Kept, name string) outcome {
	slot, ok := v.item.Slot(name)
	if !ok {
		return stop
	}
	v.f.forget(s.ID, k.Args)
	t.unset(v.f, name)
	delete(v.f.Skipped, name) // left out it was, and that did not do
	v.f.Agreed = ""
	v.f.Asked = "slot:" + name
	tries := v.f.tried(refusedBefore + name) // builds up over new values that are refused too
	switch {
	case tries >= max(slot.Tries, 2):
		t.stuck(v, slot, "")
		return stop
	case tries > 1 && len(slot.Again) > 0:
		t.question(v, slot, slot.Again[min(tries-2, len(slot.Again)-1)].Render(t.lang(), v.text))
		return stop
	}
	return t.ask(v, slot)
}

// askAnew forgets an earlier answer, a quote, so that it is asked and shown again.
func (t *at) askAnew(v *view, s *intents.Step, k *Kept, from string) outcome {
	v.f.forget(s.ID, k.Args)
	v.f.Agreed = ""
	for i := range v.item.Steps {
		if c := v.item.Steps[i].Call; c != nil && (c.As == from || from == "" && v.item.Steps[i].ID != s.ID) {
			v.f.forget(v.item.Steps[i].ID, "")
		}
	}
	if v.f.tried("anew:"+s.ID) >= maxTries {
		t.finish("stop")
		return closed
	}
	return again
}

// offerRetry keeps the draft and lets the citizen try again, wait, or turn to a person.
func (t *at) offerRetry(v *view, s *intents.Step) outcome {
	v.f.Asked = "retry:" + s.ID
	t.tell("retry.ask", args{"phone": v.item.Office.Phone}, t.button("retry", "retry"), t.button("later", "later"), t.button("human", "human"))
	return stop
}

// retried forgets the failure and reads the steps again.
func (t *at) retried(f *Frame) {
	step := strings.TrimPrefix(f.Asked, "retry:")
	f.forget(step, "")
	f.Asked = ""
	t.advance()
}

// offerOther names another service that fits.
func (t *at) offerOther(intent string) {
	t.tell("go.offer", args{"title": t.title(intent)}, t.service(intent))
}

func or(s, otherwise string) string {
	if s != "" {
		return s
	}
	return otherwise
}
