package bot

import (
	"fmt"

	"github.com/banshi-bot/banshi/intents"
)

// Step answers one Event. It only decides; the engine carries out what it returns. It never fails, keeps its
// input untouched, and gives the same for the same.
func Step(book intents.Book, c Conversation, e Event) (Conversation, []Effect) {
	t := begin(book, c, e)
	t.happen(e.What)
	return t.end()
}

// happen does what an event of each kind asks for.
func (t *at) happen(what What) {
	switch what := what.(type) {
	case Said:
		t.hear(what)
	case Chosen:
		t.chosen(what)
	case Filled:
		t.filled(what)
	case Unread:
		t.unread(what)
	case Entered:
		t.entered(what)
	case Answered:
		t.answered(what)
	case Paid:
		t.paid(what)
	case Guessed:
		t.guessed(what)
	case Tick:
		t.tick()
	case Late:
		t.late()
	case Proved:
		t.proved(what)
	case Unproved:
		t.unproved(what)
	case Took:
		t.took(what)
	case Wrote:
		t.wrote(what)
	case Released:
		t.released()
	case Delivered:
		t.delivered(what)
	case News:
		t.news(what)
	case Moved:
		t.moved(what)
	case Set:
		t.set(what)
	case Erased:
		t.erased()
	default:
		panic(fmt.Sprintf("bot: no step for %T", what)) // a new kind of Event was forgotten here
	}
}
