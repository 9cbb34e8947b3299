package web

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// bench is a web chat on a real port, on the fake engine.
type bench struct {
	t        *testing.T
	ch       *Channel
	engine   *fakeEngine
	sessions *fakeSessions
	http     *httptest.Server
}

// outside is a peer that is not on loopback.
func outside(*http.Request) netip.Addr { return netip.MustParseAddr("203.0.113.9") }

func serve(t *testing.T, change ...func(*Config)) *bench {
	t.Helper()
	b := &bench{t: t, engine: newFakeEngine(), sessions: &fakeSessions{}}
	b.start(change...)
	return b
}

// start puts a new server before the engine, as a restart does.
func (b *bench) start(change ...func(*Config)) {
	server := httptest.NewUnstartedServer(nil)
	c := Config{
		Engine: b.engine, Sessions: b.sessions, PublicURL: "http://" + server.Listener.Addr().String(),
		Origins: []string{"https://city.example"}, Sandbox: true,
		Limits: Limits{Linger: 100 * time.Millisecond},
	}
	for _, f := range change {
		f(&c)
	}
	b.ch = New(c)
	server.Config.Handler = b.ch.Handler()
	server.Start()
	b.http = server
	b.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := b.ch.Stop(ctx); err != nil {
			b.t.Errorf("stop: %v", err)
		}
		server.Close()
	})
}

// wire is a client's end of a socket.
type wire struct {
	t    *testing.T
	conn *websocket.Conn
}

type fields = map[string]any

func (b *bench) dial() *wire {
	b.t.Helper()
	d := websocket.Dialer{Subprotocols: []string{subprotocol}}
	conn, resp, err := d.Dial(strings.Replace(b.http.URL, "http", "ws", 1)+"/web/ws", nil)
	if err != nil {
		b.t.Fatalf("dial: %v", err)
	}
	resp.Body.Close()
	b.t.Cleanup(func() { conn.Close() })
	return &wire{b.t, conn}
}

// hello dials and says hello; it returns the welcome.
func (b *bench) hello(token string, after int64) (*wire, fields) {
	b.t.Helper()
	w := b.dial()
	w.send(fields{"type": "hello", "token": token, "after": after, "lang": "zh-CN", "region": "330100"})
	return w, w.want("welcome")
}

func (w *wire) send(f fields) {
	w.t.Helper()
	b, err := json.Marshal(f)
	if err != nil {
		w.t.Fatal(err)
	}
	w.raw(string(b))
}

func (w *wire) raw(s string) {
	w.t.Helper()
	if err := w.conn.WriteMessage(websocket.TextMessage, []byte(s)); err != nil {
		w.t.Fatalf("write: %v", err)
	}
}

func (w *wire) next() fields {
	w.t.Helper()
	w.conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	_, b, err := w.conn.ReadMessage()
	if err != nil {
		w.t.Fatalf("read: %v", err)
	}
	var f fields
	if err := json.Unmarshal(b, &f); err != nil {
		w.t.Fatalf("frame %q: %v", b, err)
	}
	return f
}

// want is the next frame, which must be of a type.
func (w *wire) want(kind string) fields {
	w.t.Helper()
	f := w.next()
	if f["type"] != kind {
		w.t.Fatalf("got %v, want a %s", f, kind)
	}
	return f
}

func (w *wire) wantError(c code, id string) {
	w.t.Helper()
	f := w.want("error")
	got, _ := f["for"].(string)
	if f["code"] != string(c) || got != id {
		w.t.Fatalf("got %v, want error %s for %q", f, c, id)
	}
}

// wantClose reads until the close frame.
func (w *wire) wantClose(code int) {
	w.t.Helper()
	w.conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	for {
		_, b, err := w.conn.ReadMessage()
		if err == nil {
			w.t.Logf("before close: %s", b)
			continue
		}
		if !websocket.IsCloseError(err, code) {
			w.t.Fatalf("got %v, want close %d", err, code)
		}
		return
	}
}

// call makes a request and gives status, header and the body as JSON.
func (b *bench) call(method, path, body string, header ...string) (*http.Response, []byte) {
	b.t.Helper()
	r, err := http.NewRequest(method, b.http.URL+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		b.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatalf("%s %s: %v", method, path, err)
	}
	return resp, got
}

func decode[T any](t *testing.T, b []byte) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatalf("%q: %v", b, err)
	}
	return v
}
