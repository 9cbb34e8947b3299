package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// clock is the town's clock in tests: Wednesday, 4 March 2026, nine in the morning, until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 3, 4, 9, 0, 0, 0, shanghai)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// town is a sandbox being asked over HTTP.
type town struct {
	*Sandbox
	t     *testing.T
	clock *clock
	url   string
}

func newTown(t *testing.T, path string) *town {
	t.Helper()
	c := newClock()
	s, err := Open(path, Options{Now: c.now, Secret: []byte("secret")})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s.Handler())
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		s.client.CloseIdleConnections()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return &town{s, t, c, server.URL}
}

// ask sends a request with an idempotency key and returns the answer's code and data; the code is "" when there was
// no readable answer.
func (w *town) ask(method, path, key, body string) (string, map[string]any) {
	w.t.Helper()
	req, err := http.NewRequest(method, w.url+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
		req.Header.Set("X-Request-Id", key)
	}
	client := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		return "", nil
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return resp.Status, nil
	}
	var answer struct {
		Code string         `json:"code"`
		Data map[string]any `json:"data"`
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return "garbage", nil
	}
	return answer.Code, answer.Data
}

func (w *town) get(path string) (string, map[string]any) {
	w.t.Helper()
	return w.ask(http.MethodGet, path, "", "")
}

