package talk

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents/value"
)

// amounts reads sums as people write them and as the ledger does.
var amounts, _ = value.New("amount", value.Params{})

// submitted tells an order, and then its conversation, what the provider said to it.
func (w *world) submitted(a asked, written Answer) error {
	order := w.order(a.key.Name(id))
	h := bot.Heard{At: w.now}
	switch written.Fault {
	case "":
		h.Is = bot.HeardSubmitted
		for _, f := range written.Fields {
			if f.Name != "url" {
				return &misread{f.Row, "pay answers with url alone"}
			}
			h.URL = f.Value
		}
		if h.URL == "" {
			return errors.New("pay needs its answer: url: https://…")
		}
	case "taken":
		w.step(bot.Paid{Order: order.No, State: bot.Taken}, a.chain)
		w.drop(order.No)
		return nil
	case "refused":
		h.Is, h.Why = bot.HeardRefused, written.Family
	case "unanswered":
		return errors.New("this call needs an answer: ! unanswered is none")
	default:
		h.Is = bot.HeardUnknown
	}
	w.move(order, h, a.chain)
	return nil
}

// move tells an order something; the conversation hears of it if the order stands elsewhere then.
func (w *world) move(o *bot.Order, h bot.Heard, c chain) {
	was := o.State
	*o, _ = bot.Move(*o, h)
	if o.State != was {
		w.news(*o, c)
	}
}

func (w *world) news(o bot.Order, c chain) {
	w.step(newsOf(o), c)
}

func newsOf(o bot.Order) bot.Paid {
	return bot.Paid{Order: o.No, State: o.State, URL: o.URL, Receipt: o.Receipt, PaidAt: o.PaidAt, AmountFen: o.AmountFen, Payee: o.Payee}
}

// settle tells an order what its frame made of it.
func (w *world) settle(s bot.Settle) {
	o := w.order(s.Order)
	if o == nil {
		return
	}
	*o, _ = bot.Move(*o, bot.Heard{At: w.now, Is: s.To, Why: s.Why})
	w.closing = w.closing || s.To == bot.HeardGivenUp
}

func (w *world) order(no string) *bot.Order {
	for k := range w.orders {
		if w.orders[k].No == no {
			return &w.orders[k]
		}
	}
	return nil
}

func (w *world) drop(no string) {
	for k := range w.orders {
		if w.orders[k].No == no {
			w.orders = append(w.orders[:k], w.orders[k+1:]...)
			return
		}
	}
}

// current is the order the world speaks of: the newest that is not over, else the newest.
func (w *world) current() *bot.Order {
	for k := len(w.orders) - 1; k >= 0; k-- {
		if !w.orders[k].State.Final() {
			return &w.orders[k]
		}
	}
	if len(w.orders) == 0 {
		return nil
	}
	return &w.orders[len(w.orders)-1]
}

// provider brings news of the current order: a notice, or what it answers when asked.
func (w *world) provider(h *Happening) error {
	word, certain := h.What, h.What == "query"
	if certain {
		word = h.Of
	}
	o := w.current()
	if o == nil {
		return errors.New("there is no order to hear of")
	}
	if h.What == "resolved" {
		*o, _ = bot.Move(*o, bot.Heard{At: w.now, Is: bot.ByHand[h.Of], AmountFen: o.CapturedFen})
		if news := newsOf(*o); o.Next == "" {
			news.Hand = true
			w.step(news, chain{})
		}
		return nil
	}
	heard := bot.Heard{At: w.now, Is: heardOf[word], Receipt: h.With["receipt"], URL: h.With["url"], Why: h.With["why"]}
	if heard.Is == bot.HeardNotice {
		if certain {
			heard.Is = bot.HeardPaid
		}
		heard.PaidAt, heard.AmountFen = w.now, o.AmountFen
	}
	if said, ok := h.With["amount"]; ok {
		fen, ok := canonical(amounts, said, w.context())
		if !ok {
			return fmt.Errorf("amount=%s is no amount", said)
		}
		heard.AmountFen = fenOf(fen)
	}
	version := o.Version
	*o, _ = bot.Move(*o, heard)
	if o.Version != version {
		w.news(*o, chain{})
	}
	return nil
}

func fenOf(canonical string) int64 {
	n, _ := strconv.ParseInt(canonical, 10, 64)
	return n
}

// close closes orders, as the provider does when it is asked to.
func (w *world) close(which func(*bot.Order) bool) {
	for k := range w.orders {
		if o := &w.orders[k]; o.State == bot.Awaiting && which(o) {
			w.move(o, bot.Heard{At: w.now, Is: bot.HeardClosed, Why: "unpaid"}, chain{})
		}
	}
}

// lapse is the earliest instant at which an order's time to be paid is over; 0 where none is open.
func (w *world) lapse() int64 {
	var first int64
	for k := range w.orders {
		if o := &w.orders[k]; o.State == bot.Awaiting && (first == 0 || o.Until < first) {
			first = o.Until
		}
	}
	return first
}
