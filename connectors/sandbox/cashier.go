package sandbox

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/banshi-bot/banshi/connectors/sign"
)

// The ways to pay that the cashier's page offers. All but Pay are there to be unpleasant.
const (
	Pay      = "pay"       // paid, notice at once
	Late     = "late"      // paid, notice after lateBy
	Twice    = "twice"     // paid, the same notice two times, though acknowledged
	Never    = "never"     // paid, no notice
	Amount   = "amount"    // paid, the notice says one yuan less
	Refuse   = "refuse"    // paid, but agencies refuse to settle with this payment
	NoRefund = "no_refund" // paid, and refused by agencies, and refunds only at the counter
)

const (
	lateBy      = 30 * time.Second
	refundTakes = time.Second
)

// The cashier's own codes.
const (
	orderUnknown = refused("ORDER_UNKNOWN")
	orderDiffers = refused("ORDER_DIFFERS")
	orderClosed  = refused("ORDER_CLOSED")
	orderUnpaid  = refused("ORDER_UNPAID")
	overRefund   = refused("OVER_REFUND")
)

// order is what someone is asked to pay.
type order struct {
	No        string   `json:"order_no"`
	AmountFen int64    `json:"amount_fen"`
	Payee     string   `json:"payee"`
	Subject   string   `json:"subject"`
	Notify    string   `json:"notify_url"`
	Return    string   `json:"return_url"`
	Until     int64    `json:"expires_at"`
	Token     string   `json:"token"`
	Seen      bool     `json:"seen"`
	Closed    bool     `json:"closed"`
	How       string   `json:"how,omitempty"`
	Receipt   string   `json:"receipt,omitempty"`
	PaidAt    int64    `json:"paid_at,omitempty"`
	Refunds   []refund `json:"refunds,omitempty"`
}

type refund struct {
	No        string `json:"refund_no"`
	AmountFen int64  `json:"amount_fen"`
	At        int64  `json:"at"`
}

// cashierOperations are what a merchant's server asks.
func (s *Sandbox) cashierOperations() []route {
	return []route{
		{pattern: "POST /cashier/v1/orders", name: "cashier.create", write: true, do: createOrder},
		{pattern: "GET /cashier/v1/orders/{order_no}", name: "cashier.query", do: queryOrder},
		{pattern: "POST /cashier/v1/orders/{order_no}/close", name: "cashier.close", write: true, do: closeOrder},
		{pattern: "POST /cashier/v1/orders/{order_no}/refunds", name: "cashier.refund", write: true, do: s.refundOrder},
		{pattern: "GET /cashier/v1/bills/{day}", name: "cashier.bill", do: billOfDay},
	}
}

// signed lets only requests through that carry the sandbox's signature.
func (s *Sandbox) signed(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			http.Error(w, "body too large", http.StatusRequestEntityTooLarge)
			return
		}
		if err := sign.Verify(r, body, s.secret, s.now()); err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		h.ServeHTTP(w, r)
	})
}

// state is what the cashier says of an order.
func (o order) state(now time.Time) string {
	var back int64
	waiting := false
	for _, r := range o.Refunds {
		back += r.AmountFen
		waiting = waiting || now.UnixMilli() < r.At+refundTakes.Milliseconds()
	}
	switch {
	case o.Closed:
		return "closed"
	case o.PaidAt == 0:
		return "unpaid"
	case waiting:
		return "refunding"
	case back >= o.AmountFen:
		return "refunded"
	}
	return "paid"
}

func (o order) data(now time.Time) data {
	d := data{"order_no": o.No, "state": o.state(now), "amount_fen": o.AmountFen}
	if o.PaidAt != 0 {
		d["receipt"], d["paid_at"] = o.Receipt, o.PaidAt
	}
	return d
}

// createOrder opens an order once for its number; the same again gets the same page.
func createOrder(t *tx, a *asked) (data, error) {
	var o, before order
	if err := a.into(&o); err != nil || o.No == "" || o.AmountFen <= 0 || o.Payee == "" {
		return nil, badRequest
	}
	if u, err := url.Parse(o.Notify); o.Notify != "" && (err != nil || !local(u.Host)) {
		return nil, badRequest
	}
	if t.get("order", o.No, &before) {
		if before.AmountFen != o.AmountFen || before.Payee != o.Payee {
			return nil, orderDiffers
		}
		return data{"path": payPath(before.Token)}, nil
	}
	o.Token, o.Seen, o.Closed, o.How, o.Receipt, o.PaidAt, o.Refunds = rand.Text(), false, false, "", "", 0, nil
	t.put("order", o.No, o)
	t.put("token", o.Token, o.No)
	return data{"path": payPath(o.Token)}, nil
}

func payPath(token string) string { return "/sandbox/pay/" + token }

// cashierSettings are what an administrator may set.
type cashierSettings struct {
	HideUntilSeen bool `json:"hide_until_seen"` // orders nobody has looked at are unknown to queries
}

func queryOrder(t *tx, a *asked) (data, error) {
	var o order
	var set cashierSettings
	t.get("settings", "cashier", &set)
	if !t.get("order", a.arg("order_no"), &o) || set.HideUntilSeen && !o.Seen {
		return nil, orderUnknown
	}
	return o.data(a.now), nil
}

// closeOrder ends an unpaid order; of a paid one it says that it is paid.
func closeOrder(t *tx, a *asked) (data, error) {
	var o order
	if !t.get("order", a.arg("order_no"), &o) {
		return nil, orderUnknown
	}
	if o.PaidAt == 0 && !o.Closed {
		o.Closed = true
		t.put("order", o.No, o)
	}
	return o.data(a.now), nil
}

