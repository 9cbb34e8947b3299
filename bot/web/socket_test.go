package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
)

func message(id, text string) fields { return fields{"type": "message", "id": id, "text": text} }

// ready is a connection whose replay is over.
func (b *bench) ready(token string, after int64) (*wire, fields) {
	b.t.Helper()
	w, welcome := b.hello(token, after)
	for w.next()["type"] != "status" {
	}
	return w, welcome
}

func TestFirstMessage(t *testing.T) {
	b := serve(t)
	w, welcome := b.hello("", 0)
	if welcome["seq"] != 0.0 || welcome["first"] != 1.0 || welcome["sandbox"] != true || len(welcome["token"].(string)) < 43 {
		t.Fatalf("welcome %v", welcome)
	}
	if s := w.want("status"); s["state"] != "bot" {
		t.Fatalf("status %v", s)
	}
	w.send(message("a", "交罚单"))
	if a := w.want("ack"); a["id"] != "a" || a["seq"] != 1.0 {
		t.Fatalf("ack %v", a)
	}
	if r := w.want("reply"); r["seq"] != 2.0 || r["for"] != "a" || r["text"] != "echo: 交罚单" {
		t.Fatalf("reply %v", r)
	}
	b.engine.set(welcome["conversation"].(string), engine.Status{State: "queue", Place: 3})
	if s := w.want("status"); s["state"] != "queue" || s["place"] != 3.0 {
		t.Fatalf("status %v", s)
	}
}

func TestSubprotocolIsNeeded(t *testing.T) {
	b := serve(t)
	for _, offered := range [][]string{nil, {"other"}} {
		_, resp, err := (&websocket.Dialer{Subprotocols: offered}).Dial(strings.Replace(b.http.URL, "http", "ws", 1)+"/web/ws", nil)
		if err == nil || resp.StatusCode != http.StatusBadRequest {
			t.Errorf("offering %v: %v", offered, err)
		}
	}
	w := b.dial()
	if got := w.conn.Subprotocol(); got != subprotocol {
		t.Errorf("subprotocol %q", got)
	}
}

func TestHelloComesFirst(t *testing.T) {
	b := serve(t)
	for _, first := range []string{`{"type":"message","id":"a","text":"x"}`, `{"type":"ping"}`, `{"type":"nonsense"}`} {
		w := b.dial()
		w.raw(first)
		w.wantError(noHello, "")
		w.wantClose(websocket.ClosePolicyViolation)
	}
	w := b.dial()
	w.raw("not json")
	w.wantError(badJSON, "")
	w.raw(`{"type":"hello"}`) // the connection went on
	w.want("welcome")
}

func TestHelloComesInTime(t *testing.T) {
	b := serve(t, func(c *Config) { c.Limits.Hello = 50 * time.Millisecond })
	w := b.dial()
	w.wantError(noHello, "")
	w.wantClose(websocket.ClosePolicyViolation)
}

func TestTokenIsKnown(t *testing.T) {
	b := serve(t)
	for _, token := range []string{"x", newToken(), strings.Repeat("a", 8000)} {
		w := b.dial()
		w.send(fields{"type": "hello", "token": token})
		w.wantError(badToken, "")
		w.wantClose(websocket.ClosePolicyViolation)
	}
}

func TestHelloIsSaidOnce(t *testing.T) {
	b := serve(t)
	w, _ := b.ready("", 0)
	w.send(fields{"type": "hello", "token": ""})
	w.wantError(unknownType, "")
	w.send(message("a", "still here"))
	w.want("ack")
}

func TestResume(t *testing.T) {
	b := serve(t)
	w, welcome := b.ready("", 0)
	token := welcome["token"].(string)
	for i := range 3 {
		w.send(message(fmt.Sprint("m", i), "hi"))
		w.want("ack")
		w.want("reply")
	}
	w.conn.Close()
	again, second := b.hello(token, 2)
	if second["token"] != token || second["conversation"] != welcome["conversation"] || second["seq"] != 6.0 {
		t.Fatalf("welcome %v", second)
	}
	for seq := 3.0; seq <= 6; seq++ {
		f := again.next()
		want := map[bool]string{true: "said", false: "reply"}[int(seq)%2 == 1]
		if f["seq"] != seq || f["type"] != want {
			t.Fatalf("entry %v, want %s %v", f, want, seq)
		}
	}
	again.want("status")
}

func TestOlderStoreIsSeen(t *testing.T) {
	b := serve(t)
	w, welcome := b.ready("", 0)
	w.send(message("a", "hi"))
	w.want("ack")
	w.want("reply")
	again, second := b.hello(welcome["token"].(string), 50)
	if second["seq"] != 2.0 {
		t.Fatalf("welcome %v", second)
	}
	again.want("status")
	again.send(message("b", "on")) // and what comes later is not lost
	if a := again.want("ack"); a["seq"] != 3.0 {
		t.Fatalf("ack %v", a)
	}
	again.want("reply")
}

