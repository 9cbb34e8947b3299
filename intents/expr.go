package intents

import "github.com/banshi-bot/banshi/intents/value"

// Truth is the outcome of a condition: it may be open.
type Truth int

// The three truths. A condition that reads what is not known yet is Open.
const (
	Open Truth = iota
	False
	True
)

// Val is a value of an expression.
type Val struct {
	Sort value.Sort
	S    string              // Text, Date, and every canonical value
	N    int64               // Number
	B    bool                // Truth
	List []map[string]string // a list field: items of canonical values
	Kind value.Kind          // how to format and mask it; nil for what was computed
}

// Env looks up a path such as "quote.total_fen"; ok is false while it is not known.
type Env func(path string) (v Val, ok bool)
