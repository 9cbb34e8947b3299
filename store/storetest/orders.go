package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/store"
)

func order(no, bill string) bot.Order {
	return bot.Pay{Agency: "traffic", Bill: bill, AmountFen: 20000, Payee: "traffic police", Title: "fine", Until: 9e5}.Open("a", no, 1000)
}

// moved lets an order hear something.
func moved(o bot.Order, is string) (bot.Order, []bot.Entry) {
	return bot.Move(o, bot.Heard{At: o.Changed + 1, Is: is, AmountFen: o.AmountFen, Receipt: "R1"})
}

// move keeps an order that heard something.
func move(t *testing.T, s Store, o bot.Order, is ...string) bot.Order {
	t.Helper()
	for _, what := range is {
		next, lines := moved(o, what)
		if err := s.MoveOrder(t.Context(), next, lines); err != nil {
			t.Fatalf("order %s hears %s: %v", o.No, what, err)
		}
		o = next
	}
	return o
}

func open(t *testing.T, s Store, o bot.Order) bot.Order {
	t.Helper()
	if err := s.OpenOrder(t.Context(), o); err != nil {
		t.Fatalf("open %s: %v", o.No, err)
	}
	return o
}

func taken(t *testing.T, s Store, o bot.Order) {
	t.Helper()
	if err := s.OpenOrder(t.Context(), o); !errors.Is(err, bot.ErrTaken) {
		t.Fatalf("open %s: %v, want ErrTaken", o.No, err)
	}
}

