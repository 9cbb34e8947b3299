package laws

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
)

// machine is what is held to the laws: the real one, or one with a fault seeded.
type machine struct {
	Step func(intents.Book, bot.Conversation, bot.Event) (bot.Conversation, []bot.Effect)
	Move func(bot.Order, bot.Heard) (bot.Order, []bot.Entry)
	Wake func(bot.Conversation) int64
}

var realMachine = machine{Step: bot.Step, Move: bot.Move, Wake: bot.Wake}

// asked is a call on its way, or a payment being opened.
type asked struct {
	key  bot.Key
	root int64
	id   string
	ask  bot.Ask
}

// world is all that surrounds one conversation. It remembers what the laws need to know of the past.
type world struct {
	chooser
	agency chooser // of what agencies answer
	machine
	catalog uint64 // number of the random catalog
	book    intents.Book
	who     int
	road    int
	c       bot.Conversation
	body    []byte // c as JSON
	now     int64
	desk    int
	lied    bool // news was told of an order that is not so
	zeal    int  // how much likelier the citizen, agencies and the provider go along than not
	heard   int
	calls   []asked
	past    []asked // answered before
	pushes  []bot.Key
	guesses []bot.Key
	orders  []*bot.Order
	told    map[string][]bot.Heard // what orders heard
	ledger  map[string]int64
	ever    []bot.Choice // all that was ever offered
	memory
	happened []turn
	broken   string // the law broken first, and how
}

// unmet is the conversation before anything happened.
func (w *world) unmet() bot.Conversation {
	return bot.Conversation{ID: fmt.Sprintf("TESTTESTTESTTES%d", w.who), Channel: roads[w.road], At: clock, Lang: "zh"}
}

// turn is one event with what came of it.
type turn struct {
	w             *world
	before, after bot.Conversation
	event         bot.Event
	effects       []bot.Effect
	body          []byte // after as JSON
}

func newWorld(m machine, book intents.Book, who, road int, ch chooser) *world {
	w := &world{chooser: ch, agency: ch, machine: m, book: book, who: who, road: road, now: clock, told: map[string][]bot.Heard{}, ledger: map[string]int64{}}
	w.c = w.unmet()
	w.body, _ = json.Marshal(w.c)
	w.memory = newMemory()
	return w
}

// message lets the citizen do something.
func (w *world) message(make func(id string) bot.What) {
	w.heard++
	id := fmt.Sprint("m", w.heard)
	w.hear(make(id), w.c.Turn+1, id)
}

func (w *world) say(text string) {
	w.message(func(id string) bot.What { return bot.Said{ID: id, Text: text, Understanding: understand(text)} })
}

func (w *world) press(c bot.Choice) {
	w.message(func(id string) bot.What { return bot.Chosen{ID: id, Value: c.Value, Label: c.Label} })
}

// hear lets one event be answered, holds the answer to the laws, and carries out what is wanted.
func (w *world) hear(what bot.What, root int64, id string) {
	if w.broken != "" {
		return
	}
	t := turn{w: w, before: w.c, event: bot.Event{At: w.now, Root: root, For: id, Desk: w.desk, What: what}}
	why := t.step()
	w.happened = append(w.happened, t)
	w.breaks("law 1, invariant 3: total", why)
	if why != "" {
		return
	}
	for i := range laws {
		w.breaks(laws[i].name, laws[i].check(&t))
	}
	if w.broken != "" {
		return
	}
	w.learn(&t)
	w.c = t.after
	w.body = t.body
	for _, e := range t.effects {
		w.carry(e, t.event)
	}
	if slices.ContainsFunc(t.effects, func(e bot.Effect) bool { return e.Do.Forget }) {
		w.hear(bot.Erased{}, 0, "")
	}
}

// step answers the event; a panic is the first law broken.
func (t *turn) step() (why string) {
	defer func() {
		if r := recover(); r != nil {
			why = fmt.Sprint("panic: ", r)
		}
	}()
	t.after, t.effects = t.w.machine.Step(t.w.book, t.before, t.event)
	t.body, _ = json.Marshal(t.after)
	return ""
}

func (w *world) carry(e bot.Effect, from bot.Event) {
	key := bot.Key{Turn: w.c.Turn, I: e.I}
	root := from.Root
	if root == 0 {
		root = w.c.Turn
	}
	switch do := e.Do; {
	case do.Reply != nil:
		w.ever = append(w.ever, do.Reply.Choices...)
	case do.Ask != nil:
		w.calls = append(w.calls, asked{key, root, from.For, *do.Ask})
	case do.Pay != nil:
		o := do.Pay.Open(w.c.ID, key.Name(w.c.ID), w.now)
		w.orders = append(w.orders, &o)
	case do.Settle != nil:
		w.settle(*do.Settle)
	case do.Push != nil:
		w.pushes = append(w.pushes, key)
	case do.Guess != nil:
		w.guesses = append(w.guesses, key)
	}
}

func (w *world) settle(s bot.Settle) {
	for _, o := range w.orders {
		if o.No == s.Order {
			w.move(o, bot.Heard{Is: s.To, Why: s.Why})
		}
	}
}

