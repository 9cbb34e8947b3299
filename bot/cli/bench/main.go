package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	b := bench{progress: os.Stderr}
	asJSON := flag.Bool("json", false, "print JSON")
	flag.DurationVar(&b.window, "for", 10*time.Second, "how long each rate is measured")
	flag.IntVar(&b.clients, "clients", 256, "citizens writing at the same time")
	flag.IntVar(&b.idle, "idle", 4000, "idle sockets")
	flag.StringVar(&b.binary, "binary", "", "a built banshi; empty builds one")
	flag.StringVar(&b.only, "only", "", "the parts to measure, with commas between: "+strings.Join(b.names(), ",")+"; empty measures all")
	flag.Parse()
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := run(ctx, &b, *asJSON, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench is one run of all measurements.
type bench struct {
	dir      string // everything it writes lies here
	binary   string
	window   time.Duration
	clients  int
	idle     int
	only     string
	progress io.Writer
}

// part measures something and adds what it found to the report.
type part struct {
	name    string
	measure func(context.Context, *Report) error
}

func (b *bench) parts() []part {
	return []part{
		{"build", b.build}, {"raw", b.raw}, {"start", b.start}, {"turns", b.turns}, {"sockets", b.sockets}, {"wechat", b.wechat},
	}
}

func (b *bench) names() []string {
	var names []string
	for _, p := range b.parts() {
		names = append(names, p.name)
	}
	return names
}

// chosen gives the parts to measure: those of -only, all where it is empty. The binary is always built, and turns are
// nothing without raw.
func (b *bench) chosen() ([]part, error) {
	if b.only == "" {
		return b.parts(), nil
	}
	only := []string{"build"}
	for name := range strings.SplitSeq(b.only, ",") {
		name = strings.TrimSpace(name)
		if !slices.Contains(b.names(), name) {
			return nil, fmt.Errorf("-only %q: no part %q; there are %s", b.only, name, strings.Join(b.names(), ", "))
		}
		only = append(only, name)
		if name == "turns" {
			only = append(only, "raw")
		}
	}
	return slices.DeleteFunc(b.parts(), func(p part) bool { return !slices.Contains(only, p.name) }), nil
}

func run(ctx context.Context, b *bench, asJSON bool, out io.Writer) error {
	parts, err := b.chosen()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "banshi-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b.dir = dir
	report := Report{Machine: fmt.Sprintf("%d cores, %s/%s, %s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version()), Clients: b.clients}
	for _, p := range parts {
		fmt.Fprintf(b.progress, "%s …\n", p.name)
		if err := p.measure(ctx, &report); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	if asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(report)
	}
	report.table(out)
	return nil
}

// path names a file of this run.
func (b *bench) path(name string) string { return filepath.Join(b.dir, name) }
