package bot_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/banshi-bot/banshi/bot"
)

// heards are what may be heard of an order, in any order and as often as the world likes.
var heards = []string{
	bot.HeardSubmitted, bot.HeardRefused, bot.HeardUnknown, bot.HeardUnpaid, bot.HeardAbsent, bot.HeardPaid, bot.HeardNotice,
	bot.HeardClosed, bot.HeardRefunding, bot.HeardRefunded, bot.HeardSettling, bot.HeardSettled, bot.HeardReturn, bot.HeardAsked,
	bot.HeardGivenUp,
}

func newOrder() bot.Order {
	return bot.Pay{Agency: "traffic", Bill: "3301061900123456", AmountFen: 20000, Payee: "P", Title: "T", Until: 900_000}.Open("C", "C_1_0", 1000)
}

// TestInvariant10 holds invariant 10 under every sequence of news: the ledger's transfers sum to zero, what was
// captured is kept or given back whole, and a final order stays as it is.
func TestInvariant10(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := newOrder()
		accounts, captures := map[string]int64{}, 0
		at := int64(1000)
		for range rapid.IntRange(1, 40).Draw(t, "length") {
			at += rapid.Int64Range(0, 400_000).Draw(t, "later")
			h := bot.Heard{At: at, Is: rapid.SampledFrom(heards).Draw(t, "heard"), URL: "u", Receipt: "r", PaidAt: at}
			h.AmountFen = rapid.SampledFrom([]int64{20000, 20000, 20000, 19900}).Draw(t, "amount")
			before := o
			var lines []bot.Entry
			o, lines = bot.Move(o, h)
			if before.State.Final() && before.State != bot.Closed && before.State != bot.Failed && o.State != before.State {
				t.Fatalf("final %s moved to %s by %s", before.State, o.State, h.Is)
			}
			captures += checkLines(t, before, o, lines, accounts)
			checkOrder(t, o)
		}
		if captures > 1 {
			t.Fatalf("captured %d times", captures)
		}
		checkAccounts(t, o, accounts)
	})
}

// checkLines adds a move's lines to the accounts; each transfer sums to zero.
func checkLines(t *rapid.T, before, after bot.Order, lines []bot.Entry, accounts map[string]int64) (captures int) {
	sums := map[string]int64{}
	for _, l := range lines {
		sums[l.Transfer] += l.Fen
		accounts[l.Account] += l.Fen
		if l.Account == bot.ProviderClearing && l.Fen > 0 {
			captures++
		}
	}
	for transfer, sum := range sums {
		if sum != 0 {
			t.Fatalf("transfer %s sums to %d", transfer, sum)
		}
	}
	if after.Version != before.Version && after.Version != before.Version+1 {
		t.Fatalf("version went from %d to %d", before.Version, after.Version)
	}
	if len(lines) > 0 && after.Version == before.Version {
		t.Fatal("lines without a move")
	}
	return captures
}

// checkOrder holds what is true of every order: money is all there or all back, and who waits has a clock.
func checkOrder(t *rapid.T, o bot.Order) {
	if rest := o.CapturedFen - o.RefundedFen; rest != 0 && rest != o.CapturedFen {
		t.Fatalf("captured %d, refunded %d", o.CapturedFen, o.RefundedFen)
	}
	waits := !o.State.Final() && o.State != bot.PaidState && o.State != bot.Settling
	if waits && (o.Due == 0 || o.Next == "") {
		t.Fatalf("%s waits for nothing", o.State)
	}
	asking := (o.State == bot.Closed || o.State == bot.Failed) && o.Next == bot.ChaseQuery // a notice of another amount came
	if o.State.Final() && o.Due != 0 && !asking {
		t.Fatalf("%s is final and still due", o.State)
	}
}

