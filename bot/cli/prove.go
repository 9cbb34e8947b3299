package cli

import (
	"fmt"
	"slices"
	"time"

	"github.com/banshi-bot/banshi/bot/prove"
	"github.com/banshi-bot/banshi/intents"
)

type proveCommand struct {
	Intent string `arg:"" optional:"" help:"One service; without it all."`
	JSON   bool   `help:"One JSON object per finding."`
}

// Run explores the services in force, or those of --intents, and prints what is wrong with them: a line as checks
// print it, then the talk that shows it.
func (c *proveCommand) Run(r *run) error {
	sets, err := r.inForce()
	if err != nil {
		return err
	}
	var all tried
	for _, s := range sets {
		catalog, err := s.load(r)
		if err != nil {
			return err
		}
		if c.Intent != "" && !slices.Contains(catalog.Intents(), c.Intent) {
			return usage("no service is named %q", c.Intent)
		}
		for _, p := range s.prove(catalog, c.Intent) {
			all.add(p)
			if err := c.print(r, s, p); err != nil {
				return err
			}
		}
	}
	if !c.JSON {
		fmt.Fprintf(r.out, "%d services, %d states, %d steps in %d ms: %d findings\n", all.services, all.states, all.steps, all.took.Milliseconds(), all.found)
	}
	if all.found > 0 {
		return errFindings
	}
	return nil
}

// proof is what was found of a service, and how long that took.
type proof struct {
	prove.Report
	took time.Duration
}

// tried counts what was explored.
type tried struct {
	services, states, steps, found int
	took                           time.Duration
}

func (t *tried) add(p proof) {
	t.services, t.states, t.steps, t.found, t.took = t.services+1, t.states+p.States, t.steps+p.Steps, t.found+len(p.Findings), t.took+p.took
}

// load reads the definitions of a set, which must be without errors to be run.
func (s *set) load(r *run) (*intents.Catalog, error) {
	catalog, faults := intents.Load(s.files, intents.Options{Today: time.Now().Format(time.DateOnly)})
	if catalog != nil {
		return catalog, nil
	}
	for _, f := range faults {
		f.File = s.shown(f.File)
		fmt.Fprintln(r.err, f)
	}
	return nil, environment("definitions of %s: %d faults", s.shown("."), len(faults))
}

// prove explores one service of a set, or all that lie in files which were asked for; none without a catalog.
func (s *set) prove(c *intents.Catalog, intent string) []proof {
	if c == nil {
		return nil
	}
	var out []proof
	for _, id := range c.Intents() {
		it, ok := c.Any(id)
		if !ok || intent != "" && id != intent || !s.wanted(it.Pos.File) {
			continue
		}
		begun := time.Now()
		report := prove.Service(c, id)
		out = append(out, proof{report, time.Since(begun)})
	}
	return out
}

// print writes what was explored of a service, and what was found.
func (c *proveCommand) print(r *run, s *set, report proof) error {
	if !c.JSON {
		fmt.Fprintf(r.out, "%s: %d states, %d steps, %d ms\n", report.Intent, report.States, report.Steps, report.took.Milliseconds())
	}
	for _, f := range report.Findings {
		fault := f.Fault()
		fault.File = s.shown(fault.File)
		if c.JSON {
			if err := writeJSON(r.out, struct {
				File   string `json:"file"`
				Line   int    `json:"line"`
				Col    int    `json:"col"`
				Code   string `json:"code"`
				Text   string `json:"text"`
				Intent string `json:"intent"`
				Region string `json:"region"`
				Talk   string `json:"talk"`
			}{fault.File, fault.Line, fault.Col, f.Code, f.Text, report.Intent, f.Region, string(f.Talk)}); err != nil {
				return err
			}
			continue
		}
		if _, err := fmt.Fprintf(r.out, "%s\n\n%s\n", fault, f.Talk); err != nil {
			return err
		}
	}
	return nil
}
