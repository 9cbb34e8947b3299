package rest

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
)

// heard is what an agency was sent.
type heard struct {
	method, path, query, body string
	header                    http.Header
}

// send makes one call to an agency that notes it and answers {}.
func send(t *testing.T, op *intents.Operation, args map[string]string, c Credential) (heard, error) {
	t.Helper()
	var got heard
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got = heard{r.Method, r.URL.EscapedPath(), r.URL.RawQuery, string(body), r.Header}
	}))
	defer server.Close()
	conn, err := New(Config{Base: server.URL + "/api/", Credential: c})
	if err != nil {
		t.Fatal(err)
	}
	_, err = conn.Do(context.Background(), connectors.Call{Operation: op, Args: args, ID: "KEY_1_2"})
	return got, err
}

func args(names ...string) []intents.Declared {
	var all []intents.Declared
	for _, n := range names {
		all = append(all, intents.Declared{Name: strings.TrimSuffix(n, "?"), Optional: strings.HasSuffix(n, "?")})
	}
	return all
}

func TestRequest(t *testing.T) {
	op := &intents.Operation{
		Name: "pay", Effect: intents.IdempotentWrite, Key: "body:trans.id", Args: args("number", "sum", "note?", "count", "cash"),
		HTTP: intents.HTTP{
			Method: "POST", Path: "/v1/fines/{number}/pay",
			Query:   []intents.Place{{Name: "q", Arg: "number"}, {Name: "left out", Arg: "note"}, {Name: "v", Const: "2 &"}},
			Headers: []intents.Place{{Name: "X-Count", Arg: "count"}},
			Body: []intents.Place{
				{Name: "fine.no", Arg: "number"}, {Name: "fine.sum", Arg: "sum", As: "yuan"}, {Name: "fine.note", Arg: "note"},
				{Name: "count", Arg: "count", As: "number"}, {Name: "cash", Arg: "cash", As: "bool"}, {Name: "kind", Const: "online"},
			},
		},
	}
	got, err := send(t, op, map[string]string{"number": `浙/A 1?#"`, "sum": "20005", "count": "3", "cash": "true"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got.method != "POST" || got.path != "/api/v1/fines/%E6%B5%99%2FA%201%3F%23%22/pay" {
		t.Errorf("asked %s %s", got.method, got.path)
	}
	if want := "q=%E6%B5%99%2FA+1%3F%23%22&v=2+%26"; got.query != want {
		t.Errorf("query %s, want %s", got.query, want)
	}
	var body, want any
	if err := json.Unmarshal([]byte(got.body), &body); err != nil {
		t.Fatal(err)
	}
	const written = `{"fine":{"no":"浙/A 1?#\"","sum":"200.05"},"count":3,"cash":true,"kind":"online","trans":{"id":"KEY_1_2"}}`
	if err := json.Unmarshal([]byte(written), &want); err != nil {
		t.Fatal(err)
	}
	a, _ := json.Marshal(body)
	b, _ := json.Marshal(want)
	if string(a) != string(b) || got.header.Get("X-Count") != "3" || got.header.Get("Content-Type") != "application/json" {
		t.Errorf("sent %s with %v", a, got.header)
	}
}

func TestUnsendable(t *testing.T) {
	get := func(path string, places ...intents.Place) *intents.Operation {
		return &intents.Operation{Name: "x", Effect: intents.Write, Args: args("a"), HTTP: intents.HTTP{Method: "GET", Path: path, Headers: places}}
	}
	body := func(places ...intents.Place) *intents.Operation {
		return &intents.Operation{Name: "x", Effect: intents.Write, Args: args("a"), HTTP: intents.HTTP{Method: "POST", Path: "/", Body: places}}
	}
	for _, c := range []struct {
		name, a string
		op      *intents.Operation
	}{
		{"missing argument", "", get("/x")},
		{"dots in path", "..", get("/x/{a}")},
		{"a line break in a header", "secret\r\nX-Admin: 1", get("/x", intents.Place{Name: "X-A", Arg: "a"})},
		{"no number", "secret", body(intents.Place{Name: "n", Arg: "a", As: "number"})},
		{"no amount", "secret", body(intents.Place{Name: "n", Arg: "a", As: "yuan"})},
		{"negative amount", "-1", body(intents.Place{Name: "n", Arg: "a", As: "yuan"})},
		{"no truth", "secret", body(intents.Place{Name: "n", Arg: "a", As: "bool"})},
		{"a name within a value", "1", body(intents.Place{Name: "n", Arg: "a"}, intents.Place{Name: "n.m", Arg: "a"})},
		{"a name twice", "1", body(intents.Place{Name: "n", Arg: "a"}, intents.Place{Name: "n", Arg: "a"})},
	} {
		got, err := send(t, c.op, map[string]string{"a": c.a}, nil)
		if err == nil || got.method != "" {
			t.Errorf("%s: sent, error %v", c.name, err)
			continue
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error holds the value: %v", c.name, err)
		}
	}
}

// A sketch is what would be sent, and holds no credential.
func TestSketch(t *testing.T) {
	op := &intents.Operation{Agency: "a", Name: "x", Effect: intents.Write, Key: "header:X-Request-Id", Args: args("n"),
		HTTP: intents.HTTP{Method: "POST", Path: "/x/{n}", Body: []intents.Place{{Name: "n", Arg: "n"}}}}
	conn, err := New(Config{Base: "https://agency.example/v1", Credential: Header{"Authorization", "Bearer hunter2"}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := conn.Sketch(connectors.Call{Operation: op, Args: map[string]string{"n": "1"}, ID: "KEY"})
	if err != nil || s.Method != "POST" || s.URL != "https://agency.example/v1/x/1" || s.Body != `{"n":"1"}` || s.Header.Get("X-Request-Id") != "KEY" {
		t.Errorf("%+v, %v", s, err)
	}
	if s.Header.Get("Authorization") != "" {
		t.Error("the sketch holds the credential")
	}
	if _, err := conn.Sketch(connectors.Call{Operation: op}); err == nil {
		t.Error("sketched without its argument")
	}
}
