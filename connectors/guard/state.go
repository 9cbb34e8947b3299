package guard

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/banshi-bot/banshi/connectors"
)

// State is what a Guard has seen, for metrics and the operators' pages.
type State struct {
	Breaker    string // "closed", "open" or "half-open"
	InFlight   int    // calls being made or waiting for room
	Operations []Seen // by name
}

// Seen counts the calls of one operation since the start.
type Seen struct {
	Operation string
	Answered  int64
	Refused   int64
	Again     int64
	Unknown   int64
	Retries   int64
	P50, P95  time.Duration // of the last attempts
}

// State reads the present counts.
func (g *Guard) State() State {
	return State{Breaker: g.breaker.State().String(), InFlight: len(g.queue), Operations: g.seen.read()}
}

// kept is how many durations of an operation the percentiles are taken from.
const kept = 256

type tally struct {
	mu  sync.Mutex
	ops map[string]*counts
}

type counts struct {
	Seen
	took []time.Duration // a ring of the last attempts
	next int
}

func newTally() *tally { return &tally{ops: map[string]*counts{}} }

func (t *tally) of(op string) *counts {
	c := t.ops[op]
	if c == nil {
		c = &counts{Seen: Seen{Operation: op}}
		t.ops[op] = c
	}
	return c
}

// attempt notes how long the nth attempt of a call took.
func (t *tally) attempt(op string, took time.Duration, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.of(op)
	if n > 1 {
		c.Retries++
	}
	if len(c.took) < kept {
		c.took = append(c.took, took)
		return
	}
	c.took[c.next] = took
	c.next = (c.next + 1) % kept
}

// outcome notes how a call ended, retries and all.
func (t *tally) outcome(op string, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.of(op)
	switch {
	case err == nil:
		c.Answered++
	case errors.Is(err, connectors.ErrRefused):
		c.Refused++
	case errors.Is(err, connectors.ErrUnknown):
		c.Unknown++
	default:
		c.Again++
	}
}

func (t *tally) read() []Seen {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := make([]Seen, 0, len(t.ops))
	for _, c := range t.ops {
		s := c.Seen
		sorted := slices.Sorted(slices.Values(c.took))
		s.P50, s.P95 = at(sorted, 50), at(sorted, 95)
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Seen) int { return strings.Compare(a.Operation, b.Operation) })
	return out
}

// at is the p-th percentile of sorted durations.
func at(sorted []time.Duration, p int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, len(sorted)*p/100)]
}
