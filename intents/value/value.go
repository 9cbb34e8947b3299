// Package value knows the kinds of things citizens write: ID numbers, plates, dates, amounts and the like.
//
// A Kind parses what was said into one canonical string, formats and masks it, and says how conditions
// compare it. Find reads a whole message and returns every value in it, with its place. The package is
// pure: the moment and the zone come in with the Context. It decides nothing about a conversation; which
// of several candidates is meant is the question of package bot.
package value

import "time"

// Context is what the meaning of words may depend on, beside the words themselves.
type Context struct {
	At   int64          // UTC milliseconds of the event
	Zone *time.Location // of the office's region; nil means Asia/Shanghai
	Lang string         // "zh" or "en", for what differs by language (3/4 in dates)
}

// Sort says how conditions compare the values of a kind.
type Sort int

// The sorts. A Text is compared for equality, a Number (fen, counts) and a Date (2026-03-04) also by order.
const (
	Text Sort = iota
	Number
	Date
	Truth
)

// A Kind is one kind of value. Every value it returns is canonical: two sayings of the same thing are
// the same string, and Parse of a canonical value gives that value back.
type Kind interface {
	// Name is the kind's name in definitions, as in "penalty_number".
	Name() string
	Sort() Sort
	// Parse reads what was said in answer to a question for this kind. The error is a *Problem. The one
	// kind whose canonical values it does not read back is amount, where a bare number is yuan: see Check.
	Parse(said string, c Context) (string, error)
	// Format writes a canonical value for a person, in full.
	Format(v, lang string) string
	// Mask writes a canonical value so that it is recognised by who knows it and useless to who does not;
	// kinds that identify nobody return Format. One dot stands for each character left out: an ID keeps
	// 3 and 2 at its ends, permits and passports 2 and 2, a mobile 3 and 4, cards and penalty numbers 4
	// and 4, a plate its province, letter, first and last character; a name its surname, with stars.
	Mask(v, lang string) string
}

// A Fielded kind has parts that conditions may read, as in groom.age; fields are "name", "id_no",
// "born" (Date), "sex" ("male", "female"), "age" (Number, full years at c.At).
type Fielded interface {
	Kind
	// Field returns the named part of a canonical value and its sort; ok is false where there is no such part.
	Field(v, name string, c Context) (part string, sort Sort, ok bool)
	// Fields lists the names of the parts with their sorts, for the loader.
	Fields() map[string]Sort
}

// A Problem says why words are not a value of a kind. Code names a text of the phrase file,
// "problem.KIND.CODE"; Args fill its places.
type Problem struct {
	Kind string
	Code string            // such as "length", "check", "past", "range", "unreadable"
	Args map[string]string // such as n: "11"
}

// Error describes the problem without repeating what was said.
func (p *Problem) Error() string { return p.Kind + ": " + p.Code }

// Option is one value of a closed choice.
type Option struct {
	Value  string              // canonical
	Labels map[string]string   // by language
	Also   map[string][]string // other ways to say it, by language
}

// Params are what a slot's definition may say about its kind.
type Params struct {
	Options  []Option // choice
	Min, Max string   // as written: "+2d", "2026-01-01", "1", "10000" (fen for amounts, characters for texts)
	Pattern  string   // RE2 over the canonical value
	Workdays bool     // dates: offices' working days only
}

// Entity is a value found in a message.
type Entity struct {
	Kind  string `json:"kind"`
	Text  string `json:"text"`
	Start int    `json:"start"`           // in code points
	End   int    `json:"end"`             // in code points, exclusive
	Value string `json:"value"`           // canonical
	Valid bool   `json:"valid,omitempty"` // the check digit holds, or the kind has none
}
