package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/bot/engine"
	"github.com/banshi-bot/banshi/bot/wechat"
	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/connectors/guard"
	"github.com/banshi-bot/banshi/connectors/rest"
	"github.com/banshi-bot/banshi/connectors/sandbox"
	"github.com/banshi-bot/banshi/connectors/sandbox/cashier"
	"github.com/banshi-bot/banshi/connectors/sandbox/identity"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/llm"
	"github.com/banshi-bot/banshi/store"
)

// house is all parts of a running Banshi, wired.
type house struct {
	config  *Config
	sandbox bool
	public  string // public_url, without a slash at its end
	now     func() time.Time
	log     *slog.Logger

	keys   store.Keyring
	store  *store.Store
	defs   *definitions
	engine *engine.Engine
	town   *sandbox.Sandbox // nil outside the sandbox, and where it runs in a process of its own
	secret []byte           // shared with the sandbox
	pages  http.Handler     // of the sandbox, for citizens
	cash   *cashier.Client
	ident  connectors.Identity
	guards map[string]*guard.Guard
	agents map[string]*rest.Connector // behind the guards

	denied    func() []wechat.Refusal // what WeChat refused; nil where no account is served
	connected func() int              // web clients that are there now; nil where none is served

	closers []func() error
}

// plan is how a house is to be built.
type plan struct {
	globals *Globals
	config  *Config
	sandbox bool
	listen  string // where citizens reach us; public_url follows from it
	memory  bool   // nothing is kept beyond the process
	fixed   bool   // in memory: the same keys each time, so that the same talk reads the same
	now     func() time.Time
	log     *slog.Logger
	pushers map[string]engine.Pusher
	unknown func(error)
}

// build wires the parts.
func build(ctx context.Context, p plan) (*house, error) {
	h := newHouse(p)
	return h, h.assemble(ctx, p, h.openStore, h.openDefinitions, h.openSandbox, h.connect, h.startEngine)
}

func newHouse(p plan) *house {
	h := &house{
		config: p.config, sandbox: p.sandbox, now: p.now, log: p.log,
		guards: map[string]*guard.Guard{}, agents: map[string]*rest.Connector{},
	}
	h.public = strings.TrimSuffix(p.config.PublicURL, "/")
	if h.public == "" {
		h.public = "http://" + p.listen
	}
	return h
}

// assemble puts parts in, in their order. What was opened is closed again when a later part fails.
func (h *house) assemble(ctx context.Context, p plan, parts ...func(context.Context, plan) error) error {
	for _, part := range parts {
		if err := part(ctx, p); err != nil {
			_ = h.close()
			return err
		}
	}
	return nil
}

// close closes the parts in the opposite order.
func (h *house) close() error {
	var errs []error
	for i := len(h.closers) - 1; i >= 0; i-- {
		errs = append(errs, h.closers[i]())
	}
	h.closers = nil
	return errors.Join(errs...)
}

func (h *house) onClose(f func() error) { h.closers = append(h.closers, f) }

func (h *house) openStore(ctx context.Context, p plan) error {
	opts := store.Options{Sandbox: p.sandbox, Now: p.now, Log: p.log, OnUnknown: p.unknown}
	if p.memory {
		h.keys = store.RandomKeyring()
		if p.fixed {
			var err error
			if h.keys, err = store.NewKeyring(make([]byte, 32)); err != nil {
				return err
			}
		}
	} else {
		path, err := p.config.sqlitePath()
		if err != nil {
			return err
		}
		if h.keys, err = p.config.loadKey(path); err != nil {
			return err
		}
		opts.Path = path
	}
	opts.Keys = h.keys
	s, err := store.Open(ctx, opts)
	if err != nil {
		return refused(err)
	}
	h.store = s
	h.onClose(s.Close)
	return nil
}

func (h *house) openDefinitions(ctx context.Context, p plan) error {
	h.defs = &definitions{dir: p.globals.Intents, regions: p.config.Regions, offices: p.config.Offices, now: p.now, log: p.log}
	h.defs.cache = p.globals.ownCache()
	if !p.memory {
		h.defs.cache, h.defs.kept = cache(cmp.Or(p.globals.Cache, filepath.Join(p.globals.Data, "cache"))), &revisions{h.store}
	}
	faults, err := h.defs.load(ctx)
	for _, f := range faults {
		p.log.Warn("definition", "fault", f.String())
	}
	if err != nil {
		return environment("%v; banshi check names them", err)
	}
	return nil
}

// openSandbox opens the town and serves what servers ask of it on a loopback port of its own.
func (h *house) openSandbox(_ context.Context, p plan) error {
	if !p.sandbox {
		return nil
	}
	if err := h.shareSecret(p.globals); err != nil {
		return err
	}
	if p.globals.SandboxURL != "" {
		return nil // it runs in a process of its own
	}
	path := ""
	if !p.memory {
		path = filepath.Join(p.globals.Data, "sandbox.db")
	}
	town, err := sandbox.Open(path, sandbox.Options{Now: p.now, Secret: h.secret, Log: p.log})
	if err != nil {
		return environment("sandbox: %v", err)
	}
	h.town, h.pages = town, town.Pages()
	h.onClose(town.Close)
	return nil
}