// refundOrder gives money back once for each refund number; it takes a moment, and a notice tells when it is done.
func (s *Sandbox) refundOrder(t *tx, a *asked) (data, error) {
	var o order
	var r refund
	if err := a.into(&r); err != nil || r.No == "" || r.AmountFen <= 0 {
		return nil, badRequest
	}
	if !t.get("order", a.arg("order_no"), &o) {
		return nil, orderUnknown
	}
	t.try("cashier.refund", r.No)
	left := o.AmountFen
	for _, before := range o.Refunds {
		if before.No == r.No {
			if before.AmountFen != r.AmountFen {
				return nil, orderDiffers
			}
			return o.data(a.now), nil
		}
		left -= before.AmountFen
	}
	switch {
	case o.PaidAt == 0:
		return nil, orderUnpaid
	case o.How == NoRefund:
		return nil, refundOffline
	case r.AmountFen > left:
		return nil, overRefund
	}
	r.At = a.now.UnixMilli()
	o.Refunds = append(o.Refunds, r)
	t.put("order", o.No, o)
	t.done("cashier.refund", r.No)
	done := r.At + refundTakes.Milliseconds()
	t.notify(o, done, 1, notice{ID: rand.Text(), No: o.No, State: o.state(time.UnixMilli(done)), AmountFen: o.AmountFen, Receipt: o.Receipt, PaidAt: o.PaidAt})
	s.wake()
	return o.data(a.now), nil
}

// billOfDay lists every movement of money on a day of the town's zone.
func billOfDay(t *tx, a *asked) (data, error) {
	on := a.arg("day")
	if _, err := time.Parse("2006-01-02", on); err != nil {
		return nil, badRequest
	}
	lines := []data{}
	for _, o := range each[order](t, "order", "") {
		if o.PaidAt != 0 && day(time.UnixMilli(o.PaidAt).In(shanghai)) == on {
			lines = append(lines, data{"order_no": o.No, "kind": "pay", "amount_fen": o.AmountFen, "receipt": o.Receipt, "at": o.PaidAt})
		}
		for _, r := range o.Refunds {
			if day(time.UnixMilli(r.At).In(shanghai)) == on {
				lines = append(lines, data{"order_no": o.No, "kind": "refund", "refund_no": r.No, "amount_fen": r.AmountFen, "receipt": o.Receipt, "at": r.At})
			}
		}
	}
	return data{"day": on, "lines": lines}, nil
}

// ErrNotPayable says that an order is unknown, closed, paid or out of time.
var ErrNotPayable = errors.New("order cannot be paid")

var errNoButton = errors.New("no such button")

// Press presses a button of the cashier's page for an order: one of Pay, Late, Twice, Never, Amount, Refuse, NoRefund.
func (s *Sandbox) Press(ctx context.Context, no, how string) error {
	err := s.memory.do(ctx, func(t *tx) error {
		var o order
		if !t.get("order", no, &o) {
			return fmt.Errorf("press %s: %w", how, ErrNotPayable)
		}
		return s.press(t, o, how)
	})
	s.wake()
	return err
}

// press pays an order and lays out its notices.
func (s *Sandbox) press(t *tx, o order, how string) error {
	now := s.now().UnixMilli()
	if o.Closed || o.PaidAt != 0 || o.Until != 0 && now >= o.Until {
		return fmt.Errorf("press %s: %w", how, ErrNotPayable)
	}
	prefix := "R"
	if how == Refuse || how == NoRefund {
		prefix = "RX"
	}
	o.How, o.PaidAt = how, now
	o.Receipt = fmt.Sprintf("%s%s%d", prefix, s.now().In(shanghai).Format("20060102"), t.next("payment"))
	t.put("order", o.No, o)
	t.try("cashier.pay", o.No)
	t.done("cashier.pay", o.No)
	n := notice{ID: rand.Text(), No: o.No, State: "paid", AmountFen: o.AmountFen, Receipt: o.Receipt, PaidAt: o.PaidAt}
	switch how {
	case Never:
	case Late:
		t.notify(o, now+lateBy.Milliseconds(), 1, n)
	case Twice:
		t.notify(o, now, 1, n)
		t.notify(o, now, 2, n)
	case Amount:
		n.AmountFen -= 100
		t.notify(o, now, 1, n)
	case Pay, Refuse, NoRefund:
		t.notify(o, now, 1, n)
	default:
		return fmt.Errorf("press %q: %w", how, errNoButton)
	}
	return nil
}

func (s *Sandbox) setCashier(w http.ResponseWriter, r *http.Request) {
	var set cashierSettings
	if !decode(w, r, &set) {
		reply(w, badRequest, nil)
		return
	}
	if err := s.memory.do(r.Context(), func(t *tx) error { t.put("settings", "cashier", set); return nil }); err != nil {
		s.fail(w, "admin.cashier", err)
		return
	}
	reply(w, "", nil)
}

// pressed is POST /admin/pay: {"order_no":…,"how":…}.
func (s *Sandbox) pressed(w http.ResponseWriter, r *http.Request) {
	var p struct {
		No  string `json:"order_no"`
		How string `json:"how"`
	}
	if !decode(w, r, &p) || s.Press(r.Context(), p.No, p.How) != nil {
		reply(w, badRequest, nil)
		return
	}
	reply(w, "", nil)
}
