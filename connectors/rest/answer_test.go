package rest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

var morning = time.Date(2026, 3, 4, 1, 0, 0, 0, time.UTC)

func kind(t *testing.T, name string) value.Kind {
	t.Helper()
	k, err := value.New(name, value.Params{})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestCanonical(t *testing.T) {
	for _, c := range []struct{ kind, as, said, want string }{
		{"amount", "", "20000", "20000"},
		{"amount", "", "20000.00", "20000"},
		{"amount", "", "200.5", ""},
		{"amount", "yuan", "200", "20000"},
		{"amount", "yuan", "200.5", "20050"},
		{"amount", "yuan", "1,200.05", "120005"},
		{"amount", "yuan", "0.10", "10"},
		{"amount", "yuan", "-3.00", "-300"},
		{"amount", "yuan", "200.005", ""},
		{"amount", "yuan", "1e3", ""},
		{"amount", "yuan", "", ""},
		{"amount", "yuan", "12.-5", ""},
		{"number", "", "12", "12"},
		{"number", "", "zwölf", ""},
		{"truth", "", "Y", "true"},
		{"truth", "", "否", "false"},
		{"truth", "", "maybe", ""},
		{"date", "", "20260304", "2026-03-04"},
		{"date", "", "2026/3/4", "2026-03-04"},
		{"date", "", "2026-03-04 23:30:00", "2026-03-04"},
		{"date", "", "2026-03-03T23:30:00Z", "2026-03-04"},
		{"date", "", "2026-02-30", ""},
		{"date", "unix", "1772583120", "2026-03-04"},
		{"text", "unix_ms", "1772583120000", "2026-03-04 08:12"},
		{"text", "", "a\x00b\nc", "ab c"},
		{"plate", "", "浙A·12345", "浙A12345"},
		{"plate", "", "浙", ""},
		{"penalty_number", "", "3301061900123456", "3301061900123456"},
	} {
		got, err := canonical(&intents.Declared{Kind: kind(t, c.kind), As: c.as}, c.said, morning)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s %s %q: %q, %v, want %q", c.kind, c.as, c.said, got, err, c.want)
		}
	}
	if got := plain(strings.Repeat("字", 600)); len([]rune(got)) != longestText {
		t.Errorf("long text: %d characters", len([]rune(got)))
	}
}

// operation reads n, an optional o and a list l.
func operation(t *testing.T, effect intents.EffectClass) *intents.Operation {
	text, number := kind(t, "text"), kind(t, "number")
	return &intents.Operation{Name: "x", Effect: effect,
		Answer: []intents.Declared{{Name: "n", Kind: number}, {Name: "o", Kind: text, Optional: true},
			{Name: "l", Optional: true, List: []intents.Declared{{Name: "t", Kind: text}}}},
		HTTP: intents.HTTP{Data: "data", Code: "code", OK: []string{"0"},
			Errors: map[string]string{"7": "already_paid", "http 404": "not_found", "8": "agency_down", "9": "unknown_result"}}}
}

func TestRead(t *testing.T) {
	long := `[` + strings.TrimSuffix(strings.Repeat(`{"t":"`+strings.Repeat("x", 400)+`"},`, 25), ",") + `]`
	for _, c := range []struct {
		name   string
		status int
		body   string
		read   string // family, "" for an answer
		write  string
	}{
		{"good", 200, `{"code":0,"data":{"n":1}}`, "", ""},
		{"more than declared", 200, `{"code":"0","data":{"n":"1","secret":"s","o":null,"l":null}}`, "", ""},
		{"long list", 200, `{"code":0,"data":{"n":1,"l":` + long + `}}`, "", ""},
		{"mapped code", 200, `{"code":7}`, "already_paid", "already_paid"},
		{"mapped code with a bad status", 500, `{"code":"7"}`, "already_paid", "already_paid"},
		{"mapped status", 404, `<html>`, "not_found", "not_found"},
		{"mapped agency_down", 200, `{"code":8}`, "agency_down", "agency_down"},
		{"mapped unknown", 200, `{"code":9}`, "unknown_result", "unknown_result"},
		{"unmapped code", 200, `{"code":99}`, "agency_down", "unknown_result"},
		{"no code", 200, `{"data":{"n":1}}`, "agency_down", "unknown_result"},
		{"unmapped status", 403, `{"code":0,"data":{"n":1}}`, "agency_down", "unknown_result"},
		{"missing field", 200, `{"code":0,"data":{}}`, "agency_down", "unknown_result"},
		{"field of a wrong shape", 200, `{"code":0,"data":{"n":{"a":1}}}`, "agency_down", "unknown_result"},
		{"optional field of a wrong shape", 200, `{"code":0,"data":{"n":1,"o":[1]}}`, "agency_down", "unknown_result"},
		{"no JSON", 200, `{"code":0`, "agency_down", "unknown_result"},
		{"two values", 200, `{"code":0,"data":{"n":1}} {}`, "agency_down", "unknown_result"},
		{"not UTF-8", 200, "{\"code\":0,\"data\":{\"n\":1,\"o\":\"\xff\"}}", "agency_down", "unknown_result"},
		{"deep", 200, strings.Repeat("[", 20000), "agency_down", "unknown_result"},
		{"empty", 200, ``, "agency_down", "unknown_result"},
	} {
		for _, effect := range []intents.EffectClass{intents.Read, intents.Write} {
			want := c.read
			if effect == intents.Write {
				want = c.write
			}
			a, err := read(operation(t, effect), c.status, []byte(c.body), morning)
			var f *connectors.Fault
			errors.As(err, &f)
			switch {
			case want == "" && (err != nil || a.Fields["n"] != "1" || len(a.Fields) != 1):
				t.Errorf("%s: %v %v", c.name, a, err)
			case want != "" && (f == nil || f.Family != want):
				t.Errorf("%s, %s: %v, want %s", c.name, effect, err, want)
			case want != "" && effect == intents.Read && errors.Is(err, connectors.ErrUnknown):
				t.Errorf("%s: a read ended unknown", c.name)
			}
			if n := len(a.Lists["l"]); n > MaxItems || n*400 > MaxAnswer {
				t.Errorf("%s: %d items kept", c.name, n)
			}
		}
	}
}

// An answer without declared fields is enough for an operation that has none.
func TestReadNothing(t *testing.T) {
	op := &intents.Operation{Name: "x", Effect: intents.Write}
	if _, err := read(op, 204, nil, morning); err != nil {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	text, err := value.New("text", value.Params{})
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{`{"code":0,"data":{"n":1,"l":[{"t":"x"}]}}`, `[]`, `{"data":[[1]]}`, `"`, ``} {
		f.Add(200, s)
	}
	op := &intents.Operation{Name: "x", Effect: intents.Read, Answer: []intents.Declared{{Name: "n", Kind: text, From: "a.0.b", Optional: true},
		{Name: "l", List: []intents.Declared{{Name: "t", Kind: text}}, Optional: true}}, HTTP: intents.HTTP{Data: "data", Code: "code"}}
	f.Fuzz(func(t *testing.T, status int, body string) {
		a, err := read(op, status, []byte(body), morning)
		if size := len(fmt.Sprint(a)); err == nil && size > 2*MaxAnswer {
			t.Errorf("answer of %d bytes", size)
		}
	})
}
