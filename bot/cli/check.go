package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/bot/talk"
	"github.com/banshi-bot/banshi/intents"
)

type checkCommand struct {
	Paths []string `arg:"" optional:"" help:"Folders of definitions, or single files; without any the definitions in force."`
	JSON  bool     `help:"One JSON object per finding."`
}

// Run checks definitions, proves them and runs their talks.
func (c *checkCommand) Run(r *run) error {
	sets, err := r.sets(c.Paths)
	if err != nil {
		return err
	}
	found := 0
	for _, s := range sets {
		faults := s.check(r)
		found += len(faults)
		for _, f := range faults {
			if err := writeFault(r.out, f, c.JSON); err != nil {
				return err
			}
		}
	}
	if found > 0 {
		return errFindings
	}
	return nil
}

func writeFault(w io.Writer, f intents.Fault, asJSON bool) error {
	if !asJSON {
		_, err := fmt.Fprintln(w, f)
		return err
	}
	return writeJSON(w, struct {
		File     string           `json:"file"`
		Line     int              `json:"line"`
		Col      int              `json:"col"`
		Severity intents.Severity `json:"severity"`
		Code     string           `json:"code"`
		Text     string           `json:"text"`
		Hint     string           `json:"hint,omitempty"`
	}{f.File, f.Line, f.Col, f.Severity, f.Code, f.Text, f.Hint})
}

// writeJSON writes one object on one line.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// check gives what is wrong with a set, with what its services can come to, and with its talks, with the names of files as they were given.
func (s *set) check(r *run) []intents.Fault {
	c, faults := intents.Load(s.files, intents.Options{Lint: true, Today: time.Now().Format(time.DateOnly)})
	var out []intents.Fault
	add := func(f intents.Fault) {
		if s.wanted(f.File) {
			f.File = s.shown(f.File)
			out = append(out, f)
		}
	}
	for _, f := range faults {
		add(f)
	}
	for _, p := range s.prove(c, "") {
		for _, f := range p.Findings {
			fault := f.Fault()
			fault.Hint = "banshi prove shows a talk"
			add(fault)
		}
	}
	c = r.trained(c)
	for _, name := range s.talks() {
		for _, f := range s.play(c, name) {
			add(f)
		}
	}
	return out
}

// play runs a talk; without a catalog it is only read.
func (s *set) play(c *intents.Catalog, name string) []intents.Fault {
	src, err := fs.ReadFile(s.files, name)
	if err != nil {
		return []intents.Fault{{File: name, Line: 1, Col: 1, Severity: intents.Error, Code: "unreadable", Text: err.Error()}}
	}
	t, faults := talk.Parse(name, src)
	if c == nil || broken(faults) {
		return faults
	}
	for _, f := range talk.Run(t, talk.Config{Catalog: c}) {
		text, _, _ := strings.Cut(strings.TrimPrefix(f.String(), fmt.Sprintf("%s:%d: ", f.File, f.Row)), "\n")
		faults = append(faults, intents.Fault{
			File: name, Line: f.Row, Col: 1, Severity: intents.Error, Code: "talk", Text: text, Hint: "banshi test shows what happens instead",
		})
	}
	return faults
}

func broken(faults []intents.Fault) bool {
	for _, f := range faults {
		if f.Severity == intents.Error {
			return true
		}
	}
	return false
}

// trained gives the catalog a recogniser; nil stays nil. Where it cannot be kept, it is trained again next time.
func (r *run) trained(c *intents.Catalog) *intents.Catalog {
	if c == nil {
		return nil
	}
	m, _ := r.globals.ownCache().recogniser(c)
	return c.With(m)
}

// set is a folder of definitions, of which some files are looked at.
type set struct {
	files fs.FS
	root  string   // of the folder; "" the files are built in
	only  []string // files or folders in it; none means all
}

// wanted reports whether a file was asked for.
func (s *set) wanted(file string) bool {
	if len(s.only) == 0 {
		return true
	}
	for _, o := range s.only {
		if file == o || strings.HasPrefix(file, o+"/") {
			return true
		}
	}
	return false
}

// shown is a file's name as it can be opened from here.
func (s *set) shown(file string) string {
	if s.root == "" {
		return file
	}
	return filepath.Join(s.root, filepath.FromSlash(file))
}

// talks are the talks of the set that were asked for, by name.
func (s *set) talks() []string {
	var out []string
	_ = fs.WalkDir(s.files, ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && path.Ext(name) == ".talk" && s.wanted(name) {
			out = append(out, name)
		}
		return nil
	})
	return out
}
