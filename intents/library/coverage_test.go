package library_test

import (
	"io/fs"
	"testing"

	"github.com/banshi-bot/banshi/bot/talk"
	"github.com/banshi-bot/banshi/intents/library"
)

// TestCoverage holds that the talks that ship exercise all there is to the services: every slot asked, asked again and
// corrected, every step with both branches of its condition, every error a step is answered with.
func TestCoverage(t *testing.T) {
	c := load(t)
	coverage := talk.NewCoverage(c)
	files, err := fs.Glob(library.Files, "services/*.talk")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		src, err := fs.ReadFile(library.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		parsed, _ := talk.Parse(name, src)
		talk.Run(parsed, talk.Config{Catalog: c, Watch: coverage.Watch})
	}
	for _, p := range coverage.Missing() {
		t.Errorf("%s: no talk", p)
	}
}
