package engine

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// linkLife is how long a one-time link may be opened.
const linkLife = 10 * time.Minute

// load brings a conversation's state into its lane.
func (e *Engine) load(ctx context.Context, l *lane) error {
	if l.loaded {
		return nil
	}
	st, err := e.cfg.Store.Load(ctx, l.id)
	if err != nil {
		return err
	}
	l.c = bot.Conversation{ID: l.id}
	if st.State != nil {
		if err := bot.Unpack(st.State, &l.c); err != nil {
			return fmt.Errorf("state of %s: %w: %w", l.id, bot.ErrUnreadable, err)
		}
	}
	l.c.ID, l.c.Turn, l.c.Seq = l.id, st.N, st.Seq
	l.kept = kept{wake: st.Wake, since: st.Since, owner: st.Owner}
	l.ring, l.first, l.tail, l.loaded = st.Heard, max(st.First, 1), nil, true
	return nil
}

// demoMark stands before every payment and receipt text while money is played; who reads English is told so too.
const (
	demoMark   = "[演示] "
	demoMarkEN = demoMark + "[Demo] "
)

// decided is a turn before its commit.
type decided struct {
	turn   bot.Turn
	after  bot.Conversation
	record bot.Record
	starts []start
	moved  []movedOrder
}

// movedOrder is an order that moved before its conversation heard of it, to be committed with the turn.
type movedOrder struct {
	order bot.Order
	lines []bot.Entry
}

// start is an effect this node carries out itself once the turn is committed.
type start struct {
	row    bot.Row
	effect rowBody
}

// turn hears one event in a lane: Step, commit, and off with what it wants. A stale version is decided anew.
func (e *Engine) turn(ctx context.Context, l *lane, ev bot.Event, in Incoming) (n, seq int64, err error) {
	began := e.cfg.Now()
	for range 4 {
		d, err := e.decide(ctx, l, ev, in)
		if err != nil {
			return 0, 0, e.unavailable("decide", l.id, err)
		}
		err = e.cfg.Store.Commit(ctx, d.turn)
		if errors.Is(err, bot.ErrStale) {
			l.forget()
			if err := e.load(ctx, l); err != nil {
				return 0, 0, e.unavailable("load", l.id, err)
			}
			if r, ok := e.heardBefore(ctx, l, ev.MessageID()); ok {
				return r.Turn, r.Seq, nil
			}
			continue
		}
		if err != nil {
			l.forget()
			return 0, 0, e.unavailable("commit", l.id, err)
		}
		e.took(l, d, in)
		e.cfg.Log.LogAttrs(ctx, slog.LevelInfo, "turn", slog.String("conversation", l.id), slog.Int64("n", d.turn.N),
			slog.String("event", reflect.TypeOf(ev.What).String()), slog.String("intent", serving(d.after)), slog.Duration("took", e.cfg.Now().Sub(began)))
		return d.turn.N, d.record.Said, nil
	}
	return 0, 0, e.unavailable("commit", l.id, bot.ErrStale)
}

func serving(c bot.Conversation) string {
	if len(c.Frames) == 0 {
		return ""
	}
	return c.Frames[len(c.Frames)-1].Intent
}

// decide asks Step and makes the turn to commit.
func (e *Engine) decide(ctx context.Context, l *lane, ev bot.Event, in Incoming, moved ...movedOrder) (*decided, error) {
	c := l.c
	d := &decided{moved: moved}
	if in.Channel.Name != "" {
		met := bot.Met{ID: l.id, Channel: in.Channel, Lang: in.Lang, Region: in.Region}
		if c.Turn == 0 || met.Channel != c.Channel {
			d.record.Met = &met
		}
		c = met.Meet(c)
	}
	ev.At = max(e.now(), c.At)
	if ev.Root == 0 {
		ev.Root = c.Turn + 1
	}
	if e.cfg.Desk != nil {
		ev.Desk = e.cfg.Desk()
	}
	live := e.cfg.Definitions.Live()
	ev.What = understood(live, c, ev)
	book := e.book(ctx, live, c)
	after, effects := bot.Step(book, c, ev)
	d.record.Apart = c.Channel.Passive && !bot.Passively(c, ev)
	d.after, d.record.Event, d.record.Revision, d.record.Build = after, ev, live.Revision, e.cfg.Build
	return d, e.compose(ctx, l, c, d, effects)
}

// understood adds to words what they may mean, and to a press the label that was offered.
func understood(live *intents.Catalog, c bot.Conversation, ev bot.Event) bot.What {
	if pressed, ok := ev.What.(bot.Chosen); ok {
		pressed.Label = bot.LabelOf(c, pressed.Value)
		return pressed
	}
	said, ok := ev.What.(bot.Said)
	if !ok || live.Recogniser == nil {
		return ev.What
	}
	said.Understanding = live.Recogniser.Understand(said.Text, value.Context{At: ev.At, Zone: value.Regions().Zone(c.Region), Lang: c.Lang}).Brief()
	return said
}

