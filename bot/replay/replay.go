package replay

import (
	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/talk"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// Verdict says what became of a conversation.
type Verdict string

// The verdicts.
const (
	Same    Verdict = "same"
	Shorter Verdict = "shorter"         // the same was got done with fewer messages
	Changed Verdict = "changed"         // something else was said or asked
	Stuck   Verdict = "now stuck"       // what was got done then is not got done now
	Needs   Verdict = "needs an answer" // a call the recording has no answer for
)

// Options say against what recordings are replayed.
type Options struct {
	Book       intents.Book
	Understand bool // read the texts anew instead of taking the recorded understanding
}

// Result is what became of one recording. Was and Is are its turns then and now.
type Result struct {
	Verdict Verdict
	Turn    int64  // recorded turn of the first difference; 0 where there is none
	Call    string // the operation without an answer, for Needs
	Was, Is []talk.Step
}

// grace is how late the sweeper may have been with a tick.
const grace = 60_000

// Replay feeds a recording to the definitions of a book.
func Replay(r Recording, o Options) Result {
	was := r.was(o.Book)
	p := player{options: o, conv: r.Start, tape: newTape(was), turns: map[int64]int64{}, parked: map[string]talk.Step{}, goal: goals(o.Book, was), made: progress{reached: map[string]int{}}}
	for k, record := range r.Records {
		p.conv = meet(p.conv, record)
		p.feed(was[k])
		if p.lacks != "" || p.early() {
			break
		}
	}
	p.drain(true)
	return p.result(was)
}

// player runs one recording anew.
type player struct {
	options Options
	conv    bot.Conversation
	tape    *tape
	steps   []talk.Step
	turns   map[int64]int64 // recorded turn of a message to its turn here
	calls   []call
	orders  []order
	guesses []call
	pushes  []push
	open    string               // the question last asked here, "" where it was none for a slot
	parked  map[string]talk.Step // answers to questions not asked yet
	goal    progress             // what was got done in the recording
	made    progress             // and here
	now     int64
	lacks   string
}

// call is one that waits for its answer here, with the turn and message it goes back to.
type call struct {
	key  bot.Key
	ask  *bot.Ask
	root int64
	id   string
}

type order struct {
	no        string
	pay       *bot.Pay
	root      int64
	id        string
	submitted bool
}

type push struct {
	key   bot.Key
	texts []string
}

// feed takes one recorded turn as input to the conversation here.
func (p *player) feed(s talk.Step) {
	e := s.Event
	p.now = e.At
	p.ticks(e.At - grace)
	switch what := e.What.(type) {
	case bot.Answered:
		p.answered(what)
	case bot.Paid:
		p.paid(what)
	case bot.Delivered:
		p.delivered(what)
	case bot.Guessed:
		p.guessed(what)
	case bot.Late:
		p.hear(what, p.turns[e.Root], e.For)
	case bot.Tick:
		p.hear(what, 0, "")
	case bot.Moved: // the frames here are pinned to the book's own items
	default:
		if p.drain(false); p.lacks != "" {
			return
		}
		p.offer(s)
	}
	p.tape.passed(s)
}

// offer hears an input, or keeps an answer aside: one to a question that is not the one open here, where that one's
// own answer comes later. A draft may ask in another order, or not at all.
func (p *player) offer(s talk.Step) {
	asked := p.tape.question
	if asked != "" && p.open != "" && asked != p.open && p.tape.asks[p.open] >= s.After.Turn {
		p.parked[asked] = s
		return
	}
	for {
		p.input(s)
		next, ok := p.parked[p.open]
		if !ok {
			return
		}
		delete(p.parked, p.open)
		s = next
	}
}

// input hears what the citizen, an operator or the world did.
func (p *player) input(s talk.Step) {
	e := s.Event
	switch what := e.What.(type) {
	case bot.Said:
		if c := p.options.Book.Catalog; p.options.Understand && c.Recogniser != nil {
			what.Understanding = c.Recogniser.Understand(what.Text, value.Context{
				At: e.At, Zone: value.Regions().Zone(p.conv.Region), Lang: p.conv.Lang,
			}).Brief()
			e.What = what
		}
	case bot.Chosen:
		e.What = p.choice(what)
	}
	if e.Spoken() {
		p.made.messages++
	}
	p.turns[s.After.Turn] = p.conv.Turn + 1
	p.event(bot.Event{At: p.now, Root: p.conv.Turn + 1, For: e.For, Desk: e.Desk, Over: e.Over, What: e.What})
}

// choice finds the choice with the same label among those offered here.
func (p *player) choice(c bot.Chosen) bot.Chosen {
	for _, offered := range p.conv.Offered {
		if offered.Label == c.Label {
			c.Value = offered.Value
			return c
		}
	}
	return c
}

func (p *player) hear(what bot.What, root int64, id string) {
	p.event(bot.Event{At: p.now, Root: root, For: id, What: what})
}

// event lets the conversation answer, and notes what it wants.
func (p *player) event(e bot.Event) {
	s := talk.Step{Book: p.options.Book, Before: p.conv, Event: e}
	s.After, s.Effects = bot.Step(p.options.Book, p.conv, e)
	p.conv = s.After
	p.steps = append(p.steps, s)
	var texts []string
	for _, f := range s.Effects {
		key := bot.Key{Turn: s.After.Turn, I: f.I}
		switch do := f.Do; {
		case do.Reply != nil:
			texts = append(texts, do.Reply.Text)
		case do.Ask != nil:
			p.calls = append(p.calls, call{key, do.Ask, e.Root, e.For})
		case do.Guess != nil:
			p.guesses = append(p.guesses, call{key: key, root: e.Root, id: e.For})
		case do.Pay != nil:
			p.orders = append(p.orders, order{no: key.Name(s.After.ID), pay: do.Pay, root: e.Root, id: e.For})
		case do.Push != nil:
			p.pushes = append(p.pushes, push{key, texts})
		}
	}
	if asked, any := question(s.Effects); any {
		p.open = asked
	}
	p.made.note(p.options.Book, s.Effects)
}

// ticks lets happen what falls due before an instant and was not due in the recording.
func (p *player) ticks(before int64) {
	for range 100 {
		wake := bot.Wake(p.conv)
		if wake == 0 || wake > before {
			return
		}
		p.event(bot.Event{At: wake, What: bot.Tick{}})
	}
}

// early reports whether all was got done here before it was in the recording: what the citizen said after that
// answers questions nobody asks any more.
func (p *player) early() bool { return p.made.covers(p.goal) && p.made.messages < p.goal.at }
