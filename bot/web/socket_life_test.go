package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/banshi-bot/banshi/bot"
)

func TestTwentyMessagesAMinute(t *testing.T) {
	now := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	b := serve(t, func(c *Config) { c.Peer = outside; c.Now = func() time.Time { return now } })
	w, _ := b.ready("", 0)
	for i := range 20 {
		w.send(message(fmt.Sprint(i), "x"))
		w.want("ack")
		w.want("reply")
	}
	w.send(message("21", "x"))
	w.wantError(tooFast, "21")
	w.send(fields{"type": "ping"})
	w.want("pong")
	now = now.Add(61 * time.Second)
	w.send(message("21", "x"))
	w.want("ack")
}

func TestLoopbackIsFreeInTheSandboxOnly(t *testing.T) {
	for _, sandbox := range []bool{true, false} {
		b := serve(t, func(c *Config) { c.Sandbox = sandbox })
		w, _ := b.ready("", 0)
		for i := range 30 {
			w.send(message(fmt.Sprint(i), "x"))
			if f := w.next(); (f["type"] == "error") != (!sandbox && i >= 20) {
				t.Fatalf("sandbox %v, message %d: %v", sandbox, i, f)
			} else if f["type"] == "ack" {
				w.want("reply")
			}
		}
	}
}

func TestPingAndSilence(t *testing.T) {
	b := serve(t, func(c *Config) { c.Limits.Ping = 20 * time.Millisecond; c.Limits.Silence = 200 * time.Millisecond })
	w, _ := b.ready("", 0)
	pings := make(chan struct{}, 100)
	w.conn.SetPingHandler(func(string) error { pings <- struct{}{}; return nil }) // and no pong
	w.wantClose(websocket.CloseGoingAway)
	if len(pings) < 2 {
		t.Errorf("%d pings", len(pings))
	}
	w, _ = b.ready("", 0)
	for range len(pings) {
		<-pings
	}
	w.conn.SetPingHandler(func(s string) error {
		if len(pings) == 30 {
			return errors.New("alive for 600 ms")
		}
		pings <- struct{}{}
		return w.conn.WriteControl(websocket.PongMessage, []byte(s), time.Now().Add(time.Second))
	})
	w.conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, _, err := w.conn.ReadMessage(); err == nil || err.Error() != "alive for 600 ms" {
		t.Errorf("a socket that answers: %v", err)
	}
}

func TestStopFinishesTheTurnUnderWay(t *testing.T) {
	b := serve(t)
	w, _ := b.ready("", 0)
	idle, _ := b.ready("", 0)
	fresh := b.dial()
	b.engine.gate, b.engine.entry = make(chan struct{}), make(chan struct{}, 1)
	w.send(message("a", "x"))
	<-b.engine.entry
	stopped := make(chan error)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		stopped <- b.ch.Stop(ctx)
	}()
	for _, c := range []*wire{idle, fresh} {
		if s := c.want("status"); s["state"] != "restarting" || s["retry_after_ms"] == nil {
			t.Fatalf("status %v", s)
		}
		c.wantClose(websocket.CloseServiceRestart)
	}
	close(b.engine.gate)
	w.want("ack")
	for f := w.next(); f["state"] != "restarting"; f = w.next() {
	}
	w.wantClose(websocket.CloseServiceRestart)
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	_, resp, err := (&websocket.Dialer{Subprotocols: []string{subprotocol}}).Dial(strings.Replace(b.http.URL, "http", "ws", 1)+"/web/ws", nil)
	if err == nil || resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("after the stop: %v", err)
	}
}

func TestRenewEndsTheOldToken(t *testing.T) {
	b := serve(t)
	w, welcome := b.ready("", 0)
	old := welcome["token"].(string)
	if err := b.ch.Renew(context.Background(), welcome["conversation"].(string)); err != nil {
		t.Fatal(err)
	}
	token := w.want("token")["token"].(string)
	w.send(message("a", "x")) // the socket itself goes on
	w.want("ack")
	refused := b.dial()
	refused.send(fields{"type": "hello", "token": old})
	refused.wantError(badToken, "")
	_, second := b.ready(token, 0)
	if second["conversation"] != welcome["conversation"] {
		t.Error("another conversation")
	}
}

