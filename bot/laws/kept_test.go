package laws

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/banshi-bot/banshi/bot"
)

var keep = flag.String("keep", "", "folder under testdata/kept to write what breaks a law to")

// kept tells of a conversation that once broke a law what its events do not: the first line of its file.
type kept struct {
	Broke string `json:"broke"`
	Who   int    `json:"who"`
	Road  int    `json:"road"`
}

const (
	keptIn     = "testdata/kept"
	keptEvents = "events.jsonl"
)

// TestKept lets the conversations happen again that once broke a law, event by event, each on the catalog it was
// held on: what was found stays found however the random ones are made later.
func TestKept(t *testing.T) {
	dirs, err := os.ReadDir(keptIn)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		t.Run(d.Name(), func(t *testing.T) {
			w, events := unkeep(t, filepath.Join(keptIn, d.Name()))
			for _, e := range events {
				w.now = e.At
				w.desk = e.Desk
				if a, ok := e.What.(bot.Answered); ok {
					w.calls = slices.DeleteFunc(w.calls, func(c asked) bool { return c.key == a.Key })
				}
				w.hear(e.What, e.Root, e.For)
			}
			for _, check := range []func(*world) string{replayed, opened, home} {
				if w.broken == "" {
					w.breaks("in the end", check(w))
				}
			}
			if w.broken != "" {
				t.Errorf("%s\n%s", w.broken, w.story())
			}
		})
	}
}

// unkeep reads a conversation back.
func unkeep(t *testing.T, dir string) (*world, []bot.Event) {
	catalog, faults := load(os.DirFS(dir))
	if catalog == nil {
		t.Fatal(faults)
	}
	b, err := os.ReadFile(filepath.Join(dir, keptEvents))
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(bytes.NewReader(b))
	lines.Buffer(nil, 1<<20)
	var k kept
	var events []bot.Event
	for lines.Scan() {
		var e bot.Event
		into := any(&e)
		if k.Broke == "" {
			into = &k
		}
		if err := json.Unmarshal(lines.Bytes(), into); err != nil {
			t.Fatal(err)
		}
		if e.What != nil {
			events = append(events, e)
		}
	}
	return newWorld(realMachine, book(catalog), k.Who, k.Road, kind{}), events
}

// keep writes a conversation and its catalog down, where that is wished for.
func (w *world) keep(t interface{ Fatal(...any) }) {
	if *keep == "" {
		return
	}
	var out bytes.Buffer
	lines := json.NewEncoder(&out)
	lines.SetEscapeHTML(false)
	err := lines.Encode(kept{Broke: w.broken, Who: w.who, Road: w.road})
	for i := range w.happened {
		if err == nil {
			err = lines.Encode(w.happened[i].event)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	files := written(w.catalog)
	files[keptEvents] = out.String()
	for name, text := range files {
		path := filepath.Join(keptIn, *keep, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
