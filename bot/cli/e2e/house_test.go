package e2e

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/connectors/guard"
	"github.com/banshi-bot/banshi/connectors/rest"
	"github.com/banshi-bot/banshi/connectors/sandbox"
	"github.com/banshi-bot/banshi/connectors/sandbox/cashier"
	"github.com/banshi-bot/banshi/connectors/sandbox/identity"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/library"
	"github.com/banshi-bot/banshi/intents/understand"
	"github.com/banshi-bot/banshi/intents/value"
	"github.com/banshi-bot/banshi/store"
)

// house is Banshi in this process: the parts that are shipped, around a clock set by hand. Time passes, notices are
// delivered and due things are looked at only when the test says so.
type house struct {
	t       *testing.T
	clock   *clock
	dir     string
	keys    store.Keyring
	store   *store.Store
	town    *sandbox.Sandbox
	cash    connectors.Payments
	ident   connectors.Identity
	engine  *engine.Engine
	mux     *http.ServeMux // of what citizens and providers reach
	url     string
	log     *logged
	pushers map[string]engine.Pusher
}

// newHouse builds a house. Through with, the payment provider may be made to behave in other ways.
func newHouse(t *testing.T, with func(connectors.Payments) connectors.Payments) *house {
	t.Helper()
	h := &house{
		t: t, clock: &clock{at: time.Date(2026, 3, 4, 2, 0, 0, 0, time.UTC)}, dir: t.TempDir(), keys: store.RandomKeyring(),
		mux: http.NewServeMux(), log: &logged{}, pushers: map[string]engine.Pusher{},
	}
	front := httptest.NewServer(h.mux)
	t.Cleanup(front.Close)
	h.url = front.URL
	h.openStore()
	secret := h.keys.Derive("sandbox")
	town, err := sandbox.Open(filepath.Join(h.dir, "sandbox.db"), sandbox.Options{Now: h.clock.now, Secret: secret})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { town.Close() })
	servers := httptest.NewServer(town.Handler())
	t.Cleanup(servers.Close)
	h.town = town
	cash := cashier.New(cashier.Config{Base: servers.URL, Pages: h.url, Notify: h.url + "/pay/sandbox", Secret: secret, Now: h.clock.now})
	h.ident = identity.New(identity.Config{Base: servers.URL, Pages: h.url, Secret: secret, Now: h.clock.now})
	h.cash = cash
	if with != nil {
		h.cash = with(cash)
	}
	h.mux.Handle("/sandbox/", town.Pages())
	h.mux.HandleFunc("POST /pay/sandbox", func(w http.ResponseWriter, r *http.Request) {
		n, err := cash.Notice(w, r)
		if err == nil {
			err = h.engine.Notice(r.Context(), n)
		}
		if err != nil {
			http.Error(w, "again", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprint(w, cashier.Acknowledged)
	})
	guards := map[string]*guard.Guard{}
	for id := range shipped().Agencies {
		r, err := rest.New(rest.Config{Base: servers.URL + "/" + id, Credential: rest.HMAC{KeyID: sandbox.KeyID, Secret: secret}, Now: h.clock.now})
		if err != nil {
			t.Fatal(err)
		}
		guards[id] = guard.New(r, guard.Limits{Wait: time.Millisecond, Least: 1 << 20}) // the breaker has tests of its own
	}
	h.engine = engine.New(engine.Config{
		Store: h.store, Definitions: definitions{}, Payments: h.cash, Pushers: h.pushers, Now: h.clock.now, Sandbox: true,
		Log: slog.New(slog.NewTextHandler(h.log, nil)), PublicURL: h.url, Return: h.url + "/go/paid",
		Hash: func(parts ...string) []byte { return h.keys.Hash("engine", parts...) },
		Agencies: func(id string) (connectors.Connector, bool) {
			g, ok := guards[id]
			return g, ok
		},
	})
	t.Cleanup(h.engine.Idle)
	return h
}

func (h *house) path() string { return filepath.Join(h.dir, "banshi.db") }

func (h *house) openStore() {
	h.t.Helper()
	s, err := store.Open(h.t.Context(), store.Options{Path: h.path(), Keys: h.keys, Sandbox: true, Now: h.clock.now})
	if err != nil {
		h.t.Fatal(err)
	}
	h.store = s
	h.t.Cleanup(func() { s.Close() })
}

// shipped is the library with its recogniser.
var shipped = sync.OnceValue(func() *intents.Catalog {
	c, faults := intents.Load(library.Files, intents.Options{Today: "2026-03-04"})
	if c == nil {
		panic(fmt.Sprint(faults))
	}
	return c.With(understand.Train(c.Samples(), understand.Config{Find: value.Find}))
})

// definitions are the library and nothing before it.
type definitions struct{}

func (definitions) Live() *intents.Catalog { return shipped() }

func (definitions) Pin(context.Context, string, string, string) (*intents.Item, bool) {
	return nil, false
}

// clock is set by hand.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// logged is everything the house wrote into its log.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// work brings everything that is due to its end: notices, effects, orders, deadlines.
func (h *house) work() {
	h.t.Helper()
	for before := int64(-1); ; {
		if _, err := h.town.Deliver(h.t.Context()); err != nil {
			h.t.Fatal(err)
		}
		h.engine.Idle()
		h.engine.Sweep(h.t.Context())
		h.engine.Idle()
		now := h.store.Stats().Writes
		if now == before {
			return
		}
		before = now
	}
}

// pass lets time go by in steps, working after each.
func (h *house) pass(d, step time.Duration) {
	h.t.Helper()
	for ; d > 0; d -= step {
		h.clock.pass(min(d, step))
		h.work()
	}
}

// person is somebody who talks to the house.
type person struct {
	h       *house
	road    bot.Channel
	subject string
	n       int
	read    int64
}

// visitor is a person on the web page.
func (h *house) visitor(subject string) *person {
	return &person{h: h, subject: subject, road: bot.Channel{Name: "web", Account: "web", Log: true, Tell: true, Buttons: true, Forms: true, Trusted: true}}
}

func (p *person) conversation() string {
	return p.h.engine.Identify(p.road.Name, p.road.Account, p.subject)
}

// say says something and gives all that came since.
func (p *person) say(text string) []bot.Reply {
	p.h.t.Helper()
	p.n++
	return p.send(bot.Said{ID: fmt.Sprintf("%s-%d", p.subject, p.n), Text: text})
}

// press presses the offered button whose label begins so.
func (p *person) press(label string, offered []bot.Reply) []bot.Reply {
	p.h.t.Helper()
	for _, r := range offered {
		for _, c := range r.Choices {
			if strings.HasPrefix(c.Label, label) {
				p.n++
				return p.send(bot.Chosen{ID: fmt.Sprintf("%s-%d", p.subject, p.n), Value: c.Value, Label: c.Label})
			}
		}
	}
	p.h.t.Fatalf("%s: no button %s in %s", p.subject, label, words(offered))
	return nil
}

func (p *person) send(what bot.What) []bot.Reply {
	p.h.t.Helper()
	_, err := p.h.engine.Hear(p.h.t.Context(), engine.Incoming{Channel: p.road, Subject: p.subject, Lang: "zh", Region: "330100", What: what})
	if err != nil {
		p.h.t.Fatal(err)
	}
	p.h.engine.Idle()
	return p.news()
}

// news is what was said to the person since they last looked.
func (p *person) news() []bot.Reply {
	p.h.t.Helper()
	entries, _, last, err := p.h.engine.Log(p.h.t.Context(), p.conversation(), p.read, 200)
	if err != nil {
		p.h.t.Fatal(err)
	}
	p.read = last
	var out []bot.Reply
	for _, e := range entries {
		if e.Reply != nil {
			out = append(out, *e.Reply)
		}
	}
	return out
}

func words(replies []bot.Reply) string {
	var out []string
	for _, r := range replies {
		out = append(out, r.Kind+": "+r.Text)
	}
	return strings.Join(out, " / ")
}

// owes has a person ask to pay a fine, up to the payment card, and gives the order.
func (p *person) owes(number string) bot.Order {
	p.h.t.Helper()
	card := p.press("缴纳", p.say("交罚单 "+number))
	for _, r := range card {
		if r.Kind == bot.KindPayment {
			return p.h.order(r.Order)
		}
	}
	p.h.t.Fatalf("no payment card: %s", words(card))
	return bot.Order{}
}

func (h *house) order(no string) bot.Order {
	h.t.Helper()
	o, err := h.store.Order(h.t.Context(), no)
	if err != nil {
		h.t.Fatal(err)
	}
	return o
}

// pays presses a button of the cashier's page.
func (h *house) pays(o bot.Order, how string) {
	h.t.Helper()
	if err := press(o.URL, how); err != nil {
		h.t.Fatal(err)
	}
}

// balanced checks the books: what the town did, what the ledger says, what the store's own check finds.
func (h *house) balanced() {
	h.t.Helper()
	acts, err := h.town.Acts(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	done := map[string]int64{}
	for _, a := range acts {
		if a.Done > 1 {
			h.t.Errorf("%s of %s was done %d times", a.Operation, a.Thing, a.Done)
		}
		done[a.Operation+" "+a.Thing] = a.Done
	}
	for _, o := range orders(h.t, h.store) {
		h.booked(o, done)
	}
	sound(h.t, h.store)
}

// booked holds one finished order against what the town did for it.
func (h *house) booked(o bot.Order, done map[string]int64) {
	h.t.Helper()
	want := map[bot.State][3]int64{bot.Settled: {1, 1, 0}, bot.Refunded: {1, 0, 1}, bot.Closed: {0, 0, 0}, bot.Failed: {0, 0, 0}}[o.State]
	got := [3]int64{done["cashier.pay "+o.No], 0, done["cashier.refund "+o.No+"R"]}
	if o.State == bot.Settled {
		got[1] = done["traffic.settle "+o.Bill]
	}
	if got != want || !o.State.Final() {
		h.t.Errorf("order %s is %s (%s): paid, settled, refunded %v, want %v", o.No, o.State, o.Why, got, want)
	}
	if kept := o.CapturedFen - o.RefundedFen; kept != 0 && kept != o.AmountFen {
		h.t.Errorf("order %s keeps %d of %d", o.No, kept, o.AmountFen)
	}
}
