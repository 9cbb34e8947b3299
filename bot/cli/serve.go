package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
	"github.com/banshi-bot/banshi/bot/onetime"
	"github.com/banshi-bot/banshi/bot/web"
	"github.com/banshi-bot/banshi/bot/wechat"
	"github.com/banshi-bot/banshi/store"
)

// grace is how long a stopping server waits for what is in flight; after it, rows bring it to its end.
const grace = 8 * time.Second

type serveCommand struct {
	Listen      string `help:"Address to listen on (default 127.0.0.1:8080)." placeholder:"HOST:PORT"`
	AdminListen string `help:"Address for /metrics and /healthz (default 127.0.0.1:0)." placeholder:"HOST:PORT"`
}

// Run serves until the process is told to stop.
func (c *serveCommand) Run(r *run) error {
	hasten()
	cfg, err := r.config(map[string]string{"listen": c.Listen, "admin_listen": c.AdminListen})
	if err != nil {
		return err
	}
	played, err := sandboxed(r.globals.Sandbox, cfg.Listen, cfg)
	if err != nil {
		return err
	}
	if names := cfg.unserved(); len(names) > 0 {
		r.log.Warn("configured, but not served by this build", "names", strings.Join(names, ", "))
	}
	if err := os.MkdirAll(r.globals.Data, 0o700); err != nil {
		return environment("data folder: %v", err)
	}
	lock, err := store.LockFolder(r.globals.Data)
	if err != nil {
		return refused(err)
	}
	defer lock.Unlock()
	ln, err := listen("--listen", cfg.Listen)
	if err != nil {
		return err
	}
	defer ln.Close()
	admin, err := listen("--admin-listen", cfg.AdminListen)
	if err != nil {
		return err
	}
	defer admin.Close()
	return c.serve(r, cfg, ln, admin, played)
}

// listen opens a port before anything is made or changed.
func listen(flag, address string) (net.Listener, error) {
	ln, err := net.Listen("tcp", address)
	if err != nil {
		return nil, environment("%v: name another address with %s, or stop what listens there", err, flag)
	}
	return ln, nil
}

