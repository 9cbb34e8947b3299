// Package cashier is the client of the sandbox's payment provider. It satisfies connectors.Payments, and reads the
// provider's signed notices.
//
// It asks the way any provider is asked: JSON over HTTP, each request signed as package sign describes, each order
// once for its number. It does not retry, log or remember; the engine does.
package cashier

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/connectors/sandbox/ask"
	"github.com/banshi-bot/banshi/intents"
)

// Config is where the cashier is and how it is asked.
type Config struct {
	Base   string           // of its servers, such as http://127.0.0.1:9000
	Pages  string           // of its pages, as citizens see them: our own public address
	Notify string           // where its notices go; a loopback address
	Secret []byte           // signs requests and verifies notices
	Client *http.Client     // nil means one with a timeout that follows no redirect
	Now    func() time.Time // nil means time.Now
}

// Client asks the cashier.
type Client struct {
	asker  *ask.Asker
	pages  string
	notify string
	secret []byte
	now    func() time.Time
}

// New makes a Client.
func New(c Config) *Client {
	now := c.Now
	if now == nil {
		now = time.Now
	}
	return &Client{
		asker:  &ask.Asker{Base: c.Base, Secret: c.Secret, HTTP: ask.OrDefault(c.Client), Now: now},
		pages:  strings.TrimSuffix(c.Pages, "/"),
		notify: c.Notify,
		secret: c.Secret,
		now:    now,
	}
}

var _ connectors.Payments = (*Client)(nil)

// families are what the cashier's codes mean.
var families = map[string]string{
	"ORDER_DIFFERS": "amount_changed", "ORDER_CLOSED": "window_closed", "ORDER_UNPAID": "not_found", "OVER_REFUND": "limits",
	"REFUND_OFFLINE": "refund_only_offline", "ORDER_UNKNOWN": "not_found", "STOPPED": "agency_down", "PENDING": "unknown_result",
	"CLOSED": "window_closed", "LIMIT": "limits",
}

// paid is an order as the cashier writes it.
type paid struct {
	State     string `json:"state"`
	AmountFen int64  `json:"amount_fen"`
	Receipt   string `json:"receipt"`
	PaidAt    int64  `json:"paid_at"`
}

func (p paid) paid() connectors.Paid {
	return connectors.Paid{State: p.State, AmountFen: p.AmountFen, Receipt: p.Receipt, PaidAt: p.PaidAt}
}

// Create opens an order; the same order again gives the same page.
func (c *Client) Create(ctx context.Context, o connectors.Order) (connectors.Pending, error) {
	var got struct {
		Path string `json:"path"`
	}
	err := c.ask(ctx, intents.IdempotentWrite, http.MethodPost, "/cashier/v1/orders", map[string]any{
		"order_no": o.No, "amount_fen": o.AmountFen, "payee": o.Payee, "subject": o.Subject,
		"notify_url": c.notify, "return_url": o.Return, "expires_at": o.Until,
	}, &got)
	if err != nil {
		return connectors.Pending{}, fmt.Errorf("create order: %w", err)
	}
	if !strings.HasPrefix(got.Path, "/") {
		return connectors.Pending{}, fmt.Errorf("create order: %w",
			connectors.Lost("garbage", intents.IdempotentWrite, errors.New("answer names no page")))
	}
	return connectors.Pending{URL: c.pages + got.Path}, nil
}

// Query tells the state of an order.
func (c *Client) Query(ctx context.Context, no string) (connectors.Paid, error) {
	var got paid
	err := c.ask(ctx, intents.Read, http.MethodGet, orderPath(no), nil, &got)
	var f *connectors.Fault
	if errors.As(err, &f) && f.Code == "ORDER_UNKNOWN" {
		return connectors.Paid{State: connectors.PaidNotFound}, nil
	}
	if err != nil {
		return connectors.Paid{}, fmt.Errorf("query order: %w", err)
	}
	return got.paid(), nil
}

// Close ends an unpaid order; of a paid one it tells that it is paid.
func (c *Client) Close(ctx context.Context, no string) (connectors.Paid, error) {
	var got paid
	if err := c.ask(ctx, intents.IdempotentWrite, http.MethodPost, orderPath(no)+"/close", map[string]any{}, &got); err != nil {
		return connectors.Paid{}, fmt.Errorf("close order: %w", err)
	}
	return got.paid(), nil
}

// Refund gives money back, once for each refund number.
func (c *Client) Refund(ctx context.Context, no, refundNo string, amountFen int64) (connectors.Paid, error) {
	var got paid
	err := c.ask(ctx, intents.IdempotentWrite, http.MethodPost, orderPath(no)+"/refunds",
		map[string]any{"refund_no": refundNo, "amount_fen": amountFen}, &got)
	if err != nil {
		return connectors.Paid{}, fmt.Errorf("refund order: %w", err)
	}
	return got.paid(), nil
}

// Bill lists every movement of money on a day, 2026-03-04 in the town's zone.
func (c *Client) Bill(ctx context.Context, day string) ([]connectors.BillLine, error) {
	var got struct {
		Lines []struct {
			No        string `json:"order_no"`
			Kind      string `json:"kind"`
			RefundNo  string `json:"refund_no"`
			AmountFen int64  `json:"amount_fen"`
			Receipt   string `json:"receipt"`
			At        int64  `json:"at"`
		} `json:"lines"`
	}
	if err := c.ask(ctx, intents.Read, http.MethodGet, "/cashier/v1/bills/"+url.PathEscape(day), nil, &got); err != nil {
		return nil, fmt.Errorf("bill of %s: %w", day, err)
	}
	lines := make([]connectors.BillLine, 0, len(got.Lines))
	for _, l := range got.Lines {
		lines = append(lines, connectors.BillLine(l))
	}
	return lines, nil
}

func orderPath(no string) string { return "/cashier/v1/orders/" + url.PathEscape(no) }

func (c *Client) ask(ctx context.Context, effect intents.EffectClass, method, path string, body, into any) error {
	data, err := c.asker.Ask(ctx, effect, method, path, body, families)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return connectors.Lost("garbage", effect, errors.New("answer is not what was agreed"))
	}
	return nil
}
