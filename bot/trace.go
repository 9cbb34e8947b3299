package bot

import "github.com/banshi-bot/banshi/intents"

// Read is a step of a definition as a turn read it, and what its condition came to.
type Read struct {
	Frame int64
	Item  *intents.Item
	Step  *intents.Step
	When  intents.Truth // True where the step has no condition
}

// Trace is Step, and tells of every step of the definitions it reads on the way: for "why?", and for the coverage
// of talks.
func Trace(book intents.Book, c Conversation, e Event, seen func(Read)) (Conversation, []Effect) {
	t := begin(book, c, e)
	t.seen = seen
	t.happen(e.What)
	return t.end()
}
