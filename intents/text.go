package intents

import "strconv"

// Text is what a citizen reads, in both languages. {name} stands for a slot, {answer.field} for a field of an
// answer, {rules.x} for a rule of the region.
type Text struct {
	ZH  string `json:"zh"`
	EN  string `json:"en"`
	Pos Pos    `json:"-"`
}

// In returns the text in a language: "en", or else Chinese.
func (t Text) In(lang string) string {
	if lang == "en" {
		return t.EN
	}
	return t.ZH
}

// Zero reports whether nothing was written.
func (t Text) Zero() bool { return t.ZH == "" && t.EN == "" }

// Pos is a place in a definition file.
type Pos struct {
	File string
	Line int
	Col  int
}

// String writes the place as file:line, the form effects and replies carry as their provenance.
func (p Pos) String() string {
	if p.File == "" {
		return ""
	}
	return p.File + ":" + strconv.Itoa(p.Line)
}