// move lets an order hear something and keeps the ledger; it reports whether that was news.
func (w *world) move(o *bot.Order, h bot.Heard) bool {
	h.At = w.now
	w.told[o.No] = append(w.told[o.No], h)
	before := *o
	after, lines := w.machine.Move(*o, h)
	*o = after
	w.breaks("law 23, invariant 10: the ledger", checkMove(before, after, lines, w.ledger))
	return after.Version != before.Version && (after.State != before.State || after.Tell)
}

// news moves an order and tells the conversation.
func (w *world) news(o *bot.Order, h bot.Heard) {
	if w.move(o, h) {
		w.hear(bot.Paid{Order: o.No, State: o.State, URL: o.URL, Receipt: o.Receipt, PaidAt: o.PaidAt, AmountFen: o.AmountFen, Payee: o.Payee, Why: o.Why}, 0, "")
	}
}

// outcome brings the answer of a call, or its fault.
func (w *world) outcome(i int, fault, sort string) {
	a := w.calls[i]
	w.calls = append(w.calls[:i:i], w.calls[i+1:]...)
	w.past = append(w.past, a)
	what := bot.Answered{Key: a.key, Fault: fault, Sort: sort}
	if fault == "" {
		what.Answer = w.answer(a.ask)
	}
	w.hear(what, a.root, a.id)
}

// answer makes up what an agency says.
func (w *world) answer(a bot.Ask) connectors.Answer {
	out := connectors.Answer{Fields: map[string]string{
		"state": "open", "due": "20000", "payee": "收款单位", "bill": fmt.Sprint("B", a.Args["s0"]), "left": "3",
		"hold": "H" + fmt.Sprint(len(w.past)), "number": fmt.Sprintf("CR%08d", len(w.past)),
	}}
	switch w.agency.pick(8) {
	case 1:
		out.Fields["state"] = "shut"
	case 2:
		out.Fields["left"] = "0"
	case 3:
		out.Fields["due"] = "30000"
	}
	out.Lists = map[string][]map[string]string{"items": {}}
	for i := range 3 - w.agency.pick(4) {
		out.Lists["items"] = append(out.Lists["items"], map[string]string{"name": fmt.Sprint("条目", i), "code": fmt.Sprint(i)})
	}
	return out
}

// top is the frame being served.
func (w *world) top() *bot.Frame {
	if n := len(w.c.Frames); n > 0 {
		return &w.c.Frames[n-1]
	}
	return nil
}

func (w *world) itemOf(f *bot.Frame) *intents.Item {
	if it, ok := w.book.Pin(f.Def); ok {
		return it
	}
	it, _ := w.book.Item(f.Intent, f.Region)
	return it
}

// askedSlot is the slot a question is open for.
func (w *world) askedSlot() *intents.Slot {
	f := w.top()
	if f == nil {
		return nil
	}
	name, ok := strings.CutPrefix(f.Asked, "slot:")
	if !ok {
		return nil
	}
	s, _ := w.itemOf(f).Slot(name)
	return s
}

// story tells what happened, for a failure.
func (w *world) story() string {
	var out strings.Builder
	for i := range w.happened {
		t := &w.happened[i]
		what, _ := json.Marshal(t.event)
		fmt.Fprintf(&out, "%d %s\n", t.after.Turn, what)
		for _, e := range t.effects {
			do, _ := json.Marshal(e.Do)
			fmt.Fprintf(&out, "    %s\n", do)
		}
		if i == len(w.happened)-1 {
			state, _ := json.Marshal(t.after)
			fmt.Fprintf(&out, "    => %s\n", state)
		}
	}
	return out.String()
}

// checkMove holds one move of an order to invariant 10.
func checkMove(before, after bot.Order, lines []bot.Entry, ledger map[string]int64) string {
	sums := map[string]int64{}
	for _, l := range lines {
		sums[l.Transfer] += l.Fen
		ledger[after.No+l.Account] += l.Fen
		if l.Account == bot.ProviderClearing && l.Fen > 0 {
			ledger[after.No+" captures"]++
		}
		if l.Account == bot.ProviderClearing && l.Fen < 0 {
			ledger[after.No+" refunds"]++
		}
	}
	for transfer, sum := range sums {
		if sum != 0 {
			return fmt.Sprintf("transfer %s sums to %d", transfer, sum)
		}
	}
	rest := after.CapturedFen - after.RefundedFen
	switch {
	case rest != 0 && rest != after.CapturedFen:
		return fmt.Sprintf("captured %d, refunded %d", after.CapturedFen, after.RefundedFen)
	case ledger[after.No+bot.ProviderClearing] != rest:
		return fmt.Sprintf("the ledger has %d at the provider, the order %d", ledger[after.No+bot.ProviderClearing], rest)
	case ledger[after.No+" captures"] > 1 || ledger[after.No+" refunds"] > 1:
		return "captured or given back twice"
	case (after.State == bot.PaidState || after.State == bot.Settling || after.State == bot.Settled) && after.CapturedFen != after.AmountFen:
		return fmt.Sprintf("taken for paid with %d of %d", after.CapturedFen, after.AmountFen)
	case before.State == bot.Refunded && after.State != bot.Refunded:
		return "given back, and moves on"
	}
	return ""
}
