package engine_test

import (
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/bot"
)

// What a person made of a stuck order is told to its citizen, once, with the payment's new state.
func TestAnOrderResolvedByHandIsTold(t *testing.T) {
	w := newTown(t)
	e := w.engine()
	r := tell(t, e, wechat, "1", "查路灯 7")
	settled(t, e, r)
	o := w.resolvedByHand(r.Conversation)
	e.Sweep(t.Context())
	if text := w.pushed(); !strings.Contains(text, "200.00 元") {
		t.Errorf("pushed %q", text)
	}
	e.Idle()
	e.Sweep(t.Context())
	e.Idle()
	w.silent()
	entries, _, _, err := e.Log(t.Context(), r.Conversation, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	last := entries[len(entries)-1].Reply
	if last == nil || last.Payment == nil || last.Payment.Order != o.No || last.Payment.State != bot.Settled {
		t.Errorf("last reply %+v", last)
	}
	if now, err := w.store.Order(t.Context(), o.No); err != nil || now.Next != "" || now.Due != 0 {
		t.Errorf("order %+v, %v", now, err)
	}
}

// A conversation that went on by another node is told all the same, at once, and an order seen to meanwhile is not told
// again.
func TestAnOrderResolvedByHandIsToldThoughTheConversationMoved(t *testing.T) {
	w := newTown(t)
	e, other := w.engine(), w.engine()
	r := tell(t, e, wechat, "1", "查路灯 7")
	settled(t, e, r)
	o := w.resolvedByHand(r.Conversation)
	settled(t, other, tell(t, other, wechat, "2", "查路灯 7"))
	e.Sweep(t.Context())
	e.Idle()
	w.pushed()
	if now, err := w.store.Order(t.Context(), o.No); err != nil || now.Next != "" || now.Due != 0 {
		t.Errorf("order %+v, %v", now, err)
	}
}

// resolvedByHand keeps an order of a conversation that a person has seen to and that is to be told.
func (w *town) resolvedByHand(conversation string) bot.Order {
	w.t.Helper()
	at := w.clock.now().UnixMilli()
	o := bot.Pay{Agency: "lamps", Bill: "7", AmountFen: 20000, Payee: "路灯所", Title: "路灯", Until: at}.Open(conversation, "X_9_0", at)
	if err := w.store.OpenOrder(w.t.Context(), o); err != nil {
		w.t.Fatal(err)
	}
	paid, lines := bot.Move(o, bot.Heard{At: at, Is: bot.HeardPaid, AmountFen: 20000, Receipt: "R1"})
	if err := w.store.MoveOrder(w.t.Context(), paid, lines); err != nil {
		w.t.Fatal(err)
	}
	done, lines := bot.Move(paid, bot.Heard{At: at, Is: bot.HeardSettled})
	done.Next, done.Due = bot.ChaseTell, at
	if err := w.store.MoveOrder(w.t.Context(), done, lines); err != nil {
		w.t.Fatal(err)
	}
	return done
}
