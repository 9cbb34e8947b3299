package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/connectors"
)

// launch carries out an effect on a goroutine of the engine's own: no closed tab cancels a payment.
func (e *Engine) launch(l *lane, s start) {
	end := l.begin(s.effect.Root)
	e.lanes.keep(l)
	e.work.Add(1)
	go func() {
		defer e.work.Done()
		defer e.lanes.leave(l)
		defer end()
		ctx, cancel := context.WithTimeout(e.running, e.cfg.Limits.Call)
		defer cancel()
		e.carryOut(ctx, l, s)
	}()
}

// carryOut does what an effect wants and brings its outcome back as the next Event.
func (e *Engine) carryOut(ctx context.Context, l *lane, s start) {
	if s.row.Tries > 1 && !e.closeWindow(ctx, l, s.effect) {
		return
	}
	var what bot.What
	do := s.effect.Effect.Do
	switch {
	case do.Ask != nil:
		what = e.ask(ctx, l.id, s, *do.Ask)
	case do.Pay != nil:
		what = e.open(ctx, l.id, s.row.Key, *do.Pay)
	case do.Push != nil:
		what = e.push(ctx, l.id, s.row.Key, *do.Push)
	case do.Guess != nil:
		what = e.guess(ctx, s.row.Key, *do.Guess)
	case do.Forget:
		e.erase(l)
		return
	}
	if what == nil || e.running.Err() != nil {
		return // the row stays: it is taken up again when its lease is over
	}
	ev := bot.Event{Root: s.effect.Root, For: s.effect.For, What: what}
	l.mu.Lock()
	defer l.mu.Unlock()
	settled := context.WithoutCancel(ctx)
	if err := e.load(settled, l); err != nil {
		e.cfg.Log.Error("outcome", "conversation", l.id, "err", err)
		return
	}
	_, _, _ = e.turn(settled, l, ev, Incoming{}) // it logs; the row is taken up again
}