// book is the live catalog with the items the conversation's frames are pinned to.
func (e *Engine) book(ctx context.Context, live *intents.Catalog, c bot.Conversation) intents.Book {
	b := intents.Book{Catalog: live, Model: e.cfg.Model != nil}
	for _, f := range c.Frames {
		if it, ok := live.Item(f.Intent, f.Region); ok && it.Digest == f.Def {
			e.pins.LoadOrStore(f.Def, it)
		}
		if it, ok := e.pin(ctx, f); ok {
			if b.Pinned == nil {
				b.Pinned = map[string]*intents.Item{}
			}
			b.Pinned[f.Def] = it
		}
	}
	return b
}

func (e *Engine) pin(ctx context.Context, f bot.Frame) (*intents.Item, bool) {
	if it, ok := e.pins.Load(f.Def); ok {
		return it.(*intents.Item), true
	}
	it, ok := e.cfg.Definitions.Pin(ctx, f.Intent, f.Region, f.Def)
	if ok {
		e.pins.Store(f.Def, it)
	}
	return it, ok
}

// compose turns effects into what the store keeps: numbered replies, rows, moved orders, links.
func (e *Engine) compose(ctx context.Context, l *lane, before bot.Conversation, d *decided, effects []bot.Effect) error {
	n := d.after.Turn
	t := &d.turn
	*t = bot.Turn{Conversation: l.id, N: n, Root: d.record.Event.Root, Seq: d.after.Seq, At: d.after.At, Wake: bot.Wake(d.after), Owner: d.after.Owner, Since: d.after.Since, Heard: l.ring}
	if a, ok := d.record.Event.What.(bot.Answered); ok {
		t.Outcome = &a
	}
	if mid := d.record.Event.MessageID(); mid != "" {
		t.Heard = l.ring.add(e.messageHash(l, mid), n)
	}
	seq := before.Seq
	if d.record.Event.Spoken() {
		seq++
		d.record.Said = seq
	}
	for _, m := range d.moved {
		t.Orders, t.Entries = append(t.Orders, m.order), append(t.Entries, m.lines...)
	}
	for _, ef := range effects {
		if r := ef.Do.Reply; r != nil {
			seq++
			d.record.Replies = append(d.record.Replies, bot.Numbered{Seq: seq, Reply: e.linked(t, *r)})
			continue
		}
		d.record.Effects = append(d.record.Effects, ef)
		if err := e.keep(ctx, d, ef); err != nil {
			return err
		}
	}
	t.Gone = gone(before, d.after)
	next := l.kept.with(*t)
	t.Wake, t.Steady = next.wake, next == l.kept
	t.Body, t.State = bot.PackRecord(d.record), bot.Pack(&d.after)
	return nil
}

// gone are the effects that were open before and are not any more.
func gone(before, after bot.Conversation) []bot.Key {
	var out []bot.Key
	for _, w := range before.Open {
		if !slices.ContainsFunc(after.Open, func(still bot.Waiter) bool { return still.Key == w.Key }) {
			out = append(out, w.Key)
		}
	}
	return out
}

// linked makes the one-time link a reply wants.
func (e *Engine) linked(t *bot.Turn, r bot.Reply) bot.Reply {
	if r.Link != "" {
		token := newToken()
		hash := sha256.Sum256([]byte(token))
		t.Links = append(t.Links, bot.Link{Hash: hash[:], Conversation: t.Conversation, Turn: t.N, Kind: r.Link, Order: r.Order, Level: r.Level, Until: t.At + linkLife.Milliseconds()})
		r.URL = e.cfg.PublicURL + "/go/" + token
	}
	return r
}

// shown is a reply as citizens read it: its link in place, and marked where money is played. The record keeps it
// as Step said it, so that running Step again gives the same.
func (e *Engine) shown(r bot.Reply) *bot.Reply {
	r.Text = strings.ReplaceAll(r.Text, "{link}", r.URL)
	if e.cfg.Sandbox && (r.Kind == bot.KindPayment || r.Kind == bot.KindReceipt) {
		mark := demoMark
		if r.Lang == "en" {
			mark = demoMarkEN
		}
		r.Text = mark + r.Text
	}
	return &r
}

// newToken is 128 random bits.
func newToken() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// rowBody is the body of an effect's row.
type rowBody struct {
	Effect bot.Effect `json:"effect"`
	Root   int64      `json:"root,omitempty"`
	For    string     `json:"for,omitempty"`
}

