package web

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/bot"
)

const jsonType = "application/json"

// session opens one over HTTP and gives its token and conversation.
func (b *bench) session() (token, conversation string) {
	b.t.Helper()
	resp, body := b.call("POST", "/web/session", `{"lang":"en","region":"330100"}`, "Content-Type", jsonType)
	w := decode[fields](b.t, body)
	if resp.StatusCode != http.StatusCreated || w["type"] != "welcome" || w["seq"] != 0.0 || w["first"] != 1.0 {
		b.t.Fatalf("session: %d %s", resp.StatusCode, body)
	}
	return w["token"].(string), w["conversation"].(string)
}

func (b *bench) post(token, body string) (*http.Response, fields) {
	b.t.Helper()
	resp, got := b.call("POST", "/web/messages", body, "Content-Type", jsonType, "Authorization", "Bearer "+token)
	return resp, decode[fields](b.t, got)
}

func (b *bench) poll(token, query string) []fields {
	b.t.Helper()
	resp, got := b.call("GET", "/web/poll?"+query, "", "Authorization", "Bearer "+token)
	if resp.StatusCode != http.StatusOK {
		b.t.Fatalf("poll: %d %s", resp.StatusCode, got)
	}
	return decode[[]fields](b.t, got)
}

func kinds(frames []fields) string {
	var list []string
	for _, f := range frames {
		list = append(list, f["type"].(string))
	}
	return strings.Join(list, " ")
}

func TestPostAndPoll(t *testing.T) {
	b := serve(t)
	token, conversation := b.session()
	for range 2 { // the same id again gets the same ack
		resp, a := b.post(token, `{"type":"message","id":"a","text":"hi"}`)
		if resp.StatusCode != 200 || a["type"] != "ack" || a["id"] != "a" || a["seq"] != 1.0 {
			t.Fatalf("%d %v", resp.StatusCode, a)
		}
	}
	frames := b.poll(token, "after=0&wait=0")
	if kinds(frames) != "welcome said reply status" || frames[0]["token"] != nil || frames[0]["seq"] != 2.0 || frames[0]["conversation"] != conversation {
		t.Fatalf("%v", frames)
	}
	if got := kinds(b.poll(token, "after=2&wait=0")); got != "welcome status" {
		t.Error(got)
	}
	if got := kinds(b.poll(token, "after=-5&wait=0")); got != "welcome said reply status" {
		t.Error(got)
	}
	if got := kinds(b.poll(token, "after=9")); got != "welcome status" { // an older store: at once
		t.Error(got)
	}
	if in := b.engine.heard[0]; in.Lang != "en" || in.Region != "330100" || in.Channel.Name != "web" || in.Address != "" || !in.Channel.Forms {
		t.Errorf("heard %+v", in)
	}
}

// settle waits until somebody listens to a conversation.
func (b *bench) settle(conversation string) {
	b.t.Helper()
	for end := time.Now().Add(5 * time.Second); b.engine.watchers(conversation) == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			b.t.Fatal("nobody listens")
		}
	}
}

func TestPollIsWoken(t *testing.T) {
	b := serve(t)
	token, conversation := b.session()
	got := make(chan []fields)
	go func() { got <- b.poll(token, "after=0&wait=99") }()
	b.settle(conversation)
	b.engine.say(conversation, bot.Reply{Kind: bot.KindNotice, Text: "news"})
	frames := <-got
	if kinds(frames) != "welcome reply status" || frames[1]["for"] != nil {
		t.Errorf("%v", frames)
	}
	begun := time.Now()
	if got := kinds(b.poll(token, "after=1&wait=1")); got != "welcome status" || time.Since(begun) < time.Second {
		t.Errorf("%s after %v", got, time.Since(begun))
	}
}

