package e2e

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/connectors/sandbox"
)

// faulty are the operations that go wrong in a storm, and ways is how: fast faults only, before and after the effect.
var (
	faulty = []string{"traffic.decision", "traffic.settle", "traffic.settlement", "cashier.create", "cashier.query", "cashier.close", "cashier.refund"}
	ways   = []int{11, 12, 14, 15, 16, 17, 18, 19}
)

// Many citizens pay in every way while everything they meet goes wrong now and then. Once it does not any more,
// every order ends, nothing was done twice, and the books are even.
func TestAStormOfFaults(t *testing.T) {
	from := seed(t)
	r := rand.New(rand.NewPCG(from, 2))
	h := newHouse(t, nil)
	var crowd []*person
	for i := range 30 {
		crowd = append(crowd, h.visitor(fmt.Sprintf("v%d", i)))
	}
	for round := range 12 {
		for range r.IntN(6) {
			h.town.Spring(faulty[r.IntN(len(faulty))], ways[r.IntN(len(ways))], 1+r.IntN(3))
		}
		for i, p := range crowd {
			h.anything(r, p, fmt.Sprintf("33010680%04d%04d", round, 1000+i/2)) // two want to pay the same
		}
		h.pass(time.Duration(r.IntN(300))*time.Second, 20*time.Second)
	}
	for _, op := range faulty {
		h.town.Spring(op, 0, 0)
	}
	h.pass(6*time.Hour, 5*time.Minute)
	ended := map[bot.State]int{}
	for _, o := range orders(t, h.store) {
		ended[o.State]++
	}
	t.Logf("orders: %v", ended)
	if ended[bot.Settled] == 0 || ended[bot.Refunded] == 0 || ended[bot.Closed] == 0 {
		t.Error("a storm in which not every end was seen shows little")
	}
	h.balanced()
}

// anything has a person do one of the things people do.
func (h *house) anything(r *rand.Rand, p *person, fine string) {
	h.t.Helper()
	switch r.IntN(6) {
	case 0:
		p.say("取消")
	case 1, 2:
		said := p.say("交罚单 " + fine)
		if i := slices.IndexFunc(said, func(r bot.Reply) bool { return len(r.Choices) > 0 && r.Card != nil }); i >= 0 {
			p.press(said[i].Choices[0].Label, said[i:])
		}
	case 3, 4:
		for _, o := range orders(h.t, h.store) {
			if o.Conversation == p.conversation() && o.State == bot.Awaiting && o.URL != "" {
				_ = press(o.URL, ways2pay[r.IntN(len(ways2pay))]) // the cashier may be out of order
			}
		}
	case 5:
		p.say("我付好了")
	}
}

var ways2pay = []string{sandbox.Pay, sandbox.Late, sandbox.Twice, sandbox.Never, sandbox.Amount, sandbox.Refuse}
