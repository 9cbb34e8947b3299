package storetest

import (
	"errors"
	"fmt"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/store"
)

// asking is turn n with one agency call in it.
func asking(conversation string, n, due int64, ask bot.Ask) bot.Turn {
	t := Turn(conversation, n)
	t.New = []bot.Row{{Conversation: conversation, Key: bot.Key{Turn: n}, Kind: "ask", Due: due, Body: []byte("{}"), Ask: &ask}}
	return t
}

// hearing is turn n, which hears the outcome of an effect.
func hearing(conversation string, n int64, a bot.Answered) bot.Turn {
	t := Turn(conversation, n)
	t.Outcome, t.Gone = &a, []bot.Key{a.Key}
	return t
}

var effects = map[string]func(*testing.T, Store){
	"an effect is kept with its turn until its outcome is heard": func(t *testing.T, s Store) {
		turn := Turn("a", 1)
		turn.New = []bot.Row{
			{Conversation: "a", Key: bot.Key{Turn: 1, I: 1}, Kind: "push", Due: 200, Tries: 1, Body: []byte(`{"x":1}`)},
			{Conversation: "a", Key: bot.Key{Turn: 1, I: 2}, Kind: "guess", Due: 100, Body: []byte(`{"x":2}`)},
		}
		commit(t, s, turn)
		same(t, "due", must(s.DueRows(t.Context(), 300, 10)), []bot.Row{turn.New[1], turn.New[0]})
		same(t, "due earlier", must(s.DueRows(t.Context(), 150, 10)), turn.New[1:])
		same(t, "due, at most 1", must(s.DueRows(t.Context(), 300, 1)), turn.New[1:])
		next := Turn("a", 2)
		next.Gone = []bot.Key{{Turn: 1, I: 2}}
		commit(t, s, next)
		same(t, "due", must(s.DueRows(t.Context(), 300, 10)), turn.New[:1])
	},

	"an effect is taken by one": func(t *testing.T, s Store) {
		commit(t, s, asking("a", 1, 100, bot.Ask{Agency: "traffic"}))
		k := bot.Key{Turn: 1}
		same(t, "taken", must(s.TakeRow(t.Context(), "a", k, 100, 500)), true)
		same(t, "taken again as it was seen", must(s.TakeRow(t.Context(), "a", k, 100, 600)), false)
		same(t, "due under lease", len(must(s.DueRows(t.Context(), 499, 10))), 0)
		row := must(s.DueRows(t.Context(), 500, 10))[0]
		same(t, "tries", row.Tries, 1)
		same(t, "taken after the lease", must(s.TakeRow(t.Context(), "a", k, row.Due, 900)), true)
		row = must(s.DueRows(t.Context(), 900, 10))[0]
		same(t, "due and tries", []any{row.Due, row.Tries}, []any{900, 2})
		same(t, "taken where there is none", must(s.TakeRow(t.Context(), "b", k, 900, 3000)), false)
	},

	"a call has a row before and an outcome after (invariant 11)": func(t *testing.T, s Store) {
		commit(t, s, asking("a", 1, 100, bot.Ask{Agency: "traffic", Operation: "decision"}))
		same(t, "stuck", must(s.Stuck(t.Context(), 2000, 10)), []store.Call{
			{Conversation: "a", Key: bot.Key{Turn: 1}, Agency: "traffic", Operation: "decision", Begun: 1001, Next: 100},
		})
		commit(t, s, hearing("a", 2, bot.Answered{Key: bot.Key{Turn: 1}}))
		same(t, "stuck", must(s.Stuck(t.Context(), 2000, 10)), []store.Call(nil))
	},

	"an unknown outcome stays until a lookup settles it": func(t *testing.T, s Store) {
		commit(t, s,
			asking("a", 1, 100, bot.Ask{Agency: "traffic", Operation: "settle"}),
			hearing("a", 2, bot.Answered{Key: bot.Key{Turn: 1}, Fault: "agency_down", Sort: "unknown", Code: "timeout"}),
			asking("a", 3, 100, bot.Ask{Agency: "traffic", Operation: "settled", Lookup: true, Of: bot.Key{Turn: 1}}))
		stuck := must(s.Stuck(t.Context(), 2000, 10))
		same(t, "stuck", []any{len(stuck), stuck[0].Outcome, stuck[0].Code, stuck[1].Of}, []any{2, "unknown", "timeout", bot.Key{Turn: 1}})
		commit(t, s, hearing("a", 4, bot.Answered{Key: bot.Key{Turn: 3}, Fault: "agency_down", Sort: "again"}))
		same(t, "stuck after a lookup in vain", len(must(s.Stuck(t.Context(), 2000, 10))), 1)
		commit(t, s,
			asking("a", 5, 100, bot.Ask{Agency: "traffic", Operation: "settled", Lookup: true, Of: bot.Key{Turn: 1}}),
			hearing("a", 6, bot.Answered{Key: bot.Key{Turn: 5}}))
		same(t, "stuck", len(must(s.Stuck(t.Context(), 2000, 10))), 0)
	},

	"a stuck call is resolved by hand once": func(t *testing.T, s Store) {
		commit(t, s,
			asking("a", 1, 100, bot.Ask{Agency: "traffic", Operation: "settle"}),
			hearing("a", 2, bot.Answered{Key: bot.Key{Turn: 1}, Fault: "agency_down", Sort: "unknown"}))
		if err := s.ResolveCall(t.Context(), "a", bot.Key{Turn: 1}, store.CallOK, "seen at the agency", 3000); err != nil {
			t.Fatal(err)
		}
		same(t, "stuck", len(must(s.Stuck(t.Context(), 2000, 10))), 0)
		if err := s.ResolveCall(t.Context(), "a", bot.Key{Turn: 1}, store.CallRefused, "no", 3000); !errors.Is(err, bot.ErrNone) {
			t.Fatalf("again: %v", err)
		}
	},

	"due effects come longest waiting first": func(t *testing.T, s Store) {
		for i, due := range []int64{30, 10, 20} {
			commit(t, s, asking(fmt.Sprint("c", i), 1, due, bot.Ask{}))
		}
		var order []string
		for _, r := range must(s.DueRows(t.Context(), 100, 10)) {
			order = append(order, r.Conversation)
		}
		same(t, "order", order, []string{"c1", "c2", "c0"})
	},
}
