package bot

// Order is a payment: a pure machine of its own that outlives its frame, its conversation and erasure. Amounts
// are fen, instants UTC milliseconds. Next and Due are what is to be asked of the provider and not before when;
// Due 0 means nothing.
type Order struct {
	No           string    `json:"no"` // conversation_n_i, also the provider's key
	Conversation string    `json:"conversation"`
	Agency       string    `json:"agency"`
	Bill         string    `json:"bill"`
	Payee        string    `json:"payee"`
	Title        string    `json:"title"`
	AmountFen    int64     `json:"amount_fen"`
	State        State     `json:"state"`
	Version      int64     `json:"version"` // rises by one with every Move
	URL          string    `json:"url,omitempty"`
	Receipt      string    `json:"receipt,omitempty"`
	CapturedFen  int64     `json:"captured_fen,omitempty"`
	RefundedFen  int64     `json:"refunded_fen,omitempty"`
	Created      int64     `json:"created"`
	Until        int64     `json:"until"`
	PaidAt       int64     `json:"paid_at,omitempty"`
	Changed      int64     `json:"changed"`
	Next         ChaseKind `json:"next,omitempty"`
	Due          int64     `json:"due,omitempty"`
	Try          int       `json:"try,omitempty"`
	Tell         bool      `json:"tell,omitempty"` // the citizen asked: say what the next news is, whatever it is
	Why          string    `json:"why,omitempty"`  // why it was closed, refunded or frozen
}

// State is where an order stands.
type State string

// The states of an order (security: payment orders). Taken is no state of an order: it tells a second payer that
// the bill is being paid.
const (
	Created       State = "created"
	Awaiting      State = "awaiting"
	UnknownState  State = "unknown"
	PaidState     State = "paid"
	Settling      State = "settling"
	Settled       State = "settled"
	Closed        State = "closed"
	Failed        State = "failed"
	RefundPending State = "refund_pending"
	Refunding     State = "refunding"
	Refunded      State = "refunded"
	RefundUnknown State = "refund_unknown"
	Mismatch      State = "mismatch"
	Taken         State = "taken"
)

// States are all of them.
var States = []State{
	Created, Awaiting, UnknownState, PaidState, Settling, Settled, Closed, Failed, RefundPending, Refunding, Refunded,
	RefundUnknown, Mismatch, Taken,
}

// Final reports whether nothing more happens to an order in this state by itself.
func (s State) Final() bool {
	return s == Settled || s == Closed || s == Failed || s == Refunded
}

// ChaseKind is what is asked of the payment provider.
type ChaseKind string

// What may be asked of a payment provider.
const (
	ChaseCreate ChaseKind = "create"
	ChaseQuery  ChaseKind = "query"
	ChaseClose  ChaseKind = "close"
	ChaseRefund ChaseKind = "refund"
)

// ChaseTell asks the provider nothing: a person saw to the order, and the citizen is to be told.
const ChaseTell ChaseKind = "tell"

// RefundRefused is why an order waits whose refund the provider will not make: a person must see to it.
const RefundRefused = "refund_refused"

// Entry is one line of the double-entry ledger; the lines of one Transfer sum to zero.
type Entry struct {
	Order    string `json:"order"`
	Transfer string `json:"transfer"` // order, version
	Account  string `json:"account"`
	Fen      int64  `json:"fen"` // debit positive, credit negative
	At       int64  `json:"at"`
}

// The accounts of the ledger.
const (
	ProviderClearing = "provider_clearing" // money the provider holds for us
	AgencyPayable    = "agency_payable"    // owed to the agency
	AgencySettled    = "agency_settled"    // told to the agency, its receipt had
	RefundsPayable   = "refunds_payable"   // owed back to citizens
	Suspense         = "suspense"          // captured, but not what was asked
)

// Heard is what the provider or the agency's settlement says of an order.
type Heard struct {
	At        int64  `json:"at"`
	Is        string `json:"is"` // one of the Heard… constants
	AmountFen int64  `json:"amount_fen,omitempty"`
	Receipt   string `json:"receipt,omitempty"`
	PaidAt    int64  `json:"paid_at,omitempty"`
	URL       string `json:"url,omitempty"`
	Why       string `json:"why,omitempty"`
}

// ByHand is what an order hears of a person who saw to it, by the word for what became of it.
var ByHand = map[string]string{"settled": HeardSettled, "refunded": HeardRefunded, "closed": HeardClosed, "return": HeardReturn}

// What may be heard of an order.
const (
	HeardSubmitted = "submitted" // the provider took it: URL
	HeardRefused   = "refused"   // the provider will not take it
	HeardUnknown   = "unknown"   // no answer, or a fault: ask again
	HeardUnpaid    = "unpaid"    // the provider has it, nobody paid
	HeardAbsent    = "absent"    // the provider does not know it
	HeardPaid      = "paid"      // with amount; certain when it comes from a query
	HeardNotice    = "notice"    // paid, as a notice says it
	HeardClosed    = "closed"
	HeardRefunding = "refunding"
	HeardRefunded  = "refunded"
	HeardSettling  = "settling" // the agency is being told
	HeardSettled   = "settled"  // the agency gave its receipt
	HeardReturn    = "return"   // the agency refused, or there is no frame: give the money back
	HeardAsked     = "asked"    // the citizen says it is paid: ask the provider now
	HeardGivenUp   = "given_up" // the citizen does not want to pay any more: close it now
)
