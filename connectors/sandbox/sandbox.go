// Package sandbox is a small town of agencies with a memory, a cashier and an identity provider, over real HTTP.
//
// It lets every shipped service be used from its first word to its receipt on one machine: a paid fine stays paid, a
// place is gone, a quota runs out, a case moves on with time. Chosen numbers answer with each error family, time
// out, answer 500, or answer only after the effect (trap.go, docs/sandbox.md). Its memory is one SQLite file of its
// own, so that it survives being killed and can run in a process of its own.
//
// Banshi reaches it only as it reaches real systems: agencies through connectors/rest and their YAML, the cashier
// through connectors/sandbox/cashier, identity through connectors/sandbox/identity.
//
//	s, err := sandbox.Open("data/sandbox.db", sandbox.Options{Secret: secret})
//	go s.Run(ctx)                          // sends the cashier's notices
//	http.Serve(loopback, s.Handler())      // agencies under /traffic, /social, …; /cashier, /identity; /admin
//	mux.Handle("/sandbox/", s.Pages())     // what citizens see
package sandbox

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"
	"time"
)

// Agencies are the names under which Handler serves agencies: the base of one is the address of Handler + "/" + name.
var Agencies = []string{
	"traffic", "social", "fund", "hospital", "marriage", "exitentry", "opinion", "hotline", "progress",
}

// Options are what a sandbox needs from outside. Zero fields take a default.
type Options struct {
	Now    func() time.Time // the town's clock; default time.Now
	Secret []byte           // signs and verifies the cashier's and the identity provider's traffic; default random
	Client *http.Client     // sends notices; default one that reaches loopback only
	Log    *slog.Logger     // default discards
}

// Sandbox is a town with a memory.
type Sandbox struct {
	memory  *memory
	now     func() time.Time
	secret  []byte
	client  *http.Client
	log     *slog.Logger
	due     chan struct{} // a notice may be due
	faults  faults
	handler http.Handler
	pages   http.Handler
}

// Open opens the town's memory at path, or a fresh one that is forgotten when path is "".
func Open(path string, o Options) (*Sandbox, error) {
	m, err := openMemory(path)
	if err != nil {
		return nil, fmt.Errorf("open sandbox: %w", err)
	}
	s := &Sandbox{memory: m, now: o.Now, secret: o.Secret, client: o.Client, log: o.Log, due: make(chan struct{}, 1)}
	if s.now == nil {
		s.now = time.Now
	}
	if len(s.secret) == 0 {
		s.secret = []byte(rand.Text())
	}
	if s.client == nil {
		s.client = loopbackClient()
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.pages = s.pageRoutes()
	s.handler = s.routes()
	return s, nil
}

// Close closes the memory. Whoever runs Run and serves Handler ends those first.
func (s *Sandbox) Close() error { return s.memory.db.Close() }

// Handler serves what servers ask: agencies, cashier, identity exchange, and /admin/ for loopback callers.
func (s *Sandbox) Handler() http.Handler { return s.handler }

// Pages serves what citizens see, under /sandbox/.
func (s *Sandbox) Pages() http.Handler { return s.pages }

func (s *Sandbox) routes() http.Handler {
	mux := http.NewServeMux()
	for _, agency := range [][]route{
		trafficRoutes, socialRoutes, fundRoutes, hospitalRoutes, marriageRoutes, exitentryRoutes, opinionRoutes,
		hotlineRoutes, progressRoutes,
	} {
		for _, r := range agency {
			mux.Handle(r.pattern, s.operation(r))
		}
	}
	for _, r := range slices.Concat(s.cashierOperations(), identityRoutes) {
		mux.Handle(r.pattern, s.signed(s.operation(r)))
	}
	s.adminRoutes(mux)
	mux.Handle("/sandbox/", s.pages)
	return mux
}

// shanghai is the town's zone.
var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// loopbackClient posts notices to this machine and nowhere else.
func loopbackClient() *http.Client {
	dialer := &net.Dialer{Timeout: 2 * time.Second, Control: onlyLoopback}
	return &http.Client{
		Timeout:       5 * time.Second,
		Transport:     &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: 4, IdleConnTimeout: 30 * time.Second},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// onlyLoopback is the dialler's check that a resolved address is this machine.
func onlyLoopback(_, address string, _ syscall.RawConn) error {
	if !local(address) {
		return errors.New("the sandbox sends to loopback only")
	}
	return nil
}

// local tells whether a host or host:port is this machine by its spelling.
func local(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
