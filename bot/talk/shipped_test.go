package talk

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/library"
	"github.com/banshi-bot/banshi/intents/understand"
	"github.com/banshi-bot/banshi/intents/value"
)

// shipped is the catalog that ships, with its recogniser.
func shipped(t testing.TB) *intents.Catalog {
	t.Helper()
	c, faults := intents.Load(library.Files, intents.Options{})
	if c == nil {
		t.Fatal(faults)
	}
	var samples []understand.Sample
	for _, s := range c.Samples() {
		samples = append(samples, understand.Sample{Text: s.Text, Intent: s.Intent, Lang: s.Lang})
	}
	return c.With(understand.Train(samples, understand.Config{Find: value.Find}))
}

// TestRepair plays how a conversation is repaired, on the services that ship: the guide through every pattern
// (repair.talk, repair_en.talk) and one talk for each group of them.
func TestRepair(t *testing.T) {
	cfg := Config{Catalog: shipped(t)}
	files, err := filepath.Glob("testdata/repair*.talk")
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob("testdata/repair/*.talk")
	if err != nil || len(more) == 0 {
		t.Fatal("no talks of repair", err)
	}
	for _, path := range append(files, more...) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			if *golden {
				if err := os.WriteFile(path, Update(read(t, path), cfg), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			for _, f := range Run(read(t, path), cfg) {
				t.Error(f)
			}
		})
	}
}
