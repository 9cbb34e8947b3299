package cli

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
)

// newTestHouse builds a house in the sandbox, in a folder of the test's own.
func newTestHouse(t testing.TB, g Globals) *house {
	t.Helper()
	g.Data = t.TempDir()
	cfg := &Config{Listen: "127.0.0.1:0", Store: "sqlite:" + filepath.Join(g.Data, "banshi.db"), KeyFile: filepath.Join(g.Data, "keys", "master"), Regions: []string{"330100"}}
	h, err := build(t.Context(), plan{
		globals: &g, config: cfg, sandbox: true, listen: "127.0.0.1:0", now: time.Now, log: slog.New(slog.DiscardHandler),
		pushers: map[string]engine.Pusher{}, unknown: func(err error) { t.Errorf("commit unknown: %v", err) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return h
}

// say has a subject say something, and gives the replies to it.
func say(ctx context.Context, h *house, subject, id, text string) ([]bot.Logged, error) {
	return hearAt(ctx, h, subject, bot.Said{ID: id, Text: text})
}

func hearAt(ctx context.Context, h *house, subject string, what bot.What) ([]bot.Logged, error) {
	r, err := h.engine.Hear(ctx, engine.Incoming{
		Channel: bot.Channel{Name: "web", Log: true, Tell: true, Buttons: true}, Subject: subject, Lang: "zh", Region: "330100", What: what,
	})
	if err != nil {
		return nil, err
	}
	replies, _ := h.engine.Settled(ctx, r.Conversation, r.Turn)
	return replies, nil
}
