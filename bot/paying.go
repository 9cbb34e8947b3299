package bot

import (
	"strconv"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
)

// payWithin is how long a citizen has to pay where the step does not say.
const payWithin = 15 * 60 * 1000

// cancelled is why an order is closed that the citizen gave up.
const cancelled = "cancelled"

// payment is a paid bill of a frame, for receipts.
type payment struct {
	amount int64
	payee  string
	show   []*intents.Expr
}

// pay reads a pay step: summary, confirmation, order, and the wait for the money.
func (t *at) pay(v *view, s *intents.Step) outcome {
	if k := v.f.kept(s.ID, ""); k != nil {
		v.bind(s.Pay.As, k.Answer, nil)
		if bill, ok := s.Pay.Bill.Eval(v.env); ok {
			t.c.Last = canonical(bill)
		}
		return pass
	}
	if v.f.Pay != "" { // an order is open
		v.f.Asked = "pay"
		return stop
	}
	amount, ok1 := s.Pay.Amount.Eval(v.env)
	payee, ok2 := v.payee(s)
	bill, ok3 := s.Pay.Bill.Eval(v.env)
	if !ok1 || !ok2 || !ok3 {
		return stop
	}
	if amount.N <= 0 {
		t.tell("pay.nothing", args{"title": t.title(v.f.Intent)})
		t.finish("done")
		return closed
	}
	sum := summary{facts: v.billFacts(s), payee: payee, amount: amount.N}
	sum.button = t.phrase("button.pay", args{"amount": yuan(amount.N, t.lang())})
	sum.hash = v.seal(map[string]string{"step": s.ID, "def": v.f.Def, "amount": canonical(amount), "payee": v.payeeKept(s), "bill": canonical(bill)}, s.Pay.Show)
	if o := t.confirmed(v, s, sum); o != pass {
		return o
	}
	within := s.Pay.Within
	if within == 0 {
		within = payWithin
	}
	k := t.emit(Do{Pay: &Pay{Agency: s.Pay.Agency, Bill: canonical(bill), AmountFen: amount.N, Payee: payee, Title: v.item.Title.In(t.lang()), Until: t.c.At + within}})
	v.f.Pay, v.f.Asked, v.f.Agreed, v.f.Shown = k.Name(t.c.ID), "pay", "", ""
	t.c.Open = append(t.c.Open, Waiter{Key: k, Root: t.e.Root, For: t.e.For, Frame: v.f.N, Step: s.ID, Act: true, What: "pay"})
	return stop
}

// payee is the payee's name as the citizen reads it.
func (v *view) payee(s *intents.Step) (string, bool) {
	if path, ok := s.Pay.Payee.Path(); ok {
		if text, ok := v.text(path); ok {
			return text, true
		}
	}
	val, ok := s.Pay.Payee.Eval(v.env)
	return val.S, ok
}

func (v *view) payeeKept(s *intents.Step) string {
	val, _ := s.Pay.Payee.Eval(v.env)
	return val.S
}

// billFacts are what is paid for and the fields to show.
func (v *view) billFacts(s *intents.Step) []fact {
	facts := v.slotFacts([]intents.Arg{{From: s.Pay.Bill}})
	return append(facts, v.shown(s.Pay.Show)...)
}

// paid finds the payment a frame made, once its agency gave the receipt.
func (v *view) paid() *payment {
	for i := range v.item.Steps {
		s := &v.item.Steps[i]
		if s.Pay == nil || v.f.kept(s.ID, "") == nil {
			continue
		}
		amount, _ := s.Pay.Amount.Eval(v.env)
		payee, _ := v.payee(s)
		return &payment{amount: amount.N, payee: payee, show: s.Pay.Show}
	}
	return nil
}

// payStep finds the pay step of the frame whose order this is.
func (t *at) payStep(order string) (*Frame, *intents.Step) {
	for i := range t.c.Frames {
		f := &t.c.Frames[i]
		if f.Pay != order || order == "" {
			continue
		}
		item := t.item(f)
		for j := range item.Steps {
			if item.Steps[j].Pay != nil {
				return f, &item.Steps[j]
			}
		}
	}
	return nil, nil
}

