package bot

import "strconv"

// ladder is how long to wait before asking the provider again, by try (security: payment orders, unknown).
var ladder = []int64{5e3, 15e3, 60e3, 5 * 60e3, 30 * 60e3, 3600e3}

// Legal is the one table of an order's legal moves: from a state, what is heard, to a state. Anything else
// changes nothing but the version's evidence: it is answered politely to the provider and counted.
var Legal = map[State]map[string]State{
	Created: {
		HeardSubmitted: Awaiting, HeardRefused: Failed, HeardUnknown: UnknownState, HeardPaid: PaidState, HeardNotice: PaidState,
		HeardClosed: Closed, HeardUnpaid: Awaiting,
	},
	UnknownState: {
		HeardSubmitted: Awaiting, HeardUnpaid: Awaiting, HeardAbsent: UnknownState, HeardUnknown: UnknownState, HeardPaid: PaidState,
		HeardNotice: PaidState, HeardClosed: Closed, HeardRefused: Failed, HeardAsked: UnknownState, HeardGivenUp: UnknownState,
	},
	Awaiting: {
		HeardUnpaid: Awaiting, HeardUnknown: Awaiting, HeardAbsent: Awaiting, HeardPaid: PaidState, HeardNotice: PaidState,
		HeardClosed: Closed, HeardSubmitted: Awaiting, HeardAsked: Awaiting, HeardGivenUp: Awaiting,
	},
	Mismatch: {
		HeardPaid: PaidState, HeardUnknown: Mismatch, HeardUnpaid: Awaiting, HeardClosed: Closed, HeardRefunded: Refunded,
		HeardAbsent: Mismatch, HeardNotice: Mismatch,
	},
	PaidState: {HeardSettling: Settling, HeardSettled: Settled, HeardReturn: RefundPending},
	Settling:  {HeardSettled: Settled, HeardReturn: RefundPending, HeardSettling: Settling},
	Closed: {
		HeardPaid: RefundPending, HeardNotice: RefundPending, HeardClosed: Closed, HeardUnpaid: Closed, HeardAbsent: Closed, HeardUnknown: Closed,
	},
	Failed: {
		HeardPaid: RefundPending, HeardNotice: RefundPending, HeardClosed: Failed, HeardUnpaid: Failed, HeardAbsent: Failed, HeardUnknown: Failed,
	},
	RefundPending: {
		HeardRefunding: Refunding, HeardRefunded: Refunded, HeardUnknown: RefundUnknown, HeardRefused: RefundPending,
	},
	Refunding:     {HeardRefunded: Refunded, HeardUnknown: Refunding, HeardRefunding: Refunding, HeardPaid: Refunding, HeardRefused: RefundPending},
	RefundUnknown: {HeardRefunding: Refunding, HeardRefunded: Refunded, HeardUnknown: RefundUnknown, HeardPaid: RefundPending, HeardRefused: RefundPending},
}

// Move hears something of an order and gives the order as it stands then, with the lines of the ledger. An
// order that heard nothing new comes back with the version it had.
func Move(o Order, h Heard) (Order, []Entry) {
	to, ok := Legal[o.State][h.Is]
	if !ok {
		return o, nil
	}
	if wrongAmount(o, h) {
		return mismatched(o, h)
	}
	from := o.State
	o.State, o.Changed, o.Version = to, h.At, o.Version+1
	if h.Why != "" {
		o.Why = h.Why
	}
	if h.URL != "" {
		o.URL = h.URL
	}
	o.Tell = h.Is == HeardAsked
	lines := book(&o, from, h)
	chase(&o, from, h)
	return o, lines
}

func wrongAmount(o Order, h Heard) bool {
	news := h.Is == HeardPaid || h.Is == HeardNotice
	return news && h.AmountFen != o.AmountFen && o.CapturedFen == 0
}

// mismatched freezes an order whose notice names another amount until the provider itself was asked; what it
// then really captured is given back whole.
func mismatched(o Order, h Heard) (Order, []Entry) {
	o.Changed, o.Version, o.Why = h.At, o.Version+1, "amount"
	if h.Is == HeardNotice {
		if o.State == Mismatch {
			o.Version--
			return o, nil
		}
		if o.State != Closed && o.State != Failed { // those have let their bill go: another may be paying it
			o.State = Mismatch
		}
		o.Next, o.Due, o.Try = ChaseQuery, h.At, 0
		return o, nil
	}
	o.State, o.CapturedFen, o.Receipt, o.PaidAt = RefundPending, h.AmountFen, h.Receipt, h.PaidAt
	o.Next, o.Due, o.Try = ChaseRefund, h.At, 0
	return o, append(transfer(o, h.At, ProviderClearing, Suspense, h.AmountFen, "c"),
		transfer(o, h.At, Suspense, RefundsPayable, h.AmountFen, "r")...)
}

