package bot_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/talk"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/library"
)

// TestHeldGoesBack: a place held at the registry is given back however its frame ends or is put off before the act.
func TestHeldGoesBack(t *testing.T) {
	const service = "assurance: L2 #"
	holding := holdingTurn(t)
	confirm := bot.Chosen{ID: "m", Value: "confirm:" + holding.After.Frames[0].Shown}
	for _, c := range []struct {
		name, old, new string
		what           bot.What
	}{
		{"switched off", service, "enabled: false\n" + service, confirm},
		{"paused", service, "paused: {zh: 系统升级, en: an upgrade}\n" + service, confirm},
		{"at the counter only", service, "in_person: {zh: 请到窗口, en: come in person}\n" + service, confirm},
		{"agency shut at this hour", service, "blackout: 08:00-10:00\n" + service, confirm},
		{"another service goes on", "  - call: marriage.book", "  - when: quota.left > 0\n    go: case_progress\n  - call: marriage.book", confirm},
		{"erased", "", "", bot.Erased{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			book := talk.Book(edited(t, "services/marriage_appointment.yaml", c.old, c.new))
			after, effects := bot.Step(book, holding.After, bot.Event{At: holding.After.At + 1, What: c.what})
			back := 0
			for _, e := range effects {
				if e.Do.Ask != nil && e.Do.Ask.Operation == "release" {
					back++
				}
			}
			if back != 1 {
				t.Errorf("given back %d times", back)
			}
			for _, f := range after.Frames {
				if len(f.Release) > 0 {
					t.Errorf("%s still has %v", f.Intent, f.Release)
				}
			}
		})
	}
}

// holdingTurn is the first turn of the shipped talks after which a place is held and summed up.
func holdingTurn(t *testing.T) talk.Step {
	for _, s := range turnsOfTalks(t)["marriage_appointment"] {
		if f := s.After.Frames; len(f) == 1 && len(f[0].Release) == 1 && strings.HasPrefix(f[0].Asked, "confirm:") {
			return s
		}
	}
	t.Fatal("no talk holds a place")
	return talk.Step{}
}

// edited is the catalog that ships with a file changed in one place.
func edited(t *testing.T, path, old, new string) *intents.Catalog {
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
	before := string(files[path].Data)
	if !strings.Contains(before, old) {
		t.Fatalf("%s does not say %q", path, old)
	}
	files[path].Data = []byte(strings.Replace(before, old, new, 1))
	c, faults := intents.Load(files, intents.Options{})
	if c == nil {
		t.Fatal(faults)
	}
	return c
}