// paid hears news of an order.
func (t *at) paid(p Paid) {
	f, s := t.payStep(p.Order)
	if f == nil {
		t.orphanPaid(p)
		return
	}
	if f.kept(s.ID, "") != nil && p.State != RefundPending && p.State != Refunding && p.State != Refunded {
		return // it was paid: only that it goes back is news
	}
	t.by = &s.Pos
	t.closePay(f)
	switch p.State {
	case Awaiting:
		t.payHere(f, s, p)
	case UnknownState:
		t.tell("pay.unknown", nil)
	case Mismatch:
		t.tell("pay.mismatch", args{"phone": t.item(f).Office.Phone})
	case PaidState:
		f.Acted = true
		f.keep(Kept{Step: s.ID, At: t.c.At, Act: true, Answer: connectors.Answer{Fields: map[string]string{
			"receipt": p.Receipt, "order": p.Order, "paid_at": strconv.FormatInt(p.PaidAt, 10),
		}}})
		t.onTop(f)
		t.advance()
	case Taken:
		f.Pay = ""
		t.tell("pay.taken", nil)
		t.endFrame(f, "stop")
	case Failed, Closed:
		t.unpaid(f, p)
	case RefundPending, Refunding:
		t.tell("pay.returning", nil)
		t.carryNews(p)
	case Refunded:
		t.tell("pay.refunded", nil)
		t.carryNews(p)
		t.endFrame(f, "stop")
	case Settled:
		t.byHand(p)
		t.endFrame(f, "stop")
	}
}

// carryNews lets the last reply bring the card of a payment up to its news.
func (t *at) carryNews(p Paid) {
	t.carryPayment(&payment{amount: p.AmountFen, payee: p.Payee}, p.Order, p.State)
}

func (t *at) carryPayment(paid *payment, order string, state State) {
	if r := t.lastReply(); r != nil && paid != nil {
		r.Order, r.Payment = order, &Payment{Order: order, AmountFen: paid.amount, Payee: paid.payee, State: state}
	}
}

// byHand tells what a person made of an order that got stuck.
func (t *at) byHand(p Paid) {
	if name := map[State]string{Settled: "pay.hand_settled", Closed: "pay.hand_closed"}[p.State]; name != "" && p.Hand {
		t.tell(name, args{"amount": yuan(p.AmountFen, t.lang()), "payee": p.Payee})
		t.carryNews(p)
	}
}

// closePay takes out the waiter of the order once the provider was asked.
func (t *at) closePay(f *Frame) {
	for _, w := range t.c.Open {
		if w.Frame == f.N && w.What == "pay" {
			t.close(w.Key)
			return
		}
	}
}

// orphanPaid hears of an order whose frame is gone: money that comes late goes back.
func (t *at) orphanPaid(p Paid) {
	switch p.State {
	case PaidState:
		t.emit(Do{Settle: &Settle{Order: p.Order, To: HeardReturn, Why: "late"}})
		t.tell("pay.late", nil)
	case RefundPending:
		if p.Why == RefundRefused {
			o := t.office(nil)
			t.tell("fault.refund_only_offline", args{"office": o.name, "phone": o.phone, "hours": o.hours})
			return
		}
		t.tell("pay.late", nil) // the order was closed when the money came
		t.carryNews(p)
	case Refunded:
		t.tell("pay.refunded", nil)
		t.carryNews(p)
	default:
		t.byHand(p)
	}
}

// payHere shows where to pay, or that nothing has come yet.
func (t *at) payHere(f *Frame, s *intents.Step, p Paid) {
	again := f.Asked == "pay" && f.tried("pay:"+p.Order) > 1
	if again && f.Tries["paid?"] == 0 {
		return // shown already, and nobody asked: the order was opened twice around a crash
	}
	delete(f.Tries, "paid?")
	f.Asked = "pay"
	minutes := s.Pay.Within / 60000
	if minutes == 0 {
		minutes = payWithin / 60000
	}
	phrase := "pay.here"
	if again {
		phrase = "pay.not_yet"
	}
	r := Reply{
		Kind: KindPayment, Phrase: phrase, Order: p.Order, URL: p.URL,
		Text:    t.phrase(phrase, args{"minutes": strconv.FormatInt(minutes, 10), "link": "{link}"}),
		Payment: &Payment{Order: p.Order, AmountFen: p.AmountFen, Payee: p.Payee, URL: p.URL, State: Awaiting},
	}
	if t.c.Channel.Links {
		r.Link, r.URL = "pay", ""
	}
	t.say(r)
}

// unpaid keeps the draft of a bill nobody paid in time, or the provider would not take.
func (t *at) unpaid(f *Frame, p Paid) {
	f.Pay, f.Agreed, f.Shown = "", "", ""
	if p.Why == cancelled {
		t.tell("pay.cancelled", args{"title": t.title(f.Intent)})
		t.endFrame(f, "stop")
		return
	}
	f.Asked = "draft"
	phrase := "pay.closed"
	if p.State == Failed {
		phrase = "pay.failed"
	}
	t.tell(phrase, args{"title": t.title(f.Intent)}, t.button("resume", "pay_again"), t.button("cancel", "cancel"))
}