// serve builds the house on open ports and keeps it until ctx ends.
func (c *serveCommand) serve(r *run, cfg *Config, ln, admin net.Listener, played bool) error {
	ctx, cancel := context.WithCancelCause(r.ctx)
	defer cancel(nil)
	pushers := map[string]engine.Pusher{}
	h, err := build(ctx, plan{
		globals: r.globals, config: cfg, sandbox: played, listen: ln.Addr().String(), now: time.Now, log: r.log, pushers: pushers,
		unknown: func(err error) { // it may have been kept: only a new process can tell
			r.log.Error("commit unknown", "err", err)
			os.Exit(exitEnvironment)
		},
	})
	if err != nil {
		return err
	}
	defer h.close()
	f, err := h.front(pushers)
	if err != nil {
		return err
	}
	srv := newServer(f.handler(h))
	adminSrv := newServer(h.adminHandler())
	var group workers
	group.run(cancel, func() error { return ignoreClosed(srv.Serve(web.Listener(ln))) })
	group.run(cancel, func() error { return ignoreClosed(adminSrv.Serve(admin)) })
	group.run(cancel, func() error { return h.engine.Run(ctx, grace) })
	group.run(cancel, func() error { return h.defs.watch(ctx) })
	group.run(cancel, func() error { return h.erasing(ctx) })
	group.run(cancel, func() error { return h.forgetting(ctx) })
	group.run(cancel, func() error { return tidy(ctx) })
	if h.town != nil {
		group.run(cancel, func() error { return h.town.Run(ctx) })
	}
	fmt.Fprintf(r.out, "chat    %s/\n", h.public)
	fmt.Fprintf(r.out, "admin   http://%s/metrics\n", admin.Addr())
	fmt.Fprintf(r.out, "ready   sandbox %s, %d services in %d regions\n", onOff(played), len(h.defs.Live().Intents()), len(h.defs.Live().Regions))
	steady()
	<-ctx.Done()
	r.log.Info("stopping")
	h.engine.Stop()
	stop, done := context.WithTimeout(context.Background(), grace)
	defer done()
	f.stop(stop)
	_ = srv.Shutdown(stop)
	_ = adminSrv.Shutdown(stop)
	group.wait()
	if err := context.Cause(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

func onOff(b bool) string {
	if b {
		return "on"
	}
	return "off"
}

func newServer(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10}
}

func ignoreClosed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// workers are goroutines that main owns; the first that fails ends the others.
type workers struct{ wg sync.WaitGroup }

func (w *workers) run(cancel context.CancelCauseFunc, do func() error) {
	w.wg.Add(1)
	go func() {
		defer w.wg.Done()
		if err := do(); err != nil {
			cancel(err)
		}
	}()
}

func (w *workers) wait() { w.wg.Wait() }

// front is what citizens reach.
type front struct {
	web    *web.Channel
	wechat *wechat.Channel
	links  *onetime.Pages
}

func (h *house) front(pushers map[string]engine.Pusher) (*front, error) {
	f := &front{}
	region := ""
	if regions := h.defs.Live().Regions; len(regions) == 1 {
		region = regions[0]
	}
	played, err := readDemo()
	if err != nil {
		return nil, err
	}
	f.web = web.New(web.Config{
		Engine: h.engine, Sessions: sessions{h.store}, PublicURL: h.public, Origins: h.config.Web.Origins, Sandbox: h.sandbox,
		Now: h.now, Log: h.log, Peer: h.config.peer(), Region: region, Phone: "12345", Why: h.why(),
		Agency: h.agency(played), Try: played.tries(h.defs.Live()), Services: h.services,
	})
	h.connected = f.web.Connected
	f.links = onetime.New(onetime.Config{
		Links: h.store, Conversations: h.engine, Identity: h.ident, PublicURL: h.public, Secret: h.keys.Derive("links"), Sandbox: h.sandbox,
		Now: h.now, Log: h.log, Proved: f.web.Renew,
	})
	if len(h.config.WeChat) == 0 {
		return f, nil
	}
	accounts, err := weChatAccounts(h.config)
	if err != nil {
		return nil, err
	}
	f.wechat, err = wechat.New(wechat.Config{Accounts: accounts, Engine: h.engine, Sandbox: h.sandbox, Now: h.now, Log: h.log})
	if err != nil {
		return nil, environment("wechat: %v", err)
	}
	h.denied = f.wechat.Refusals
	pushers["wechat"] = f.wechat
	return f, nil
}

func weChatAccounts(c *Config) (map[string]wechat.Account, error) {
	out := map[string]wechat.Account{}
	for name, a := range c.WeChat {
		acc := wechat.Account{AppID: a.AppID, Mode: wechat.Mode(a.Mode), Regions: a.Regions, Lang: a.Lang, APIBase: a.APIBase}
		for _, s := range []struct {
			key, path string
			to        *string
		}{
			{"token_file", a.TokenFile, &acc.Token}, {"aes_key_file", a.AESKeyFile, &acc.AESKey}, {"app_secret_file", a.AppSecretFile, &acc.Secret},
		} {
			v, err := c.secret("wechat."+name+"."+s.key, s.path)
			if err != nil {
				return nil, err
			}
			*s.to = v
		}
		out[name] = acc
	}
	return out, nil
}

func (f *front) handler(h *house) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", f.web.Handler())
	mux.Handle("/go/", f.links.Handler())
	mux.HandleFunc("GET /healthz", h.healthz)
	mux.HandleFunc("GET /metrics", h.localMetrics)
	if f.wechat != nil {
		mux.Handle("/wechat/", f.wechat.Handler())
	}
	if h.pages != nil {
		mux.Handle("/sandbox/", h.pages)
	}
	if h.cash != nil {
		mux.HandleFunc("POST /pay/sandbox", h.notice)
	}
	return mux
}

func (f *front) stop(ctx context.Context) {
	_ = f.web.Stop(ctx)
	if f.wechat != nil {
		_ = f.wechat.Close(ctx)
	}
}

// sessions keeps the web chat's tokens in the store.
type sessions struct{ store *store.Store }

func (s sessions) Put(ctx context.Context, x web.Session) error {
	return s.store.PutSession(ctx, toStore(x))
}

func (s sessions) Get(ctx context.Context, tokenHash []byte) (web.Session, bool, error) {
	x, err := s.store.Session(ctx, tokenHash)
	if errors.Is(err, bot.ErrNone) || errors.Is(err, store.ErrErased) {
		return web.Session{}, false, nil
	}
	if err != nil {
		return web.Session{}, false, err
	}
	return web.Session{
		TokenHash: x.TokenHash, Subject: x.Subject, Channel: x.Channel, Account: x.Account, Conversation: x.Conversation,
		Lang: x.Lang, Region: x.Region, Created: x.Created, Until: x.Until,
	}, true, nil
}

func (s sessions) End(ctx context.Context, tokenHash []byte) error {
	return s.store.EndSession(ctx, tokenHash)
}

func (s sessions) Rotate(ctx context.Context, old, new []byte) error {
	return s.store.RotateSession(ctx, old, new)
}

func toStore(x web.Session) store.Session {
	return store.Session{
		TokenHash: x.TokenHash, Subject: x.Subject, Channel: x.Channel, Account: x.Account, Conversation: x.Conversation,
		Lang: x.Lang, Region: x.Region, Created: x.Created, Until: x.Until,
	}
}