func TestReplayIsTheLast200(t *testing.T) {
	b := serve(t)
	_, welcome := b.ready("", 0)
	many := make([]bot.Reply, 450)
	for i := range many {
		many[i] = bot.Reply{Kind: bot.KindText, Text: fmt.Sprint(i)}
	}
	b.engine.say(welcome["conversation"].(string), many...)
	w, _ := b.hello(welcome["token"].(string), 3)
	for seq := 251.0; seq <= 450; seq++ {
		if r := w.want("reply"); r["seq"] != seq {
			t.Fatalf("got %v, want %v", r["seq"], seq)
		}
	}
	w.want("status")
}

func TestEveryBadFrameIsTold(t *testing.T) {
	b := serve(t)
	w, _ := b.ready("", 0)
	for _, c := range []struct {
		sent string
		code code
		id   string
	}{
		{``, badJSON, ""},
		{`null`, badJSON, ""},
		{`[]`, badJSON, ""},
		{`"x"`, badJSON, ""},
		{`{"type":"ping"} {"type":"ping"}`, badJSON, ""},
		{`{"type":"ping"`, badJSON, ""},
		{"{\"type\":\"ping\",\"x\":\"\xff\"}", badJSON, ""},
		{`{}`, badJSON, ""},
		{`{"type":null}`, badJSON, ""},
		{`{"type":7,"id":"i"}`, badJSON, "i"},
		{`{"type":""}`, badJSON, ""},
		{`{"Type":"ping"}`, badJSON, ""}, // names are exact
		{`{"type":"welcome","id":"i"}`, unknownType, "i"},
		{`{"type":"nonsense"}`, unknownType, ""},
		{`{"type":"message","text":"x"}`, badJSON, ""},
		{`{"type":"message","id":"","text":"x"}`, badJSON, ""},
		{`{"type":"message","id":7,"text":"x"}`, badJSON, ""},
		{`{"type":"message","id":null,"text":"x"}`, badJSON, ""},
		{`{"type":"message","id":"` + strings.Repeat("i", 201) + `","text":"x"}`, badJSON, strings.Repeat("i", 201)},
		{`{"type":"message","id":"i"}`, badJSON, "i"},
		{`{"type":"message","id":"i","text":null}`, badJSON, "i"},
		{`{"type":"message","id":"i","text":""}`, badJSON, "i"},
		{`{"type":"message","id":"i","text":5}`, badJSON, "i"},
		{`{"type":"message","id":"i","text":" \t\n　\u0000\u001b\u0085"}`, badJSON, "i"},
		{`{"type":"message","id":"i","text":"` + strings.Repeat("字", 2001) + `"}`, tooLarge, "i"},
		{`{"type":"choice","id":"i"}`, badJSON, "i"},
		{`{"type":"choice","id":"i","value":""}`, badJSON, "i"},
		{`{"type":"choice","id":"i","value":"v","label":3}`, badJSON, "i"},
		{`{"type":"choice","id":"i","value":"v","label":"echo"}`, staleChoice, "i"},
		{`{"type":"form","id":"i"}`, badJSON, "i"},
		{`{"type":"form","id":"i","fields":"x"}`, badJSON, "i"},
		{`{"type":"form","id":"i","fields":null}`, badJSON, "i"},
		{`{"type":"form","id":"i","fields":{"a":1}}`, badJSON, "i"},
		{`{"type":"form","id":"i","fields":{"a":"1"}}`, staleChoice, "i"},
		{`{"type":"read"}`, badJSON, ""},
		{`{"type":"read","seq":"x"}`, badJSON, ""},
	} {
		w.raw(c.sent)
		t.Log(c.sent[:min(len(c.sent), 60)])
		w.wantError(c.code, c.id)
	}
	if err := w.conn.WriteMessage(websocket.BinaryMessage, []byte(`{"type":"ping"}`)); err != nil {
		t.Fatal(err)
	}
	w.wantError(badJSON, "")
	w.raw(`{"type":"typing"}`)
	w.raw(`{"type":"read","seq":1}`)
	w.raw(`{"type":"ping","more":[1]}`)
	w.want("pong") // the connection went on, and nothing was logged
	w.send(message("good", "x"))
	if a := w.want("ack"); a["seq"] != 1.0 {
		t.Fatalf("something bad was logged: %v", a)
	}
}

