package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/store"
)

// requestKind is how the store files a written request.
const requestKind = "handover"

type requestsCommand struct {
	Overdue bool   `help:"Only those whose promised day is over."`
	All     bool   `help:"Those that were closed, too."`
	JSON    bool   `help:"One JSON object per request."`
	Limit   int    `help:"At most so many, the oldest promise first." default:"1000"`
	Resolve string `help:"Close this request, once the citizen has an answer." placeholder:"NUMBER"`
	Reason  string `help:"What became of it, for those who look later." placeholder:"TEXT"`
}

// request is a written request as it is listed: personal values are masked in its note.
type request struct {
	Number       string `json:"number"`
	Kind         string `json:"kind"` // why: "asked", "unknown" for an act without an outcome, or a fault's code
	Service      string `json:"service,omitempty"`
	Since        string `json:"since"`
	Due          string `json:"due"` // the day that was promised
	Overdue      bool   `json:"overdue"`
	Note         string `json:"note"`
	Conversation string `json:"conversation"`
	Closed       string `json:"closed,omitempty"`
	Reason       string `json:"reason,omitempty"`
}

// Run lists written requests, or closes one.
func (c *requestsCommand) Run(r *run) error {
	if c.Resolve != "" {
		return c.resolve(r)
	}
	if c.All && c.Overdue {
		return usage("--all and --overdue: what is closed is not overdue; say one of them")
	}
	s, err := r.open(store.Read)
	if err != nil {
		return err
	}
	defer s.Close()
	now := time.Now().UnixMilli()
	f := store.FiledFilter{Kind: requestKind, Promised: true, Open: !c.All, Limit: c.Limit}
	if c.Overdue {
		f.DueBy = now
	}
	filed, err := s.Filed(r.ctx, f)
	if err != nil {
		return environment("requests: %v", err)
	}
	var t table
	for _, x := range filed {
		q, err := requestOf(x, now)
		if err != nil {
			return environment("%v", err)
		}
		if c.JSON {
			if err := writeJSON(r.out, q); err != nil {
				return err
			}
			continue
		}
		t.row(q.Number, q.state(), q.Kind, or(q.Service, "-"), "since "+q.Since, "due "+q.Due, q.Note, q.Reason)
	}
	return t.write(r.out)
}

// requestOf reads what was filed, as of an instant.
func requestOf(x store.Filed, now int64) (request, error) {
	var d bot.ToDesk
	if x.Body != nil { // nil: it was erased since the row was read
		if err := json.Unmarshal(x.Body, &d); err != nil {
			return request{}, fmt.Errorf("request of %s: %w", x.Conversation, err)
		}
	}
	q := request{
		Number: d.Number, Kind: or(d.Why, "asked"), Service: d.Intent, Since: moment(x.At), Due: d.Due,
		Overdue: x.Closed == 0 && x.Due <= now, Note: d.Note, Conversation: x.Conversation, Reason: x.Reason,
	}
	if x.Closed > 0 {
		q.Closed = moment(x.Closed)
	}
	return q, nil
}

func (q request) state() string {
	switch {
	case q.Closed != "":
		return "closed " + q.Closed
	case q.Overdue:
		return "OVERDUE"
	}
	return "open"
}

// resolve closes the open request of a number, beside a running server too.
func (c *requestsCommand) resolve(r *run) error {
	if c.Reason == "" {
		return usage("--resolve needs --reason")
	}
	s, err := r.open(store.Beside)
	if err != nil {
		return err
	}
	defer s.Close()
	x, err := c.find(r, s)
	if err != nil {
		return err
	}
	err = s.CloseFiled(r.ctx, x, c.Reason, time.Now().UnixMilli())
	if errors.Is(err, bot.ErrNone) || errors.Is(err, store.ErrErased) { // somebody was faster
		return usage("no request %s is open", c.Resolve)
	}
	if err != nil {
		return environment("request %s: %v", c.Resolve, err)
	}
	_, err = fmt.Fprintf(r.out, "%s -> closed\n", c.Resolve)
	return err
}

// find seeks the number among what is open: it lies sealed, like all that a citizen was told.
func (c *requestsCommand) find(r *run, s *opened) (store.Filed, error) {
	filed, err := s.Filed(r.ctx, store.FiledFilter{Kind: requestKind, Promised: true, Open: true, Limit: unlimited})
	if err != nil {
		return store.Filed{}, environment("requests: %v", err)
	}
	for _, x := range filed {
		q, err := requestOf(x, 0)
		if err != nil {
			return store.Filed{}, environment("%v", err)
		}
		if q.Number == c.Resolve {
			return x, nil
		}
	}
	return store.Filed{}, usage("no request %s is open", c.Resolve)
}