// keep puts one effect where it belongs: a row for what happens after the commit, an order moved, a thing filed.
func (e *Engine) keep(ctx context.Context, d *decided, ef bot.Effect) error {
	t := &d.turn
	key := bot.Key{Turn: t.N, I: ef.I}
	do := ef.Do
	switch {
	case do.Ask != nil:
		e.row(d, key, "ask", do.Ask.Due, ef)
	case do.Pay != nil:
		e.row(d, key, "pay", 0, ef)
	case do.Push != nil:
		e.row(d, key, "push", 0, ef)
	case do.Guess != nil:
		e.row(d, key, "guess", 0, ef)
	case do.Forget:
		e.row(d, key, "forget", 0, ef)
	case do.Settle != nil:
		return e.settle(ctx, t, *do.Settle)
	case do.Case != nil:
		return file(t, bot.Filed{Kind: "case", Key: key, Topic: do.Case.Intent}, do.Case)
	case do.Rate != nil:
		return file(t, bot.Filed{Kind: "rating", Key: key, Topic: do.Rate.Intent, Level: do.Rate.Level}, do.Rate)
	case do.Consent != nil:
		return file(t, bot.Filed{Kind: "consent", Key: key, Topic: do.Consent.Intent}, do.Consent)
	case do.Desk != nil:
		return file(t, bot.Filed{Kind: "handover", Key: key, Topic: do.Desk.Intent, Due: dayEnd(do.Desk.Due, d.after.Region)}, do.Desk)
	}
	return nil
}

// row keeps an effect for after the commit: taken by this node already when it is due now.
func (e *Engine) row(d *decided, key bot.Key, kind string, due int64, ef bot.Effect) {
	body := rowBody{Effect: ef, Root: d.record.Event.Root, For: d.record.Event.For}
	r := bot.Row{Conversation: d.turn.Conversation, Key: key, Kind: kind, Due: due, Body: bot.Pack(&body), Ask: ef.Do.Ask}
	if due <= d.turn.At {
		r.Due, r.Tries = d.turn.At+e.cfg.Limits.Lease.Milliseconds(), 1
		d.starts = append(d.starts, start{row: r, effect: body})
	}
	d.turn.New = append(d.turn.New, r)
}

// settle moves an order as its frame says, in the same turn. An order that moved in this turn already moves on
// from there, and is written once.
func (e *Engine) settle(ctx context.Context, t *bot.Turn, s bot.Settle) error {
	i := slices.IndexFunc(t.Orders, func(o bot.Order) bool { return o.No == s.Order })
	if i < 0 {
		o, err := e.cfg.Store.Order(ctx, s.Order)
		if errors.Is(err, bot.ErrNone) {
			return nil // it was never opened: nothing to settle
		}
		if err != nil {
			return err
		}
		moved, lines := bot.Move(o, bot.Heard{At: t.At, Is: s.To, Why: s.Why})
		if moved.Version != o.Version {
			t.Orders, t.Entries = append(t.Orders, moved), append(t.Entries, lines...)
		}
		return nil
	}
	moved, lines := bot.Move(t.Orders[i], bot.Heard{At: t.At, Is: s.To, Why: s.Why})
	moved.Version = t.Orders[i].Version
	t.Orders[i], t.Entries = moved, append(t.Entries, lines...)
	return nil
}

// file keeps what was said beside the conversation.
func file(t *bot.Turn, f bot.Filed, what any) error {
	b, err := json.Marshal(what)
	if err != nil {
		return err
	}
	f.At, f.Body = t.At, b
	t.Filed = append(t.Filed, f)
	return nil
}

// dayEnd is the instant a promised day is over in a region, 0 where none was promised.
func dayEnd(day, region string) int64 {
	d, err := time.ParseInLocation(time.DateOnly, day, value.Regions().Zone(region))
	if err != nil {
		return 0
	}
	return d.AddDate(0, 0, 1).UnixMilli()
}

// took makes a committed turn the lane's state, wakes who watches, and starts what it wants.
func (e *Engine) took(l *lane, d *decided, in Incoming) {
	if n := len(d.after.Asked); n > 0 && d.after.Asked[n-1].At == d.after.At {
		e.seen.add(in.Address, d.after.Asked[n-1].Digest, d.after.At)
	}
	e.keepMissed(l.c, d.record)
	l.c, l.ring, l.kept = d.after, d.turn.Heard, l.kept.with(d.turn)
	l.tail = append(l.tail, e.logged(d.turn, d.record)...)
	if extra := len(l.tail) - tailKept; extra > 0 {
		l.tail = append(l.tail[:0:0], l.tail[extra:]...)
	}
	e.counts.turns.Add(1)
	for _, s := range d.starts {
		e.launch(l, s)
	}
	for _, o := range d.turn.Orders {
		if o.Due > 0 && o.Due <= d.turn.At {
			e.poke()
		}
	}
	l.notify()
}

// poke makes the sweeper look now.
func (e *Engine) poke() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// unavailable logs why and gives the error channels know: nothing changed.
func (e *Engine) unavailable(doing, conversation string, err error) error {
	e.cfg.Log.Error("turn not taken", "conversation", conversation, "doing", doing, "err", err)
	e.counts.refused.Add(1)
	return fmt.Errorf("%w: %s: %w", ErrUnavailable, doing, err)
}
