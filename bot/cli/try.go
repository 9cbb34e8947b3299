package cli

import (
	"context"
	"encoding/json"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/replay"
	"github.com/banshi-bot/banshi/bot/web"
	"github.com/banshi-bot/banshi/intents"
)

// tries are the cards beside the chat of the sandbox: each service by its first example.
func tries(c *intents.Catalog, sandbox bool) []web.Try {
	if !sandbox {
		return nil
	}
	var out []web.Try
	for _, id := range c.Intents() {
		it, ok := c.Any(id)
		if !ok || len(it.Examples["zh"]) == 0 || len(it.Examples["en"]) == 0 {
			continue
		}
		out = append(out, web.Try{Title: it.Title, Say: intents.Text{ZH: it.Examples["zh"][0].Text, EN: it.Examples["en"][0].Text}})
	}
	return out
}

// why explains a reply in the sandbox, by running the conversation's records again.
func (h *house) why() func(ctx context.Context, conversation string, seq int64) ([]byte, error) {
	if !h.sandbox {
		return nil
	}
	return func(ctx context.Context, conversation string, seq int64) ([]byte, error) {
		records, book, err := h.engine.Records(ctx, conversation, seq)
		if err != nil {
			return nil, err
		}
		reasons, ok := replay.Why(book, replay.Recording{Records: records})
		if !ok {
			return nil, bot.ErrNone
		}
		return json.Marshal(reasons)
	}
}