var orders = map[string]func(*testing.T, Store){
	"an order is kept whole": func(t *testing.T, s Store) {
		o := open(t, s, order("A_1_0", "33"))
		same(t, "order", must(s.Order(t.Context(), o.No)), o)
		o = move(t, s, o, bot.HeardSubmitted, bot.HeardPaid)
		same(t, "order", must(s.Order(t.Context(), o.No)), o)
		if _, err := s.Order(t.Context(), "A_9_9"); !errors.Is(err, bot.ErrNone) {
			t.Fatalf("no order: %v", err)
		}
	},

	"a bill has one order that is open or paid (invariant 10)": func(t *testing.T, s Store) {
		first := open(t, s, order("A_1_0", "33"))
		open(t, s, first) // the same again changes nothing
		taken(t, s, order("B_1_0", "33"))
		open(t, s, order("B_2_0", "44"))
		other := order("B_3_0", "33")
		other.Agency = "water"
		open(t, s, other)
		move(t, s, first, bot.HeardSubmitted, bot.HeardPaid, bot.HeardSettled)
		taken(t, s, order("B_4_0", "33"))
	},

	"a closed order lets its bill go and never takes it back": func(t *testing.T, s Store) {
		first := move(t, s, open(t, s, order("A_1_0", "33")), bot.HeardSubmitted, bot.HeardClosed)
		open(t, s, order("B_1_0", "33"))
		first = move(t, s, first, bot.HeardPaid) // late: it is refunded while the other stands
		same(t, "state", first.State, bot.RefundPending)
		move(t, s, first, bot.HeardRefunding, bot.HeardRefunded)
		taken(t, s, order("C_1_0", "33"))
	},

	"of many that pay one bill at once one gets its order": func(t *testing.T, s Store) {
		var all sync.WaitGroup
		var errs [16]error
		for i := range errs {
			all.Go(func() { errs[i] = s.OpenOrder(context.Background(), order(fmt.Sprintf("C%d_1_0", i), "33")) })
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !errors.Is(err, bot.ErrTaken) {
				t.Fatal(err)
			}
		}
		same(t, "orders", won, 1)
	},

	"an order moves from one version only": func(t *testing.T, s Store) {
		o := open(t, s, order("A_1_0", "33"))
		a, _ := moved(o, bot.HeardSubmitted)
		b, lines := moved(o, bot.HeardPaid)
		if err := s.MoveOrder(t.Context(), a, nil); err != nil {
			t.Fatal(err)
		}
		if err := s.MoveOrder(t.Context(), b, lines); !errors.Is(err, bot.ErrStale) {
			t.Fatalf("the second: %v", err)
		}
		same(t, "entries", len(must(s.Entries(t.Context(), o.No))), 0)
		same(t, "state", must(s.Order(t.Context(), o.No)).State, bot.Awaiting)
	},

	"an order moves with a turn or not at all": func(t *testing.T, s Store) {
		o := open(t, s, order("A_1_0", "33"))
		next, lines := moved(o, bot.HeardPaid)
		turn := Turn("a", 1)
		turn.Orders, turn.Entries = []bot.Order{next}, lines
		commit(t, s, turn)
		same(t, "order", must(s.Order(t.Context(), o.No)), next)
		same(t, "entries", must(s.Entries(t.Context(), o.No)), lines)

		stale := Turn("a", 2)
		stale.Orders, stale.Entries = []bot.Order{next}, nil // the version it has already
		if err := s.Commit(t.Context(), stale); !errors.Is(err, bot.ErrStale) {
			t.Fatalf("a turn with a stale order: %v", err)
		}
		same(t, "version", load(t, s, "a").N, 1)

		late := Turn("a", 1)
		late.Orders, late.Entries = moveOf(next, bot.HeardSettled)
		if err := s.Commit(t.Context(), late); !errors.Is(err, bot.ErrStale) {
			t.Fatalf("a stale turn with an order: %v", err)
		}
		same(t, "order", must(s.Order(t.Context(), o.No)), next)
	},

	"the ledger sums to zero and is never booked twice": func(t *testing.T, s Store) {
		o := move(t, s, open(t, s, order("A_1_0", "33")), bot.HeardPaid)
		o = move(t, s, o, bot.HeardSettling, bot.HeardSettled)
		same(t, "sums", must(s.LedgerSums(t.Context())),
			map[string]int64{bot.ProviderClearing: 20000, bot.AgencyPayable: 0, bot.AgencySettled: -20000})
		bad := Turn("a", 1)
		bad.Entries = []bot.Entry{{Order: o.No, Transfer: "x", Account: bot.Suspense, Fen: 1, At: 1}}
		if err := s.Commit(t.Context(), bad); !errors.Is(err, store.ErrUnbalanced) {
			t.Fatalf("one line: %v", err)
		}
		again := Turn("a", 1)
		again.Entries = must(s.Entries(t.Context(), o.No))[:2]
		if err := s.Commit(t.Context(), again); !errors.Is(err, bot.ErrNotWritten) {
			t.Fatalf("a transfer twice: %v", err)
		}
		same(t, "version", load(t, s, "a").N, 0)
		commit(t, s, Turn("a", 1)) // and nothing stays broken
	},

	"an order due is taken by one": func(t *testing.T, s Store) {
		o := open(t, s, order("A_1_0", "33"))
		open(t, s, order("A_2_0", "44"))
		same(t, "due", len(must(s.DueOrders(t.Context(), 1000, 10))), 2)
		same(t, "taken", must(s.TakeOrder(t.Context(), o.No, o.Due, 5000)), true)
		same(t, "taken again as it was seen", must(s.TakeOrder(t.Context(), o.No, o.Due, 6000)), false)
		same(t, "due", len(must(s.DueOrders(t.Context(), 4999, 10))), 1)
		same(t, "due after the lease", must(s.DueOrders(t.Context(), 5000, 10))[1].Due, 5000)
		o = move(t, s, o, bot.HeardSubmitted)
		same(t, "due as moved", must(s.Order(t.Context(), o.No)).Due, o.Due)
	},

	"orders are found by state, conversation and bill": func(t *testing.T, s Store) {
		open(t, s, order("A_1_0", "33"))
		move(t, s, open(t, s, order("A_2_0", "44")), bot.HeardSubmitted)
		other := order("B_1_0", "55")
		other.Conversation = "b"
		open(t, s, other)
		for _, c := range []struct {
			f    store.OrderFilter
			want []string
		}{
			{store.OrderFilter{}, []string{"A_2_0", "A_1_0", "B_1_0"}},
			{store.OrderFilter{State: bot.Awaiting}, []string{"A_2_0"}},
			{store.OrderFilter{Conversation: "b"}, []string{"B_1_0"}},
			{store.OrderFilter{Agency: "traffic", Bill: "33"}, []string{"A_1_0"}},
			{store.OrderFilter{Agency: "water", Bill: "33"}, nil},
			{store.OrderFilter{Before: 1001}, []string{"A_1_0", "B_1_0"}},
			{store.OrderFilter{Limit: 1}, []string{"A_2_0"}},
		} {
			var nos []string
			for _, o := range must(s.Orders(t.Context(), c.f)) {
				nos = append(nos, o.No)
			}
			same(t, fmt.Sprintf("%+v", c.f), nos, c.want)
		}
	},
}

func moveOf(o bot.Order, is string) ([]bot.Order, []bot.Entry) {
	next, lines := moved(o, is)
	return []bot.Order{next}, lines
}