func TestRenewWaitsForTheClient(t *testing.T) {
	b := serve(t)
	w, welcome := b.ready("", 0)
	w.conn.Close()
	conversation := welcome["conversation"].(string)
	for b.engine.watchers(conversation) > 0 { // the server has seen it leave
		time.Sleep(time.Millisecond)
	}
	if err := b.ch.Renew(context.Background(), conversation); err != nil {
		t.Fatal(err)
	}
	again, second := b.hello(welcome["token"].(string), 0)
	if second["token"] != welcome["token"] {
		t.Error("on resume the token is the one that was sent")
	}
	again.want("status")
	again.want("token")
}

// heldSessions call got after each reading, before it is answered.
type heldSessions struct {
	*fakeSessions
	got func()
}

func (h *heldSessions) Get(ctx context.Context, hash []byte) (Session, bool, error) {
	s, found, err := h.fakeSessions.Get(ctx, hash)
	h.got()
	return s, found, err
}

// What is told to a socket between its joining the readers and its welcome comes behind the welcome, and it goes on
// hearing.
func TestTokenToldDuringTheWelcome(t *testing.T) {
	held := &heldSessions{got: func() {}}
	b := serve(t, func(c *Config) { held.fakeSessions, c.Sessions = c.Sessions.(*fakeSessions), held })
	w, welcome := b.ready("", 0)
	w.conn.Close()
	conversation := welcome["conversation"].(string)
	for b.engine.watchers(conversation) > 0 { // the server has seen it leave
		time.Sleep(time.Millisecond)
	}
	gets := 0
	held.got = func() {
		if gets++; gets == 1 {
			b.ch.mu.Lock()
			b.ch.ended++ // some other session ends: join looks again
			b.ch.renew[conversation] = true
			b.ch.mu.Unlock()
			return
		}
		b.ch.mu.Lock()
		s := b.ch.readers[conversation][0].(*socket)
		b.ch.mu.Unlock()
		if err := b.ch.rotate(context.Background(), s.who()); err != nil {
			t.Error(err)
		}
		s.aside.Wait() // whoever was woken by it has been
	}
	again, second := b.hello(welcome["token"].(string), 0)
	if second["token"] != welcome["token"] {
		t.Error("on resume the token is the one that was sent")
	}
	again.want("status")
	again.want("token")
	b.engine.say(conversation, bot.Reply{Kind: bot.KindText, Text: "news"})
	again.want("reply")
}

// A socket that cannot be told what the log gained ends, so that its client comes again: while it is pinged it would
// seem to be well.
func TestASocketThatCannotReadTheLogEnds(t *testing.T) {
	b := serve(t)
	w, _ := b.ready("", 0)
	b.engine.mu.Lock()
	b.engine.dark = true
	b.engine.mu.Unlock()
	w.send(message("a", "x"))
	w.conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	_, frame, err := w.conn.ReadMessage()
	var slow net.Error
	if err == nil || errors.As(err, &slow) && slow.Timeout() {
		t.Errorf("it goes on: %s, %v", frame, err)
	}
}

func TestEndOfSessionClosesItsSockets(t *testing.T) {
	b := serve(t)
	w, welcome := b.ready("", 0)
	token := welcome["token"].(string)
	resp, _ := b.call("POST", "/web/session/end", "", "Authorization", "Bearer "+token)
	if resp.StatusCode != http.StatusNoContent {
		t.Fatalf("%d", resp.StatusCode)
	}
	w.wantError(badToken, "")
	w.wantClose(websocket.ClosePolicyViolation)
	again := b.dial()
	again.send(fields{"type": "hello", "token": token})
	again.wantError(badToken, "")
}

func TestChosenLanguageIsHeard(t *testing.T) {
	b := serve(t)
	w, welcome := b.ready("", 0)
	w.send(message("a", "x"))
	w.want("ack")
	again := b.dial()
	again.send(fields{"type": "hello", "token": welcome["token"], "lang": "en-US", "region": "nowhere"})
	again.want("welcome")
	b.engine.mu.Lock()
	defer b.engine.mu.Unlock()
	set, ok := b.engine.heard[len(b.engine.heard)-1].What.(bot.Set)
	if !ok || set.Lang != "en" || set.Region != "" {
		t.Errorf("heard %+v", b.engine.heard)
	}
}

func TestTokensAreKeptAsHashes(t *testing.T) {
	b := serve(t)
	_, welcome := b.ready("", 0)
	kept, err := json.Marshal(b.sessions.list)
	if err != nil || strings.Contains(string(kept), welcome["token"].(string)) {
		t.Errorf("%s %v", kept, err)
	}
}
