package e2e

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/connectors/sandbox"
	"github.com/banshi-bot/banshi/intents"
)

const fineNo = "3301068000011234"

// Each way to pay that the cashier knows, and how its order ends.
func TestEveryWayToPayEnds(t *testing.T) {
	for _, c := range []struct {
		how  string
		ends bot.State
		says string // last
	}{
		{sandbox.Pay, bot.Settled, "已缴清"},
		{sandbox.Late, bot.Settled, "已缴清"},
		{sandbox.Twice, bot.Settled, "已缴清"},
		{sandbox.Never, bot.Settled, "已缴清"},
		{sandbox.Amount, bot.Settled, "已缴清"},
		{sandbox.Refuse, bot.Refunded, "已原路全额退回"},
	} {
		t.Run(c.how, func(t *testing.T) {
			h := newHouse(t, nil)
			p := h.visitor("a")
			o := p.owes(fineNo)
			h.pays(o, c.how)
			h.work()
			h.pass(2*time.Minute, 5*time.Second)
			said := p.news()
			if got := h.order(o.No); got.State != c.ends || len(said) == 0 || !strings.Contains(said[len(said)-1].Text, c.says) {
				t.Errorf("order %s, said %s", got.State, words(said))
			}
			h.pass(2*time.Hour, 10*time.Minute)
			if more := p.news(); len(more) != 0 {
				t.Errorf("said as well: %s", words(more))
			}
			h.balanced()
		})
	}
}

// A refund the provider refuses for good is a person's work: the order waits, and is asked for ever more seldom.
func TestARefundOnlyAtTheCounter(t *testing.T) {
	h := newHouse(t, nil)
	p := h.visitor("a")
	o := p.owes(fineNo)
	h.pays(o, sandbox.NoRefund)
	h.work()
	h.pass(3*time.Hour, 10*time.Minute)
	o = h.order(o.No)
	if o.State != bot.RefundPending || o.CapturedFen != 20000 || o.RefundedFen != 0 || o.Why == "" {
		t.Errorf("order %+v", o)
	}
	if last := words(p.news()); !strings.Contains(last, "退") {
		t.Errorf("said %s", last)
	}
	// As banshi orders --resolve --as refunded does it, once the money was handed over.
	moved, lines := bot.Move(o, bot.Heard{At: h.clock.now().UnixMilli(), Is: bot.HeardRefunded, AmountFen: o.CapturedFen, Why: "counter"})
	if err := h.store.MoveOrder(t.Context(), moved, lines); err != nil {
		t.Fatal(err)
	}
	h.pass(time.Hour, 10*time.Minute)
	if got := h.order(o.No); got.State != bot.Refunded || got.RefundedFen != got.CapturedFen {
		t.Errorf("resolved: %+v", got)
	}
	sound(t, h.store)
}

func TestNobodyPays(t *testing.T) {
	h := newHouse(t, nil)
	p := h.visitor("a")
	o := p.owes(fineNo)
	h.pass(14*time.Minute, time.Minute)
	if got := h.order(o.No); got.State != bot.Awaiting {
		t.Fatalf("before its time is over: %s", got.State)
	}
	h.pass(2*time.Minute, 30*time.Second)
	said := p.news()
	if got := h.order(o.No); got.State != bot.Closed || len(said) != 1 {
		t.Fatalf("after it: %s, said %s", got.State, words(said))
	}
	if err := h.town.Press(t.Context(), o.No, sandbox.Pay); err == nil {
		t.Error("a closed order can be paid")
	}
	again := p.press("重新付款", said)
	card := again[len(again)-1]
	if card.Kind != bot.KindPayment {
		card = p.press("缴纳", again)[0]
	}
	second := h.order(card.Order)
	h.pays(second, sandbox.Pay)
	h.work()
	h.pass(time.Minute, 10*time.Second)
	if got := h.order(second.No); got.State != bot.Settled || second.No == o.No {
		t.Errorf("the second order %s: %s", second.No, got.State)
	}
	h.balanced()
}

// The last minute: paid, no notice, and closing finds it out.
func TestPaidBeforeItIsClosed(t *testing.T) {
	h := newHouse(t, nil)
	p := h.visitor("a")
	o := p.owes(fineNo)
	h.clock.pass(15*time.Minute - time.Second)
	h.pays(o, sandbox.Never)
	h.clock.pass(2 * time.Second)
	h.work()
	h.pass(time.Minute, 10*time.Second)
	if got := h.order(o.No); got.State != bot.Settled {
		t.Errorf("order %s", got.State)
	}
	h.balanced()
}

// hasty says an order is closed without closing it, as a provider may that lets a payment through all the same.
type hasty struct{ connectors.Payments }

func (h hasty) Create(ctx context.Context, o connectors.Order) (connectors.Pending, error) {
	o.Until += time.Hour.Milliseconds()
	return h.Payments.Create(ctx, o)
}

func (h hasty) Close(_ context.Context, no string) (connectors.Paid, error) {
	return connectors.Paid{State: connectors.PaidClosed}, nil
}