// acts counts what was done by operation, and fails on anything done twice.
func (w *town) acts() map[string]int64 {
	w.t.Helper()
	all, err := w.Acts(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	done := map[string]int64{}
	for _, a := range all {
		done[a.Operation] += a.Done
		if a.Done > 1 {
			w.t.Errorf("%s of %s was done %d times", a.Operation, a.Thing, a.Done)
		}
	}
	return done
}

func TestFineStaysPaid(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sandbox.db")
	w := newTown(t, path)
	code, d := w.get("/traffic/v1/decisions/3301061900123456")
	if code != "OK" || d["state"] != "unpaid" || d["total_fen"] != 20000.0 || d["plate"] != "浙A12345" ||
		d["offence_at"] != "2026-03-01 08:12" || d["agency"] != "杭州市公安局交通警察支队" || d["surcharge_fen"] != 0.0 {
		t.Fatalf("decision: %s %v", code, d)
	}
	code, d = w.ask("POST", "/traffic/v1/settlements", "", `{"decision_no":"3301061900123456","payment_receipt":"R1","amount_fen":20000}`)
	if code != "OK" || !strings.HasPrefix(d["receipt"].(string), "F20260304") {
		t.Fatalf("settle: %s %v", code, d)
	}
	if code, _ := w.ask("POST", "/traffic/v1/settlements", "", `{"decision_no":"3301061900123456","payment_receipt":"R2"}`); code != "ALREADY_DONE" {
		t.Errorf("second settlement: %s", code)
	}
	again := newTown(t, path) // as after a SIGKILL: the first was never closed
	if _, d := again.get("/traffic/v1/decisions/3301061900123456"); d["state"] != "paid" {
		t.Errorf("after restart: %v", d["state"])
	}
	if n := again.acts()["traffic.settle"]; n != 1 {
		t.Errorf("settled %d times", n)
	}
	if code, _ := again.get("/traffic/v1/decisions/3301061900123456/settlement?receipt=R1"); code != "OK" {
		t.Errorf("lookup: %s", code)
	}
	if code, _ := again.get("/traffic/v1/decisions/3301061900123456/settlement?receipt=R2"); code != "NO_RECORD" {
		t.Errorf("lookup of another payment: %s", code)
	}
}

func TestDecisions(t *testing.T) {
	w := newTown(t, "")
	for _, c := range []struct{ path, code, state string }{
		{"4101051900123456?region=410100", "OK", "unpaid"},
		{"1101051900123456?region=110000", "OK", "unpaid"},
		{"3101061900123456?region=310000", "OK", "unpaid"},
		{"4403041900123456", "OK", "unpaid"},
		{"330106190012347", "OK", "unpaid"},  // 15 digits
		{"3301061900122001", "OK", "paid"},   // long ago
		{"3301068000000100", "OK", "unpaid"}, // one of plenty
		{"33010619001", "NO_RECORD", ""},
		{"3301061900999999", "NO_RECORD", ""},
		{"3201061900123456", "OTHER_REGION", ""},
		{"4101051900123456?region=330100", "OTHER_REGION", ""},
		{"3301061900120001", "NO_RECORD", ""},
		{"3301061900120002", "NOT_LOADED", ""},
		{"3301061900120003", "ALREADY_DONE", ""},
		{"3301061900120004", "OTHER_REGION", ""},
		{"3301061900120005", "MISMATCH", ""},
		{"3301061900120006", "CLOSED", ""},
		{"3301061900120007", "NO_PARTIAL", ""},
		{"3301061900120008", "CHANGED", ""},
		{"3301061900120009", "LIMIT", ""},
		{"3301061900120010", "REFUND_OFFLINE", ""},
		{"3301061900120011", "PENDING", ""},
		{"3301061900120012", "STOPPED", ""},
		{"3301061900120014", "", ""}, // cut
		{"3301061900120015", "500 Internal Server Error", ""},
		{"3301061900120017", "E-9999", ""},
		{"3301061900120018", "garbage", ""},
		{"3301061900120020", "302 Found", ""},
		{"3301061900120043", "OK", "unpaid"}, // only the act will time out
	} {
		code, d := w.get("/traffic/v1/decisions/" + c.path)
		state, _ := d["state"].(string)
		if code != c.code || state != c.state {
			t.Errorf("%s: %s %s, want %s %s", c.path, code, state, c.code, c.state)
		}
	}
}

func TestTrapsAtTheAct(t *testing.T) {
	w := newTown(t, "")
	settle := func(nn string) string {
		code, _ := w.ask("POST", "/traffic/v1/settlements", "", `{"decision_no":"33010619001200`+nn+`","payment_receipt":"R`+nn+`"}`)
		return code
	}
	lookup := func(nn string) string {
		code, _ := w.get("/traffic/v1/decisions/33010619001200" + nn + "/settlement?receipt=R" + nn)
		return code
	}
	for _, c := range []struct{ nn, said, found string }{
		{"33", "ALREADY_DONE", "NO_RECORD"},
		{"36", "CLOSED", "NO_RECORD"},
		{"41", "PENDING", "PENDING"},
		{"44", "", "OK"},
		{"45", "500 Internal Server Error", "NO_RECORD"},
		{"46", "500 Internal Server Error", "OK"},
		{"47", "E-9999", "NO_RECORD"},
	} {
		if said, found := settle(c.nn), lookup(c.nn); said != c.said || found != c.found {
			t.Errorf("trap %s: said %q, lookup %q, want %q, %q", c.nn, said, found, c.said, c.found)
		}
	}
	w.clock.pass(pendingFor)
	if got := lookup("41"); got != "OK" {
		t.Errorf("pending, later: %s", got)
	}
	if got := settle("38"); got != "CHANGED" {
		t.Errorf("changed: %s", got)
	}
	if _, d := w.get("/traffic/v1/decisions/3301061900120038"); d["total_fen"] != 26000.0 {
		t.Errorf("changed quote: %v", d["total_fen"])
	}
	if got := settle("38"); got != "OK" {
		t.Errorf("after the change: %s", got)
	}
	if got := []string{settle("52"), settle("52"), settle("52")}; got[0] == "OK" || got[1] == "OK" || got[2] != "OK" {
		t.Errorf("500 twice: %v", got)
	}
	w.acts()
}

func TestSpring(t *testing.T) {
	w := newTown(t, "")
	w.Spring("traffic.decision", int(trapStopped), 2)
	for n, want := range []string{"STOPPED", "STOPPED", "OK"} {
		if code, _ := w.get("/traffic/v1/decisions/3301061900123456"); code != want {
			t.Errorf("ask %d: %s, want %s", n, code, want)
		}
	}
}

func TestTrapOf(t *testing.T) {
	for _, c := range []struct {
		v    string
		want trap
	}{
		{"3301061900120013", trapHang}, {"3301061900120043", trapHang + atTheAct}, {"浙A00001", trapNotFound},
		{TrapID(5), trapMismatch}, {TrapID(43), trapHang + atTheAct}, {"小区太吵 沙箱13", trapHang}, {"noise, sandbox 43", trapHang + atTheAct},
		{"3301061900123456", 0}, {"3301061900120023", 0}, {"3301061900120053", 0}, {Citizens[0].IDNo, 0}, {"", 0}, {"0013", 0},
	} {
		if got := trapOf(c.v); got != c.want {
			t.Errorf("trapOf(%q) = %d, want %d", c.v, got, c.want)
		}
	}
}
