package connectortest_test

import (
	"errors"
	"net/http/httptest"
	"testing"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/connectors/guard"
	"github.com/banshi-bot/banshi/connectors/rest"
)

// The whole road, guard and connector and agency: what may be repeated heals by itself, what may not is looked up, and
// nothing is done twice.
func TestGuardedSandbox(t *testing.T) {
	for _, c := range []struct {
		name, agency, act string
		args              map[string]string
		heals             bool
	}{
		{"keyed, cut", "hospital", "settle", map[string]string{"bill": "B990044", "amount": "9860", "receipt": "R1"}, true},
		{"keyed, 500 after", "hospital", "settle", map[string]string{"bill": "B990046", "amount": "9860", "receipt": "R1"}, true},
		{"key in the body, cut", "opinion", "submit", map[string]string{"topic": "x", "text": "沙箱44"}, true},
		{"unkeyed, cut", "traffic", "settle", map[string]string{"number": "3301061900120044", "receipt": "R1"}, false},
		{"unkeyed, 500 after", "traffic", "settle", map[string]string{"number": "3301061900120046", "receipt": "R1"}, false},
		{"looked up by key, cut", "hotline", "submit", map[string]string{"category": "noise", "text": "沙箱44"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			handler, done := town(c.agency + "." + c.act)(t)
			server := httptest.NewServer(handler)
			defer server.Close()
			conn, err := rest.New(rest.Config{Base: server.URL + "/" + c.agency})
			if err != nil {
				t.Fatal(err)
			}
			agency, g := shipped(t, c.agency), guard.New(conn, guard.Limits{})
			call := connectors.Call{Operation: agency.Operations[c.act], Args: c.args, ID: "KEY_1_1"}
			_, err = g.Do(t.Context(), call)
			if c.heals != (err == nil) || !c.heals && !errors.Is(err, connectors.ErrUnknown) {
				t.Errorf("act: %v", err)
			}
			if lookup := agency.Operations[call.Operation.Lookup]; !c.heals {
				a, err := connectors.Lookup(t.Context(), g, call, lookup)
				if err != nil || len(a.Fields) == 0 {
					t.Errorf("lookup: %v %v", a, err)
				}
			}
			if n := done(); n != 1 {
				t.Errorf("done %d times", n)
			}
		})
	}
}

// A lookup tells apart what did not happen, what is still unknown, and what was found.
func TestLookup(t *testing.T) {
	handler, _ := town("")(t)
	server := httptest.NewServer(handler)
	defer server.Close()
	conn, err := rest.New(rest.Config{Base: server.URL + "/traffic"})
	if err != nil {
		t.Fatal(err)
	}
	agency := shipped(t, "traffic")
	for _, c := range []struct {
		number, family string
		sort           error
	}{
		{"3301061900120045", "not_found", connectors.ErrAgain},        // 500 before the effect
		{"3301061900120041", "unknown_result", connectors.ErrUnknown}, // "query later", also to the lookup
	} {
		call := connectors.Call{Operation: agency.Operations["settle"], Args: map[string]string{"number": c.number, "receipt": "R1"}, ID: "K"}
		if _, err := conn.Do(t.Context(), call); !errors.Is(err, connectors.ErrUnknown) {
			t.Errorf("%s: %v", c.number, err)
		}
		_, err := connectors.Lookup(t.Context(), conn, call, agency.Operations["settlement"])
		var f *connectors.Fault
		if !errors.As(err, &f) || f.Family != c.family || !errors.Is(err, c.sort) {
			t.Errorf("lookup of %s: %v", c.number, err)
		}
	}
}
