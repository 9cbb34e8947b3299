package connectors

import (
	"context"
	"log/slog"
)

// Identity proves who a citizen is, on a page of its own.
type Identity interface {
	// URL is where the citizen proves themselves at the wanted level (2 or 3); the page sends them to back with
	// the parameters state and code.
	URL(state, back string, level int) string
	// Prove turns the one-time code into what was proven. Errors are *Fault.
	Prove(ctx context.Context, code string) (Proof, error)
}

// Proof says whom an identity provider vouches for. It never goes into a log.
type Proof struct {
	Name   string
	IDNo   string
	Mobile string
	Level  int
	Until  int64 // UTC milliseconds until when the level holds
}

// LogValue hides everything but the level.
func (p Proof) LogValue() slog.Value { return slog.GroupValue(slog.Int("level", p.Level)) }

// String hides who was proven.
func (p Proof) String() string { return "***" }
