package web

import (
	"context"
	"fmt"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
)

const (
	mostReplay = 200     // entries given to who connects
	all        = 1 << 20 // entries a live client may have fallen behind
)

// feed reads one conversation's log in order, each entry once, and its status whenever that changed. One
// goroutine uses it.
type feed struct {
	engine       Engine
	conversation string
	cursor       int64 // last entry read
	told         *engine.Status
}

// begin gives the entries after `after`, at most the last 200, and where the log begins and ends.
func (f *feed) begin(ctx context.Context, after int64) (entries []bot.Logged, first, last int64, err error) {
	entries, first, last, err = f.engine.Log(ctx, f.conversation, after, mostReplay)
	if err == nil && last-after > mostReplay {
		after = last - mostReplay
		entries, first, last, err = f.engine.Log(ctx, f.conversation, after, all)
	}
	if err != nil {
		return nil, 0, 0, fmt.Errorf("read log: %w", err)
	}
	f.cursor = last
	return entries, first, last, nil
}

// next gives what came since.
func (f *feed) next(ctx context.Context) ([]bot.Logged, error) {
	entries, _, _, err := f.engine.Log(ctx, f.conversation, f.cursor, all)
	if err != nil {
		return nil, fmt.Errorf("read log: %w", err)
	}
	if len(entries) > 0 {
		f.cursor = entries[len(entries)-1].Seq
	}
	return entries, nil
}

// status gives the present one and whether it is news.
func (f *feed) status(ctx context.Context) (statusFrame, bool, error) {
	now, err := f.engine.Status(ctx, f.conversation)
	if err != nil {
		return statusFrame{}, false, fmt.Errorf("read status: %w", err)
	}
	if f.told != nil && *f.told == now {
		return statusFrame{}, false, nil
	}
	f.told = &now
	return status(now), true, nil
}
