package cli

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/connectors/sandbox"
	"github.com/banshi-bot/banshi/store"
)

type sandboxCommand struct {
	Listen string `help:"Loopback address to listen on." default:"127.0.0.1:8081" env:"BANSHI_SANDBOX_LISTEN" placeholder:"HOST:PORT"`
}

// Run runs the town alone, until the process is told to stop. A server finds it by --sandbox-url.
func (c *sandboxCommand) Run(r *run) error {
	if !loopback(c.Listen) {
		return usage("--listen %s: the sandbox listens on loopback only", c.Listen)
	}
	cfg, err := r.config(nil)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(r.globals.Data, 0o700); err != nil {
		return environment("data folder: %v", err)
	}
	secret, err := townSecret(r.globals, func() (store.Keyring, error) { return store.LoadOrMakeKey(cfg.KeyFile) })
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return environment("listen on %s: %v", c.Listen, err)
	}
	defer ln.Close()
	town, err := sandbox.Open(filepath.Join(r.globals.Data, "sandbox.db"), sandbox.Options{Secret: secret, Log: r.log})
	if err != nil {
		return environment("sandbox: %v", err)
	}
	defer town.Close()
	return c.serve(r, town, ln)
}

func (c *sandboxCommand) serve(r *run, town *sandbox.Sandbox, ln net.Listener) error {
	ctx, cancel := context.WithCancelCause(r.ctx)
	defer cancel(nil)
	mux := http.NewServeMux()
	mux.Handle("/", town.Handler())
	mux.Handle("/sandbox/", town.Pages())
	srv := newServer(mux)
	var group workers
	group.run(cancel, func() error { return ignoreClosed(srv.Serve(ln)) })
	group.run(cancel, func() error { return town.Run(ctx) })
	fmt.Fprintf(r.out, "sandbox http://%s/\n", ln.Addr())
	fmt.Fprintf(r.out, "ready   banshi serve --sandbox-url http://%s\n", ln.Addr())
	<-ctx.Done()
	stop, done := context.WithTimeout(context.Background(), grace)
	defer done()
	_ = srv.Shutdown(stop)
	group.wait()
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// shareSecret finds the secret that servers and sandbox share.
func (h *house) shareSecret(g *Globals) (err error) {
	h.secret, err = townSecret(g, func() (store.Keyring, error) { return h.keys, nil })
	return err
}

// townSecret reads the shared secret from its file, which is made where it is not there; without a file it
// follows from the master key.
func townSecret(g *Globals, keys func() (store.Keyring, error)) ([]byte, error) {
	if g.SandboxSecretFile == "" {
		k, err := keys()
		if err != nil {
			return nil, environment("key: %v", err)
		}
		return k.Derive("sandbox"), nil
	}
	b, err := os.ReadFile(g.SandboxSecretFile)
	if errors.Is(err, fs.ErrNotExist) {
		b, err = makeSecret(g.SandboxSecretFile)
	}
	if err != nil {
		return nil, environment("sandbox secret: %v", err)
	}
	s := strings.TrimSpace(string(b))
	if len(s) < 16 {
		return nil, environment("sandbox secret: %s holds fewer than 16 characters", g.SandboxSecretFile)
	}
	return []byte(s), nil
}

// makeSecret makes the file whole or not at all: two processes may start at once, and the first one's counts.
func makeSecret(path string) ([]byte, error) {
	var raw [32]byte
	_, _ = rand.Read(raw[:]) // never fails
	f, err := os.CreateTemp(filepath.Dir(path), ".secret-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(hex.EncodeToString(raw[:]) + "\n")
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return os.ReadFile(path)
}

// townAddress is where servers ask the sandbox: in this process, or in one of its own, whose pages are then
// passed on.
func (h *house) townAddress(configured string) (string, error) {
	if configured == "" {
		return h.townServer()
	}
	u, err := url.Parse(configured)
	if err != nil || u.Scheme != "http" || !loopback(u.Host) {
		return "", usage("--sandbox-url %q: an http address on loopback is needed", configured)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(u) },
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			http.Error(w, "the sandbox does not answer", http.StatusBadGateway)
		},
		Transport: &http.Transport{Proxy: nil, ResponseHeaderTimeout: 30 * time.Second},
	}
	h.pages = proxy
	return strings.TrimSuffix(configured, "/"), nil
}
