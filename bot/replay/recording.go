package replay

import (
	"maps"
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/talk"
	"github.com/banshi-bot/banshi/intents"
)

// Recording is a conversation from where its records begin: the zero conversation, or what was kept of it.
type Recording struct {
	Start   bot.Conversation
	Records []bot.Record
}

// Again hears every event exactly as it was recorded. With the definitions and the build that recorded it, each
// step ends in the state and the effects of its turn.
func (r Recording) Again(book intents.Book) []talk.Step {
	steps := make([]talk.Step, 0, len(r.Records))
	c := r.Start
	for _, record := range r.Records {
		s := hear(book, meet(c, record), record.Event)
		steps = append(steps, s)
		c = s.After
	}
	return steps
}

func meet(c bot.Conversation, r bot.Record) bot.Conversation {
	if r.Met == nil {
		return c
	}
	return r.Met.Meet(c)
}

func hear(book intents.Book, c bot.Conversation, e bot.Event) talk.Step {
	s := talk.Step{Book: book, Before: c, Event: e}
	s.After, s.Effects = bot.Trace(book, c, e, func(r bot.Read) { s.Reads = append(s.Reads, r) })
	return s
}

// effects are all of a turn, its replies among them, in their order.
func effects(r bot.Record) []bot.Effect {
	all := slices.Clone(r.Effects)
	taken := make(map[int]bool, len(all))
	for _, e := range all {
		taken[e.I] = true
	}
	next := 0
	for k := range r.Replies {
		for taken[next] {
			next++
		}
		reply := r.Replies[k].Reply
		all = append(all, bot.Effect{I: next, Do: bot.Do{Reply: &reply}, By: reply.By})
		taken[next] = true
	}
	slices.SortFunc(all, func(a, b bot.Effect) int { return a.I - b.I })
	return all
}

// was are the recorded turns as steps. Of the states in between, the recording holds only what a transcript needs.
func (r Recording) was(book intents.Book) []talk.Step {
	steps := make([]talk.Step, 0, len(r.Records))
	c := r.Start
	for _, record := range r.Records {
		before := meet(c, record)
		c = before
		c.Turn++
		steps = append(steps, talk.Step{Book: book, Before: before, After: c, Event: record.Event, Effects: effects(record)})
	}
	return steps
}

// signature names a call by its operation and arguments.
func signature(a *bot.Ask) string {
	var b strings.Builder
	b.WriteString(a.Agency + "." + a.Operation)
	for _, name := range slices.Sorted(maps.Keys(a.Args)) {
		b.WriteString("\x00" + name + "\x00" + a.Args[name])
	}
	return b.String()
}
