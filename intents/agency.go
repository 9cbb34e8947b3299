package intents

import "github.com/banshi-bot/banshi/intents/value"

// Agency is a system that can be asked, declared in a file of its own. Addresses and credentials come from the
// administrator's configuration only.
type Agency struct {
	ID         string
	Title      Text
	Operations map[string]*Operation
	Pos        Pos
}

// Effect classes of operations.
type EffectClass string

// A read changes nothing; an idempotent write may be repeated under its key; a write is tried once and looked up.
const (
	Read            EffectClass = "read"
	IdempotentWrite EffectClass = "idempotent_write"
	Write           EffectClass = "write"
)

// Families are the error families every agency's codes are mapped onto (services.md calls them the twelve).
var Families = []string{
	"not_found", "not_yet_in_system", "already_paid", "other_region", "id_mismatch", "window_closed", "no_partial",
	"amount_changed", "limits", "refund_only_offline", "unknown_result", "agency_down",
}

// Operation is one thing an agency can be asked, and how it is asked over HTTP.
type Operation struct {
	Agency  string
	Name    string
	Title   Text
	Effect  EffectClass
	Args    []Declared
	Answer  []Declared
	Key     string // where the idempotency key goes: "header:NAME", "body:FIELD", "natural" or "" (none)
	Lookup  string // the operation that tells an unknown outcome, asked with the same arguments and key
	Timeout int64  // milliseconds of one attempt
	Unknown bool   // accept_unknown: a write with neither key nor lookup
	HTTP    HTTP
	Pos     Pos
}

// Field finds a declared field of the answer.
func (o *Operation) Field(name string) (*Declared, bool) {
	for k := range o.Answer {
		if o.Answer[k].Name == name {
			return &o.Answer[k], true
		}
	}
	return nil, false
}

// Declared is a named argument or answer field.
type Declared struct {
	Name     string
	Title    Text
	Kind     value.Kind // nil for a list
	Params   value.Params
	From     string            // path in the agency's JSON, dots between names; default Name
	As       string            // how the agency writes it: "" as the kind, "yuan" (amounts in decimal yuan), "unix", "unix_ms" (moments)
	Map      map[string]string // the agency's codes to ours, as in "1": paid; empty means as written
	Optional bool
	List     []Declared // fields of a list's items; at most 20 items are kept
	Pos      Pos
}

// HTTP says how an operation is asked: a method, a path with {arg} places, and named JSON.
type HTTP struct {
	Method  string
	Path    string
	Query   []Place
	Headers []Place
	Body    []Place
	Data    string            // path of the object that holds the answer fields; "" means the whole body
	Code    string            // path of the agency's own code in the body; "" means none
	OK      []string          // codes that mean success; empty means none is needed
	Errors  map[string]string // the agency's code, or "http 404", to a family
}

// Place fills a named place of a request from an argument, or with a constant.
type Place struct {
	Name  string // dots make nested objects in a body
	Arg   string
	Const string
	As    string // "", "number", "yuan" (fen written as decimal yuan), "bool"
}
