package talk

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/library"
	"github.com/banshi-bot/banshi/intents/understand"
	"github.com/banshi-bot/banshi/intents/value"
)

// shipped is the catalog that ships, with its recogniser.
func shipped(t testing.TB) *intents.Catalog {
	t.Helper()
	return recognising(t, library.Files)
}

// recognising compiles a catalog and trains its recogniser.
func recognising(t testing.TB, files fs.FS) *intents.Catalog {
	t.Helper()
	c, faults := intents.Load(files, intents.Options{})
	if c == nil {
		t.Fatal(faults)
	}
	return c.With(understand.Train(c.Samples(), understand.Config{Find: value.Find}))
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

// TestHanded plays a service whose agency's refusal is handed to a person after the money was taken.
func TestHanded(t *testing.T) {
	files := fstest.MapFS{}
	err := fs.WalkDir(library.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(library.Files, path)
		files[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	fine := files["services/traffic_fine_pay.yaml"]
	before := string(fine.Data)
	fine.Data = []byte(strings.Replace(before, "refused: {refund: payment, say: refunded}", "refused: {human: true}", 1))
	if string(fine.Data) == before {
		t.Fatal("the service has no such reaction")
	}
	cfg := Config{Catalog: recognising(t, files)}
	const path = "testdata/handed.talk"
	if *golden {
		if err := os.WriteFile(path, Update(read(t, path), cfg), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range Run(read(t, path), cfg) {
		t.Error(f)
	}
}