// book writes the ledger lines of a move and keeps what was captured and given back.
func book(o *Order, from State, h Heard) []Entry {
	var out []Entry
	if (h.Is == HeardPaid || h.Is == HeardNotice) && o.CapturedFen == 0 && o.State != Mismatch {
		o.CapturedFen, o.Receipt, o.PaidAt = h.AmountFen, h.Receipt, h.PaidAt
		out = append(out, transfer(*o, h.At, ProviderClearing, AgencyPayable, h.AmountFen, "c")...)
	}
	switch {
	case o.State == Settled && from != Settled:
		out = append(out, transfer(*o, h.At, AgencyPayable, AgencySettled, o.CapturedFen, "s")...)
	case o.State == RefundPending && owed(from):
		out = append(out, transfer(*o, h.At, AgencyPayable, RefundsPayable, o.CapturedFen, "r")...)
	case o.State == Refunded && from != Refunded:
		o.RefundedFen = o.CapturedFen
		out = append(out, transfer(*o, h.At, RefundsPayable, ProviderClearing, o.CapturedFen, "b")...)
	}
	return out
}

// owed reports whether a refund asked for in this state is a new debt, not a second try.
func owed(from State) bool {
	return from == PaidState || from == Settling || from == Closed || from == Failed
}

// transfer debits one account and credits another. A refund is booked by debiting what was owed before.
func transfer(o Order, at int64, debit, credit string, fen int64, part string) []Entry {
	id := o.No + "_" + strconv.FormatInt(o.Version, 10) + part
	return []Entry{
		{Order: o.No, Transfer: id, Account: debit, Fen: fen, At: at},
		{Order: o.No, Transfer: id, Account: credit, Fen: -fen, At: at},
	}
}

// chase says what to ask the provider next and when. A paid order waits for its agency, which is the frame's
// work; if nothing is heard of that within a day somebody must look (Why stays, Due rises a metric).
func chase(o *Order, from State, h Heard) {
	if from != o.State {
		o.Try = 0
	}
	if h.Is == HeardGivenUp {
		o.Until, o.Next, o.Due, o.Try = h.At, ChaseClose, h.At, 0
		return
	}
	if h.Is == HeardAsked {
		o.Next, o.Due = ChaseQuery, h.At
		return
	}
	switch o.State {
	case Created:
		o.Next, o.Due = ChaseCreate, h.At
	case Awaiting:
		awaiting(o, h)
	case UnknownState:
		o.Next, o.Due = ChaseQuery, h.At+wait(o.Try)
		if h.Is == HeardAbsent && o.Try >= 2 { // twice not there after the creation window: send it again, same number
			o.Next = ChaseCreate
		}
		if h.At >= o.Until {
			o.Next = ChaseClose
		}
		o.Try++
	case Mismatch:
		o.Next, o.Due = ChaseQuery, h.At+wait(o.Try)
		o.Try++
	case RefundPending:
		o.Next, o.Due = ChaseRefund, h.At
		if from == RefundPending { // the provider would not: not at once again
			o.Due = h.At + wait(o.Try)
			o.Try++
		}
	case Refunding, RefundUnknown:
		o.Next, o.Due = ChaseQuery, h.At+wait(o.Try)
		if o.State == RefundUnknown {
			o.Next = ChaseRefund // idempotent by its refund number
		}
		o.Try++
	case Closed, Failed:
		if o.Next == ChaseQuery && h.Is == HeardUnknown {
			o.Due = h.At + wait(o.Try)
			o.Try++
			return
		}
		o.Next, o.Due, o.Try = "", 0, 0
	default:
		o.Next, o.Due, o.Try = "", 0, 0
	}
}

// awaiting asks for the payment at growing intervals and closes the order at the provider when its time is over,
// again until that is certain.
func awaiting(o *Order, h Heard) {
	if o.Next == ChaseClose && h.At >= o.Until {
		o.Due = h.At + wait(o.Try)
		o.Try++
		return
	}
	o.Next, o.Due = ChaseQuery, h.At+max(wait(o.Try), 15e3)
	o.Try++
	if o.Due >= o.Until {
		o.Next, o.Due, o.Try = ChaseClose, max(o.Until, h.At), 0
	}
}

func wait(try int) int64 {
	return ladder[min(try, len(ladder)-1)]
}

// Open is a new order, due at once.
func (p Pay) Open(conversation string, no string, at int64) Order {
	return Order{
		No: no, Conversation: conversation, Agency: p.Agency, Bill: p.Bill, Payee: p.Payee, Title: p.Title,
		AmountFen: p.AmountFen, State: Created, Version: 1, Created: at, Changed: at, Until: p.Until,
		Next: ChaseCreate, Due: at,
	}
}
