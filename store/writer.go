package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/banshi-bot/banshi/bot"
)

// A job is one write: it runs inside a transaction, perhaps twice, perhaps with others.
type job struct {
	of   string // the conversation, "" where it is none: turns are sorted by it
	do   func(conn) error
	bare bool // runs between two groups, with no transaction open
	err  error
	done chan struct{}
}

// groupMost bounds how long the first of a group waits for the last.
const groupMost = 1024

// writer is the one goroutine that writes to a database. What is queued when it is free is one transaction.
type writer struct {
	conn      conn
	onUnknown func(error)
	between   func() // called between two groups, with no transaction open

	mu      sync.Mutex
	queue   []*job
	closed  bool
	running bool
	woken   chan struct{} // capacity 1
	ended   chan struct{}

	unknown error                 // a COMMIT was unknown: nothing is written any more
	sick    atomic.Pointer[error] // the last write failed
	groups  atomic.Int64
	jobs    atomic.Int64
}

func newWriter(c conn, onUnknown func(error)) *writer {
	return &writer{conn: c, onUnknown: onUnknown, between: func() {}, woken: make(chan struct{}, 1), ended: make(chan struct{})}
}

// write queues a job and waits for it. Once queued it is waited for: whoever gave up would not know the truth.
func (w *writer) write(of string, do func(conn) error) error {
	return w.wait(&job{of: of, do: do, done: make(chan struct{})})
}

// aside runs what cannot run in a transaction.
func (w *writer) aside(do func(conn) error) error {
	return w.wait(&job{do: do, bare: true, done: make(chan struct{})})
}

func (w *writer) wait(j *job) error {
	if err := w.enqueue(j); err != nil {
		return err
	}
	<-j.done
	return j.err
}

func (w *writer) enqueue(j *job) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return fmt.Errorf("%w: %w", bot.ErrNotWritten, ErrClosed)
	}
	w.queue = append(w.queue, j)
	w.wake()
	return nil
}

func (w *writer) wake() {
	select {
	case w.woken <- struct{}{}:
	default:
	}
}

// start lets the writer work until it is closed and its queue is empty.
func (w *writer) start() {
	w.running = true
	go w.run()
}

func (w *writer) run() {
	defer close(w.ended)
	for range w.woken {
		for {
			group, closed := w.take()
			if len(group) == 0 && closed {
				return
			}
			if len(group) == 0 {
				break
			}
			w.work(group)
		}
	}
}

// work does what was taken: the transaction first, then what waits for the time between.
func (w *writer) work(jobs []*job) {
	inside := slices.DeleteFunc(slices.Clone(jobs), func(j *job) bool { return j.bare })
	if len(inside) > 0 {
		w.writeGroup(inside)
		for _, j := range inside {
			close(j.done)
		}
	}
	for _, j := range jobs {
		if j.bare {
			j.err = j.do(w.conn)
			close(j.done)
		}
	}
	w.between()
}

func (w *writer) take() (group []*job, closed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := min(len(w.queue), groupMost)
	group = slices.Clone(w.queue[:n])
	w.queue = slices.Delete(w.queue, 0, n)
	return group, w.closed
}

// close lets what is queued be written, then ends.
func (w *writer) close() error {
	w.mu.Lock()
	was := w.closed
	w.closed = true
	w.mu.Unlock()
	w.wake()
	if w.running {
		<-w.ended
	}
	if was {
		return nil
	}
	return w.conn.close()
}

// writeGroup writes a group, sorted so that neighbours share pages; the order within a conversation stays. A group
// that fails before its COMMIT is tried job by job, so that one bad job fails alone.
func (w *writer) writeGroup(group []*job) {
	slices.SortStableFunc(group, func(a, b *job) int { return strings.Compare(a.of, b.of) })
	w.groups.Add(1)
	w.jobs.Add(int64(len(group)))
	if w.try(group) {
		return
	}
	for i := range group {
		one := group[i : i+1]
		if !w.try(one) && w.unknown == nil {
			w.fail(one[0])
		}
	}
}

// try writes jobs as one transaction. False: nothing was written, and the jobs have the error that stopped them.
func (w *writer) try(jobs []*job) bool {
	if w.unknown != nil {
		return settle(jobs, w.unknown)
	}
	if err := w.conn.begin(); err != nil {
		return w.undo(jobs, fmt.Errorf("begin: %w", err))
	}
	for _, j := range jobs {
		j.err = j.do(w.conn)
		if r, ok := j.err.(refused); ok {
			j.err = r.error
			continue
		}
		if j.err != nil {
			return w.undo(jobs, j.err)
		}
	}
	err := w.conn.commit()
	if err == nil {
		w.sick.Store(nil)
		return true
	}
	if full(err) {
		return w.undo(jobs, fmt.Errorf("commit: %w", err))
	}
	return w.lost(jobs, fmt.Errorf("commit: %w", err))
}

// undo takes the transaction back.
func (w *writer) undo(jobs []*job, why error) bool {
	if err := w.conn.rollback(); err != nil {
		return w.lost(jobs, fmt.Errorf("rollback: %w", errors.Join(err, why)))
	}
	for _, j := range jobs {
		j.err = why
	}
	return false
}

// lost ends all writing: what was committed is known only after a restart.
func (w *writer) lost(jobs []*job, why error) bool {
	w.unknown = fmt.Errorf("%w: %w", ErrUnknown, why)
	w.sick.Store(&w.unknown)
	settle(jobs, w.unknown)
	w.onUnknown(w.unknown)
	return true
}

func settle(jobs []*job, err error) bool {
	for _, j := range jobs {
		j.err = err
	}
	return true
}

// fail sorts what a job that failed alone is told: an answer, or that it was not written.
func (w *writer) fail(j *job) {
	for _, answer := range []error{bot.ErrStale, bot.ErrTaken, ErrUnbalanced, ErrHeadMoved, bot.ErrNone} {
		if errors.Is(j.err, answer) {
			return
		}
	}
	j.err = fmt.Errorf("%w: %w", bot.ErrNotWritten, j.err)
	w.sick.Store(&j.err)
}

// healthy gives the failure that no write has followed well since.
func (w *writer) healthy() error {
	if p := w.sick.Load(); p != nil {
		return *p
	}
	return nil
}
