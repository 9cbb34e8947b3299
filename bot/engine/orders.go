package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/connectors"
)

// Notice hears a verified payment notice. It returns after the commit; only then may it be acknowledged. A
// notice of an order that is not ours is logged and forgotten.
func (e *Engine) Notice(ctx context.Context, n connectors.Notice) error {
	o, err := e.cfg.Store.Order(ctx, n.No)
	if errors.Is(err, bot.ErrNone) {
		e.cfg.Log.Error("notice of an unknown order", "order", n.No, "notice", n.ID)
		return nil
	}
	if err != nil {
		return err
	}
	h := bot.Heard{At: e.now(), Is: bot.HeardNotice, AmountFen: n.AmountFen, Receipt: n.Receipt, PaidAt: n.PaidAt}
	switch n.State {
	case connectors.PaidClosed:
		h.Is = bot.HeardClosed
	case connectors.PaidRefunded:
		h.Is = bot.HeardRefunded
	case connectors.PaidRefunding:
		h.Is = bot.HeardRefunding
	}
	return e.moveOrder(ctx, o.Conversation, o.No, h)
}

// chaseOnce asks the provider what an order waits for and moves it, without telling the conversation.
func (e *Engine) chaseOnce(ctx context.Context, o bot.Order) (bot.Order, error) {
	h := e.askProvider(ctx, o)
	moved, lines := bot.Move(o, h)
	if moved.Version == o.Version {
		return o, nil
	}
	return moved, e.cfg.Store.MoveOrder(ctx, moved, lines)
}

// chase asks the provider what an order is due for, and tells the conversation what is news to it.
func (e *Engine) chase(ctx context.Context, o bot.Order) error {
	if o.Next == bot.ChaseTell {
		return e.tellOrder(ctx, o.Conversation, o.No)
	}
	return e.moveOrder(ctx, o.Conversation, o.No, e.askProvider(ctx, o))
}

// tellOrder tells a conversation what a person made of its order, which stays as it is.
func (e *Engine) tellOrder(ctx context.Context, conversation, no string) error {
	return e.withOrder(ctx, conversation, no, func(l *lane, o bot.Order) error {
		if o.Next != bot.ChaseTell {
			return nil // it was told, or moved on
		}
		o.Next, o.Due, o.Version = "", 0, o.Version+1
		news := newsOf(o)
		news.Hand = true
		return e.orderTurn(ctx, l, news, o, nil)
	})
}

// moveOrder has an order hear something. What changed its state, or was asked for, is an Event of the same turn; the
// rest moves the order alone.
func (e *Engine) moveOrder(ctx context.Context, conversation, no string, h bot.Heard) error {
	return e.withOrder(ctx, conversation, no, func(l *lane, o bot.Order) error {
		moved, lines := bot.Move(o, h)
		if moved.Version == o.Version {
			e.strange(o, h)
			return nil
		}
		if moved.State == o.State && moved.Why == o.Why && !o.Tell {
			return e.cfg.Store.MoveOrder(ctx, moved, lines)
		}
		return e.orderTurn(ctx, l, newsOf(moved), moved, lines)
	})
}

// withOrder moves an order as it is now, in its conversation's lane: again where it or the conversation was moved by
// another node meanwhile.
func (e *Engine) withOrder(ctx context.Context, conversation, no string, move func(*lane, bot.Order) error) error {
	l := e.lanes.enter(conversation)
	defer e.lanes.leave(l)
	l.mu.Lock()
	defer l.mu.Unlock()
	for range 4 {
		if err := e.load(ctx, l); err != nil {
			return err
		}
		o, err := e.cfg.Store.Order(ctx, no)
		if err != nil {
			return err
		}
		if err := move(l, o); !errors.Is(err, bot.ErrStale) {
			return err
		}
		l.forget()
	}
	return fmt.Errorf("order %s: %w", no, bot.ErrStale)
}

// strange counts what may not happen to an order in its state; repeats of old news are no anomaly.
func (e *Engine) strange(o bot.Order, h bot.Heard) {
	if o.CapturedFen > 0 && (h.Is == bot.HeardNotice || h.Is == bot.HeardPaid) && h.AmountFen == o.CapturedFen {
		return
	}
	e.counts.anomalies.Add(1)
	e.cfg.Log.Warn("order heard what does not fit", "order", o.No, "state", o.State, "heard", h.Is)
}

