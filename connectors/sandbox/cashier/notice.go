package cashier

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/connectors/sign"
)

// maxNotice bounds the body of a notice.
const maxNotice = 16 << 10

// ErrNotice says that a request is no notice to be believed; it is answered with 400 or 401 and changes nothing.
var ErrNotice = errors.New("not a notice of the cashier")

// Acknowledged is the body, with status 200, that ends the sending of a notice. It is written after the commit.
const Acknowledged = "success"

// Notice reads and verifies a notice: bounded body, signature in constant time, fresh within 300 s. The same ID can
// come again: whoever acts on it remembers it, and holds number and amount against the order.
func (c *Client) Notice(w http.ResponseWriter, r *http.Request) (connectors.Notice, error) {
	if r.Method != http.MethodPost {
		return connectors.Notice{}, fmt.Errorf("%w: method %s", ErrNotice, r.Method)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxNotice))
	if err != nil {
		return connectors.Notice{}, fmt.Errorf("%w: read body: %w", ErrNotice, err)
	}
	if err := sign.Verify(r, body, c.secret, c.now()); err != nil {
		return connectors.Notice{}, fmt.Errorf("%w: %w", ErrNotice, err)
	}
	var n struct {
		ID string `json:"notice_id"`
		No string `json:"order_no"`
		paid
	}
	if err := json.Unmarshal(body, &n); err != nil || n.ID == "" || n.No == "" || n.State == "" {
		return connectors.Notice{}, fmt.Errorf("%w: body is not a notice", ErrNotice)
	}
	return connectors.Notice{ID: n.ID, No: n.No, Paid: n.paid.paid()}, nil
}
