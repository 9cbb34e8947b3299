package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/store"
)

type ordersCommand struct {
	State   string `help:"Only those in this state, such as mismatch or refund_pending." placeholder:"STATE"`
	JSON    bool   `help:"One JSON object per order."`
	Limit   int    `help:"At most so many, the newest change first." default:"1000"`
	Resolve string `help:"Close this order by hand, once the money is where it belongs." placeholder:"NO"`
	As      string `help:"What became of it: refunded, closed or settled; or return, to give the money back now." enum:"refunded,closed,settled,return," default:""`
	Reason  string `help:"Why, for those who look later." placeholder:"TEXT"`
	Yes     bool   `help:"Really resolve it."`
}

// Run lists orders, or resolves one.
func (c *ordersCommand) Run(r *run) error {
	if c.Resolve != "" {
		return c.resolve(r)
	}
	if c.State != "" && !slices.Contains(bot.States, bot.State(c.State)) {
		return usage("--state %q is none of %s", c.State, stateNames())
	}
	s, err := r.open(store.Read)
	if err != nil {
		return err
	}
	defer s.Close()
	orders, err := s.Orders(r.ctx, store.OrderFilter{State: bot.State(c.State), Limit: c.Limit})
	if err != nil {
		return environment("orders: %v", err)
	}
	var t table
	for _, o := range orders {
		if c.JSON {
			if err := writeJSON(r.out, o); err != nil {
				return err
			}
			continue
		}
		t.row(o.No, string(o.State), yuan(o.AmountFen), o.Agency, "since "+moment(o.Changed), next(string(o.Next), o.Due), o.Why)
	}
	return t.write(r.out)
}

// stateNames lists the states of orders.
func stateNames() string {
	names := make([]string, len(bot.States))
	for i, s := range bot.States {
		names[i] = string(s)
	}
	return strings.Join(names, ", ")
}

func yuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }

// moment writes an instant, "-" where there is none.
func moment(ms int64) string {
	if ms == 0 {
		return "-"
	}
	return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05Z")
}

func next(what string, due int64) string {
	if due == 0 {
		return "waits for nothing"
	}
	return what + " at " + moment(due)
}

// resolve moves an order by hand. The table of legal moves holds here too: money that was captured cannot be
// closed away.
func (c *ordersCommand) resolve(r *run) error {
	if c.As == "" || c.Reason == "" {
		return usage("--resolve needs --as and --reason")
	}
	if !c.Yes {
		return usage("--resolve cannot be undone: say --yes")
	}
	s, err := r.open(store.Beside)
	if err != nil {
		return err
	}
	defer s.Close()
	o, err := s.Order(r.ctx, c.Resolve)
	if errors.Is(err, bot.ErrNone) {
		return usage("no order %s", c.Resolve)
	}
	if err != nil {
		return environment("order %s: %v", c.Resolve, err)
	}
	moved, lines := bot.Move(o, bot.Heard{At: time.Now().UnixMilli(), Is: bot.ByHand[c.As], AmountFen: o.CapturedFen, Why: c.Reason})
	if moved.Version == o.Version {
		return usage("order %s is %s and cannot be %s", o.No, o.State, c.As)
	}
	moved.Why = c.Reason
	if moved.Next == "" { // nothing more to ask: the server tells the citizen
		moved.Next, moved.Due = bot.ChaseTell, moved.Changed
	}
	if err := s.MoveOrder(r.ctx, moved, lines); err != nil {
		return environment("order %s: %v", o.No, err)
	}
	_, err = fmt.Fprintf(r.out, "%s %s -> %s\n", o.No, o.State, moved.State)
	return err
}

type callsCommand struct {
	Stuck   bool          `help:"Calls without an outcome, or with an unknown one." required:""`
	Older   time.Duration `help:"Begun at least so long ago." default:"30s"`
	JSON    bool          `help:"One JSON object per call."`
	Limit   int           `help:"At most so many, the oldest first." default:"1000"`
	Resolve string        `help:"Give this call the outcome the agency told you." placeholder:"CALL"`
	As      string        `help:"What became of it: ok or refused." enum:"ok,refused," default:""`
	Reason  string        `help:"How you know, for those who look later." placeholder:"TEXT"`
	Yes     bool          `help:"Really resolve it."`
}

// waiting is a call as it is listed.
type waiting struct {
	Conversation string `json:"conversation"`
	Call         string `json:"call"`
	Operation    string `json:"operation"`
	Begun        string `json:"begun"`
	Outcome      string `json:"outcome"`
	Code         string `json:"code,omitempty"`
	Tries        int    `json:"tries"`
	Next         string `json:"next"`
}

// resolve writes down what a person found out of a call.
func (c *callsCommand) resolve(r *run) error {
	if c.As == "" || c.Reason == "" {
		return usage("--resolve needs --as and --reason")
	}
	if !c.Yes {
		return usage("--resolve cannot be undone: say --yes")
	}
	var k bot.Key
	parts := strings.Split(c.Resolve, "_")
	if len(parts) != 3 {
		return usage("%s is no call: they are listed as CONVERSATION_N_I", c.Resolve)
	}
	if _, err := fmt.Sscanf(parts[1]+" "+parts[2], "%d %d", &k.Turn, &k.I); err != nil {
		return usage("%s is no call: they are listed as CONVERSATION_N_I", c.Resolve)
	}
	s, err := r.open(store.Beside)
	if err != nil {
		return err
	}
	defer s.Close()
	err = s.ResolveCall(r.ctx, parts[0], k, c.As, c.Reason, time.Now().UnixMilli())
	if errors.Is(err, bot.ErrNone) {
		return usage("no call %s waits for an outcome", c.Resolve)
	}
	if err != nil {
		return environment("call %s: %v", c.Resolve, err)
	}
	_, err = fmt.Fprintf(r.out, "%s -> %s\n", c.Resolve, c.As)
	return err
}

// Run lists calls that wait.
func (c *callsCommand) Run(r *run) error {
	if c.Resolve != "" {
		return c.resolve(r)
	}
	s, err := r.open(store.Read)
	if err != nil {
		return err
	}
	defer s.Close()
	calls, err := s.Stuck(r.ctx, time.Now().Add(-c.Older).UnixMilli(), c.Limit)
	if err != nil {
		return environment("calls: %v", err)
	}
	var t table
	for _, k := range calls {
		x := waiting{
			k.Conversation, k.Key.Name(k.Conversation), k.Agency + "." + k.Operation, moment(k.Begun), k.Outcome, k.Code, k.Tries, moment(k.Next),
		}
		if x.Outcome == "" {
			x.Outcome = "open"
		}
		if c.JSON {
			if err := writeJSON(r.out, x); err != nil {
				return err
			}
			continue
		}
		t.row(x.Call, x.Operation, x.Outcome, "since "+x.Begun, fmt.Sprintf("tries %d", x.Tries), "next "+x.Next, x.Code)
	}
	return t.write(r.out)
}
