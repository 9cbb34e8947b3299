package talk

import (
	"os"
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents"
)

func fineConfig(t testing.TB) Config {
	return Config{Catalog: fineCatalog(t), Step: fineStep, Wake: fineWake}
}

func read(t testing.TB, path string) *Talk {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	talk, faults := Parse(path, src)
	for _, f := range faults {
		t.Error(f)
	}
	if len(faults) > 0 {
		t.FailNow()
	}
	return talk
}

func TestRun(t *testing.T) {
	for _, f := range Run(read(t, "testdata/fine.talk"), fineConfig(t)) {
		t.Error(f)
	}
}

// TestRestless holds that a conversation which never comes to rest fails instead of running for ever.
func TestRestless(t *testing.T) {
	ticking := fineConfig(t)
	ticking.Wake = func(c bot.Conversation) int64 { return c.At }
	ticking.Step = func(_ intents.Book, c bot.Conversation, e bot.Event) (bot.Conversation, []bot.Effect) {
		c.At = e.At
		return c, nil
	}
	guessing := fineConfig(t)
	guessing.Step = func(_ intents.Book, c bot.Conversation, e bot.Event) (bot.Conversation, []bot.Effect) {
		return c, []bot.Effect{{Do: bot.Do{Guess: &bot.Guess{}}}}
	}
	for name, cfg := range map[string]Config{"ticks": ticking, "guesses": guessing} {
		got := Run(parse(t, "> a\n+ 1m\n"), cfg)
		if len(got) != 1 || !strings.HasPrefix(got[0].Problem, "the conversation does not come to rest") {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestNoIntent holds that a talk of a service the catalog does not have fails.
func TestNoIntent(t *testing.T) {
	got := Run(parse(t, "intent: moon_landing\n> a\n< b\n"), Config{Catalog: tiny(t)})
	if len(got) != 1 || got[0].String() != "t.talk:1: there is no intent moon_landing" {
		t.Errorf("%v", got)
	}
}
