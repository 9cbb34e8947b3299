// Package connectortest is what every connector must pass: it asks a small agency with a memory, and breaks the
// connection, the answer or the time in each way that happens in the field.
//
// An engineer who connects an agency describes it in YAML, writes a test server that answers as the agency does (60
// lines are enough), and calls Run. It proves that the description reads the agency right, that failures are sorted
// right, and that nothing is done twice. Everything happens in a synctest bubble over pipes: no port, no waiting.
package connectortest

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
)

// Subject is a connector with the agency it asks.
type Subject struct {
	// New makes the agency, fresh, and a count of the acts it has done.
	New func(t *testing.T) (agency http.Handler, done func() int)
	// Connect makes the connector, which asks the agency at base through client.
	Connect func(client *http.Client, base string) (connectors.Connector, error)
	// Agency is the description of the agency.
	Agency *intents.Agency

	Read     Case   // a read that is answered
	Missing  Case   // a read of something the agency does not know
	Act      Case   // an act; its operation has a key or a lookup
	Unmapped string // a body with a code that the description does not map, otherwise as good as an answer
}

// Case is one call and what its answer must hold.
type Case struct {
	Operation string
	Args      map[string]string
	Want      map[string]string // canonical values; other fields may be there too
}

var named = regexp.MustCompile(`(?m)^agency: *([a-z0-9_]+)`)

// Load reads the description of one agency, and fails the test on any fault in it.
func Load(t *testing.T, yaml string) *intents.Agency {
	t.Helper()
	name := "agency"
	if m := named.FindStringSubmatch(yaml); m != nil {
		name = m[1]
	}
	catalog, faults := intents.Load(fstest.MapFS{"agencies/" + name + ".yaml": {Data: []byte(yaml)}}, intents.Options{})
	if catalog == nil {
		t.Fatalf("description of the agency: %v", faults)
	}
	for _, a := range catalog.Agencies {
		return a
	}
	t.Fatal("description of the agency: no agency in it")
	return nil
}

// Run runs the whole conformance.
func Run(t *testing.T, s Subject) {
	for _, c := range []struct {
		name string
		run  func(*bench)
	}{
		{"read", (*bench).read},
		{"missing", (*bench).missing},
		{"act", (*bench).act},
		{"no connection", (*bench).unreachable},
		{"timeout", (*bench).timeout},
		{"timeout after the effect", (*bench).timeoutAfter},
		{"cut after the effect", (*bench).cutAfter},
		{"same call twice", (*bench).twice},
		{"500", func(b *bench) { b.broken("status 500", fail500, afterEffect(fail500)) }},
		{"oversize", func(b *bench) { b.broken("oversize", oversize, oversize) }},
		{"garbage", func(b *bench) { b.broken("garbage", garbage, afterEffect(garbage)) }},
		{"redirect", (*bench).redirect},
		{"unmapped code", func(b *bench) { b.broken("unmapped code", body(b.Unmapped), afterEffect(body(b.Unmapped))) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { c.run(newBench(t, s)) })
		})
	}
}

// bench is one agency behind a line that can be broken.
type bench struct {
	Subject
	t    *testing.T
	line *line
	conn connectors.Connector
	done func() int
}

func newBench(t *testing.T, s Subject) *bench {
	t.Helper()
	agency, done := s.New(t)
	l := newLine(t, agency)
	conn, err := s.Connect(l.client, "http://127.0.0.1")
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	return &bench{s, t, l, conn, done}
}

// id is an idempotency key as the engine makes them.
const id = "ABCDEFGHIJKLMNOP_12_3"

func (b *bench) call(c Case) connectors.Call {
	b.t.Helper()
	op, ok := b.Agency.Operations[c.Operation]
	if !ok {
		b.t.Fatalf("the agency has no operation %s", c.Operation)
	}
	return connectors.Call{Operation: op, Args: maps.Clone(c.Args), ID: id}
}

// do asks within the operation's own time.
func (b *bench) do(c Case) (connectors.Answer, error) {
	b.t.Helper()
	call := b.call(c)
	ctx, cancel := context.WithTimeout(b.t.Context(), time.Duration(call.Operation.Timeout)*time.Millisecond)
	defer cancel()
	return b.conn.Do(ctx, call)
}

