package cli

import (
	"fmt"
	"io/fs"
	"os"
	"regexp"

	"github.com/banshi-bot/banshi/bot/talk"
)

type testCommand struct {
	Paths  []string `arg:"" optional:"" help:"Talks, or folders of definitions; without any those in force."`
	Update bool     `help:"Rewrite the talks to what happens now."`
	Cover  bool     `name:"coverage" help:"Tell what of the services no talk exercises, and how much is."`
	Only   string   `name:"run" help:"Only talks whose name matches." placeholder:"REGEXP"`
}

// Run plays talks against the definitions they lie beside.
func (c *testCommand) Run(r *run) error {
	name, err := regexp.Compile(c.Only)
	if err != nil {
		return usage("--run: %v", err)
	}
	sets, err := r.sets(c.Paths)
	if err != nil {
		return err
	}
	var t tally
	for _, s := range sets {
		if c.Update && s.root == "" {
			return usage("--update: these definitions lie in no folder; name one")
		}
		if err := c.set(r, s, name, &t); err != nil {
			return err
		}
	}
	fmt.Fprintf(r.out, "%d passed, %d failed\n", t.passed, t.failed)
	if t.failed > 0 {
		return errFindings
	}
	return nil
}

type tally struct{ passed, failed int }

func (c *testCommand) set(r *run, s *set, name *regexp.Regexp, t *tally) error {
	catalog, err := s.load(r)
	if err != nil {
		return err
	}
	catalog = r.trained(catalog)
	coverage := talk.NewCoverage(catalog)
	for _, file := range s.talks() {
		if !name.MatchString(file) {
			continue
		}
		ok, err := c.talk(r, s, talk.Config{Catalog: catalog, Watch: coverage.Watch}, file)
		if err != nil {
			return err
		}
		if ok {
			t.passed++
		} else {
			t.failed++
		}
	}
	if c.Cover {
		return coverage.Report(r.out)
	}
	return nil
}

// talk plays one talk, after rewriting it where that is wanted.
func (c *testCommand) talk(r *run, s *set, cfg talk.Config, file string) (ok bool, err error) {
	src, err := fs.ReadFile(s.files, file)
	if err != nil {
		return false, environment("%v", err)
	}
	t, faults := talk.Parse(s.shown(file), src)
	if c.Update && !broken(faults) {
		src = talk.Update(t, talk.Config{Catalog: cfg.Catalog})
		if err := os.WriteFile(s.shown(file), src, 0o644); err != nil {
			return false, environment("%v", err)
		}
		t, faults = talk.Parse(s.shown(file), src)
	}
	for _, f := range faults {
		fmt.Fprintln(r.out, f)
	}
	if broken(faults) {
		return false, nil
	}
	failures := talk.Run(t, cfg)
	for _, f := range failures {
		fmt.Fprintln(r.out, f)
	}
	return len(failures) == 0, nil
}
