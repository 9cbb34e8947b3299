package cli

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
	"github.com/banshi-bot/banshi/store"
)

type callCommand struct {
	Operation string   `arg:"" name:"connector.operation" help:"What to ask, as in traffic.decision."`
	Args      []string `arg:"" optional:"" name:"key=value" help:"Arguments, as people write them."`
	DryRun    bool     `help:"Show the request instead of sending it."`
	Yes       bool     `help:"Really send what changes something at the agency."`
}

// Run asks one operation of an agency.
func (c *callCommand) Run(r *run) error {
	cfg, err := r.config(nil)
	if err != nil {
		return err
	}
	catalog, err := r.catalog(cfg)
	if err != nil {
		return err
	}
	op, err := operationOf(catalog, c.Operation)
	if err != nil {
		return err
	}
	args, err := arguments(op, c.Args)
	if err != nil {
		return err
	}
	if op.Effect != intents.Read && !c.DryRun && !c.Yes {
		return usage("%s changes something at the agency (%s): say --yes, or --dry-run to see the request", c.Operation, op.Effect)
	}
	h, err := r.agencies(cfg, catalog)
	if err != nil {
		return err
	}
	defer h.close()
	return c.ask(r, h, connectors.Call{Operation: op, Args: args, ID: "CLI_" + rand.Text()[:20]})
}

func (c *callCommand) ask(r *run, h *house, call connectors.Call) error {
	agency := call.Operation.Agency
	guarded, ok := h.guards[agency]
	if !ok {
		return environment("%s has no address: connectors.%s.base is not configured", agency, agency)
	}
	if c.DryRun {
		return sketch(r, h, call)
	}
	answer, err := guarded.Do(r.ctx, call)
	var f *connectors.Fault
	if errors.As(err, &f) {
		if err := writeJSON(r.out, map[string]string{"fault": f.Family, "code": f.Code, "sort": f.Sort.Error()}); err != nil {
			return err
		}
		fmt.Fprintf(r.err, "banshi: %s: %v\n", c.Operation, err)
		return errFindings
	}
	if err != nil {
		return environment("%s: %v", c.Operation, err)
	}
	return writeJSON(r.out, answer)
}

func sketch(r *run, h *house, call connectors.Call) error {
	s, err := h.agents[call.Operation.Agency].Sketch(call)
	if err != nil {
		return usage("%v", err)
	}
	fmt.Fprintf(r.out, "%s %s\n", s.Method, s.URL)
	for _, name := range slices.Sorted(maps.Keys(s.Header)) {
		fmt.Fprintf(r.out, "%s: %s\n", name, strings.Join(s.Header[name], ", "))
	}
	if s.Body != "" {
		fmt.Fprintf(r.out, "\n%s\n", s.Body)
	}
	return nil
}

func operationOf(c *intents.Catalog, name string) (*intents.Operation, error) {
	agency, operation, _ := strings.Cut(name, ".")
	a, ok := c.Agencies[agency]
	if !ok {
		return nil, usage("no agency %q; there are %s", agency, strings.Join(slices.Sorted(maps.Keys(c.Agencies)), ", "))
	}
	op, ok := a.Operations[operation]
	if !ok {
		return nil, usage("%s has no operation %q; there are %s", agency, operation, strings.Join(slices.Sorted(maps.Keys(a.Operations)), ", "))
	}
	return op, nil
}

// arguments reads key=value words by the declared kinds.
func arguments(op *intents.Operation, words []string) (map[string]string, error) {
	out := map[string]string{}
	for _, w := range words {
		key, said, ok := strings.Cut(w, "=")
		i := slices.IndexFunc(op.Args, func(d intents.Declared) bool { return d.Name == key })
		if !ok || i < 0 {
			return nil, usage("%q: the arguments are %s, written key=value", w, strings.Join(argumentNames(op), ", "))
		}
		v, err := op.Args[i].Kind.Parse(said, value.Context{At: time.Now().UnixMilli(), Zone: value.Regions().Zone("")})
		if err != nil {
			return nil, usage("%s: %v", key, err)
		}
		out[key] = v
	}
	for _, d := range op.Args {
		if _, ok := out[d.Name]; !ok && !d.Optional {
			return nil, usage("%s is missing; the arguments are %s", d.Name, strings.Join(argumentNames(op), ", "))
		}
	}
	return out, nil
}

func argumentNames(op *intents.Operation) []string {
	var out []string
	for _, d := range op.Args {
		name := d.Name + " (" + d.Kind.Name() + ")"
		if d.Optional {
			name += "?"
		}
		out = append(out, name)
	}
	return out
}

// agencies connects everything that has an address, without a store or an engine. The sandbox remembers only
// where a data folder was named.
func (r *run) agencies(cfg *Config, catalog *intents.Catalog) (*house, error) {
	played, err := sandboxed(r.globals.Sandbox, cfg.Listen, cfg)
	if err != nil {
		return nil, err
	}
	p := plan{
		globals: r.globals, config: cfg, sandbox: played, listen: cfg.Listen, memory: !r.flags["data"], now: time.Now,
		log: slog.New(slog.NewTextHandler(r.err, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	h := newHouse(p)
	h.keys = store.RandomKeyring()
	if r.flags["data"] || r.globals.SandboxURL != "" && r.globals.SandboxSecretFile == "" {
		if h.keys, err = store.LoadKey(cfg.KeyFile); err != nil {
			return nil, environment("key: %v", err)
		}
	}
	h.defs = &definitions{}
	h.defs.live.Store(catalog)
	if err := h.assemble(r.ctx, p, h.openSandbox, h.connect); err != nil {
		return nil, err
	}
	return h, nil
}
