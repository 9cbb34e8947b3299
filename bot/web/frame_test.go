package web

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"github.com/banshi-bot/banshi/bot"
)

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

// FuzzPlainObject holds that what is read quickly is what encoding/json reads.
func FuzzPlainObject(f *testing.F) {
	for _, s := range []string{
		`{"type":"message","id":"1-2","text":"交罚单"}`, `{}`, `{"a":"b"} `, `{"a":"b","a":"c"}`, `{"a":"\\n"}`, `{"a":1}`, `{"a":"b",}`, `{"":""}`,
		"{\"a\":\"\x01\"}", "{\"a\":\"\x7f\"}", `{"a":"b"`, `{"a":"b"}}`, `{"a":{"b":"c"}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		quick, ok := plainObject(b)
		if !ok || !utf8.Valid(b) {
			return
		}
		var slow object
		if err := json.Unmarshal(b, &slow); err != nil || !reflect.DeepEqual(quick, slow) {
			t.Fatalf("%q: %v, but %v, %v", b, quick, slow, err)
		}
		for name, raw := range slow {
			var want string
			if err := json.Unmarshal(raw, &want); err != nil {
				t.Fatal(err)
			}
			if got, ok := quick.text(name); !ok || got != want {
				t.Fatalf("%q: %q, but %q", b, got, want)
			}
		}
	})
}
