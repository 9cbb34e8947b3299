package bot

import "strings"

// The kinds of Reply; a channel that cannot show one renders it down to its text.
const (
	KindText     = "text"
	KindChoices  = "choices"
	KindCard     = "card"
	KindList     = "list"
	KindForm     = "form"
	KindPayment  = "payment"
	KindLogin    = "login"
	KindReceipt  = "receipt"
	KindNotice   = "notice"
	KindHandover = "handover"
	KindRating   = "rating"
	KindEnded    = "ended"
)

// Reply is what we say back. Text is always there and complete by itself; {link} in it stands for URL.
type Reply struct {
	Kind    string   `json:"kind"`
	Text    string   `json:"text"`
	Spoken  string   `json:"spoken,omitempty"` // what a screen reader says, where Text reads badly
	Choices []Choice `json:"choices,omitempty"`
	Card    *Card    `json:"card,omitempty"`
	Form    *Form    `json:"form,omitempty"`
	Payment *Payment `json:"payment,omitempty"`
	Phone   string   `json:"phone,omitempty"` // the last line of Text, which stands behind the choices where those are text too
	Link    string   `json:"link,omitempty"`  // a one-time link is wanted: "login", "pay" or "receipt"; the engine makes it
	Level   int      `json:"level,omitempty"` // login: how far
	Order   string   `json:"order,omitempty"`
	URL     string   `json:"url,omitempty"` // the link, once made
	Lang    string   `json:"lang,omitempty"`
	Phrase  string   `json:"phrase,omitempty"` // the text it was made from
	By      string   `json:"by,omitempty"`     // file:line of the definition that caused it
	Who     string   `json:"who,omitempty"`    // an operator's name, where a person said it
}

// Plain is the text with its link in place.
func (r Reply) Plain() string { return strings.ReplaceAll(r.Text, "{link}", r.URL) }

// Choice is something that may be pressed, or said by its label or number.
type Choice struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// Card is a title with a few labelled facts.
type Card struct {
	Title string `json:"title"`
	Facts []Fact `json:"facts,omitempty"`
	Note  string `json:"note,omitempty"`
}

// Fact is one labelled line.
type Fact struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// Form asks for several slots at once.
type Form struct {
	Fields []Field `json:"fields"`
	Submit string  `json:"submit"`
}

// Field is one question of a form. Kind is the slot kind's name.
type Field struct {
	Name     string   `json:"name"`
	Label    string   `json:"label"`
	Hint     string   `json:"hint,omitempty"`
	Kind     string   `json:"kind"`
	Choices  []Choice `json:"choices,omitempty"`
	Optional bool     `json:"optional,omitempty"`
}

// Payment is what is to be paid, or was.
type Payment struct {
	Order     string `json:"order"`
	AmountFen int64  `json:"amount_fen"`
	Payee     string `json:"payee"`
	URL       string `json:"url,omitempty"`
	State     State  `json:"state"`
}
