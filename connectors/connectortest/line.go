package connectortest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// A breakage answers in the agency's place. next is the agency.
type breakage func(w http.ResponseWriter, r *http.Request, next http.Handler)

// line is an HTTP server on pipes, with a breakage in front of the agency.
type line struct {
	client *http.Client
	server *http.Server
	pipes  *pipes

	mu      sync.Mutex
	how     breakage
	strayed bool   // somebody asked where only a redirect leads
	last    string // the request heard last: headers and body
}

// elsewhere is where redirects lead.
const elsewhere = "/connectortest/elsewhere"

func newLine(t *testing.T, agency http.Handler) *line {
	t.Helper()
	p := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
	l := &line{pipes: p}
	l.server = &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { l.serve(w, r, agency) })}
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return p.dial(ctx) }}
	l.client = &http.Client{Transport: transport}
	served := make(chan struct{})
	go func() {
		defer close(served)
		if err := l.server.Serve(p); !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("serve: %v", err)
		}
	}()
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		l.close()
		<-served
	})
	return l
}

func (l *line) close() { l.server.Close() }

// breakBy sets how the line is broken from now on; nil mends it.
func (l *line) breakBy(how breakage) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.how = how
}

func (l *line) followed() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.strayed
}

// heard tells whether the last request carried a word in its headers or body.
func (l *line) heard(word string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Contains(l.last, word)
}

func (l *line) serve(w http.ResponseWriter, r *http.Request, agency http.Handler) {
	heard, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(heard))
	l.mu.Lock()
	how := l.how
	l.strayed = l.strayed || r.URL.Path == elsewhere
	l.last = fmt.Sprint(r.Header) + string(heard)
	l.mu.Unlock()
	if how == nil {
		agency.ServeHTTP(w, r)
		return
	}
	how(w, r, agency)
}

// afterEffect lets the agency act, drops its answer and then breaks.
func afterEffect(how breakage) breakage {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(httptest.NewRecorder(), r)
		how(w, r, next)
	}
}

// hang answers after a minute.
func hang(w http.ResponseWriter, r *http.Request, _ http.Handler) {
	t := time.NewTimer(time.Minute)
	defer t.Stop()
	select {
	case <-r.Context().Done():
	case <-t.C:
	}
}

// cut drops the connection.
func cut(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	conn.Close()
}

func fail500(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
	http.Error(w, "internal error", http.StatusInternalServerError)
}

// oversize lets the agency answer and adds blanks: only its length is wrong.
func oversize(w http.ResponseWriter, r *http.Request, next http.Handler) {
	next.ServeHTTP(w, r)
	io.WriteString(w, strings.Repeat(" ", 2<<20))
}

func garbage(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
	io.WriteString(w, "<html>系统繁忙</html>")
}

func redirect(w http.ResponseWriter, r *http.Request, _ http.Handler) {
	http.Redirect(w, r, elsewhere, http.StatusTemporaryRedirect)
}

// body answers with the same body, whatever is asked.
func body(s string) breakage {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, s)
	}
}

// pipes is a listener whose connections are pipes: within a synctest bubble they obey its clock.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (p *pipes) dial(ctx context.Context) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.done:
		return nil, errors.New("connection refused")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept waits for the next connection.
func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

// Close ends Accept and refuses connections.
func (p *pipes) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

// Addr names the listener.
func (p *pipes) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }
