package bot_test

import (
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/library"
)

// TestYesWithoutQuestion holds invariant 3: a "yes" whose question was closed is answered. It once recursed
// without end.
func TestYesWithoutQuestion(t *testing.T) {
	catalog, faults := intents.Load(library.Files, intents.Options{})
	if catalog == nil {
		t.Fatal(faults)
	}
	for _, said := range []bot.What{
		bot.Said{ID: "m", Text: "对", Understanding: intents.Understanding{Acts: []intents.Act{{Name: intents.ActYes, Score: 1, Exact: true}}}},
		bot.Chosen{ID: "m", Value: "yes", Label: "对"},
		bot.Chosen{ID: "m", Value: "no", Label: "不对"},
	} {
		c := bot.Conversation{ID: "AAAAAAAAAAAAAAAA", Channel: bot.Channel{Name: "web", Log: true}, Region: "330100",
			Offered: []bot.Choice{{Value: "yes", Label: "对"}, {Value: "no", Label: "不对"}}}
		after, effects := bot.Step(intents.Book{Catalog: catalog}, c, bot.Event{At: 1, What: said})
		if after.Turn != 1 || len(effects) == 0 || effects[0].Do.Reply == nil {
			t.Errorf("%T: not answered", said)
		}
	}
}