func TestPaidAfterItWasClosed(t *testing.T) {
	h := newHouse(t, func(p connectors.Payments) connectors.Payments { return hasty{p} })
	p := h.visitor("a")
	o := p.owes(fineNo)
	h.pass(16*time.Minute, time.Minute)
	if got := h.order(o.No); got.State != bot.Closed {
		t.Fatalf("order %s", got.State)
	}
	p.news()
	h.pays(o, sandbox.Pay)
	h.work()
	h.pass(time.Minute, 5*time.Second)
	if got := h.order(o.No); got.State != bot.Refunded {
		t.Errorf("order %s", got.State)
	}
	if said := words(p.news()); !strings.Contains(said, "退") {
		t.Errorf("said %q", said)
	}
	h.balanced()
}

func TestGivenUpButPaid(t *testing.T) {
	h := newHouse(t, nil)
	p := h.visitor("a")
	o := p.owes(fineNo)
	h.pays(o, sandbox.Never)
	p.say("取消")
	h.work()
	h.pass(time.Minute, 5*time.Second)
	if got := h.order(o.No); got.State != bot.Settled && got.State != bot.Refunded {
		t.Errorf("order %s, said %s", got.State, words(p.news()))
	}
	h.balanced()
}

// Settling a fine that was paid goes wrong in every way it can; traps are those of docs/sandbox.md.
func TestSettlingGoesWrong(t *testing.T) {
	for _, c := range []struct {
		name string
		trap int
		ends bot.State
	}{
		{"query later", 11, bot.Settled},
		{"cut after the effect", 14, bot.Settled},
		{"500 before the effect", 15, bot.Settled},
		{"500 after the effect", 16, bot.Settled},
		{"stopped", 12, bot.Settled},
		{"a code nobody mapped", 17, bot.Settled},
		{"not JSON", 18, bot.Settled},
		{"too large", 19, bot.Settled},
		{"no answer in time, after the effect", 13, bot.Settled},
		{"refused", 6, bot.Refunded},
		{"another amount", 8, bot.Refunded},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t, nil)
			p := h.visitor("a")
			o := p.owes(fineNo)
			h.town.Spring("traffic.settle", c.trap, 1)
			h.pays(o, sandbox.Pay)
			h.work()
			h.pass(2*time.Minute, 5*time.Second)
			if got := h.order(o.No); got.State != c.ends {
				t.Errorf("order %s, said %s", got.State, words(p.news()))
			}
			h.balanced()
		})
	}
}

func TestASecondPayerOfTheSameBill(t *testing.T) {
	h := newHouse(t, nil)
	first, second := h.visitor("a"), h.visitor("b")
	o := first.owes(fineNo)
	said := second.press("缴纳", second.say("交罚单 "+fineNo))
	if len(said) != 1 || said[0].Phrase != "pay.taken" {
		t.Errorf("the second payer hears %s", words(said))
	}
	h.pays(o, sandbox.Pay)
	h.work()
	h.pass(time.Minute, 5*time.Second)
	if n := len(orders(t, h.store)); n != 1 {
		t.Errorf("%d orders", n)
	}
	h.balanced()
}

// What a provider says, or does not say, when it is asked to close an order that nobody paid.
func TestClosingGoesWrong(t *testing.T) {
	for _, c := range []struct {
		name  string
		first func(p connectors.Payments, no string) (connectors.Paid, error)
		there string // how it stands there in the end
	}{
		{"it does not know the order", func(p connectors.Payments, _ string) (connectors.Paid, error) {
			return p.Close(context.Background(), "NOBODYS_1_0")
		}, connectors.PaidUnpaid},
		{"it will not answer now", func(connectors.Payments, string) (connectors.Paid, error) {
			return connectors.Paid{}, connectors.Said("limits", "LIMIT", intents.IdempotentWrite)
		}, connectors.PaidClosed},
		{"it answers nothing", func(connectors.Payments, string) (connectors.Paid, error) { return connectors.Paid{}, nil }, connectors.PaidClosed},
		{"it is lost, and happened", func(p connectors.Payments, no string) (connectors.Paid, error) {
			_, _ = p.Close(context.Background(), no)
			return connectors.Paid{}, connectors.Lost("cut", intents.IdempotentWrite, nil)
		}, connectors.PaidClosed},
	} {
		t.Run(c.name, func(t *testing.T) {
			var slow *slowToClose
			h := newHouse(t, func(p connectors.Payments) connectors.Payments {
				slow = &slowToClose{Payments: p, first: c.first}
				return slow
			})
			o := h.visitor("a").owes(fineNo)
			h.pass(30*time.Minute, time.Minute)
			if got := h.order(o.No); got.State != bot.Closed {
				t.Errorf("order %s, next %s", got.State, got.Next)
			}
			if there, err := h.cash.Query(t.Context(), o.No); err != nil || there.State != c.there || !slow.asked {
				t.Errorf("at the provider it is %s, %v", there.State, err)
			}
			h.balanced()
		})
	}
}

// slowToClose answers the first wish to close an order in another way.
type slowToClose struct {
	connectors.Payments
	first func(connectors.Payments, string) (connectors.Paid, error)
	asked bool
}

func (s *slowToClose) Close(ctx context.Context, no string) (connectors.Paid, error) {
	if !s.asked {
		s.asked = true
		return s.first(s.Payments, no)
	}
	return s.Payments.Close(ctx, no)
}