// townServer serves the sandbox's server-to-server side on a loopback port.
func (h *house) townServer() (base string, err error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", environment("sandbox port: %v", err)
	}
	srv := &http.Server{Handler: h.town.Handler(), ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = srv.Serve(ln) }()
	h.onClose(srv.Close)
	return "http://" + ln.Addr().String(), nil
}

// connect makes a guarded connector for each agency that has an address, and the payment and identity clients.
func (h *house) connect(_ context.Context, p plan) error {
	base := ""
	if h.sandbox {
		var err error
		if base, err = h.townAddress(p.globals.SandboxURL); err != nil {
			return err
		}
		h.cash = cashier.New(cashier.Config{Base: base, Pages: h.public, Notify: "http://" + p.listen + "/pay/sandbox", Secret: h.secret, Now: p.now})
		h.ident = identity.New(identity.Config{Base: base, Pages: h.public, Secret: h.secret, Now: p.now})
	}
	for id := range h.defs.Live().Agencies {
		if err := h.connectAgency(p, id, base); err != nil {
			return err
		}
	}
	return nil
}

func (h *house) connectAgency(p plan, id, town string) error {
	c := rest.Config{Now: p.now}
	cfg, configured := p.config.Connectors[id]
	switch {
	case configured:
		c.Base = cfg.Base
		if cfg.CredentialFile != "" {
			cred, err := rest.ReadCredential(cfg.CredentialFile)
			if err != nil {
				return environment("connectors.%s.credential_file: %v", id, err)
			}
			c.Credential = cred
		}
		if err := reach(&c, cfg); err != nil {
			return environment("connectors.%s: %v", id, err)
		}
	case town != "":
		c.Base = town + "/" + id
		c.Credential = rest.HMAC{KeyID: sandbox.KeyID, Secret: h.secret}
	default:
		return nil // no address: its services are not open here
	}
	r, err := rest.New(c)
	if err != nil {
		return environment("connectors.%s: %v", id, err)
	}
	h.agents[id], h.guards[id] = r, guard.New(r, guard.Limits{})
	return nil
}

// reach widens where an address may lead, where the administrator says so.
func reach(c *rest.Config, cfg ConnectorConfig) error {
	var r rest.Reach
	for _, s := range cfg.Networks {
		prefix, err := netip.ParsePrefix(s)
		if err != nil {
			return fmt.Errorf("networks: %w", err)
		}
		r.Private = append(r.Private, prefix)
	}
	base, err := rest.ParseBase(c.Base)
	if err != nil {
		return err
	}
	c.Client, err = rest.Client(base, c.Credential, r)
	return err
}

func (h *house) startEngine(_ context.Context, p plan) error {
	cfg := engine.Config{
		Store: h.store, Definitions: h.defs, Now: p.now, Log: p.log, Build: Version, Sandbox: p.sandbox,
		PublicURL: h.public, Return: h.public + "/go/paid", Pushers: p.pushers,
		Missed: h.keepMissed,
		Hash:   func(parts ...string) []byte { return h.keys.Hash("engine", parts...) },
		Agencies: func(id string) (connectors.Connector, bool) {
			g, ok := h.guards[id]
			return g, ok
		},
	}
	if h.cash != nil {
		cfg.Payments = h.cash
	}
	model, err := h.model(p)
	if err != nil {
		return err
	}
	if model != nil {
		cfg.Model = model
	}
	h.engine = engine.New(cfg)
	return nil
}

// model is the optional language model, nil where none is configured.
func (h *house) model(p plan) (*llm.Client, error) {
	c := p.config.LLM
	if c.BaseURL == "" {
		return nil, nil
	}
	key, err := p.config.secret("llm.api_key_file", c.APIKeyFile)
	if err != nil {
		return nil, err
	}
	client, err := llm.New(llm.Config{
		BaseURL: c.BaseURL, Model: c.Model, APIKey: key, Budget: c.DailyBudget, Abroad: c.Abroad, Now: p.now,
		Titles: func(intent string) intents.Text {
			if it, ok := h.defs.Live().Any(intent); ok {
				return it.Title
			}
			return intents.Text{}
		},
	})
	if err != nil {
		return nil, environment("%v", err)
	}
	return client, nil
}

// notice answers the cashier's payment notices: it is acknowledged after the commit, never before.
func (h *house) notice(w http.ResponseWriter, r *http.Request) {
	n, err := h.cash.Notice(w, r)
	if err != nil {
		h.log.Warn("notice refused", "err", err)
		http.Error(w, "refused", http.StatusForbidden)
		return
	}
	if err := h.engine.Notice(r.Context(), n); err != nil {
		h.log.Error("notice not taken", "order", n.No, "err", err)
		http.Error(w, "again", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte(cashier.Acknowledged))
}
