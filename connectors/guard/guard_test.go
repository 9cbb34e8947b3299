package guard

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
)

// agency is a connector that answers as told; it takes its time.
type agency struct {
	asked  atomic.Int64
	most   atomic.Int64 // at once
	now    atomic.Int64
	takes  time.Duration
	answer func(n int64, c connectors.Call) error
}

func (a *agency) Do(ctx context.Context, c connectors.Call) (connectors.Answer, error) {
	n := a.asked.Add(1)
	if at := a.now.Add(1); at > a.most.Load() {
		a.most.Store(at)
	}
	defer a.now.Add(-1)
	select {
	case <-time.After(a.takes):
	case <-ctx.Done():
		return connectors.Answer{}, connectors.Lost("timeout", c.Operation.Effect, ctx.Err())
	}
	if a.answer == nil {
		return connectors.Answer{}, nil
	}
	return connectors.Answer{}, a.answer(n, c)
}

func call(effect intents.EffectClass) connectors.Call {
	return connectors.Call{Operation: &intents.Operation{Agency: "a", Name: string(effect), Effect: effect, Key: "header:K", Timeout: 1000}, ID: "KEY"}
}

func down(_ int64, c connectors.Call) error {
	return connectors.Lost("http 500", c.Operation.Effect, nil)
}

func TestRetriesByEffect(t *testing.T) {
	for _, c := range []struct {
		effect intents.EffectClass
		asked  int64
		sort   error
	}{
		{intents.Read, 3, connectors.ErrAgain},
		{intents.IdempotentWrite, 3, connectors.ErrUnknown},
		{intents.Write, 1, connectors.ErrUnknown},
	} {
		synctest.Test(t, func(t *testing.T) {
			a := &agency{answer: down}
			g := New(a, Limits{})
			if _, err := g.Do(t.Context(), call(c.effect)); !errors.Is(err, c.sort) {
				t.Errorf("%s: %v, want %v", c.effect, err, c.sort)
			}
			if a.asked.Load() != c.asked {
				t.Errorf("%s: asked %d times, want %d", c.effect, a.asked.Load(), c.asked)
			}
		})
	}
}

func TestRetryHeals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &agency{answer: func(n int64, c connectors.Call) error {
			if c.ID != "KEY" {
				t.Errorf("attempt %d under the key %s", n, c.ID)
			}
			if n < 3 {
				return down(n, c)
			}
			return nil
		}}
		g := New(a, Limits{})
		if _, err := g.Do(t.Context(), call(intents.IdempotentWrite)); err != nil {
			t.Error(err)
		}
		if s := g.State().Operations[0]; s.Answered != 1 || s.Retries != 2 || s.Unknown != 0 {
			t.Errorf("state: %+v", s)
		}
	})
}

// A first attempt that may have happened is not forgotten because a later one did not reach the agency, or because the
// agency calls it paid already.
func TestUnknownStays(t *testing.T) {
	for _, c := range []struct {
		later error
		want  error
	}{
		{connectors.Unsent("connection", nil), connectors.ErrUnknown},
		{connectors.Said("already_paid", "40002", intents.IdempotentWrite), connectors.ErrUnknown},
		{connectors.Said("window_closed", "40003", intents.IdempotentWrite), connectors.ErrRefused},
	} {
		synctest.Test(t, func(t *testing.T) {
			g := New(&agency{answer: func(n int64, call connectors.Call) error {
				if n == 1 {
					return down(n, call)
				}
				return c.later
			}}, Limits{})
			if _, err := g.Do(t.Context(), call(intents.IdempotentWrite)); !errors.Is(err, c.want) {
				t.Errorf("after %v: %v, want %v", c.later, err, c.want)
			}
		})
	}
}

