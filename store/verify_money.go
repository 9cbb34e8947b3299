package store

import (
	"github.com/banshi-bot/banshi/bot"
)

// orders checks invariant 10 order by order: what was captured and not given back is nothing or the amount,
// and the ledger says the same.
func (v *verifier) orders() error {
	held, err := v.held()
	if err != nil {
		return err
	}
	q := `select order_no, state, version, amount_fen, captured_fen, refunded_fen, due, body from payment`
	err = v.each(q, func(scan func(...any) error) error {
		var o bot.Order
		var due int64
		var body []byte
		if err := scan(&o.No, &o.State, &o.Version, &o.AmountFen, &o.CapturedFen, &o.RefundedFen, &due, &body); err != nil {
			return err
		}
		v.Orders++
		v.order(o, held[o.No])
		delete(held, o.No)
		if v.depth == Bodies {
			v.orderBody(o, due, body)
		}
		return nil
	})
	for no := range held {
		v.found(10, "order "+no, "has ledger lines and no order")
	}
	return err
}

// held is what the provider holds for us of each order, by the ledger.
func (v *verifier) held() (map[string]int64, error) {
	out := map[string]int64{}
	q := `select order_no, sum(case when account = $1 then fen else 0 end) from entry group by order_no`
	err := v.each(q, func(scan func(...any) error) error {
		var no string
		var fen int64
		err := scan(&no, &fen)
		out[no] = fen
		return err
	}, bot.ProviderClearing)
	return out, err
}

func (v *verifier) order(o bot.Order, held int64) {
	where := "order " + o.No
	left := o.CapturedFen - o.RefundedFen
	refunding := o.State == bot.RefundPending || o.State == bot.Refunding || o.State == bot.RefundUnknown // of another amount, perhaps
	if left != 0 && left != o.AmountFen && !refunding {
		v.found(10, where, "keeps %d fen of %d", left, o.AmountFen)
	}
	if held != left {
		v.found(10, where, "keeps %d fen, the ledger says %d", left, held)
	}
	if o.State == bot.Settled && left != o.AmountFen || o.State == bot.Refunded && left != 0 {
		v.found(10, where, "is %s and keeps %d fen of %d", o.State, left, o.AmountFen)
	}
}

func (v *verifier) orderBody(row bot.Order, due int64, body []byte) {
	o, err := v.store.openOrder(row.No, due, body)
	if err != nil {
		v.found(12, "order "+row.No, "%v", err)
		return
	}
	v.Bodies++
	if o.State != row.State || o.Version != row.Version || o.AmountFen != row.AmountFen || o.CapturedFen != row.CapturedFen || o.RefundedFen != row.RefundedFen {
		v.found(10, "order "+row.No, "its row and its body differ")
	}
}

// ledger checks that every transfer sums to zero.
func (v *verifier) ledger() error {
	return v.each(`select transfer, sum(fen) from entry group by transfer having sum(fen) <> 0`, func(scan func(...any) error) error {
		var transfer string
		var fen int64
		if err := scan(&transfer, &fen); err != nil {
			return err
		}
		v.found(10, "transfer "+transfer, "sums to %d fen", fen)
		return nil
	})
}
