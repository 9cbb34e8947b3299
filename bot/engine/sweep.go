package engine

import (
	"context"
	"sync/atomic"

	"github.com/banshi-bot/banshi/bot"
)

// Sweep looks once at everything that is due: abandoned or delayed effects, orders, deadlines. Each piece runs
// on a goroutine of the engine's own; Sweep returns when they are started.
func (e *Engine) Sweep(ctx context.Context) {
	now := e.now()
	e.sweepRows(ctx, now)
	e.sweepOrders(ctx, now)
	e.sweepWakes(ctx, now)
}

func (e *Engine) sweepRows(ctx context.Context, now int64) {
	rows, err := e.cfg.Store.DueRows(ctx, now, e.cfg.Limits.Batch)
	if err != nil {
		e.sweepError("rows", err)
		return
	}
	for _, r := range rows {
		lease := now + e.cfg.Limits.Lease.Milliseconds()
		taken, err := e.cfg.Store.TakeRow(ctx, r.Conversation, r.Key, r.Due, lease)
		if err != nil || !taken {
			continue
		}
		body, err := readRow(r)
		if err != nil {
			e.sweepError("row", err)
			continue
		}
		r.Tries++
		l := e.lanes.enter(r.Conversation)
		e.launch(l, start{row: r, effect: body})
		e.lanes.leave(l)
	}
}

func (e *Engine) sweepOrders(ctx context.Context, now int64) {
	orders, err := e.cfg.Store.DueOrders(ctx, now, e.cfg.Limits.Batch)
	if err != nil {
		e.sweepError("orders", err)
		return
	}
	for _, o := range orders {
		taken, err := e.cfg.Store.TakeOrder(ctx, o.No, o.Due, now+e.cfg.Limits.Lease.Milliseconds())
		if err != nil || !taken {
			continue
		}
		e.async(func(ctx context.Context) {
			if err := e.chase(ctx, o); err != nil {
				e.sweepError("order "+o.No, err)
			}
		})
	}
}

func (e *Engine) sweepWakes(ctx context.Context, now int64) {
	ids, err := e.cfg.Store.Waking(ctx, now, e.cfg.Limits.Batch)
	if err != nil {
		e.sweepError("wakes", err)
		return
	}
	for _, id := range ids {
		if err := e.event(ctx, id, bot.Event{What: bot.Tick{}}); err != nil {
			e.sweepError("tick", err)
		}
	}
}

// async runs a piece of work that Run waits for.
func (e *Engine) async(do func(ctx context.Context)) {
	e.work.Add(1)
	go func() {
		defer e.work.Done()
		ctx, cancel := context.WithTimeout(e.running, e.cfg.Limits.Call)
		defer cancel()
		do(ctx)
	}()
}

func (e *Engine) sweepError(what string, err error) {
	if e.running.Err() == nil {
		e.cfg.Log.Error("sweep", "what", what, "err", err)
	}
}

// counts are what the engine has done since it began.
type counts struct{ turns, refused, anomalies atomic.Int64 }

// Counts gives the turns committed, messages refused and order anomalies since the start.
func (e *Engine) Counts() (turns, refused, anomalies int64) {
	return e.counts.turns.Load(), e.counts.refused.Load(), e.counts.anomalies.Load()
}
