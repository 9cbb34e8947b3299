// Package connectors asks agencies: one Call in, one Answer out.
//
// A Connector does not retry, log or cache: it sorts every failure into ErrAgain, ErrRefused or ErrUnknown.
// The Guard around it brings the deadline, retries by effect class, the breaker and the bulkhead. The package
// itself touches no network, disk or clock; its subfolders do: rest (agencies described in YAML), sandbox
// (agencies with a memory), connectortest (what every connector must pass).
package connectors

import (
	"context"
	"errors"

	"github.com/banshi-bot/banshi/intents"
)

// Call asks one operation of an agency. Args are canonical values by argument name.
type Call struct {
	Operation *intents.Operation
	Args      map[string]string
	ID        string // the same on each retry and replay: the idempotency key, <= 32 of A-Z 0-9 _
	Subject   string // the verified citizen's pseudonym, or ""
}

// Answer holds the declared fields of what the agency said, as canonical values.
type Answer struct {
	Fields map[string]string              `json:"fields,omitempty"`
	Lists  map[string][]map[string]string `json:"lists,omitempty"`
}

// Connector asks one agency. An error wraps ErrAgain, ErrRefused or ErrUnknown, and is a *Fault.
type Connector interface {
	Do(ctx context.Context, c Call) (Answer, error)
}

// How a failure is to be taken. Callers decide by these with errors.Is.
var (
	ErrAgain   = errors.New("try again later")              // nothing happened
	ErrRefused = errors.New("the agency refused")           // nothing happened, and asking again changes nothing
	ErrUnknown = errors.New("the outcome is not known yet") // it may have happened: look it up, never repeat
)

// Fault is a sorted failure.
type Fault struct {
	Sort   error  // ErrAgain, ErrRefused or ErrUnknown
	Family string // one of intents.Families
	Code   string // the agency's own code or "http 503"; never personal
	Cause  error  // for the log; never personal
}

// Error says which operation failed how, without values.
func (f *Fault) Error() string {
	s := f.Family + " (" + f.Code + "): " + f.Sort.Error()
	if f.Cause != nil {
		s += ": " + f.Cause.Error()
	}
	return s
}

// Unwrap makes errors.Is find the sort and the cause.
func (f *Fault) Unwrap() []error {
	if f.Cause == nil {
		return []error{f.Sort}
	}
	return []error{f.Sort, f.Cause}
}
