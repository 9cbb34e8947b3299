package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/intents/library"
	"github.com/banshi-bot/banshi/store"
)

// parts are the folders that lie in a folder of definitions.
var parts = []string{"services", "agencies", "regions"}

// sets finds the folders of definitions that paths belong to.
func (r *run) sets(paths []string) ([]*set, error) {
	if len(paths) == 0 {
		return r.inForce()
	}
	var out []*set
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, usage("%v", err)
		}
		root, only := split(filepath.Clean(p), info.IsDir())
		i := slices.IndexFunc(out, func(s *set) bool { return s.root == root })
		switch {
		case i < 0:
			s := &set{files: os.DirFS(root), root: root}
			if only != "" {
				s.only = []string{only}
				s.files = over{s.files, library.Files}
			}
			out = append(out, s)
		case only == "":
			out[i].files, out[i].only = os.DirFS(root), nil
		case len(out[i].only) > 0:
			out[i].only = append(out[i].only, only)
		}
	}
	return out, nil
}

// split tells the folder of definitions a path lies in, and what of it is meant; "" is all of it.
func split(p string, folder bool) (root, only string) {
	abs, err := filepath.Abs(p)
	if err != nil {
		abs = p
	}
	if folder && !slices.Contains(parts, filepath.Base(abs)) {
		return p, ""
	}
	dir := filepath.Dir(p)
	if !folder && slices.Contains(parts, filepath.Base(filepath.Dir(abs))) {
		return filepath.Dir(dir), filepath.ToSlash(filepath.Join(filepath.Base(filepath.Dir(abs)), filepath.Base(p)))
	}
	return dir, filepath.Base(abs)
}

// inForce are the definitions that serve would take.
func (r *run) inForce() ([]*set, error) {
	if r.globals.Intents != "" {
		return []*set{{files: os.DirFS(r.globals.Intents), root: r.globals.Intents}}, nil
	}
	cfg, err := r.config(nil)
	if err != nil {
		return nil, err
	}
	if _, _, err := cfg.existing(); err != nil {
		return []*set{{files: library.Files}}, nil
	}
	s, err := r.open(store.Read)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	files, _, err := (&definitions{kept: &revisions{s.Store}, now: time.Now, log: r.log}).source(r.ctx)
	if err != nil {
		return nil, environment("definitions: %v", err)
	}
	return []*set{{files: files}}, nil
}

// over lays one file system over another: a single file is checked as if it lay in what ships, where its own
// folder is not a whole one.
type over struct {
	upper, lower fs.FS
}

// Open opens the upper file, else the lower one.
func (o over) Open(name string) (fs.File, error) {
	f, err := o.upper.Open(name)
	if errors.Is(err, fs.ErrNotExist) && !o.whole() {
		return o.lower.Open(name)
	}
	return f, err
}

// whole reports whether the upper folder can be read alone.
func (o over) whole() bool {
	_, err := fs.Stat(o.upper, "phrases.yaml")
	return err == nil
}

// ReadDir lists what both hold.
func (o over) ReadDir(name string) ([]fs.DirEntry, error) {
	upper, upperErr := fs.ReadDir(o.upper, name)
	if o.whole() {
		return upper, upperErr
	}
	lower, lowerErr := fs.ReadDir(o.lower, name)
	if upperErr != nil && lowerErr != nil {
		return nil, upperErr
	}
	for _, e := range lower {
		if !slices.ContainsFunc(upper, func(u fs.DirEntry) bool { return u.Name() == e.Name() }) {
			upper = append(upper, e)
		}
	}
	slices.SortFunc(upper, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return upper, nil
}
