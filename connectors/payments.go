package connectors

import "context"

// Payments is a payment provider, as the engine needs it. Every method may be repeated with the same numbers: the
// provider does nothing twice. Errors are *Fault, sorted like those of agencies.
type Payments interface {
	// Create opens an order with the provider and says where the citizen pays.
	Create(ctx context.Context, o Order) (Pending, error)
	// Query tells the present state of an order; an order the provider does not know is PaidNotFound, not an error.
	Query(ctx context.Context, no string) (Paid, error)
	// Close ends an unpaid order. One that was paid meanwhile comes back as PaidPaid, not as an error.
	Close(ctx context.Context, no string) (Paid, error)
	// Refund gives money of a paid order back, once for each refund number.
	Refund(ctx context.Context, no, refundNo string, amountFen int64) (Paid, error)
}

// Order is what a citizen is asked to pay.
type Order struct {
	No        string // ours, <= 32 of A-Z 0-9 _, committed before the provider is asked
	AmountFen int64
	Payee     string
	Subject   string // what the provider's page says is paid for
	Until     int64  // UTC milliseconds; unpayable afterwards
	Return    string // where the provider's page sends the citizen back to
}

// Pending is an order waiting for the citizen.
type Pending struct {
	URL string // where to pay
}

// The states a provider gives an order.
const (
	PaidNotFound  = "not_found" // counts only after the provider's creation window and two reads
	PaidUnpaid    = "unpaid"
	PaidPaid      = "paid"
	PaidClosed    = "closed"
	PaidRefunding = "refunding"
	PaidRefunded  = "refunded"
)

// Paid is what a provider says of an order.
type Paid struct {
	State     string
	AmountFen int64
	Receipt   string // the provider's number of the payment
	PaidAt    int64  // UTC milliseconds
}

// Notice is a verified message of a provider that an order's state changed. It can come late, twice, or never.
type Notice struct {
	ID string // of the notice: the same each time it is sent again
	No string
	Paid
}

// BillLine is one movement of money in a provider's bill of a day.
type BillLine struct {
	No        string
	Kind      string // "pay" or "refund"
	RefundNo  string
	AmountFen int64
	Receipt   string
	At        int64 // UTC milliseconds
}