// answered fails unless the answer holds what is wanted and nothing undeclared.
func (b *bench) answered(c Case, a connectors.Answer, err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("%s: %v", c.Operation, err)
	}
	for name, want := range c.Want {
		if got := a.Fields[name]; got != want {
			b.t.Errorf("%s: %s = %q, want %q", c.Operation, name, got, want)
		}
	}
	for _, name := range slices.Concat(slices.Collect(maps.Keys(a.Fields)), slices.Collect(maps.Keys(a.Lists))) {
		if _, ok := b.Agency.Operations[c.Operation].Field(name); !ok {
			b.t.Errorf("%s: field %s is not declared", c.Operation, name)
		}
	}
}

// sorted fails unless the error is a Fault of this sort and family.
func (b *bench) sorted(what string, err, sort error, family string) {
	b.t.Helper()
	var f *connectors.Fault
	switch {
	case err == nil:
		b.t.Errorf("%s: answered, want %v", what, sort)
	case !errors.As(err, &f):
		b.t.Errorf("%s: %v is no Fault", what, err)
	case !errors.Is(err, sort) || f.Family != family:
		b.t.Errorf("%s: %v, want %s: %v", what, err, family, sort)
	case !slices.Contains(intents.Families, f.Family):
		b.t.Errorf("%s: %s is no error family", what, f.Family)
	}
	for _, other := range []error{connectors.ErrAgain, connectors.ErrRefused, connectors.ErrUnknown} {
		if other != sort && errors.Is(err, other) {
			b.t.Errorf("%s: %v is of two sorts", what, err)
		}
	}
}

func (b *bench) acts(want int) {
	b.t.Helper()
	if got := b.done(); got != want {
		b.t.Errorf("the agency did %d acts, want %d", got, want)
	}
}

func (b *bench) read() {
	a, err := b.do(b.Read)
	b.answered(b.Read, a, err)
	b.acts(0)
}

func (b *bench) missing() {
	_, err := b.do(b.Missing)
	b.sorted("missing", err, connectors.ErrRefused, "not_found")
}

func (b *bench) act() {
	a, err := b.do(b.Act)
	b.answered(b.Act, a, err)
	b.acts(1)
	switch where, _, _ := strings.Cut(b.call(b.Act).Operation.Key, ":"); where {
	case "header", "body":
		if !b.line.heard(id) {
			b.t.Error("the key was not sent")
		}
	}
}

func (b *bench) unreachable() {
	b.line.close()
	_, err := b.do(b.Act)
	b.sorted("act without connection", err, connectors.ErrAgain, "agency_down")
	b.acts(0)
}

func (b *bench) timeout() {
	b.line.breakBy(hang)
	_, err := b.do(b.Read)
	b.sorted("read", err, connectors.ErrAgain, "agency_down")
}

func (b *bench) timeoutAfter() { b.unknown(afterEffect(hang)) }

func (b *bench) cutAfter() { b.unknown(afterEffect(cut)) }

// unknown is an act whose answer gets lost: unknown, then found by lookup or by the same call again.
func (b *bench) unknown(how breakage) {
	b.line.breakBy(how)
	_, err := b.do(b.Act)
	b.sorted("act", err, connectors.ErrUnknown, "unknown_result")
	b.acts(1)
	b.line.breakBy(nil)
	call := b.call(b.Act)
	if lookup, ok := b.Agency.Operations[call.Operation.Lookup]; ok {
		a, err := connectors.Lookup(b.t.Context(), b.conn, call, lookup)
		b.answered(Case{Operation: lookup.Name, Want: b.Act.Want}, a, err)
	} else {
		a, err := b.do(b.Act)
		b.answered(b.Act, a, err)
	}
	b.acts(1)
}

// twice is the same call under the same key: one effect, and with a key the same answer.
func (b *bench) twice() {
	first, err := b.do(b.Act)
	b.answered(b.Act, first, err)
	second, err := b.do(b.Act)
	if b.call(b.Act).Operation.Key != "" {
		b.answered(b.Act, second, err)
		if !maps.Equal(first.Fields, second.Fields) {
			b.t.Error("the same key got another answer")
		}
	}
	b.acts(1)
}

// broken is an answer nobody can read: nothing happened on a read, unknown on an act.
func (b *bench) broken(what string, onRead, onAct breakage) {
	b.line.breakBy(onRead)
	_, err := b.do(b.Read)
	b.sorted("read, "+what, err, connectors.ErrAgain, "agency_down")
	b.line.breakBy(onAct)
	_, err = b.do(b.Act)
	b.sorted("act, "+what, err, connectors.ErrUnknown, "unknown_result")
}

func (b *bench) redirect() {
	b.broken("redirect", redirect, afterEffect(redirect))
	if b.line.followed() {
		b.t.Error("the redirect was followed")
	}
}
