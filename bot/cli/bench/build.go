package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
)

const mega = 1e6

// build makes the stripped binary that is measured.
func (b *bench) build(ctx context.Context, r *Report) error {
	if b.binary == "" {
		b.binary = b.path("banshi")
		cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", b.binary, "github.com/banshi-bot/banshi")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("go build: %w\n%s", err, out)
		}
	}
	info, err := os.Stat(b.binary)
	if err != nil {
		return err
	}
	r.add(Row{Name: "binary, stripped", Unit: "MB", Measured: float64(info.Size()) / mega, First: 30, Goal: 20})
	return nil
}

var turnsPerSecond = regexp.MustCompile(`([0-9.]+) turns/s`)

// raw measures what the database engine gives below everything of ours.
func (b *bench) raw(ctx context.Context, r *Report) error {
	cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", "^BenchmarkRawAppend$", "-benchtime", b.window.String(), "github.com/banshi-bot/banshi/store")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	m := turnsPerSecond.FindSubmatch(out)
	if m == nil {
		return fmt.Errorf("no rate in %s", bytes.TrimSpace(out))
	}
	rate, err := strconv.ParseFloat(string(m[1]), 64)
	if err != nil {
		return err
	}
	r.note(Row{Name: rawName, Unit: "turns/s", Measured: rate})
	return nil
}

const rawName = "raw engine"

// rawRate is what raw measured.
func (r *Report) rawRate() float64 {
	for _, row := range r.Notes {
		if row.Name == rawName {
			return row.Measured
		}
	}
	return 0
}