func TestPollAnswersAtTheStop(t *testing.T) {
	b := serve(t)
	token, conversation := b.session()
	got := make(chan []fields)
	go func() { got <- b.poll(token, "after=0") }()
	b.settle(conversation)
	b.ch.Stop(context.Background())
	frames := <-got
	if kinds(frames) != "welcome status" || frames[1]["state"] != "restarting" {
		t.Errorf("%v", frames)
	}
}

// reader is a client's end of a stream.
type reader struct {
	t    *testing.T
	scan *bufio.Scanner
	stop func()
}

func (b *bench) events(token, query string, header ...string) *reader {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	b.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, "GET", b.http.URL+"/web/stream?"+query, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { resp.Body.Close() })
	if ct := resp.Header.Get("Content-Type"); !strings.HasPrefix(ct, "text/event-stream") {
		b.t.Fatalf("content type %q", ct)
	}
	return &reader{b.t, bufio.NewScanner(resp.Body), cancel}
}

// next is the next event: its id and frame; nil at the end.
func (r *reader) next() (string, fields) {
	r.t.Helper()
	id := ""
	for r.scan.Scan() {
		line := r.scan.Text()
		if v, ok := strings.CutPrefix(line, "id: "); ok {
			id = v
		} else if v, ok := strings.CutPrefix(line, "data: "); ok {
			return id, decode[fields](r.t, []byte(v))
		} else if line != "" && line != ":" {
			r.t.Fatalf("line %q", line)
		}
	}
	return "", nil
}

func (r *reader) want(kind, id string) fields {
	r.t.Helper()
	got, f := r.next()
	if f["type"] != kind || got != id {
		r.t.Fatalf("got %q %v, want %s with id %q", got, f, kind, id)
	}
	return f
}

func TestStream(t *testing.T) {
	b := serve(t)
	token, conversation := b.session()
	b.post(token, `{"type":"message","id":"a","text":"hi"}`)
	r := b.events(token, "after=1")
	if w := r.want("welcome", ""); w["token"] != nil || w["seq"] != 2.0 {
		t.Errorf("%v", w)
	}
	r.want("reply", "2")
	r.want("status", "")
	b.post(token, `{"type":"message","id":"b","text":"hi"}`)
	if s := r.want("said", "3"); s["id"] != "b" {
		t.Errorf("%v", s)
	}
	r.want("reply", "4")
	last := b.events(token, "after=0", "Last-Event-ID", "3") // wins
	last.want("welcome", "")
	last.want("reply", "4")
	last.want("status", "")
	last.stop()
	if err := b.ch.Renew(context.Background(), conversation); err != nil {
		t.Fatal(err)
	}
	fresh := r.want("token", "")["token"].(string)
	if resp, _ := b.post(token, `{"type":"message","id":"c","text":"hi"}`); resp.StatusCode != 401 {
		t.Errorf("the old token: %d", resp.StatusCode)
	}
	b.post(fresh, `{"type":"message","id":"c","text":"hi"}`)
	r.want("said", "5")
	r.want("reply", "6")
	b.ch.Stop(context.Background())
	if s := r.want("status", ""); s["state"] != "restarting" {
		t.Errorf("%v", s)
	}
	if _, f := r.next(); f != nil {
		t.Errorf("after the end: %v", f)
	}
}

func TestStreamEndsWithItsSession(t *testing.T) {
	b := serve(t)
	token, _ := b.session()
	r := b.events(token, "")
	r.want("welcome", "")
	r.want("status", "")
	b.call("POST", "/web/session/end", "", "Authorization", "Bearer "+token)
	if _, f := r.next(); f != nil {
		t.Errorf("after the end: %v", f)
	}
}

