package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
)

// fakeEngine is a small bot with a memory: lanes, the ring of ids, chains that settle when they are told to.
type fakeEngine struct {
	mu     sync.Mutex
	convs  map[string]*fakeConv
	down   bool
	dark   bool // the log cannot be read
	answer func(w bot.What) []bot.Reply
	hold   chan struct{} // not nil: replies come only when it is closed
	heard  []engine.Incoming
	gate   chan struct{} // not nil: Hear commits only when it is closed
	entry  chan struct{} // not nil: told when Hear was entered
}

type fakeConv struct {
	log     []bot.Logged
	turn    int64
	ids     map[string]engine.Receipt
	offered []bot.Choice
	form    *bot.Form
	open    map[int64]chan struct{}
	status  engine.Status
	woken   map[*func()]bool
}

func newFakeEngine() *fakeEngine {
	return &fakeEngine{convs: map[string]*fakeConv{}, answer: echo}
}

func echo(w bot.What) []bot.Reply {
	if s, ok := w.(bot.Said); ok {
		return []bot.Reply{{Kind: bot.KindText, Text: "echo: " + s.Text}}
	}
	return []bot.Reply{{Kind: bot.KindText, Text: "taken"}}
}

// conv is the conversation of an id; e.mu is held.
func (e *fakeEngine) conv(id string) *fakeConv {
	c := e.convs[id]
	if c == nil {
		c = &fakeConv{
			ids: map[string]engine.Receipt{}, open: map[int64]chan struct{}{},
			status: engine.Status{State: "bot"}, woken: map[*func()]bool{},
		}
		e.convs[id] = c
	}
	return c
}

func (c *fakeConv) wake() {
	for w := range c.woken {
		(*w)()
	}
}

func (c *fakeConv) add(l bot.Logged) int64 {
	l.Seq, l.At = int64(len(c.log))+1, time.Now().UnixMilli()
	c.log = append(c.log, l)
	return l.Seq
}

func (c *fakeConv) reply(root int64, id string, replies []bot.Reply) {
	for _, r := range replies {
		c.add(bot.Logged{Turn: root, For: id, Reply: &r})
		if r.Choices != nil {
			c.offered = r.Choices
		}
		if r.Form != nil {
			c.form = r.Form
		}
	}
}

// stale reports whether an event presses what is not offered; e.mu is held.
func (c *fakeConv) stale(w bot.What) bool {
	switch w := w.(type) {
	case bot.Chosen:
		for _, o := range c.offered {
			if o.Value == w.Value {
				return false
			}
		}
		return true
	case bot.Filled:
		if c.form == nil {
			return true
		}
		for _, f := range c.form.Fields {
			if _, ok := w.Fields[f.Name]; ok {
				return false
			}
		}
		return true
	}
	return false
}