func TestRefusalIsNotRetried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &agency{answer: func(int64, connectors.Call) error { return connectors.Said("not_found", "404", intents.Read) }}
		g := New(a, Limits{})
		for range 100 {
			if _, err := g.Do(t.Context(), call(intents.Read)); !errors.Is(err, connectors.ErrRefused) {
				t.Fatal(err)
			}
		}
		if a.asked.Load() != 100 || g.State().Breaker != "closed" {
			t.Errorf("asked %d times, breaker %s", a.asked.Load(), g.State().Breaker)
		}
	})
}

func TestDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := New(&agency{takes: time.Minute}, Limits{})
		began := time.Now()
		_, err := g.Do(t.Context(), call(intents.Write))
		if took := time.Since(began); took != time.Second || !errors.Is(err, connectors.ErrUnknown) {
			t.Errorf("took %v: %v", took, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		defer cancel()
		began = time.Now()
		_, err = g.Do(ctx, call(intents.Read))
		if took := time.Since(began); took != 1500*time.Millisecond || !errors.Is(err, connectors.ErrAgain) {
			t.Errorf("with the caller's deadline: took %v: %v", took, err)
		}
	})
}

func TestBreaker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad := true
		a := &agency{answer: func(n int64, c connectors.Call) error {
			if bad {
				return down(n, c)
			}
			return nil
		}}
		g := New(a, Limits{Open: 10 * time.Second})
		for range 30 {
			g.Do(t.Context(), call(intents.Write))
		}
		asked := a.asked.Load()
		if asked < 20 || asked > 21 || g.State().Breaker != "open" {
			t.Errorf("asked %d times, breaker %s", asked, g.State().Breaker)
		}
		_, err := g.Do(t.Context(), call(intents.Write))
		var f *connectors.Fault
		if !errors.As(err, &f) || !errors.Is(err, connectors.ErrAgain) || f.Code != "breaker open" {
			t.Errorf("while open: %v", err)
		}
		bad = false
		time.Sleep(11 * time.Second)
		for range 3 {
			if _, err := g.Do(t.Context(), call(intents.Read)); err != nil {
				t.Errorf("half open: %v", err)
			}
		}
		if g.State().Breaker != "closed" {
			t.Errorf("healed: %s", g.State().Breaker)
		}
	})
}

func TestRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &agency{takes: 500 * time.Millisecond}
		g := New(a, Limits{})
		var full atomic.Int64
		done := make(chan struct{})
		const callers = 120
		for range callers {
			go func() {
				_, err := g.Do(t.Context(), call(intents.Read))
				var f *connectors.Fault
				if errors.As(err, &f) && f.Code == "queue full" {
					full.Add(1)
				} else if err != nil {
					t.Error(err)
				}
				done <- struct{}{}
			}()
		}
		for range callers {
			<-done
		}
		if a.most.Load() != 32 || full.Load() != callers-32-64 || g.State().InFlight != 0 {
			t.Errorf("at once %d, refused %d, left over %d", a.most.Load(), full.Load(), g.State().InFlight)
		}
		if s := g.State().Operations[0]; s.P50 != 500*time.Millisecond || s.P95 != 500*time.Millisecond || s.Answered != 96 || s.Again != 24 {
			t.Errorf("state: %+v", s)
		}
	})
}

// In an outage a crowd of reads is not multiplied by its retries.
func TestRetryBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &agency{answer: down, takes: 200 * time.Millisecond}
		g := New(a, Limits{Least: 10000})
		done := make(chan struct{})
		const callers = 96
		for range callers {
			go func() {
				g.Do(t.Context(), call(intents.Read))
				done <- struct{}{}
			}()
		}
		for range callers {
			<-done
		}
		if n := a.asked.Load(); n > callers*3/2 {
			t.Errorf("%d callers asked %d times", callers, n)
		}
	})
}

func TestCallerLeaving(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := New(&agency{takes: 500 * time.Millisecond}, Limits{})
		for range 40 {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(100*time.Millisecond, cancel)
			if _, err := g.Do(ctx, call(intents.Read)); err == nil {
				t.Error("answered after the caller left")
			}
		}
		if b := g.State().Breaker; b != "closed" {
			t.Errorf("breaker %s", b)
		}
	})
}
