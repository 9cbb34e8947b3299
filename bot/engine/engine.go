package engine

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/connectors"
)

// Config is what the engine is made of. Store, Definitions, Agencies, Hash and Now must be there.
type Config struct {
	Store       Store
	Definitions Definitions
	Agencies    Agencies
	Payments    connectors.Payments          // nil: nothing can be paid
	Pushers     map[string]Pusher            // by channel name
	Model       Model                        // nil: none is asked
	Missed      Missed                       // keeps texts nothing was made of; nil: they are not kept
	Hash        func(parts ...string) []byte // keyed: who has not the key cannot guess a conversation's id
	PublicURL   string                       // in one-time links, without a slash at its end
	Return      string                       // where a paid citizen is sent back to, with ?order=NO
	Desk        func() int                   // people signed in at the desk; nil: nobody
	Now         func() time.Time
	Log         *slog.Logger
	Build       string
	Sandbox     bool // money is played: every payment and receipt says so
	Limits      Limits
}

// Limits bound what the engine holds and how long it waits. Zero values take the defaults.
type Limits struct {
	Lanes   int           // hot conversations; 50,000
	Call    time.Duration // one call with its retries; 20 s
	Lease   time.Duration // until an effect nobody finished is taken up again; 30 s
	Sweep   time.Duration // between two looks at what is due; 500 ms
	Batch   int           // rows a sweep takes; 256
	Foreign int           // different foreign numbers an address may ask for in a day; 5
}

// Engine carries Events to replies. Make it with New and keep Run going.
type Engine struct {
	cfg   Config
	lanes lanes
	work  sync.WaitGroup
	stop  atomic.Bool

	running context.Context // ends when work in flight must end
	cancel  context.CancelFunc
	seen    addresses
	counts  counts
	pins    sync.Map     // digest -> *intents.Item
	missed  atomic.Int64 // texts about to be kept
	wake    chan struct{}
}

// New makes an engine.
func New(cfg Config) *Engine {
	l := &cfg.Limits
	l.Lanes, l.Batch, l.Foreign = orInt(l.Lanes, 50000), orInt(l.Batch, 256), orInt(l.Foreign, 5)
	l.Call, l.Lease, l.Sweep = orTime(l.Call, 20*time.Second), orTime(l.Lease, 30*time.Second), orTime(l.Sweep, 500*time.Millisecond)
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	e := &Engine{cfg: cfg, wake: make(chan struct{}, 1)}
	e.running, e.cancel = context.WithCancel(context.Background())
	e.lanes.limit = l.Lanes
	e.seen.limit, e.seen.kept = l.Foreign, addressesKept
	return e
}

func orInt(n, otherwise int) int {
	if n > 0 {
		return n
	}
	return otherwise
}

func orTime(d, otherwise time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return otherwise
}

func (e *Engine) now() int64 { return e.cfg.Now().UnixMilli() }

// Identify gives the id of a conversation: 16 base32 characters that only the key holder can derive.
func (e *Engine) Identify(channel, account, subject string) string {
	return base32Of(e.cfg.Hash("conversation", channel, account, subject))[:16]
}

// Hear takes in a message and returns when its own turn is committed. The same id again changes nothing.
func (e *Engine) Hear(ctx context.Context, in Incoming) (Receipt, error) {
	if e.stop.Load() {
		return Receipt{}, ErrStopping
	}
	id := e.Identify(in.Channel.Name, in.Channel.Account, in.Subject)
	l := e.lanes.enter(id)
	defer e.lanes.leave(l)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := e.load(ctx, l); err != nil {
		return Receipt{}, e.unavailable("load", id, err)
	}
	mid := bot.Event{What: in.What}.MessageID()
	if r, ok := e.heardBefore(ctx, l, mid); ok {
		return r, nil
	}
	if err := offered(l.c, in.What); err != nil {
		return Receipt{}, err
	}
	if err := e.meet(ctx, l, in); err != nil {
		return Receipt{}, e.unavailable("subject", id, err)
	}
	ev := bot.Event{For: mid, What: in.What, Over: e.seen.over(in.Address, e.now())}
	n, seq, err := e.turn(ctx, l, ev, in)
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{Conversation: id, Turn: n, Seq: seq}, nil
}

// offered refuses a button or form that is not open: nothing is logged, nothing changes.
func offered(c bot.Conversation, what bot.What) error {
	switch w := what.(type) {
	case bot.Chosen:
		if !bot.Offers(c, w.Value) {
			return ErrStaleChoice
		}
	case bot.Filled:
		for _, name := range bot.OpenFields(c) {
			if _, ok := w.Fields[name]; ok {
				return nil
			}
		}
		return ErrStaleChoice
	}
	return nil
}

// heardBefore finds a message in the ring of the last 64.
func (e *Engine) heardBefore(ctx context.Context, l *lane, mid string) (Receipt, bool) {
	if mid == "" {
		return Receipt{}, false
	}
	n, ok := l.ring.find(e.messageHash(l, mid))
	if !ok {
		return Receipt{}, false
	}
	r := Receipt{Conversation: l.id, Turn: n, Again: true}
	if t, err := e.cfg.Store.TurnAt(ctx, l.id, n); err == nil {
		if rec, err := readRecord(t); err == nil {
			r.Seq = rec.Said
		}
	}
	return r, true
}