func (e *fakeEngine) Hear(_ context.Context, in engine.Incoming) (engine.Receipt, error) {
	e.mu.Lock()
	gate, entry := e.gate, e.entry
	e.mu.Unlock()
	if entry != nil {
		entry <- struct{}{}
	}
	if gate != nil {
		<-gate
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.down {
		return engine.Receipt{}, fmt.Errorf("fake: %w", engine.ErrUnavailable)
	}
	id := e.Identify(in.Channel.Name, in.Channel.Account, in.Subject)
	c := e.conv(id)
	event := bot.Event{What: in.What}
	if got, ok := c.ids[event.MessageID()]; ok && event.Spoken() {
		got.Again = true
		return got, nil
	}
	if c.stale(in.What) {
		return engine.Receipt{}, fmt.Errorf("fake: %w", engine.ErrStaleChoice)
	}
	e.heard = append(e.heard, in)
	c.turn++
	got := engine.Receipt{Conversation: id, Turn: c.turn}
	if !event.Spoken() {
		return got, nil
	}
	c.offered, c.form = nil, nil
	got.Seq = c.add(bot.Logged{Turn: c.turn, For: event.MessageID(), Said: &event})
	c.ids[event.MessageID()] = got
	replies := e.answer(in.What)
	if e.hold == nil {
		c.reply(c.turn, event.MessageID(), replies)
		c.wake()
		return got, nil
	}
	done := make(chan struct{})
	c.open[got.Turn] = done
	go e.later(c, got.Turn, event.MessageID(), replies, e.hold, done)
	c.wake()
	return got, nil
}

func (e *fakeEngine) later(c *fakeConv, root int64, id string, replies []bot.Reply, hold, done chan struct{}) {
	<-hold
	e.mu.Lock()
	defer e.mu.Unlock()
	c.reply(root, id, replies)
	delete(c.open, root)
	close(done)
	c.wake()
}

// say adds news that nobody asked for.
func (e *fakeEngine) say(conversation string, replies ...bot.Reply) {
	e.mu.Lock()
	defer e.mu.Unlock()
	c := e.conv(conversation)
	c.reply(0, "", replies)
	c.wake()
}

func (e *fakeEngine) set(conversation string, s engine.Status) {
	e.mu.Lock()
	defer e.mu.Unlock()
	c := e.conv(conversation)
	c.status = s
	c.wake()
}

func (e *fakeEngine) Settled(ctx context.Context, conversation string, root int64) ([]bot.Logged, bool) {
	e.mu.Lock()
	open := e.conv(conversation).open[root]
	e.mu.Unlock()
	if open != nil {
		select {
		case <-open:
		case <-ctx.Done():
			return nil, false
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	var list []bot.Logged
	for _, l := range e.conv(conversation).log {
		if l.Turn == root && l.Reply != nil {
			list = append(list, l)
		}
	}
	return list, true
}

func (e *fakeEngine) Log(_ context.Context, conversation string, after int64, limit int) ([]bot.Logged, int64, int64, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.dark {
		return nil, 0, 0, fmt.Errorf("fake: %w", engine.ErrUnavailable)
	}
	log := e.conv(conversation).log
	last := int64(len(log))
	var list []bot.Logged
	for _, l := range log {
		if l.Seq > after && len(list) < limit {
			list = append(list, l)
		}
	}
	return list, min(1, last), last, nil
}

func (e *fakeEngine) Watch(conversation string, wake func()) func() {
	e.mu.Lock()
	defer e.mu.Unlock()
	w := &wake
	c := e.conv(conversation)
	c.woken[w] = true
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		delete(c.woken, w)
	}
}

func (e *fakeEngine) watchers(conversation string) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.conv(conversation).woken)
}

func (e *fakeEngine) Status(_ context.Context, conversation string) (engine.Status, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.conv(conversation).status, nil
}

func (e *fakeEngine) Identify(channel, account, subject string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{channel, account, subject}, "\x00")))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:10]))
}

// fakeSessions keeps sessions in memory.
type fakeSessions struct {
	mu   sync.Mutex
	list []Session
	down error
}

func (f *fakeSessions) Put(_ context.Context, s Session) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.down != nil {
		return f.down
	}
	for i, old := range f.list {
		if bytes.Equal(old.TokenHash, s.TokenHash) {
			f.list[i] = s
			return nil
		}
	}
	f.list = append(f.list, s)
	return nil
}

func (f *fakeSessions) Get(_ context.Context, hash []byte) (Session, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.list {
		if bytes.Equal(s.TokenHash, hash) {
			return s, true, nil
		}
	}
	return Session{}, false, nil
}

func (f *fakeSessions) End(_ context.Context, hash []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, s := range f.list {
		if bytes.Equal(s.TokenHash, hash) {
			f.list = append(f.list[:i], f.list[i+1:]...)
			return nil
		}
	}
	return nil
}

func (f *fakeSessions) Rotate(_ context.Context, old, new []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, s := range f.list {
		if bytes.Equal(s.TokenHash, old) {
			f.list[i].TokenHash = new
			return nil
		}
	}
	return fmt.Errorf("fake: %w", errToken)
}
