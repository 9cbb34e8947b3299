package main

import (
	"context"
	"errors"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// slowest is the latency that 99 of 100 turns must beat for their rate to count.
const slowest = 50 * time.Millisecond

// turns measures durable turns through the websocket: rate, latency, CPU and bytes.
func (b *bench) turns(ctx context.Context, r *Report) error {
	for clients := b.clients; ; clients /= 2 {
		l, err := b.load(ctx, clients)
		if err != nil {
			return err
		}
		if l.p99 >= slowest && clients > 16 {
			continue // fewer at once wait less
		}
		r.Clients = clients
		r.add(Row{Name: "durable turns by the websocket / raw", Unit: "ratio", Measured: l.rate / r.rawRate(), First: 0.25, Goal: 0.6, More: true})
		r.add(Row{Name: "99 of 100 turns are durable within", Unit: "ms", Measured: float64(l.p99.Microseconds()) / 1000, First: 50, Goal: 50})
		r.add(Row{Name: "CPU a turn", Unit: "µs", Measured: l.cpu, First: 100, Goal: 60})
		r.add(Row{Name: "database a live turn", Unit: "bytes", Measured: l.bytes, First: 700, Goal: 300})
		r.note(Row{Name: "durable turns by the websocket", Unit: "turns/s", Measured: l.rate})
		return nil
	}
}

// loaded is what a load of citizens came to.
type loaded struct {
	rate  float64 // turns a second
	p99   time.Duration
	cpu   float64 // µs of the server a turn
	bytes float64 // of the database a turn
}

func (b *bench) load(ctx context.Context, clients int) (l loaded, err error) {
	s, err := b.serve(ctx, b.path("turns"+time.Now().Format("150405.000")))
	if err != nil {
		return l, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(s.data)) }()
	citizens, err := joinAll(ctx, s.url, clients)
	if err != nil {
		return l, errors.Join(err, s.stop())
	}
	if _, err := write(citizens, b.window/5); err != nil { // caches fill, the log of the database finds its size
		return l, errors.Join(err, s.stop())
	}
	cpu, err := s.cpu()
	if err != nil {
		return l, errors.Join(err, s.stop())
	}
	began := time.Now()
	took, err := write(citizens, b.window)
	elapsed := time.Since(began)
	after, cpuErr := s.cpu()
	all, turnsErr := s.committed()
	if err := errors.Join(err, cpuErr, turnsErr); err != nil || len(took) == 0 {
		return l, errors.Join(err, s.stop())
	}
	for _, c := range citizens {
		_ = c.conn.Close()
	}
	if err := s.stop(); err != nil {
		return l, err
	}
	info, err := os.Stat(s.data + "/banshi.db")
	if err != nil {
		return l, err
	}
	slices.Sort(took)
	l.rate = float64(len(took)) / elapsed.Seconds()
	l.p99 = took[len(took)*99/100]
	l.cpu = float64((after - cpu).Microseconds()) / float64(len(took))
	l.bytes = float64(info.Size()) / all
	return l, nil
}

// joinAll opens sessions, 64 at a time.
func joinAll(ctx context.Context, url string, n int) ([]*citizen, error) {
	out := make([]*citizen, n)
	errs := make([]error, n)
	var next atomic.Int64
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				out[i], errs[i] = join(ctx, url, int(i))
			}
		})
	}
	all.Wait()
	return out, errors.Join(errs...)
}

// write lets every citizen say one thing after the other for a while; it gives how long each ack took.
func write(citizens []*citizen, length time.Duration) ([]time.Duration, error) {
	end := time.Now().Add(length)
	took := make([][]time.Duration, len(citizens))
	errs := make([]error, len(citizens))
	var all sync.WaitGroup
	for i, c := range citizens {
		all.Go(func() {
			for time.Now().Before(end) {
				d, err := c.say()
				if err != nil {
					errs[i] = err
					return
				}
				took[i] = append(took[i], d)
			}
		})
	}
	all.Wait()
	return slices.Concat(took...), errors.Join(errs...)
}
