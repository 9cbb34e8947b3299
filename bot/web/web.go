package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
	"github.com/banshi-bot/banshi/intents"
)

// Engine carries a message to its replies; the methods of engine.Engine that the web chat needs.
type Engine interface {
	Hear(ctx context.Context, in engine.Incoming) (engine.Receipt, error)
	Settled(ctx context.Context, conversation string, root int64) ([]bot.Logged, bool)
	Log(ctx context.Context, conversation string, after int64, limit int) (entries []bot.Logged, first, last int64, err error)
	Watch(conversation string, wake func()) (stop func())
	Status(ctx context.Context, conversation string) (engine.Status, error)
	Identify(channel, account, subject string) string
}

// Config is what the web chat is told.
type Config struct {
	Engine    Engine
	Sessions  Sessions
	PublicURL string   // what citizens' browsers see: "https://banshi.city.example"
	Origins   []string // pages that may embed the widget, beside PublicURL
	Sandbox   bool
	Account   string // which presence of ours; "" is the only one
	Limits    Limits
	Now       func() time.Time
	Log       *slog.Logger

	// Peer tells who sends, behind the proxies that are trusted; nil takes the connection's other end.
	Peer func(*http.Request) netip.Addr
	// Why explains a reply as JSON; nil hides the question. It is asked in the sandbox only.
	Why func(ctx context.Context, conversation string, seq int64) ([]byte, error)

	Agency intents.Text // name in the header
	Phone  string       // always visible in large text; "" shows none
	Region string       // of the page; "" asks

	// Services are the titles of the services used most, in a language: what an empty chat offers; nil offers nothing.
	Services func(lang string) []string

	Try []Try // cards beside the chat, in the sandbox
}

// Try is a card that says what may be tried.
type Try struct {
	Title intents.Text `json:"title"`
	Say   intents.Text `json:"say"` // put into the composer
	Note  intents.Text `json:"note"`
}

// Limits bound what a peer may use; zero fields take the defaults.
type Limits struct {
	Messages int           // of one session a minute; 20
	Sessions int           // opened from one address a minute; 600
	Life     time.Duration // of a session; 180 days
	Hello    time.Duration // until the first frame; 5 s
	Ping     time.Duration // between our pings; 25 s
	Silence  time.Duration // without any sign before a socket is closed; 75 s
	Write    time.Duration // for one frame to leave; 10 s
	Linger   time.Duration // reading on after our close frame; 1 s
	Poll     time.Duration // longest wait of a poll; 25 s
	Plain    time.Duration // the page without JavaScript waits for replies; 2 s
}

func (l Limits) orDefaults() Limits {
	set(&l.Messages, 20)
	set(&l.Sessions, 600)
	set(&l.Life, 180*24*time.Hour)
	set(&l.Hello, 5*time.Second)
	set(&l.Ping, 25*time.Second)
	set(&l.Silence, 75*time.Second)
	set(&l.Write, 10*time.Second)
	set(&l.Linger, time.Second)
	set(&l.Poll, 25*time.Second)
	set(&l.Plain, 2*time.Second)
	return l
}

func set[T int | time.Duration](field *T, value T) {
	if *field == 0 {
		*field = value
	}
}

// Channel is the web chat.
type Channel struct {
	Config
	origins  map[string]bool
	road     bot.Channel
	messages *window // by conversation
	opened   *window // sessions, by address
	assets   assets
	page     page

	stopping chan struct{} // closed by Stop
	stop     sync.Once
	live     sync.WaitGroup // sockets

	mu      sync.Mutex
	sockets map[*socket]bool
	readers map[string][]client // by conversation, once said hello
	ended   int64               // tokens that ended
	renew   map[string]bool     // conversations whose next contact gets a new token
}

// New makes the web chat. It starts nothing.
func New(c Config) *Channel {
	c.Limits = c.Limits.orDefaults()
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Peer == nil {
		c.Peer = remote
	}
	ch := &Channel{
		Config:   c,
		origins:  allowed(c.PublicURL, c.Origins, c.Sandbox),
		road:     bot.Channel{Name: "web", Account: c.Account, Log: true, Tell: true, Buttons: true, Forms: true},
		messages: newWindow(c.Limits.Messages, time.Minute, c.Now),
		opened:   newWindow(c.Limits.Sessions, time.Minute, c.Now),
		stopping: make(chan struct{}),
		sockets:  map[*socket]bool{},
		readers:  map[string][]client{},
		renew:    map[string]bool{},
	}
	ch.assets = bundle()
	ch.page = newPage(ch)
	return ch
}

// Handler serves the whole web chat: the page at "/", "/chat", "/widget.js", "/widget/…" and "/web/…". Other
// paths are 404, so that it can be mounted at "/" beneath more special routes.
func (ch *Channel) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/web/", ch.guard(ch.routes()))
	mux.HandleFunc("/widget.js", ch.assets.loader)
	mux.HandleFunc("/widget/", ch.assets.hashed)
	mux.HandleFunc("GET /{$}", ch.page.full)
	mux.HandleFunc("GET /chat", ch.page.plain)
	mux.HandleFunc("POST /chat", ch.page.say)
	mux.HandleFunc("POST /chat/end", ch.page.end)
	return mux
}

// Stop lets the turns under way be acknowledged, tells every client when to come back, and waits until all
// sockets are closed or ctx ends.
func (ch *Channel) Stop(ctx context.Context) error {
	ch.stop.Do(func() { close(ch.stopping) })
	ch.mu.Lock()
	for s := range ch.sockets {
		s.interrupt()
	}
	ch.mu.Unlock()
	gone := make(chan struct{})
	go func() { ch.live.Wait(); close(gone) }()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (ch *Channel) stopped() bool {
	select {
	case <-ch.stopping:
		return true
	default:
		return false
	}
}

func remote(r *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return peer.Addr().Unmap()
}

// peer is who sends.
type peer struct {
	addr netip.Addr
	free bool // bound by no rate: on loopback, with the sandbox on
}

func (ch *Channel) peer(r *http.Request) peer {
	addr := ch.Peer(r)
	return peer{addr: addr, free: ch.Sandbox && addr.IsLoopback()}
}

// address is what a sender is known by to those who count; "" is trusted.
func (p peer) address() string {
	if p.free || !p.addr.IsValid() {
		return ""
	}
	return p.addr.String()
}
