package store

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/banshi-bot/banshi/bot"
)

// Every agency call has a row before and an outcome after (invariant 11). Both are written by the turns that
// want the call and hear its answer, as digests of what is sealed: they prove, tell nothing, and stay after an
// erasure.

// The outcomes of a call.
const (
	CallOpen    = "" // under way
	CallOK      = "ok"
	CallAgain   = "again"
	CallRefused = "refused"
	CallUnknown = "unknown" // it may have happened; a lookup will tell
)

// Call is an agency call as it is kept.
type Call struct {
	Conversation      string
	Key               bot.Key
	Agency, Operation string
	Of                bot.Key // a lookup: the call it asks about
	Begun, Ended      int64
	Outcome, Code     string
	Tries             int   // of the effect, while it is open
	Next              int64 // when the effect is tried next, while it is open
}

type call struct {
	Call
	request []byte
}

type callEnd struct {
	conversation  string
	key           bot.Key
	outcome, code string
	at            int64
	response      []byte
}

const (
	insertCall = `insert into call (conversation, turn, i, agency, operation, of_turn, of_i, request, begun, outcome, code, ended)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', 0)`
	endCall = `update call set outcome = $4, code = $5, ended = $6, response = $7 where conversation = $1 and turn = $2 and i = $3 and outcome in ('', 'unknown')`
	// A lookup that was told settles the call it asked about.
	endLookedUp = `update call set outcome = $4, code = $5, ended = $6 where conversation = $1 and outcome = 'unknown' and exists
		(select 1 from call l where l.conversation = $1 and l.turn = $2 and l.i = $3 and l.of_turn = call.turn and l.of_i = call.i and l.of_turn > 0)`
	resolveCall = `update call set outcome = $4, code = $5, ended = $6 where conversation = $1 and turn = $2 and i = $3 and outcome in ('', 'unknown')`
	selectStuck = `select c.conversation, c.turn, c.i, c.agency, c.operation, c.of_turn, c.of_i, c.begun, c.ended, c.outcome, c.code,
		coalesce(e.tries, 0), coalesce(e.due, 0)
		from call c left join effect e on e.conversation = c.conversation and e.turn = c.turn and e.i = c.i
		where c.outcome in ('', 'unknown') and c.begun <= $1 order by c.begun limit $2`
)

// callsBegun are the calls a turn wants; sealed are the bodies of its new rows.
func callsBegun(t bot.Turn, sealed [][]byte) []call {
	var out []call
	for i, r := range t.New {
		if r.Ask == nil {
			continue
		}
		out = append(out, call{
			Call:    Call{Conversation: t.Conversation, Key: r.Key, Agency: r.Ask.Agency, Operation: r.Ask.Operation, Of: r.Ask.Of, Begun: t.At},
			request: digest(sealed[i]),
		})
	}
	return out
}

// callsEnded are the calls whose outcome a turn heard; sealed is its body.
func callsEnded(t bot.Turn, sealed []byte) []callEnd {
	var out []callEnd
	for _, k := range t.Gone {
		e := callEnd{conversation: t.Conversation, key: k, outcome: CallRefused, code: "dropped", at: t.At, response: digest(sealed)}
		if t.Outcome != nil && t.Outcome.Key == k {
			e.outcome, e.code = sortOf(*t.Outcome), t.Outcome.Code
		}
		out = append(out, e)
	}
	return out
}

func sortOf(a bot.Answered) string {
	if a.Fault == "" {
		return CallOK
	}
	return a.Sort
}

func writeCalls(c conn, begun []call, ended []callEnd) error {
	for _, b := range begun {
		_, err := c.exec(insertCall, b.Conversation, b.Key.Turn, int64(b.Key.I), b.Agency, b.Operation, b.Of.Turn, int64(b.Of.I), b.request, b.Begun)
		if err != nil {
			return err
		}
	}
	for _, e := range ended {
		n, err := c.exec(endCall, e.conversation, e.key.Turn, int64(e.key.I), e.outcome, e.code, e.at, e.response)
		if err != nil {
			return err
		}
		if n == 0 || e.outcome == CallUnknown || e.outcome == CallAgain {
			continue
		}
		if _, err := c.exec(endLookedUp, e.conversation, e.key.Turn, int64(e.key.I), e.outcome, e.code, e.at); err != nil {
			return err
		}
	}
	return nil
}

// Stuck gives calls begun before an instant that have no outcome or an unknown one, the oldest first.
func (s *Store) Stuck(ctx context.Context, before int64, limit int) ([]Call, error) {
	var out []Call
	err := s.read.each(ctx, selectStuck, func(scan func(...any) error) error {
		var c Call
		err := scan(&c.Conversation, &c.Key.Turn, &c.Key.I, &c.Agency, &c.Operation, &c.Of.Turn, &c.Of.I, &c.Begun, &c.Ended,
			&c.Outcome, &c.Code, &c.Tries, &c.Next)
		out = append(out, c)
		return err
	}, before, limit)
	return out, wrap(err, "stuck calls")
}

// ResolveCall gives a stuck call the outcome somebody found out, with the reason. ErrNone: it has one.
func (s *Store) ResolveCall(ctx context.Context, conversation string, k bot.Key, outcome, reason string, at int64) error {
	ok, err := s.change(ctx, "resolve call of "+conversation, resolveCall, conversation, k.Turn, int64(k.I), outcome, "by hand: "+reason, at)
	if err == nil && !ok {
		err = fmt.Errorf("resolve call of %s: %w", conversation, bot.ErrNone)
	}
	return err
}

func digest(b []byte) []byte {
	d := sha256.Sum256(b)
	return d[:]
}
