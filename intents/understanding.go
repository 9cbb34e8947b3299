package intents

import (
	"math"
	"slices"

	"github.com/banshi-bot/banshi/intents/value"
)

// Zone says how far an Understanding may be trusted.
type Zone string

// The zones: act on the first guess, ask which of the first two or three, or fall back to the menu.
const (
	ZoneAct      Zone = "act"
	ZoneAsk      Zone = "ask"
	ZoneFallback Zone = "fallback"
)

// Understanding is what a text may mean, free of the conversation it was said in.
type Understanding struct {
	Lang     string         `json:"lang,omitempty"` // "zh", "en", or "" where the text shows none
	Zone     Zone           `json:"zone"`
	Ranked   []Guess        `json:"ranked,omitempty"` // best first, at most 5; calibrated, 0 to 1
	Acts     []Act          `json:"acts,omitempty"`   // best first
	Entities []value.Entity `json:"entities,omitempty"`
	Wishes   []Wish         `json:"wishes,omitempty"` // more than one only where the text holds several
}

// guessesToAsk is how many guesses are ever offered to choose from; unlikely is a score that no second guess needs.
const (
	guessesToAsk = 3
	unlikely     = 0.2
)

// Brief is the understanding as a conversation is told and keeps it for years: scores to three digits, and of the
// guesses behind the first only those that somebody may be asked about.
func (u Understanding) Brief() Understanding {
	kept := make([]Guess, 0, len(u.Ranked))
	for i, g := range u.Ranked {
		g.Score = thousandths(g.Score)
		if i == 0 || u.Zone == ZoneFallback || u.Zone == ZoneAsk && i < guessesToAsk || g.Score >= unlikely {
			kept = append(kept, g)
		}
	}
	u.Ranked = kept
	u.Acts, u.Wishes = slices.Clone(u.Acts), slices.Clone(u.Wishes)
	for i := range u.Acts {
		u.Acts[i].Score = thousandths(u.Acts[i].Score)
	}
	for i := range u.Wishes {
		u.Wishes[i].Score = thousandths(u.Wishes[i].Score)
	}
	return u
}

func thousandths(score float64) float64 { return math.Round(score*1000) / 1000 }

// Guess is an intent a text may mean.
type Guess struct {
	Intent string  `json:"intent"`
	Score  float64 `json:"score"`
}

// Wish is one of several things asked for in one message.
type Wish struct {
	Intent string  `json:"intent"`
	Score  float64 `json:"score"`
	Start  int     `json:"start"` // code points
	End    int     `json:"end"`
}

// Act is something done with words beside asking for a service.
type Act struct {
	Name  string  `json:"name"` // one of the Act… constants
	Score float64 `json:"score"`
	N     int     `json:"n,omitempty"`     // ActChoose: the number chosen, from 1; -1 the last
	Exact bool    `json:"exact,omitempty"` // the whole message is this act and nothing else
}

// The dialogue acts.
const (
	ActYes       = "yes"
	ActNo        = "no"
	ActCancel    = "cancel"    // give up what is under way
	ActBack      = "back"      // one question back
	ActRestart   = "restart"   // from the beginning
	ActRepeat    = "repeat"    // say that again
	ActWhy       = "why"       // why do you need this?
	ActSkip      = "skip"      // I do not want to answer this
	ActUndo      = "undo"      // take the last change back
	ActHuman     = "human"     // a person, please
	ActThanks    = "thanks"    //
	ActGreeting  = "greeting"  //
	ActBye       = "bye"       //
	ActComplaint = "complaint" // about us or the last case
	ActEmergency = "emergency" // danger to life: 110, 119, 120, 122
	ActChoose    = "choose"    // the n-th of what was offered
	ActMenu      = "menu"      // what can you do?
	ActElder     = "elder"     // larger letters, shorter sentences
	ActPaid      = "paid"      // I have paid
	ActLater     = "later"     // not now, keep it
	ActResume    = "resume"    // go on with what was under way
	ActChange    = "change"    // some value is to be another
	ActOther     = "other"     // something else than what is offered
	ActFee       = "ask_fee"   // questions a guide answers
	ActMaterials = "ask_materials"
	ActTime      = "ask_time"
	ActWhere     = "ask_where"
	ActBasis     = "ask_basis"
	ActHours     = "ask_hours"
	ActHow       = "ask_how"
	ActChitchat  = "chitchat" // small talk: are you a robot?
	ActLangZH    = "lang_zh"  // speak Chinese
	ActLangEN    = "lang_en"  // speak English
	ActErase     = "erase"    // delete my data
	ActLogin     = "login"    //
)

// Recogniser tells what texts may mean. It is pure: the same text and moment give the same Understanding.
type Recogniser interface {
	Understand(text string, at value.Context) Understanding
}

// Example is one way citizens ask for an intent, with the values in it marked.
type Example struct {
	Text  string // without the marks
	Marks []Mark
}

// Mark is a value within an example.
type Mark struct {
	Slot       string
	Start, End int // code points of Text
}
