package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// SIGTERM: whoever is connected is told, what is under way is finished, and the process ends in time.
func TestStoppedBySIGTERM(t *testing.T) {
	s := newAlone(t)
	platform := s.onWeChat("330100")
	server := s.start()
	server.serves(t)
	idle, busy := s.meets(t, "", 0), s.meets(t, "", 0)
	stream := s.follow(t, "/web/stream?after=0", idle.token)
	poll := s.follow(t, "/web/poll?after=0&wait=25", idle.token)
	waitFor(t, "all are connected", func() bool { return s.metric(t, "banshi_web_connected") == 4 })
	const slow = "3301061900120021" // answered after two seconds
	busy.send(frame{Type: "message", ID: "slow", Text: "交罚单 " + slow})
	busy.until("ack", `"id":"slow"`)
	p := s.phone(t, platform, "openid-slow")
	answered := make(chan followed, 1)
	go func() {
		text, err := p.tell("交罚单 " + slow)
		answered <- followed{body: text, err: err}
	}()
	waitFor(t, "the phone's message is heard", func() bool {
		st := s.open(t)
		defer st.Close()
		heard, err := st.Load(t.Context(), s.identify(t, "wechat", "main", p.OpenID))
		return err == nil && heard.N > 0
	})
	told := time.Now()
	server.terminate()

	for _, w := range []*widget{idle, busy} {
		if f := w.until("status", `"state":"restarting"`); !strings.Contains(f.raw, `"retry_after_ms":`) {
			t.Errorf("not told when to come back: %s", f.raw)
		}
		for f := w.next(); f.Type != "closed" || f.Code != "1012"; f = w.next() {
			if f.Type == "closed" {
				t.Fatalf("closed with %s", f.raw)
			}
		}
	}
	if got := <-stream; got.err != nil || !strings.Contains(got.body, `"welcome"`) {
		t.Errorf("the stream ends with %v after\n%s", got.err, got.body)
	}
	var frames []frame
	if got := <-poll; got.err != nil || got.status != http.StatusOK || json.Unmarshal([]byte(got.body), &frames) != nil || len(frames) == 0 {
		t.Errorf("the poll: %d %v\n%s", got.status, got.err, got.body)
	}
	if got := <-answered; got.err != nil || !strings.Contains(got.body, "请核对") {
		t.Errorf("the phone's answer: %v\n%s", got.err, got.body)
	}
	if code := server.ends(t); code != 0 {
		t.Errorf("exit %d\n%s", code, tailOf(s.log))
	}
	if took := time.Since(told); took > 10*time.Second {
		t.Errorf("ended after %s", took)
	}

	again := s.start()
	again.serves(t)
	if w := s.meets(t, busy.token, 0); strings.Count(w.transcript(), "请核对") != 1 {
		t.Errorf("after the restart: %s", w.tail())
	}
	if code := again.stop(t); code != 0 {
		t.Errorf("exit %d", code)
	}
}

// followed is what came of a request that waits.
type followed struct {
	status int
	body   string
	err    error // how it ended; nil: properly
}

// follow begins a request that waits for news, and gives what it ends with.
func (s *site) follow(t *testing.T, path, token string) <-chan followed {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	out := make(chan followed, 1)
	go func() {
		resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(r)
		if err != nil {
			out <- followed{err: err}
			return
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		out <- followed{resp.StatusCode, string(body), err}
	}()
	return out
}

// metric reads a number the server tells of itself, -1 where it tells none.
func (s *site) metric(t *testing.T, name string) float64 {
	t.Helper()
	p := visit(t, http.MethodGet, s.url+"/metrics", nil)
	for line := range strings.Lines(p.body) {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			n, err := strconv.ParseFloat(strings.TrimSpace(rest), 64)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	return -1
}