// orderTurn commits a moved order together with what the conversation makes of it.
func (e *Engine) orderTurn(ctx context.Context, l *lane, news bot.Paid, moved bot.Order, lines []bot.Entry) error {
	ev := bot.Event{What: news}
	d, err := e.decide(ctx, l, ev, Incoming{}, movedOrder{moved, lines})
	if err != nil {
		return err
	}
	if err := e.cfg.Store.Commit(ctx, d.turn); err != nil {
		return err
	}
	e.took(l, d, Incoming{})
	e.cfg.Log.Info("turn", "conversation", l.id, "n", d.turn.N, "event", "paid", "order", moved.No, "state", moved.State)
	return nil
}

// askProvider asks what an order waits for and says what was heard.
func (e *Engine) askProvider(ctx context.Context, o bot.Order) bot.Heard {
	h := bot.Heard{Is: bot.HeardUnknown}
	if e.cfg.Payments == nil {
		h.At = e.now()
		return h
	}
	switch o.Next {
	case bot.ChaseCreate:
		h = e.create(ctx, o)
	case bot.ChaseClose:
		p, err := e.cfg.Payments.Close(ctx, o.No)
		if h = asked(p, err); h.Is == bot.HeardAbsent { // the provider never took it, so there is nothing to close
			h.Is = bot.HeardClosed
		}
	case bot.ChaseRefund:
		p, err := e.cfg.Payments.Refund(ctx, o.No, o.No+"R", o.CapturedFen)
		if h = heardOf(p, err); h.Is == bot.HeardRefused {
			h.Why = bot.RefundRefused
		}
	default:
		p, err := e.cfg.Payments.Query(ctx, o.No)
		h = asked(p, err)
	}
	h.At = e.now()
	return h
}

// asked is what a question tells of an order, or closing it. That the provider would not answer says nothing of the
// order, unless it does not know it.
func asked(p connectors.Paid, err error) bot.Heard {
	h := heardOf(p, err)
	if h.Is != bot.HeardRefused {
		return h
	}
	if f := (*connectors.Fault)(nil); errors.As(err, &f) && f.Family == "not_found" {
		return bot.Heard{Is: bot.HeardAbsent}
	}
	return bot.Heard{Is: bot.HeardUnknown}
}

func (e *Engine) create(ctx context.Context, o bot.Order) bot.Heard {
	pending, err := e.cfg.Payments.Create(ctx, connectors.Order{
		No: o.No, AmountFen: o.AmountFen, Payee: o.Payee, Subject: o.Title, Until: o.Until, Return: e.cfg.Return + "?order=" + o.No,
	})
	switch {
	case err == nil:
		return bot.Heard{Is: bot.HeardSubmitted, URL: pending.URL}
	case errors.Is(err, connectors.ErrRefused):
		return bot.Heard{Is: bot.HeardRefused, Why: faultCode(err)}
	}
	return bot.Heard{Is: bot.HeardUnknown}
}

func faultCode(err error) string {
	var f *connectors.Fault
	if errors.As(err, &f) {
		return f.Code
	}
	return ""
}

func heardOf(p connectors.Paid, err error) bot.Heard {
	if err != nil {
		if errors.Is(err, connectors.ErrRefused) {
			return bot.Heard{Is: bot.HeardRefused, Why: faultCode(err)}
		}
		return bot.Heard{Is: bot.HeardUnknown}
	}
	h := bot.Heard{AmountFen: p.AmountFen, Receipt: p.Receipt, PaidAt: p.PaidAt}
	switch p.State {
	case connectors.PaidPaid:
		h.Is = bot.HeardPaid
	case connectors.PaidUnpaid:
		h.Is = bot.HeardUnpaid
	case connectors.PaidClosed:
		h.Is = bot.HeardClosed
	case connectors.PaidRefunding:
		h.Is = bot.HeardRefunding
	case connectors.PaidRefunded:
		h.Is = bot.HeardRefunded
	case connectors.PaidNotFound:
		h.Is = bot.HeardAbsent
	default:
		h.Is = bot.HeardUnknown
	}
	return h
}
