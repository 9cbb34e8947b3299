// Package guard stands between the engine and one agency: it gives each attempt a deadline, repeats what may be
// repeated, stops asking an agency that is down, and keeps one slow agency from taking all the room.
//
// What may be repeated follows the operation's effect class. A read is tried again at most twice; so is an
// idempotent write, under the same key. A write is tried once: its unknown outcome is looked up by the caller with
// connectors.Lookup, never repeated. Retries stay within a tenth of what is in flight, so that a falling agency is
// not pushed. A Guard is itself a Connector; it starts no goroutine of its own.
//
// This is the only package that knows failsafe-go.
package guard

import (
	"context"
	"errors"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/budget"
	"github.com/failsafe-go/failsafe-go/bulkhead"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/retrypolicy"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
)

// Limits are how much an agency is asked. Zero fields take the values of Default.
type Limits struct {
	InFlight int           // calls at once
	Queue    int           // calls that may wait for one of them
	Retries  int           // of a read or an idempotent write
	Wait     time.Duration // before the first retry; doubled, with full jitter
	Window   time.Duration // over which the breaker counts
	Least    int           // calls in the window before the breaker judges
	Rate     float64       // share of failures that opens it
	Open     time.Duration // how long it stays open
	Probes   int           // successes that close it again
	Timeout  time.Duration // of an attempt whose operation names none
}

// Default is what security.md's numbers are: 32 in flight, 64 waiting, half of at least 20 in 30 s.
var Default = Limits{
	InFlight: 32, Queue: 64, Retries: 2, Wait: 100 * time.Millisecond,
	Window: 30 * time.Second, Least: 20, Rate: 0.5, Open: 10 * time.Second, Probes: 3, Timeout: 5 * time.Second,
}

// Guard asks one agency through a Connector.
type Guard struct {
	next    connectors.Connector
	limits  Limits
	room    bulkhead.Bulkhead[connectors.Answer]
	queue   chan struct{} // one token for each call that is waiting or in flight
	breaker circuitbreaker.CircuitBreaker[connectors.Answer]
	again   retrypolicy.RetryPolicy[connectors.Answer]
	seen    *tally
}

// New guards a connector of one agency.
func New(next connectors.Connector, l Limits) *Guard {
	l = l.orDefault()
	return &Guard{
		next:    next,
		limits:  l,
		room:    bulkhead.New[connectors.Answer](uint(l.InFlight)),
		queue:   make(chan struct{}, l.InFlight+l.Queue),
		breaker: newBreaker(l),
		again:   newRetries(l),
		seen:    newTally(),
	}
}

func newBreaker(l Limits) circuitbreaker.CircuitBreaker[connectors.Answer] {
	return circuitbreaker.NewBuilder[connectors.Answer]().
		WithFailureRateThreshold(l.Rate, uint(l.Least), l.Window).
		WithDelay(l.Open).
		WithSuccessThreshold(uint(l.Probes)).
		Build()
}

func newRetries(l Limits) retrypolicy.RetryPolicy[connectors.Answer] {
	return retrypolicy.NewBuilder[connectors.Answer]().
		HandleIf(func(_ connectors.Answer, err error) bool { return connectors.Down(err) }).
		AbortIf(func(_ connectors.Answer, err error) bool { return errors.Is(err, errShut) }).
		WithMaxRetries(l.Retries).
		WithRandomDelay(l.Wait/10, 2*l.Wait).
		WithBudget(budget.NewBuilder().WithMaxRate(0.1).WithMinConcurrency(3).Build()).
		ReturnLastFailure().
		Build()
}

// errShut marks faults that a retry would only repeat: the breaker is open, or there is no room.
var errShut = errors.New("not asked")

// Do asks the agency. The error, if any, is a *connectors.Fault.
func (g *Guard) Do(ctx context.Context, c connectors.Call) (connectors.Answer, error) {
	leave, err := g.enter(ctx)
	if err == nil {
		defer leave()
	}
	var answer connectors.Answer
	switch {
	case err != nil:
	case c.Operation.Effect == intents.Write:
		answer, err = g.attempt(ctx, c, 1)
	default:
		answer, err = g.repeat(ctx, c)
	}
	g.seen.outcome(c.Operation.Name, err)
	return answer, err
}

// repeat asks until there is an outcome or the retries are used up. What counts is the last attempt: a caller that
// leaves while failsafe-go waits takes nothing away from it.
func (g *Guard) repeat(ctx context.Context, c connectors.Call) (answer connectors.Answer, err error) {
	err = connectors.Unsent("not begun", nil)
	var lost error // an earlier attempt whose outcome is unknown
	run := func(e failsafe.Execution[connectors.Answer]) (connectors.Answer, error) {
		answer, err = g.attempt(ctx, c, e.Attempts())
		if errors.Is(err, connectors.ErrUnknown) {
			lost = err
		}
		return answer, err
	}
	// Its result is dropped: it says no more than the last attempt did.
	_, _ = failsafe.With(g.again).WithContext(ctx).GetWithExecution(run)
	if lost != nil && !settles(err) {
		return connectors.Answer{}, lost
	}
	return answer, err
}

// settles reports whether the outcome of a repeated write also tells that of the attempt before it. "Try later" does
// not, and "already paid" may well be our own first attempt.
func settles(err error) bool {
	var f *connectors.Fault
	return err == nil || errors.As(err, &f) && errors.Is(err, connectors.ErrRefused) && f.Family != "already_paid"
}

// enter takes a place among the calls in flight, waiting in the queue while ctx allows.
func (g *Guard) enter(ctx context.Context) (leave func(), err error) {
	select {
	case g.queue <- struct{}{}:
	default:
		return nil, connectors.Unsent("queue full", errShut)
	}
	if err := g.room.AcquirePermit(ctx); err != nil {
		<-g.queue
		return nil, connectors.Unsent("no room in time", err)
	}
	return func() {
		g.room.ReleasePermit()
		<-g.queue
	}, nil
}

// attempt asks once, with the operation's deadline, and tells the breaker how it went.
func (g *Guard) attempt(ctx context.Context, c connectors.Call, n int) (connectors.Answer, error) {
	if !g.breaker.TryAcquirePermit() {
		return connectors.Answer{}, connectors.Unsent("breaker open", errShut)
	}
	limit := g.limits.Timeout
	if c.Operation.Timeout > 0 {
		limit = time.Duration(c.Operation.Timeout) * time.Millisecond
	}
	within, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	began := time.Now()
	answer, err := g.next.Do(within, c)
	g.seen.attempt(c.Operation.Name, time.Since(began), n)
	if connectors.Down(err) && ctx.Err() != context.Canceled { // a caller that left says nothing of the agency
		g.breaker.RecordFailure()
	} else {
		g.breaker.RecordSuccess()
	}
	return answer, err
}

func (l Limits) orDefault() Limits {
	for _, f := range []struct {
		at   *int
		want int
	}{
		{&l.InFlight, Default.InFlight}, {&l.Queue, Default.Queue}, {&l.Retries, Default.Retries},
		{&l.Least, Default.Least}, {&l.Probes, Default.Probes},
	} {
		if *f.at == 0 {
			*f.at = f.want
		}
	}
	for _, f := range []struct {
		at   *time.Duration
		want time.Duration
	}{
		{&l.Wait, Default.Wait}, {&l.Window, Default.Window}, {&l.Open, Default.Open}, {&l.Timeout, Default.Timeout},
	} {
		if *f.at == 0 {
			*f.at = f.want
		}
	}
	if l.Rate == 0 {
		l.Rate = Default.Rate
	}
	return l
}