// closeWindow ends the wait of a message whose chain was abandoned: whoever was to answer it is gone, so that what
// follows must be pushed. False: it could not be committed, and the row stays.
func (e *Engine) closeWindow(ctx context.Context, l *lane, of rowBody) bool {
	settled := context.WithoutCancel(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := e.load(settled, l); err != nil {
		e.cfg.Log.Error("outcome", "conversation", l.id, "err", err)
		return false
	}
	if l.c.Passive == 0 || l.c.Passive != of.Root {
		return true
	}
	_, _, err := e.turn(settled, l, bot.Event{Root: of.Root, For: of.For, What: bot.Late{}}, Incoming{})
	return err == nil // it logs
}

// ask asks an agency. A row taken up again is asked under its own key: a read or a keyed write is made again,
// a write without a key is unknown and looked up.
func (e *Engine) ask(ctx context.Context, conversation string, s start, a bot.Ask) bot.What {
	op, ok := e.cfg.Definitions.Live().Operation(a.Agency, a.Operation)
	key := s.row.Key
	if !ok {
		return bot.Outcome(key, connectors.Answer{}, unserved("no such operation"))
	}
	agency, ok := e.cfg.Agencies(a.Agency)
	if !ok {
		return bot.Outcome(key, connectors.Answer{}, unserved("not connected"))
	}
	id := key
	if a.Of != (bot.Key{}) {
		id = a.Of
	}
	if s.row.Tries > 1 && op.Effect == "write" && op.Key == "" {
		return bot.Outcome(key, connectors.Answer{}, &connectors.Fault{Sort: connectors.ErrUnknown, Family: "unknown_result", Code: "abandoned"})
	}
	call := connectors.Call{Operation: op, Args: a.Args, ID: id.Name(conversation), Subject: conversation}
	ask := agency.Do
	if a.Lookup {
		ask = func(ctx context.Context, c connectors.Call) (connectors.Answer, error) {
			return connectors.Lookup(ctx, agency, c, op)
		}
	}
	answer, err := ask(ctx, call)
	if err != nil && e.running.Err() != nil {
		return nil
	}
	if connectors.Down(err) {
		e.cfg.Log.Warn("agency failed", "conversation", conversation, "agency", a.Agency, "operation", a.Operation, "lookup", a.Lookup, "err", err)
	}
	return bot.Outcome(key, answer, fault(err))
}

func unserved(code string) *connectors.Fault {
	return &connectors.Fault{Sort: connectors.ErrAgain, Family: "agency_down", Code: code}
}

// fault is the sorted failure an error is; one that is not sorted may have happened.
func fault(err error) *connectors.Fault {
	if err == nil {
		return nil
	}
	var f *connectors.Fault
	if errors.As(err, &f) {
		return f
	}
	return &connectors.Fault{Sort: connectors.ErrUnknown, Family: "unknown_result", Code: "unsorted", Cause: err}
}

// open commits an order, then asks the provider. Another payer of the same bill hears that it is being paid.
func (e *Engine) open(ctx context.Context, conversation string, k bot.Key, p bot.Pay) bot.What {
	no := k.Name(conversation)
	if e.cfg.Payments == nil {
		return bot.Paid{Order: no, State: bot.Failed}
	}
	o := p.Open(conversation, no, e.now())
	err := e.cfg.Store.OpenOrder(ctx, o)
	if errors.Is(err, bot.ErrTaken) {
		return bot.Paid{Order: no, State: bot.Taken}
	}
	if err != nil {
		e.cfg.Log.Error("order", "order", no, "err", err)
		return nil
	}
	if o, err = e.cfg.Store.Order(ctx, no); err != nil {
		e.cfg.Log.Error("order", "order", no, "err", err)
		return nil
	}
	if o.State == bot.Created {
		moved, err := e.chaseOnce(ctx, o)
		if err != nil {
			e.cfg.Log.Error("order", "order", no, "err", err)
			return nil
		}
		o = moved
	}
	return newsOf(o)
}

func newsOf(o bot.Order) bot.Paid {
	return bot.Paid{Order: o.No, State: o.State, URL: o.URL, Receipt: o.Receipt, PaidAt: o.PaidAt, AmountFen: o.AmountFen, Payee: o.Payee, Why: o.Why}
}

// push sends replies of the log by the channel's own road.
func (e *Engine) push(ctx context.Context, conversation string, k bot.Key, p bot.Push) bot.What {
	u, err := e.cfg.Store.Subject(ctx, conversation)
	if err != nil {
		return bot.Delivered{Key: k, Code: "no subject"}
	}
	entries, err := e.between(ctx, conversation, p.From, p.To)
	if err != nil {
		e.cfg.Log.Error("push", "conversation", conversation, "err", err)
		return nil
	}
	pusher, ok := e.cfg.Pushers[u.Channel]
	if !ok {
		return bot.Delivered{Key: k, Held: true, Code: "no road", Texts: texts(entries)}
	}
	err = pusher.Push(ctx, u.Account, u.ID, entries)
	var held *Held
	switch {
	case err == nil:
		return bot.Delivered{Key: k}
	case errors.Is(err, connectors.ErrAgain):
		e.cfg.Log.Warn("push", "conversation", conversation, "err", err)
		return nil // when the lease is over
	case errors.Is(err, connectors.ErrUnknown):
		e.cfg.Log.Warn("push", "conversation", conversation, "err", err)
		return bot.Delivered{Key: k, Code: "unknown"} // it may have been read: saying it again would be twice
	case errors.As(err, &held):
		return bot.Delivered{Key: k, Held: true, Code: held.Code, Texts: texts(entries)}
	}
	e.cfg.Log.Warn("push", "conversation", conversation, "err", err)
	return bot.Delivered{Key: k, Held: true, Code: "failed", Texts: texts(entries)}
}

func texts(entries []bot.Logged) []string {
	var out []string
	for _, en := range entries {
		if en.Reply != nil {
			out = append(out, en.Reply.Text)
		}
	}
	return out
}

// guess asks the model; a fault is an answer too.
func (e *Engine) guess(ctx context.Context, k bot.Key, g bot.Guess) bot.What {
	if e.cfg.Model == nil {
		return bot.Guessed{Key: k, Fault: "none"}
	}
	out, err := e.cfg.Model.Guess(ctx, g)
	if err != nil {
		out = bot.Guessed{Fault: "failed"}
	}
	out.Key = k
	return out
}

// Erase deletes what is known of a conversation's citizen: the key of all its bodies, then the state.
func (e *Engine) Erase(ctx context.Context, conversation string) error {
	l := e.lanes.enter(conversation)
	defer e.lanes.leave(l)
	l.mu.Lock()
	defer l.mu.Unlock()
	return e.eraseHeld(ctx, l)
}

func (e *Engine) erase(l *lane) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := e.eraseHeld(context.WithoutCancel(e.running), l); err != nil {
		e.cfg.Log.Error("erase", "conversation", l.id, "err", err)
	}
}

// ErrUnderWay says that a conversation cannot be erased yet: an act of it waits for its outcome.
var ErrUnderWay = errors.New("an act is under way")

func (e *Engine) eraseHeld(ctx context.Context, l *lane) error {
	err := e.load(ctx, l)
	if err != nil && !lost(err) {
		return fmt.Errorf("erase %s: %w", l.id, err)
	}
	if err == nil && len(l.c.Frames) > 0 {
		if bot.UnderWay(l.c) {
			return fmt.Errorf("erase %s: %w", l.id, ErrUnderWay)
		}
		if _, _, err := e.turn(ctx, l, bot.Event{What: bot.Erased{}}, Incoming{}); err != nil {
			return fmt.Errorf("erase %s: %w", l.id, err)
		}
	}
	if err := e.cfg.Store.Erase(ctx, l.id, e.now()); err != nil {
		return fmt.Errorf("erase %s: %w", l.id, err)
	}
	l.forget()
	l.notify()
	return nil
}

// lost reports whether a conversation was found erased by half, or damaged: nobody can go on with it.
func lost(err error) bool {
	return errors.Is(err, bot.ErrErased) || errors.Is(err, bot.ErrUnreadable)
}

func readRow(r bot.Row) (rowBody, error) {
	var b rowBody
	err := bot.Unpack(r.Body, &b)
	return b, err
}