func TestHTTPErrors(t *testing.T) {
	b := serve(t, func(c *Config) {
		c.Why = func(context.Context, string, int64) ([]byte, error) { return []byte(`{"x":1}`), nil }
	})
	token, _ := b.session()
	bearer := "Bearer " + token
	good := `{"type":"message","id":"i","text":"x"}`
	for _, c := range []struct {
		method, path, body string
		header             []string
		status             int
		code               code
		id                 string
	}{
		{"POST", "/web/messages", good, []string{"Content-Type", jsonType}, 401, badToken, ""},
		{"POST", "/web/messages?token=" + token, good, []string{"Content-Type", jsonType}, 401, badToken, ""},
		{"POST", "/web/messages", good, []string{"Content-Type", jsonType, "Authorization", token}, 401, badToken, ""},
		{"POST", "/web/messages", good, []string{"Content-Type", jsonType, "Authorization", "bearer " + token}, 401, badToken, ""},
		{"POST", "/web/messages", good, []string{"Content-Type", jsonType, "Authorization", "Bearer " + newToken()}, 401, badToken, ""},
		{"POST", "/web/messages", good, []string{"Content-Type", jsonType, "Cookie", "banshi=" + token}, 401, badToken, ""},
		{"POST", "/web/messages", good, []string{"Authorization", bearer}, 415, badJSON, ""},
		{"POST", "/web/messages", good, []string{"Content-Type", "text/plain", "Authorization", bearer}, 415, badJSON, ""},
		{"POST", "/web/messages", "{", []string{"Content-Type", jsonType, "Authorization", bearer}, 400, badJSON, ""},
		{"POST", "/web/messages", `{"type":"message","id":"i"}`, []string{"Content-Type", jsonType, "Authorization", bearer}, 400, badJSON, "i"},
		{"POST", "/web/messages", `{"type":"hello"}`, []string{"Content-Type", jsonType, "Authorization", bearer}, 400, unknownType, ""},
		{"POST", "/web/messages", `{"type":"hello","id":"z"}`, []string{"Content-Type", jsonType, "Authorization", bearer}, 400, unknownType, "z"},
		{"POST", "/web/messages", `{"type":"ping","id":"z"}`, []string{"Content-Type", jsonType, "Authorization", bearer}, 400, unknownType, "z"},
		{"POST", "/web/messages", `{"type":"nonsense","id":"i"}`, []string{"Content-Type", jsonType, "Authorization", bearer}, 400, unknownType, "i"},
		{"POST", "/web/messages", `{"type":"choice","id":"i","value":"v"}`, []string{"Content-Type", jsonType, "Authorization", bearer}, 409, staleChoice, "i"},
		{"POST", "/web/messages", strings.Repeat(" ", mostBytes+1), []string{"Content-Type", jsonType, "Authorization", bearer}, 413, tooLarge, ""},
		{"POST", "/web/messages", `{"type":"message","id":"i","text":"` + strings.Repeat("x", 2001) + `"}`, []string{"Content-Type", jsonType, "Authorization", bearer}, 413, tooLarge, "i"},
		{"POST", "/web/session", "[]", []string{"Content-Type", jsonType}, 400, badJSON, ""},
		{"POST", "/web/session", "{}", []string{"Content-Type", "text/plain"}, 415, badJSON, ""},
		{"GET", "/web/session", "", nil, 405, unknownType, ""},
		{"GET", "/web/messages", "", nil, 405, unknownType, ""},
		{"PUT", "/web/messages", good, nil, 405, unknownType, ""},
		{"POST", "/web/poll", "", nil, 405, unknownType, ""},
		{"DELETE", "/web/stream", "", nil, 405, unknownType, ""},
		{"POST", "/web/ws", "", nil, 405, unknownType, ""},
		{"OPTIONS", "/web/poll", "", nil, 405, unknownType, ""},
		{"GET", "/web/ws", "", nil, 400, badJSON, ""},
		{"GET", "/web/poll", "", nil, 401, badToken, ""},
		{"GET", "/web/stream?token=" + token, "", nil, 401, badToken, ""},
		{"GET", "/web/poll?after=x", "", []string{"Authorization", bearer}, 400, badJSON, ""},
		{"GET", "/web/poll?wait=x", "", []string{"Authorization", bearer}, 400, badJSON, ""},
		{"GET", "/web/why?seq=1", "", nil, 401, badToken, ""},
		{"GET", "/web/why", "", []string{"Authorization", bearer}, 400, badJSON, ""},
		{"GET", "/web/nonsense", "", nil, 404, unknownType, ""},
		{"GET", "/web/poll", "", []string{"Authorization", bearer, "Origin", "null"}, 403, badToken, ""},
		{"GET", "/web/nonsense", "", []string{"Origin", "https://evil.example"}, 403, badToken, ""},
		{"GET", "/web/ws", "", []string{"Origin", "https://evil.example"}, 403, badToken, ""},
		{"OPTIONS", "/web/poll", "", []string{"Origin", "https://evil.example", "Access-Control-Request-Method", "GET"}, 403, badToken, ""},
		{"POST", "/web/session", "", []string{"Origin", "http://city.example"}, 403, badToken, ""}, // the scheme counts
	} {
		resp, body := b.call(c.method, c.path, c.body, c.header...)
		f := decode[fields](t, body)
		id, _ := f["for"].(string)
		if resp.StatusCode != c.status || f["type"] != "error" || f["code"] != string(c.code) || id != c.id || f["message"] == "" {
			t.Errorf("%s %s %v: %d %s", c.method, c.path, c.header, resp.StatusCode, body)
		}
		if resp.Header.Get("Cache-Control") != "no-store" || resp.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s %s: headers %v", c.method, c.path, resp.Header)
		}
		if (resp.StatusCode == 405) != (resp.Header.Get("Allow") != "") {
			t.Errorf("%s %s: Allow %q", c.method, c.path, resp.Header.Get("Allow"))
		}
	}
	if n := len(b.engine.heard); n != 0 {
		t.Errorf("%d bad messages were heard", n)
	}
	if resp, body := b.call("GET", "/web/why?seq=1", "", "Authorization", bearer); resp.StatusCode != 200 || string(body) != `{"x":1}` {
		t.Errorf("why: %d %s", resp.StatusCode, body)
	}
}

