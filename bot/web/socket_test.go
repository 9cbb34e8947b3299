package web

import (
	"encoding/json"
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
	for first, id := range map[string]string{`{"type":"message","id":"a","text":"x"}`: "a", `{"type":"ping"}`: "", `{"type":"nonsense","id":"b"}`: "b"} {
		w := b.dial()
		w.raw(first)
		w.wantError(noHello, id)
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

func TestHelloMayBeSaidAgainWhereItCouldNotBeHeard(t *testing.T) {
	b := serve(t)
	b.sessions.down = fmt.Errorf("disk: %w", bot.ErrNotWritten)
	w := b.dial()
	w.send(fields{"type": "hello"})
	w.wantError(unavailable, "")
	b.sessions.mu.Lock()
	b.sessions.down = nil
	b.sessions.mu.Unlock()
	w.send(fields{"type": "hello"})
	w.want("welcome")
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
	w.send(fields{"type": "hello", "token": "", "id": "h"})
	w.wantError(unknownType, "h")
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
