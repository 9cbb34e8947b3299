package engine_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/library"
	"github.com/banshi-bot/banshi/intents/understand"
	"github.com/banshi-bot/banshi/intents/value"
	"github.com/banshi-bot/banshi/store"
)

// patience bounds every wait for something that must happen.
const patience = 30 * time.Second

// town is an engine's surroundings: a store, a clock, an agency and a channel that obey the test.
type town struct {
	t       *testing.T
	path    string // of the database
	keys    store.Keyring
	store   *store.Store
	catalog *intents.Catalog
	clock   *clock
	lamps   *lamps
	phone   *phone
}

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{
		t: t, keys: store.RandomKeyring(), path: filepath.Join(t.TempDir(), "banshi.db"), catalog: catalog(t),
		clock: &clock{at: time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)}, lamps: newLamps(), phone: &phone{sent: make(chan string, 64)},
	}
	w.open()
	return w
}

func (w *town) open() {
	w.t.Helper()
	s, err := store.Open(w.t.Context(), store.Options{Path: w.path, Keys: w.keys, Now: w.clock.now})
	if err != nil {
		w.t.Fatal(err)
	}
	w.store = s
	w.t.Cleanup(func() { s.Close() })
}

// reopen closes the store and opens it again, as a restart does.
func (w *town) reopen() {
	w.t.Helper()
	if err := w.store.Close(); err != nil {
		w.t.Fatal(err)
	}
	w.open()
}

// catalog is testdata/town with the phrases that ship and a recogniser of its own.
func catalog(t *testing.T) *intents.Catalog {
	t.Helper()
	phrases, err := fs.ReadFile(library.Files, "phrases.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{"phrases.yaml": {Data: phrases}}
	town := os.DirFS("testdata/town")
	err = fs.WalkDir(town, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(town, path)
		files[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	c, faults := intents.Load(files, intents.Options{})
	if c == nil {
		t.Fatal(faults)
	}
	return c.With(understand.Train(c.Samples(), understand.Config{Find: value.Find}))
}

// Live is the catalog in force.
func (w *town) Live() *intents.Catalog { return w.catalog }

// Pin finds nothing: no other definitions ever were in force.
func (w *town) Pin(context.Context, string, string, string) (*intents.Item, bool) { return nil, false }

// engine makes an engine on the town's store, as a process of its own would.
func (w *town) engine() *engine.Engine { return w.engineOn(w.store) }

func (w *town) engineOn(s engine.Store) *engine.Engine {
	return engine.New(engine.Config{
		Store: s, Definitions: w, Now: w.clock.now, PublicURL: "http://bot.example",
		Agencies: func(id string) (connectors.Connector, bool) { return w.lamps, id == "lamps" || id == "parking" },
		Pushers:  map[string]engine.Pusher{"wechat": w.phone},
		Hash:     func(parts ...string) []byte { return w.keys.Hash("engine", parts...) },
	})
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

// lamps is an agency: it answers when it may, as it was told to, and knows what it was asked.
type lamps struct {
	mu    sync.Mutex
	asked chan connectors.Call
	gate  chan struct{} // nil: open
	fails []error       // of the next calls, nil for an answer
}

func newLamps() *lamps { return &lamps{asked: make(chan connectors.Call, 64)} }

// shut makes calls wait until the returned function is called.
func (l *lamps) shut() (open func()) {
	gate := make(chan struct{})
	l.mu.Lock()
	defer l.mu.Unlock()
	l.gate = gate
	return sync.OnceFunc(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.gate = nil
		close(gate)
	})
}

func (l *lamps) fail(with ...error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fails = append(l.fails, with...)
}

// Do answers with the lamp's number.
func (l *lamps) Do(ctx context.Context, c connectors.Call) (connectors.Answer, error) {
	l.mu.Lock()
	gate := l.gate
	l.mu.Unlock()
	l.asked <- c
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return connectors.Answer{}, connectors.Lost("gone", c.Operation.Effect, ctx.Err())
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.fails) > 0 {
		err := l.fails[0]
		l.fails = l.fails[1:]
		if err != nil {
			return connectors.Answer{}, err
		}
	}
	return connectors.Answer{Fields: map[string]string{"number": "L" + c.Args["lamp"]}}, nil
}

// next waits for a call.
func (w *town) next() connectors.Call {
	w.t.Helper()
	select {
	case c := <-w.lamps.asked:
		return c
	case <-time.After(patience):
		w.t.Fatal("the agency is not asked")
	}
	return connectors.Call{}
}

// phone is a channel's push road.
type phone struct {
	mu    sync.Mutex
	fails []error
	sent  chan string // texts taken
	tries int
}

// Push takes replies, or fails as it was told to.
func (p *phone) Push(_ context.Context, _, _ string, replies []bot.Logged) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tries++
	if len(p.fails) > 0 {
		err := p.fails[0]
		p.fails = p.fails[1:]
		if err != nil {
			return err
		}
	}
	for _, r := range replies {
		p.sent <- r.Reply.Text
	}
	return nil
}

// pushed waits for a text pushed.
func (w *town) pushed() string {
	w.t.Helper()
	select {
	case text := <-w.phone.sent:
		return text
	case <-time.After(patience):
		w.t.Fatal("nothing is pushed")
	}
	return ""
}

// silent checks that nothing more was pushed.
func (w *town) silent() {
	w.t.Helper()
	select {
	case text := <-w.phone.sent:
		w.t.Errorf("pushed as well: %s", text)
	default:
	}
}

// wechat is a road whose answers go out in the response to the message.
var wechat = bot.Channel{Name: "wechat", Account: "main", Passive: true, Links: true, Tell: true, Trusted: true}

// page is a road whose citizens read the log.
var page = bot.Channel{Name: "web", Account: "main", Log: true, Tell: true, Buttons: true, Trusted: true}

// tell takes a message in.
func tell(t *testing.T, e *engine.Engine, road bot.Channel, id, text string) engine.Receipt {
	t.Helper()
	r, err := e.Hear(t.Context(), engine.Incoming{Channel: road, Subject: "s", Lang: "zh", Region: "330100", What: bot.Said{ID: id, Text: text}})
	if err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	return r
}

// settled waits for a message's chain and gives its replies' texts.
func settled(t *testing.T, e *engine.Engine, r engine.Receipt) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	replies, ok := e.Settled(ctx, r.Conversation, r.Turn)
	if !ok {
		t.Fatal("the chain does not settle")
	}
	return texts(replies)
}

func texts(replies []bot.Logged) []string {
	out := []string{}
	for _, r := range replies {
		out = append(out, r.Reply.Text)
	}
	return out
}
