package wechat

import (
	"context"
	"sync"
	"time"
)

// WeChat asks up to three times, five seconds apart, and sometimes oftener. What was answered is kept that long,
// so that every asker hears the same.
const (
	answersSpan = time.Minute
	answersKept = 1 << 14
	linger      = 20 * time.Second // for the retry of an asker that hung up
)

// flight is one message being answered: heard once, however many callbacks ask for its answer. The answer goes
// out on exactly one road: to the callbacks that wait, or, where none is left, as a push.
type flight struct {
	done  chan struct{} // closed when the answer is there
	taken chan struct{} // closed when a callback has it

	mu      sync.Mutex
	waiting int
	hung    bool // an asker left before its time: WeChat will ask again
	landed  bool
	gone    bool // the push road was taken
	got     bool
	text    string
}

// outcome is what a flight brings back. Kept is false where nothing was heard and a retry may try anew.
type outcome struct {
	text string
	kept bool
}

// join gives the answer for key within patience, "" where it will be pushed. The first to ask has run done, on a
// goroutine the channel waits for; push is called with the answer if no callback was left to carry it.
func (c *Channel) join(ctx context.Context, key string, run func() outcome, push func(text string)) string {
	f, known := c.flights.take(key, c.now(), func() *flight {
		return &flight{done: make(chan struct{}), taken: make(chan struct{}), waiting: 1}
	})
	if known {
		f.enter()
	} else {
		c.crew(func() { c.fly(f, key, run, push) })
	}
	patience := time.NewTimer(c.hard)
	defer patience.Stop()
	select {
	case <-f.done:
	case <-patience.C:
	case <-ctx.Done():
		return f.leave(true)
	}
	return f.leave(false)
}

func (c *Channel) fly(f *flight, key string, run func() outcome, push func(string)) {
	result := run()
	if !result.kept {
		c.flights.drop(key)
	}
	if askers := f.land(result.text); askers {
		c.await(f.taken)
	}
	if text := f.takeAway(); text != "" {
		push(text)
	}
}

// await gives a retry its time, unless the channel is being closed.
func (c *Channel) await(taken <-chan struct{}) {
	patience := time.NewTimer(linger)
	defer patience.Stop()
	select {
	case <-taken:
	case <-patience.C:
	case <-c.closing:
	}
}

func (f *flight) enter() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiting++
}

// leave ends an asker's wait and gives it the answer, if there is one and it still may go out this way.
func (f *flight) leave(hung bool) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiting--
	if hung || !f.landed || f.gone {
		f.hung = f.hung || hung
		return ""
	}
	if !f.got {
		f.got = true
		close(f.taken)
	}
	return f.text
}

// land brings the answer in and says whether anybody waits for it or will ask again.
func (f *flight) land(text string) (askers bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.text, f.landed = text, true
	close(f.done)
	return f.waiting > 0 || f.hung
}

// takeAway gives the answer to the push road, unless a callback has it.
func (f *flight) takeAway() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.got || f.waiting > 0 {
		return ""
	}
	f.gone = true
	return f.text
}