// checkAccounts compares the accounts with where the order stands.
func checkAccounts(t *rapid.T, o bot.Order, accounts map[string]int64) {
	held := o.CapturedFen - o.RefundedFen
	if accounts[bot.ProviderClearing] != held {
		t.Fatalf("%s: the provider holds %d, the order %d", o.State, accounts[bot.ProviderClearing], held)
	}
	if o.State == bot.Refunded || o.State == bot.Closed || o.State == bot.Failed {
		for account, fen := range accounts {
			if fen != 0 {
				t.Fatalf("%s: %s holds %d", o.State, account, fen)
			}
		}
	}
	if o.State == bot.Settled && accounts[bot.AgencySettled] != -o.CapturedFen {
		t.Fatalf("settled %d of %d", -accounts[bot.AgencySettled], o.CapturedFen)
	}
}

// TestOrderRoads plays the roads money takes, by name.
func TestOrderRoads(t *testing.T) {
	paid := bot.Heard{Is: bot.HeardNotice, AmountFen: 20000, Receipt: "R"}
	for name, c := range map[string]struct {
		heard []bot.Heard
		want  bot.State
	}{
		"paid and settled":           {[]bot.Heard{{Is: bot.HeardSubmitted}, paid, {Is: bot.HeardSettling}, {Is: bot.HeardSettled}}, bot.Settled},
		"notice twice":               {[]bot.Heard{{Is: bot.HeardSubmitted}, paid, paid, {Is: bot.HeardSettling}, paid, {Is: bot.HeardSettled}}, bot.Settled},
		"notice before the answer":   {[]bot.Heard{paid, {Is: bot.HeardSubmitted}}, bot.PaidState},
		"never a notice, asked":      {[]bot.Heard{{Is: bot.HeardSubmitted}, {Is: bot.HeardUnpaid}, {Is: bot.HeardPaid, AmountFen: 20000}}, bot.PaidState},
		"other amount, a lie":        {[]bot.Heard{{Is: bot.HeardSubmitted}, {Is: bot.HeardNotice, AmountFen: 19900}, {Is: bot.HeardPaid, AmountFen: 20000}}, bot.PaidState},
		"other amount, true":         {[]bot.Heard{{Is: bot.HeardSubmitted}, {Is: bot.HeardNotice, AmountFen: 19900}, {Is: bot.HeardPaid, AmountFen: 19900}, {Is: bot.HeardRefunded}}, bot.Refunded},
		"refused by the agency":      {[]bot.Heard{{Is: bot.HeardSubmitted}, paid, {Is: bot.HeardSettling}, {Is: bot.HeardReturn}, {Is: bot.HeardRefunding}, {Is: bot.HeardRefunded}}, bot.Refunded},
		"unpaid in time":             {[]bot.Heard{{Is: bot.HeardSubmitted}, {Is: bot.HeardUnpaid}, {Is: bot.HeardClosed}}, bot.Closed},
		"paid after the close":       {[]bot.Heard{{Is: bot.HeardSubmitted}, {Is: bot.HeardClosed}, paid, {Is: bot.HeardRefunded}}, bot.Refunded},
		"given up":                   {[]bot.Heard{{Is: bot.HeardSubmitted}, {Is: bot.HeardGivenUp}, {Is: bot.HeardClosed}}, bot.Closed},
		"given up but paid":          {[]bot.Heard{{Is: bot.HeardSubmitted}, {Is: bot.HeardGivenUp}, paid}, bot.PaidState},
		"provider refused":           {[]bot.Heard{{Is: bot.HeardRefused}}, bot.Failed},
		"provider silent, then paid": {[]bot.Heard{{Is: bot.HeardUnknown}, {Is: bot.HeardAbsent}, paid}, bot.PaidState},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOrder()
			for i, h := range c.heard {
				h.At = int64(i+1) * 1000
				o, _ = bot.Move(o, h)
			}
			if o.State != c.want {
				t.Errorf("ends %s, want %s", o.State, c.want)
			}
		})
	}
}
