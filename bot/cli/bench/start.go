package main

import (
	"context"
	"fmt"
	"slices"
	"time"
)

const (
	generatedIntents = 40
	generatedRegions = 100
)

// settle is how long a server is left alone before its memory is read.
const settle = time.Second

// start measures cold starts over 4,000 items: without a compiled recogniser, and with the one kept by the first.
func (b *bench) start(ctx context.Context, r *Report) error {
	folder := b.path("definitions")
	if err := generate(folder, generatedIntents, generatedRegions); err != nil {
		return err
	}
	var cold, cached []time.Duration
	var memory []float64
	for i := range 3 {
		data := b.path(fmt.Sprintf("start%d", i))
		for _, took := range []*[]time.Duration{&cold, &cached} {
			s, err := b.serve(ctx, data, "--intents", folder)
			if err != nil {
				return err
			}
			*took = append(*took, s.ready)
			time.Sleep(settle)
			held, err := s.resident()
			if err != nil {
				return err
			}
			if took == &cached {
				memory = append(memory, held)
			}
			if err := s.stop(); err != nil {
				return err
			}
		}
	}
	r.add(Row{Name: "cold start, 4,000 items", Unit: "s", Measured: median(cold).Seconds(), First: 1, Goal: 0.5})
	r.add(Row{Name: "cold start, compiled cache", Unit: "s", Measured: median(cached).Seconds(), First: 0.3, Goal: 0.15})
	r.add(Row{Name: "resident after start, 4,000 items", Unit: "MiB", Measured: median(memory) / (1 << 20), First: 80, Goal: 60})
	return nil
}

func median[T int64 | float64 | time.Duration](of []T) T {
	slices.Sort(of)
	return of[len(of)/2]
}
