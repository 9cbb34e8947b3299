package engine

import (
	"context"

	"github.com/banshi-bot/banshi/bot"
)

// missedPending bounds the texts that wait to be kept: a flood of nonsense shall not hold memory.
const missedPending = 64

// keepMissed has a text nothing was made of kept, after its turn and on a goroutine of its own: nobody waits for
// it, and its write shares the commit of whatever is written meanwhile.
func (e *Engine) keepMissed(before bot.Conversation, r bot.Record) {
	if e.cfg.Missed == nil {
		return
	}
	if r.Met != nil {
		before = r.Met.Meet(before)
	}
	m, ok := bot.MissedIn(before, r.Event, r.Replies, r.Effects)
	if !ok || e.missed.Add(1) > missedPending {
		if ok {
			e.missed.Add(-1)
		}
		return
	}
	e.async(func(ctx context.Context) {
		defer e.missed.Add(-1)
		if err := e.cfg.Missed(ctx, m); err != nil && e.running.Err() == nil {
			e.cfg.Log.Warn("text nothing was made of not kept", "err", err)
		}
	})
}