func TestGoodFrames(t *testing.T) {
	b := serve(t)
	w, _ := b.ready("", 0)
	for _, c := range []struct{ sent, text string }{
		{`{"type":"message","id":"1","text":"😀"}`, "😀"},
		{`{"type":"message","id":"2","text":"` + strings.Repeat("字", 2000) + `"}`, strings.Repeat("字", 2000)},
		{`{"type":"message","id":"3","text":"a","text":"b"}`, "b"},
		{`{"text":"x","id":"no","type":"ping","type":"message","id":"4"}`, "x"},
		{`{"type":"message","id":"5","text":" a\u0000\u0007\tb\r\nc "}`, " a\tb\nc "},
		{`{"type":"message","id":"6","text":"\ud83d\ude00"}`, "😀"},
		{`{"type":"message","id":"7","text":"\ud83dx"}`, "\ufffdx"},
		{`{"type":"message","id":"\n` + strings.Repeat("é", 99) + `","text":"x"}`, "x"},
		{"\t {\"type\":\"message\",\"id\":\"8\",\"text\":\"\ufeffx\"} \n", "\ufeffx"},
	} {
		w.raw(c.sent)
		w.want("ack")
		if r := w.want("reply"); r["text"] != "echo: "+c.text {
			t.Errorf("%s: heard %q, want %q", c.sent[:min(60, len(c.sent))], r["text"], c.text)
		}
	}
}

func TestFormFieldsOfTwoKeysDoNotMerge(t *testing.T) {
	f, no := parse([]byte(`{"type":"form","id":"i","fields":{"a":"1"},"fields":{"b":"2"}}`))
	if no != nil || len(f.what.(bot.Filled).Fields) != 1 || f.what.(bot.Filled).Fields["b"] != "2" {
		t.Errorf("%+v %v", f, no)
	}
}

func TestFrameOver8KiB(t *testing.T) {
	b := serve(t)
	whole := fmt.Sprintf(`{"type":"message","id":"i","text":"x","pad":%q}`, strings.Repeat("p", mostBytes))
	for _, pieces := range []int{1, 5} {
		w, _ := b.ready("", 0)
		part, err := w.conn.NextWriter(websocket.TextMessage)
		if err != nil {
			t.Fatal(err)
		}
		for i := range pieces { // a writer with a 4 KiB buffer sends fragments
			fmt.Fprint(part, whole[i*len(whole)/pieces:(i+1)*len(whole)/pieces])
		}
		part.Close()
		w.wantError(tooLarge, "")
		w.wantClose(websocket.CloseMessageTooBig)
	}
	w, _ := b.ready("", 0)
	fits := `{"type":"message","id":"i","text":"x","pad":"` + strings.Repeat("p", mostBytes-47) + `"}`
	if len(fits) != mostBytes {
		t.Fatalf("%d bytes", len(fits))
	}
	w.raw(fits)
	w.want("ack")
}

func TestSameIDAgain(t *testing.T) {
	b := serve(t)
	w, welcome := b.ready("", 0)
	w.send(message("a", "one"))
	w.want("ack")
	first := w.want("reply")
	w.send(message("a", "other content is not looked at"))
	if a := w.want("ack"); a["seq"] != 1.0 {
		t.Fatalf("ack %v", a)
	}
	if r := w.want("reply"); r["seq"] != first["seq"] || r["text"] != first["text"] {
		t.Fatalf("reply %v", r)
	}
	w.send(fields{"type": "choice", "id": "a", "value": "v"}) // one space of ids
	w.want("ack")
	w.want("reply")
	other, _ := b.ready(welcome["token"].(string), 99)
	w.send(message("a", "one"))
	w.want("ack")
	w.want("reply")
	other.send(fields{"type": "ping"})
	other.want("pong") // the answer went to who asked
}

func TestResentWhileTheChainRuns(t *testing.T) {
	b := serve(t)
	hold := make(chan struct{})
	b.engine.hold = hold
	w, _ := b.ready("", 0)
	w.send(message("a", "slow"))
	w.want("ack")
	w.send(message("a", "slow"))
	w.want("ack")
	w.send(fields{"type": "ping"})
	w.want("pong") // nobody waits for the chain
	close(hold)
	for range 2 { // once in the log, once for the resent id
		if r := w.want("reply"); r["seq"] != 2.0 || r["for"] != "a" {
			t.Fatalf("reply %v", r)
		}
	}
}

func TestFramesAfterAMessageWaitForItsTurn(t *testing.T) {
	b := serve(t)
	w, _ := b.ready("", 0)
	b.engine.gate, b.engine.entry = make(chan struct{}), make(chan struct{}, 1)
	w.send(message("a", "x"))
	<-b.engine.entry
	w.send(fields{"type": "ping"})
	close(b.engine.gate)
	w.want("ack")
	for f := w.next(); f["type"] != "pong"; f = w.next() {
	}
}

