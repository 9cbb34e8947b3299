package bot

import "github.com/banshi-bot/banshi/connectors"

// Effect is anything a conversation wants done in the world. I is its index within the turn; By the file:line
// of the definition that wanted it.
type Effect struct {
	I  int    `json:"i"`
	Do Do     `json:"do"`
	By string `json:"by,omitempty"`
}

// Do is what is to be done: exactly one of its fields is set.
type Do struct {
	Reply   *Reply   `json:"reply,omitempty"`
	Ask     *Ask     `json:"ask,omitempty"`
	Pay     *Pay     `json:"pay,omitempty"`    // a new order
	Settle  *Settle  `json:"settle,omitempty"` // what became of a paid order at its agency
	Guess   *Guess   `json:"guess,omitempty"`
	Push    *Push    `json:"push,omitempty"`
	Desk    *ToDesk  `json:"desk,omitempty"`    // a person is wanted
	Case    *Case    `json:"case,omitempty"`    // keep a case
	Rate    *Rating  `json:"rate,omitempty"`    // keep a rating
	Consent *Consent `json:"consent,omitempty"` // keep a consent given
	Forget  bool     `json:"forget,omitempty"`  // the citizen wants their data erased
}

// Ask asks an agency.
type Ask struct {
	Agency    string            `json:"agency"`
	Operation string            `json:"operation"`
	Args      map[string]string `json:"args"`
	Lookup    bool              `json:"lookup,omitempty"` // asks what became of a write whose outcome is unknown
	Of        Key               `json:"of,omitzero"`      // of that call; its key is used again
	Due       int64             `json:"due,omitempty"`    // not before; 0 now
}

// Pay opens an order. Its number is the effect's own key.
type Pay struct {
	Agency    string `json:"agency"`
	Bill      string `json:"bill"`
	AmountFen int64  `json:"amount_fen"`
	Payee     string `json:"payee"`
	Title     string `json:"title"`
	Until     int64  `json:"until"`
}

// Settle tells an order what its frame made of it. To is one of HeardSettling, HeardSettled, HeardReturn,
// HeardAsked and HeardGivenUp.
type Settle struct {
	Order string `json:"order"`
	To    string `json:"to"`
	Why   string `json:"why,omitempty"`
}

// Guess asks the optional model. Text has its personal values replaced by their kinds.
type Guess struct {
	Text    string   `json:"text"`
	Intents []string `json:"intents"`
}

// Push sends replies of the log, From to To by seq, on the channel's own road.
type Push struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

// ToDesk asks for a person, with what is known, masked.
type ToDesk struct {
	Note   string `json:"note"`
	Intent string `json:"intent,omitempty"` // the service being served
	Why    string `json:"why,omitempty"`    // "asked", "unknown" for an act without an outcome, or the fault's code
	Number string `json:"number,omitempty"` // of the written request, where nobody was there
	Due    string `json:"due,omitempty"`    // promised date
}

// Rating is one of the five fixed levels of 好差评 for a finished case.
type Rating struct {
	Intent string `json:"intent"`
	Region string `json:"region"`
	Case   string `json:"case,omitempty"`
	Level  int    `json:"level"`         // 1 very bad to 5 very good
	Due    string `json:"due,omitempty"` // the day by which somebody must have called back
}

// Consent is a citizen's separate consent to the use of sensitive data.
type Consent struct {
	Intent  string `json:"intent"`
	Slots   string `json:"slots"`
	Version string `json:"version"` // digest of the item whose text was shown
	Given   bool   `json:"given"`
	At      int64  `json:"at"`
}

// Case is what was begun with an agency and outlives its frame.
type Case struct {
	Number    string `json:"number"`
	Intent    string `json:"intent"`
	Region    string `json:"region"`
	Agency    string `json:"agency"`
	Operation string `json:"operation,omitempty"` // tells its progress, by number
	State     string `json:"state,omitempty"`
	Due       string `json:"due,omitempty"` // promised date
	Begun     int64  `json:"begun"`
}

// Outcome makes an agency's answer the Event it is.
func Outcome(k Key, a connectors.Answer, fault *connectors.Fault) Answered {
	if fault == nil {
		return Answered{Key: k, Answer: a}
	}
	return Answered{Key: k, Fault: fault.Family, Sort: sortName(fault), Code: fault.Code}
}

func sortName(f *connectors.Fault) string {
	switch f.Sort {
	case connectors.ErrRefused:
		return "refused"
	case connectors.ErrUnknown:
		return "unknown"
	}
	return "again"
}
