package engine_test

import (
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
)

// A press is logged under the label that was offered for its value, whatever the client says it read.
func TestAPressIsLoggedUnderTheLabelOffered(t *testing.T) {
	w := newTown(t)
	e := w.engine()
	r := tell(t, e, page, "1", "路灯报修 7")
	settled(t, e, r)
	offered := lastChoices(t, e, r.Conversation)[0]
	r, err := e.Hear(t.Context(), engine.Incoming{Channel: page, Subject: "s", What: bot.Chosen{ID: "2", Value: offered.Value, Label: "x"}})
	if err != nil {
		t.Fatal(err)
	}
	settled(t, e, r)
	entries, _, _, err := e.Log(t.Context(), r.Conversation, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.Said == nil {
			continue
		}
		if c, ok := entry.Said.What.(bot.Chosen); ok {
			if c.Label != offered.Label || c.Label == "" {
				t.Errorf("logged as %q, offered as %q", c.Label, offered.Label)
			}
			return
		}
	}
	t.Error("the press is not in the log")
}

// lastChoices are what the last reply that offers anything offers.
func lastChoices(t *testing.T, e *engine.Engine, conversation string) []bot.Choice {
	t.Helper()
	entries, _, _, err := e.Log(t.Context(), conversation, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(entries) - 1; i >= 0; i-- {
		if r := entries[i].Reply; r != nil && len(r.Choices) > 0 {
			return r.Choices
		}
	}
	t.Fatal("nothing was offered")
	return nil
}