func TestSendBeforeWelcome(t *testing.T) {
	b := serve(t)
	w := b.dial()
	w.send(fields{"type": "hello"})
	w.send(message("a", "x"))
	for _, kind := range []string{"welcome", "status", "ack", "reply"} {
		w.want(kind)
	}
}

func TestOtherSocketsReadSaid(t *testing.T) {
	b := serve(t)
	b.engine.answer = func(w bot.What) []bot.Reply {
		return []bot.Reply{{Kind: bot.KindForm, Text: "form", Form: &bot.Form{Fields: []bot.Field{{Name: "id_no"}}},
			Choices: []bot.Choice{{Value: "v1", Label: "先不办"}}}}
	}
	one, welcome := b.ready("", 0)
	two, _ := b.ready(welcome["token"].(string), 0)
	send := func(f fields) fields {
		one.send(f)
		one.want("ack")
		one.want("reply")
		got := two.want("said")
		two.want("reply")
		return got
	}
	if s := send(message("a", "hi")); s["id"] != "a" || s["kind"] != "message" || s["text"] != "hi" || s["seq"] != 1.0 {
		t.Errorf("said %v", s)
	}
	if s := send(fields{"type": "form", "id": "b", "fields": fields{"id_no": "330106198001011234", "unknown": "x"}}); s["kind"] != "form" ||
		strings.Contains(s["text"].(string), "3301061980") {
		t.Errorf("said %v", s)
	}
	if s := send(fields{"type": "choice", "id": "c", "value": "v1", "label": "先不办"}); s["kind"] != "choice" || s["text"] != "先不办" {
		t.Errorf("said %v", s)
	}
}

func TestReplyFrame(t *testing.T) {
	reply := bot.Reply{
		Kind: bot.KindPayment, Text: "请付款：{link}", Link: "pay", URL: "https://pay.example/1", Spoken: "s", Lang: "zh",
		Card:    &bot.Card{Title: "t", Facts: []bot.Fact{{Label: "l", Value: "v"}}},
		Payment: &bot.Payment{Order: "o", AmountFen: 20000, Payee: "p", State: bot.Awaiting},
		Choices: []bot.Choice{{Value: "v", Label: "l"}}, Phrase: "pay.ask", By: "fine.yaml:3", Who: "王芳",
	}
	for _, sandbox := range []bool{true, false} {
		ch := New(Config{PublicURL: "http://127.0.0.1:1", Sandbox: sandbox})
		raw, err := json.Marshal(ch.entry(bot.Logged{Seq: 7, For: "a", At: 5, Reply: &reply}))
		if err != nil {
			t.Fatal(err)
		}
		f := decode[fields](t, raw)
		if f["text"] != "请付款：https://pay.example/1" || f["seq"] != 7.0 || f["for"] != "a" || f["who"] != "王芳" || f["spoken"] != "s" {
			t.Errorf("%s", raw)
		}
		if p := f["payment"].(fields); p["url"] != "https://pay.example/1" || p["amount_fen"] != 20000.0 || p["state"] != "awaiting" {
			t.Errorf("%s", raw)
		}
		if (f["by"] != nil) != sandbox || (f["phrase"] != nil) != sandbox || f["link"] != nil {
			t.Errorf("sandbox %v: %s", sandbox, raw)
		}
	}
}

func TestUnavailableChangesNothing(t *testing.T) {
	b := serve(t)
	w, _ := b.ready("", 0)
	b.engine.down = true
	w.send(message("a", "x"))
	w.wantError(unavailable, "a")
	b.engine.mu.Lock()
	b.engine.down = false
	b.engine.mu.Unlock()
	w.send(message("a", "x"))
	if a := w.want("ack"); a["seq"] != 1.0 {
		t.Fatalf("ack %v", a)
	}
}

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

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		`{"type":"hello","token":"","after":-1e400,"lang":5}`, `{"type":"message","id":"a","text":"\ud800"}`,
		`{"type":"form","id":"a","fields":{"a":"b","a":"c"}}`, `{"type":"choice","id":"a","value":"v"}`, `{"type":"read","seq":1.5}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, no := parse(b)
		if no != nil {
			return
		}
		if (got.what != nil) != (got.id != "") || len(got.id) > mostID || got.after < 0 {
			t.Errorf("%q: %+v", b, got)
		}
		if s, ok := got.what.(bot.Said); ok && (strings.TrimSpace(s.Text) == "" || len([]rune(s.Text)) > mostRunes) {
			t.Errorf("%q: %+v", b, got)
		}
	})
}
