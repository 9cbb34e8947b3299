package prove

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/banshi-bot/banshi/bot/talk"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/library"
	"github.com/banshi-bot/banshi/intents/understand"
	"github.com/banshi-bot/banshi/intents/value"
)

// town loads one service of testdata/broken into the small town it is for.
func town(t *testing.T, service []byte) *intents.Catalog {
	t.Helper()
	files := fstest.MapFS{"services/thing.yaml": {Data: service}}
	for name, from := range map[string]fs.FS{
		"phrases.yaml": library.Files, "menu.yaml": os.DirFS("testdata/town"), "regions/33.yaml": os.DirFS("testdata/town"),
		"agencies/hall.yaml": os.DirFS("testdata/town"),
	} {
		data, err := fs.ReadFile(from, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data}
	}
	c, faults := intents.Load(files, intents.Options{})
	if c == nil {
		t.Fatal(faults)
	}
	return c.With(understand.Train(c.Samples(), understand.Config{Find: value.Find}))
}

// expected reads from a service's comments which code is expected, and the line it belongs to; "" is none.
func expected(t *testing.T, service []byte) (code string, line int) {
	t.Helper()
	for k, row := range strings.Split(string(service), "\n") {
		if rest, ok := strings.CutPrefix(row, "# expect: "); ok {
			code, _, _ = strings.Cut(rest, " ")
		}
		if strings.Contains(row, "# expect here") {
			line = k + 1
		}
	}
	switch {
	case code == "":
		t.Fatal("it is not said what is expected")
	case code == "nothing":
		return "", 0
	case line == 0:
		t.Fatal("it is not said where")
	}
	return code, line
}

// TestBroken holds that each service that is broken in a way of its own is found to be, there and in no other way,
// and that the talk which shows it goes as it is written.
func TestBroken(t *testing.T) {
	files, err := filepath.Glob("testdata/broken/*.yaml")
	if err != nil || len(files) < 13 {
		t.Fatalf("%d services: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			service, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			code, line := expected(t, service)
			c := town(t, service)
			r := Service(c, "thing")
			found := false
			for _, f := range r.Findings {
				if f.Code != code || f.Pos.Line != line {
					t.Errorf("also found: %s\n%s", f.Fault(), f.Talk)
					continue
				}
				found = true
				goes(t, c, f)
			}
			if !found && code != "" {
				t.Errorf("%s in line %d was not found", code, line)
			}
		})
	}
}

// goes plays the talk that shows a finding.
func goes(t *testing.T, c *intents.Catalog, f Finding) {
	t.Helper()
	name := fmt.Sprintf("%s.talk", f.Code)
	parsed, faults := talk.Parse(name, f.Talk)
	if len(faults) > 0 {
		t.Errorf("%v\n%s", faults, f.Talk)
		return
	}
	for _, failure := range talk.Run(parsed, talk.Config{Catalog: c}) {
		t.Errorf("%s\n%s", failure, f.Talk)
	}
}
