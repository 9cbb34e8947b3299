package wechat

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
)

// Engine is all the channel needs to know of the rest of the world.
type Engine interface {
	// Hear returns after the commit of the message's own turn.
	Hear(ctx context.Context, in engine.Incoming) (engine.Receipt, error)
	// Settled waits until the chain settled or ctx ends, and gives its replies in order: those that go out in
	// the message's answer, not those that are pushed.
	Settled(ctx context.Context, conversation string, root int64) ([]bot.Logged, bool)
	// Late closes the window: the replies so far, with the holding reply. Later ones are pushed.
	Late(ctx context.Context, conversation string, root int64) ([]bot.Logged, error)
}

// Mode is how WeChat sends callbacks to an account, as set in WeChat's console.
type Mode string

// The modes. Clear and Compat let anybody who saw one callback speak as any citizen; they exist for development.
const (
	Safe   Mode = "safe"
	Compat Mode = "compat"
	Clear  Mode = "clear"
)

// Account is one official account of ours.
type Account struct {
	AppID    string
	Original string // its gh_… id; "": taken from its first message
	Token    string // signs callbacks
	AESKey   string // seals them: 43 characters
	Secret   string // for pushing; "": nothing is pushed
	Mode     Mode   // "": safe
	Regions  []string
	Lang     string // "": zh
	APIBase  string // "": the real platform
}

// Config is what a Channel is made of.
type Config struct {
	Accounts map[string]Account
	Engine   Engine
	Tokens   Tokens           // nil: a token is known to this process only
	Sandbox  bool             // the demo: modes other than safe are allowed, and peers on loopback may write at any pace
	Now      func() time.Time // nil: time.Now
	Window   time.Duration    // until the holding reply; 0: 4.0 s
	Hard     time.Duration    // until the response whatever happens; 0: 4.5 s
	Log      *slog.Logger     // nil: nothing is logged
	// Transport carries the calls to the platform; nil: http.DefaultTransport.
	Transport http.RoundTripper
}

// Channel is the channel of all configured accounts.
type Channel struct {
	accounts map[string]*account
	engine   Engine
	sandbox  bool
	now      func() time.Time
	window   time.Duration
	hard     time.Duration
	log      *slog.Logger

	flights *recent[string, *flight]
	running sync.WaitGroup
	work    chan func() // to workers that wait
	closing chan struct{}
	close   sync.Once
}

// account is one account at work.
type account struct {
	sealer
	name       string
	secret     string
	mode       Mode
	region     string
	lang       string
	route      route
	original   atomic.Pointer[string]
	seen       *recent[[16]byte, [16]byte]
	citizens   *recent[string, *citizen]
	tokens     tokenSource
	store      Tokens
	refused    tally        // callbacks, by us
	denied     refusals     // calls, by the platform
	notGranted atomic.Int64 // until when (UTC milliseconds) customer-service messages are switched off
	now        func() time.Time
	log        *slog.Logger
}

// New makes a Channel. It refuses what cannot work: a missing key, and outside the sandbox any mode but safe.
func New(c Config) (*Channel, error) {
	if c.Engine == nil {
		return nil, errors.New("wechat: no engine")
	}
	if c.Tokens == nil {
		c.Tokens = forgetful{}
	}
	install()
	ch := &Channel{
		accounts: map[string]*account{},
		engine:   c.Engine, sandbox: c.Sandbox, now: c.Now, log: c.Log,
		window: c.Window, hard: c.Hard,
		flights: newRecent[string, *flight](answersKept, answersSpan),
		closing: make(chan struct{}), work: make(chan func()),
	}
	if ch.now == nil {
		ch.now = time.Now
	}
	if ch.log == nil {
		ch.log = slog.New(slog.DiscardHandler)
	}
	if ch.window == 0 {
		ch.window = 4 * time.Second
	}
	if ch.hard == 0 {
		ch.hard = 4500 * time.Millisecond
	}
	for name, settings := range c.Accounts {
		a, err := ch.account(name, settings, c)
		if err != nil {
			return nil, fmt.Errorf("wechat account %s: %w", name, err)
		}
		ch.accounts[name] = a
	}
	return ch, nil
}

func (c *Channel) account(name string, s Account, config Config) (*account, error) {
	a := &account{
		name: name, secret: s.Secret, mode: s.Mode, lang: language(s.Lang),
		sealer: sealer{appID: s.AppID, token: s.Token},
		seen:   newRecent[[16]byte, [16]byte](replays, replaySpan), citizens: newRecent[string, *citizen](citizens, messageSpan),
		store: config.Tokens, now: c.now, log: c.log,
	}
	if a.mode == "" {
		a.mode = Safe
	}
	if !slices.Contains([]Mode{Safe, Compat, Clear}, a.mode) {
		return nil, fmt.Errorf("unknown mode %q: safe, compat or clear", s.Mode)
	}
	if a.mode != Safe && !config.Sandbox {
		return nil, fmt.Errorf("mode %s is for the sandbox only: set the account to safe mode", a.mode)
	}
	if s.AppID == "" || s.Token == "" {
		return nil, errors.New("app_id and token are needed")
	}
	if len(s.Regions) == 1 {
		a.region = s.Regions[0]
	}
	if s.Original != "" {
		a.original.Store(&s.Original)
	}
	var err error
	if a.sealed() {
		if a.sealer, err = newSealer(s.AppID, s.Token, s.AESKey); err != nil {
			return nil, err
		}
	}
	a.route.next = config.Transport
	if a.route.next == nil {
		a.route.next = http.DefaultTransport
	}
	a.route.base, err = apiBase(s.APIBase)
	return a, err
}

func apiBase(setting string) (*url.URL, error) {
	if setting == "" {
		setting = platform
	}
	base, err := url.Parse(strings.TrimSuffix(setting, "/"))
	if err != nil || base.Host == "" || (base.Scheme != "https" && base.Scheme != "http") {
		return nil, fmt.Errorf("api_base %q is no address", setting)
	}
	return base, nil
}

// sealed reports whether the account's callbacks and replies are sealed. Compat sends both; only the sealed
// part is believed.
func (a *account) sealed() bool { return a.mode != Clear }

func (a *account) text(name string) string { return say(name, a.lang) }

func (a *account) citizen(openid string) *citizen {
	who, _ := a.citizens.take(openid, a.now(), func() *citizen { return new(citizen) })
	return who
}

// Close ends the waiting for retries and waits until what was being answered is answered or pushed. No callback
// may come in any more.
func (c *Channel) Close(ctx context.Context) error {
	c.close.Do(func() { close(c.closing) })
	done := make(chan struct{})
	go func() {
		c.running.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wechat: close: %w", ctx.Err())
	}
}