func TestTooFastAndUnavailableOverHTTP(t *testing.T) {
	b := serve(t, func(c *Config) { c.Peer = outside })
	token, _ := b.session()
	for i := range 21 {
		resp, f := b.post(token, fmt.Sprintf(`{"type":"message","id":"m%d","text":"x"}`, i))
		if i < 20 && resp.StatusCode != 200 || i == 20 && (resp.StatusCode != 429 || f["for"] != "m20" || resp.Header.Get("Retry-After") == "") {
			t.Fatalf("message %d: %d %v", i, resp.StatusCode, f)
		}
	}
	if from := b.engine.heard[0].Address; from != "203.0.113.9" {
		t.Errorf("heard from %q", from)
	}
	other, _ := b.session() // others are not slowed
	b.engine.down = true
	if resp, f := b.post(other, `{"type":"message","id":"m","text":"x"}`); resp.StatusCode != 503 || f["code"] != "unavailable" || f["for"] != "m" {
		t.Errorf("%d %v", resp.StatusCode, f)
	}
}

func TestOrigins(t *testing.T) {
	b := serve(t)
	port := b.http.URL[strings.LastIndex(b.http.URL, ":"):]
	for _, c := range []struct {
		origin string
		status int
	}{
		{b.http.URL, 201}, {"http://localhost" + port, 201}, {"https://city.example", 201},
		{"http://evil" + port, 403}, {"https://city.example.evil", 403}, {"https://localhost" + port, 403}, {"", 403}, {"null", 403},
	} {
		resp, _ := b.call("POST", "/web/session", "", "Origin", c.origin)
		if resp.StatusCode != c.status {
			t.Errorf("%q: %d", c.origin, resp.StatusCode)
		}
		if c.status == 201 && resp.Header.Get("Access-Control-Allow-Origin") != c.origin {
			t.Errorf("%q: %v", c.origin, resp.Header)
		}
	}
	live := serve(t, func(c *Config) { c.Sandbox = false })
	if resp, _ := live.call("POST", "/web/session", "", "Origin", "http://localhost"+live.http.URL[strings.LastIndex(live.http.URL, ":"):]); resp.StatusCode != 403 {
		t.Errorf("localhost without the sandbox: %d", resp.StatusCode)
	}
	resp, _ := b.call("OPTIONS", "/web/messages", "", "Origin", "https://city.example", "Access-Control-Request-Method", "POST")
	if resp.StatusCode != 204 || !strings.Contains(resp.Header.Get("Access-Control-Allow-Headers"), "Authorization") {
		t.Errorf("preflight: %d %v", resp.StatusCode, resp.Header)
	}
	for address, want := range map[string]string{
		"HTTPS://City.Example:443/x": "https://city.example", "http://[::1]:80": "http://[::1]", "nonsense": "", "ftp://x": "",
	} {
		if got := origin(address); got != want {
			t.Errorf("origin(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestSessionsOfOneAddressAreBounded(t *testing.T) {
	b := serve(t, func(c *Config) { c.Peer = outside; c.Limits.Sessions = 2 })
	b.session()
	b.session()
	if resp, body := b.call("POST", "/web/session", ""); resp.StatusCode != 429 || resp.Header.Get("Retry-After") == "" {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
}

func TestSessionEndsWithItsTime(t *testing.T) {
	now := time.Now()
	b := serve(t, func(c *Config) { c.Now = func() time.Time { return now } })
	token, _ := b.session()
	now = now.Add(179 * 24 * time.Hour)
	b.poll(token, "wait=0")
	now = now.Add(2 * 24 * time.Hour)
	if resp, _ := b.call("GET", "/web/poll", "", "Authorization", "Bearer "+token); resp.StatusCode != 401 {
		t.Errorf("%d", resp.StatusCode)
	}
}

func TestSizes(t *testing.T) {
	a := bundle()
	total := len(a.script.gz)
	for _, f := range a.named {
		total += len(f.gz)
	}
	t.Logf("loader %d, all %d bytes gzip", len(a.script.gz), total)
	if len(a.script.gz) > 5<<10 || total > 40<<10 {
		t.Errorf("loader %d, all %d bytes gzip", len(a.script.gz), total)
	}
}

func TestAssets(t *testing.T) {
	b := serve(t)
	for path, cache := range map[string]string{"/widget.js": "max-age=300", b.ch.assets.chat: "immutable", b.ch.assets.style: "immutable"} {
		resp, body := b.call("GET", path, "")
		if resp.StatusCode != 200 || len(body) == 0 || !strings.Contains(resp.Header.Get("Cache-Control"), cache) {
			t.Errorf("%s: %d %v", path, resp.StatusCode, resp.Header)
		}
		if again, _ := b.call("GET", path, "", "If-None-Match", resp.Header.Get("ETag")); again.StatusCode != 304 {
			t.Errorf("%s again: %d", path, again.StatusCode)
		}
	}
	if resp, _ := b.call("GET", "/widget/nonsense.js", ""); resp.StatusCode != 404 {
		t.Errorf("%d", resp.StatusCode)
	}
}

func TestAnEmptyChatOffersServices(t *testing.T) {
	b := serve(t, func(c *Config) {
		c.Services = func(lang string) []string { return []string{"service in " + lang} }
	})
	token, _ := b.session()
	offered := func() any { return b.poll(token, "wait=0")[0]["services"] }
	if got, ok := offered().([]any); !ok || len(got) != 1 || got[0] != "service in en" {
		t.Errorf("an empty chat offers %v", offered())
	}
	if _, body := b.call("GET", "/chat?lang=en", ""); !strings.Contains(string(body), `<button name="text" value="service in en">`) {
		t.Errorf("the page without JavaScript offers none:\n%s", body)
	}
	b.post(token, `{"type":"message","id":"m","text":"hello"}`)
	if got := offered(); got != nil {
		t.Errorf("a chat under way offers %v", got)
	}
}
