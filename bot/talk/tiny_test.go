package talk

import (
	"io/fs"
	"os"
	"testing"
	"testing/fstest"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/library"
	"github.com/banshi-bot/banshi/intents/understand"
	"github.com/banshi-bot/banshi/intents/value"
)

// tiny is a catalog of one service, with the phrases that ship and a recogniser of its own.
func tiny(t testing.TB) *intents.Catalog {
	t.Helper()
	files := fstest.MapFS{}
	put := func(from fs.FS, under string) {
		err := fs.WalkDir(from, under, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(from, path)
			files[path] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	put(os.DirFS("../../intents/testdata/tiny"), ".")
	put(library.Files, "phrases.yaml")
	c, faults := intents.Load(files, intents.Options{})
	if c == nil {
		t.Fatal(faults)
	}
	return c.With(understand.Train(c.Samples(), understand.Config{Find: value.Find}))
}

func TestTiny(t *testing.T) {
	cfg := Config{Catalog: tiny(t)}
	for _, path := range []string{"testdata/tiny.talk", "testdata/orders.talk"} {
		if *golden {
			if err := os.WriteFile(path, Update(read(t, path), cfg), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		for _, f := range Run(read(t, path), cfg) {
			t.Error(f)
		}
	}
}
