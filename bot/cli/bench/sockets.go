package main

import (
	"context"
	"errors"
	"time"
)

// sockets measures the memory of a connection that said hello and then nothing.
func (b *bench) sockets(ctx context.Context, r *Report) (err error) {
	s, err := b.serve(ctx, b.path("idle"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	warm, err := joinAll(ctx, s.url, 200) // what the first connections need once
	if err != nil {
		return err
	}
	before, err := s.resident()
	if err != nil {
		return err
	}
	idle, err := joinAll(ctx, s.url, b.idle)
	if err != nil {
		return err
	}
	time.Sleep(settle)
	after, err := s.resident()
	if err != nil {
		return err
	}
	for _, c := range append(warm, idle...) {
		_ = c.conn.Close()
	}
	r.add(Row{Name: "memory of an idle socket", Unit: "KiB", Measured: (after - before) / 1024 / float64(b.idle), First: 10, Goal: 5.8})
	return nil
}
