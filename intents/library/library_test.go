package library_test

import (
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/talk"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/library"
	"github.com/banshi-bot/banshi/intents/understand"
	"github.com/banshi-bot/banshi/intents/value"
)

func load(t *testing.T) *intents.Catalog {
	t.Helper()
	c, faults := intents.Load(library.Files, intents.Options{Lint: true})
	for _, f := range faults {
		t.Errorf("%s", f)
	}
	if c == nil {
		t.FailNow()
	}
	return c.With(understand.Train(c.Samples(), understand.Config{Find: value.Find}))
}

// TestTalks plays every talk that ships: each service proves its good way and its errors.
func TestTalks(t *testing.T) {
	c := load(t)
	files, err := fs.Glob(library.Files, "services/*.talk")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(path.Base(name), ".talk"), func(t *testing.T) {
			src, err := fs.ReadFile(library.Files, name)
			if err != nil {
				t.Fatal(err)
			}
			tk, faults := talk.Parse(name, src)
			for _, f := range faults {
				t.Error(f)
			}
			for _, f := range talk.Run(tk, talk.Config{Catalog: c, Step: bot.Step, Wake: bot.Wake}) {
				t.Error(f)
			}
		})
	}
}