// messageHash is what the ring knows a message by. It is asked for before the turn and in it: made once.
func (e *Engine) messageHash(l *lane, mid string) [8]byte {
	if l.hashed.mid != mid {
		l.hashed.mid, l.hashed.hash = mid, [8]byte(e.cfg.Hash("message", l.id, mid))
	}
	return l.hashed.hash
}

// meet keeps whom a new conversation belongs to, so that it can be pushed to.
func (e *Engine) meet(ctx context.Context, l *lane, in Incoming) error {
	if l.c.Turn > 0 {
		return nil
	}
	return e.cfg.Store.PutSubject(ctx, bot.Subject{
		Conversation: l.id, Channel: in.Channel.Name, Account: in.Channel.Account, ID: in.Subject, At: e.now(),
	})
}

// Prove tells a conversation who its citizen is (bot.Proved), or that the proof failed (bot.Unproved).
func (e *Engine) Prove(ctx context.Context, conversation string, what bot.What) error {
	return e.event(ctx, conversation, bot.Event{What: what})
}

// Lang is the language a conversation is held in, "" where that is not known.
func (e *Engine) Lang(ctx context.Context, conversation string) string {
	l := e.lanes.enter(conversation)
	defer e.lanes.leave(l)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := e.load(ctx, l); err != nil {
		e.cfg.Log.Error("language", "conversation", conversation, "err", err)
		return ""
	}
	return l.c.Lang
}

// event brings something that is no message to a conversation.
func (e *Engine) event(ctx context.Context, conversation string, ev bot.Event) error {
	l := e.lanes.enter(conversation)
	defer e.lanes.leave(l)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := e.load(ctx, l); err != nil {
		return e.unavailable("load", conversation, err)
	}
	_, _, err := e.turn(ctx, l, ev, Incoming{})
	return err
}

// Settled waits until nothing of a message's chain is under way, or ctx ends, and gives its replies in order.
func (e *Engine) Settled(ctx context.Context, conversation string, root int64) ([]bot.Logged, bool) {
	l := e.lanes.enter(conversation)
	defer e.lanes.leave(l)
	settled := true
	select {
	case <-l.chain(root):
	case <-ctx.Done():
		settled = false
	}
	replies, err := e.chainReplies(context.WithoutCancel(ctx), l, root)
	if err != nil {
		e.cfg.Log.Error("replies", "conversation", conversation, "err", err)
	}
	return replies, settled
}

// Late closes a message's window before its chain settled: the replies so far, with the holding reply.
func (e *Engine) Late(ctx context.Context, conversation string, root int64) ([]bot.Logged, error) {
	l := e.lanes.enter(conversation)
	defer e.lanes.leave(l)
	ev := bot.Event{Root: root, What: bot.Late{}}
	if t, err := e.cfg.Store.TurnAt(ctx, conversation, root); err == nil {
		if rec, err := readRecord(t); err == nil {
			ev.For = rec.Event.For
		}
	}
	if err := e.event(ctx, conversation, ev); err != nil {
		return nil, err
	}
	return e.chainReplies(ctx, l, root)
}

// Status says who holds a conversation.
func (e *Engine) Status(ctx context.Context, conversation string) (Status, error) {
	l := e.lanes.enter(conversation)
	defer e.lanes.leave(l)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := e.load(ctx, l); err != nil {
		return Status{}, e.unavailable("load", conversation, err)
	}
	switch l.c.Owner {
	case "":
		return Status{State: "bot"}, nil
	case "?":
		return Status{State: "queue", Place: 1}, nil
	}
	return Status{State: "person"}, nil
}

// Watch has wake called after each commit of a conversation, until stop. It is called in the middle of a turn: it
// must neither block nor call the engine.
func (e *Engine) Watch(conversation string, wake func()) (stop func()) {
	l := e.lanes.enter(conversation)
	w := &wake
	l.watch(w)
	return func() {
		if l.unwatch(w) {
			e.lanes.leave(l)
		}
	}
}

// Run sweeps until ctx ends, then refuses new messages and waits for what is in flight, at most grace long.
func (e *Engine) Run(ctx context.Context, grace time.Duration) error {
	tick := time.NewTicker(e.cfg.Limits.Sweep)
	defer tick.Stop()
	for ctx.Err() == nil {
		e.Sweep(e.running)
		select {
		case <-ctx.Done():
		case <-tick.C:
		case <-e.wake:
		}
	}
	e.stop.Store(true)
	return e.drain(grace)
}

// Stop refuses new messages from now on.
func (e *Engine) Stop() { e.stop.Store(true) }

// drain waits for the chains in flight; what is not done by then stays in its row and is done after a restart.
func (e *Engine) drain(grace time.Duration) error {
	done := make(chan struct{})
	go func() {
		e.work.Wait()
		close(done)
	}()
	t := time.NewTimer(grace)
	defer t.Stop()
	select {
	case <-done:
	case <-t.C:
	}
	e.cancel()
	<-done
	return nil
}
