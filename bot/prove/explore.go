package prove

import (
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/talk"
	"github.com/banshi-bot/banshi/intents"
)

// mostStates bounds the work: no service that people can follow has so many.
const mostStates = 20_000

// id of the conversation that is explored: that of talks, so that numbers made of it are those a talk shows.
const id = "TALKTALKTALKTALK"

// node is a state, with a shortest way to it.
type node struct {
	conv      bot.Conversation
	step      talk.Step   // the event that led here
	let       []talk.Step // and holds having been let go after it
	from      int         // -1: a beginning
	to        []int       // states that follow
	home      bool        // the service's own end is one event away
	due       bot.Pay     // the order that is open
	callDue   int64       // when a call that waits is to be made
	refunding bool        // the money is being given back
	at        int         // the step come to when the steps were read last
	name      string      // its key
}

// explorer walks one form of a service.
type explorer struct {
	conditions
	book    intents.Book
	places  map[string]int            // of steps, by id
	tells   map[string]int            // of slots and fields: the last step whose condition reads them
	values  map[string][]sample       // by slot
	answers map[string][]bot.Answered // by step
	nodes   []*node
	index   map[string]int
	tried   map[string]bool // what happens once only
	steps   int
	full    bool // there are more states than are walked

	taken  map[string]bool  // steps come to
	read   map[string]event // steps read, with the first event that did
	asked  map[string]int   // slots asked, with the first state that did
	said   map[string]bool  // texts said, by phrase
	again  map[string]int   // how many other wordings of a slot's question were said
	ended  map[string]ended // by slot and value: how a way with it ended
	acts   bool             // the service comes to an act on some way
	faults []Finding        // what is wrong with a single event
	stuck  []bool           // by state: no way leads from it to the service's own end
}

// event is one event after a state; -1 is before any.
type event struct {
	from int
	step talk.Step
}

// ended is how ways end on which a slot had a value.
type ended struct{ any, acted, idle bool }

func newExplorer(c *intents.Catalog, item *intents.Item) *explorer {
	x := &explorer{
		conditions: conditionsOf(item), book: talk.Book(c), values: map[string][]sample{}, answers: map[string][]bot.Answered{},
		index: map[string]int{}, tried: map[string]bool{}, taken: map[string]bool{}, read: map[string]event{}, asked: map[string]int{},
		said: map[string]bool{}, again: map[string]int{}, ended: map[string]ended{}, places: map[string]int{}, tells: telling(item),
	}
	for i := range item.Slots {
		x.values[item.Slots[i].Name] = x.slot(&item.Slots[i])
	}
	for i := range item.Steps {
		x.places[item.Steps[i].ID] = i
		if s := &item.Steps[i]; s.Call != nil {
			x.answers[s.ID] = x.conditions.answers(x.book, s)
		}
	}
	return x
}

// explore walks all states, breadth first.
func (x *explorer) explore() {
	for _, c := range x.beginnings() {
		s := x.hear(c, move{what: bot.Entered{ID: "m", Intent: x.item.ID}})
		x.reach(-1, s)
	}
	for i := 0; i < len(x.nodes); i++ {
		n := x.nodes[i]
		for _, m := range x.moves(n) {
			x.follow(i, m)
		}
		x.ladder(i)
		if len(x.nodes) > mostStates {
			x.full = true
			return
		}
	}
	x.stuck = x.noWayHome()
}

// beginnings are the citizens a service may meet: a stranger, and where it makes a difference one who is known, and
// one with a case.
func (x *explorer) beginnings() []bot.Conversation {
	c := bot.Conversation{
		ID: id, Lang: "zh", Region: x.item.Region, At: clock,
		Channel: bot.Channel{Name: "web", Log: true, Tell: true, Buttons: true, Forms: true, Trusted: true},
	}
	all := []bot.Conversation{c}
	if x.item.Assurance <= 1 && x.uses("citizen.") {
		known := c
		known.Citizen = citizen
		known.Citizen.Level, known.Citizen.Until = 2, clock+1<<40
		all = append(all, known)
	}
	if x.prefilled("case.") {
		c.Cases = []bot.Case{{Number: plain["case_number"][0], Intent: x.item.ID, Region: x.item.Region, Begun: clock}}
		all = append(all, c)
	}
	return all
}

// uses reports whether a call, a condition, a summary or a slot that fills itself reads a path that begins so.
func (x *explorer) uses(path string) bool {
	reads := func(e *intents.Expr) bool {
		return e != nil && slices.ContainsFunc(e.Reads(), func(p string) bool { return strings.HasPrefix(p, path) })
	}
	for i := range x.item.Steps {
		if s := &x.item.Steps[i]; s.Call != nil && slices.ContainsFunc(s.Call.With, func(a intents.Arg) bool { return reads(a.From) }) {
			return true
		}
	}
	return slices.ContainsFunc(x.all, reads) || x.prefilled(path)
}

func (x *explorer) prefilled(from string) bool {
	return slices.ContainsFunc(x.item.Slots, func(s intents.Slot) bool { return strings.Contains(s.Prefill, from) })
}

// hear lets something happen to a conversation.
func (x *explorer) hear(c bot.Conversation, m move) talk.Step {
	x.steps++
	e := bot.Event{At: max(c.At, m.at), Root: m.root, For: m.id, What: m.what}
	if e.MessageID() != "" {
		e.Root, e.For = c.Turn+1, e.MessageID()
	}
	s := talk.Step{Book: x.book, Before: c, Event: e}
	s.After, s.Effects = bot.Trace(x.book, c, e, func(r bot.Read) { s.Reads = append(s.Reads, r) })
	s.After = x.forget(s)
	return s
}

// follow lets a move happen in a state, and keeps where it leads.
func (x *explorer) follow(i int, m move) {
	n := x.nodes[i]
	s := x.hear(n.conv, m)
	x.note(i, s)
	if top(s.After, x.item.ID) == nil {
		if !m.failed {
			n.home = true
			x.end(n, m, s)
		}
		return
	}
	if k := x.reach(i, s); k >= 0 && !slices.Contains(n.to, k) {
		n.to = append(n.to, k)
	}
}

// reach keeps a state, where it is new, and gives its number; -1 where the service ended at once.
func (x *explorer) reach(from int, s talk.Step) int {
	next := &node{step: s, let: x.letGo(s), from: from}
	next.conv = s.After
	if n := len(next.let); n > 0 {
		next.conv = next.let[n-1].After
	}
	if from < 0 {
		x.note(-1, s)
		if top(s.After, x.item.ID) == nil {
			return -1
		}
	} else {
		prev := x.nodes[from]
		next.due, next.refunding, next.at = prev.due, prev.refunding, prev.at
	}
	for _, e := range s.Effects {
		switch do := e.Do; {
		case do.Pay != nil:
			next.due, next.refunding = *do.Pay, false
		case do.Settle != nil && do.Settle.To == bot.HeardReturn:
			next.refunding = true
		case do.Ask != nil:
			next.callDue = do.Ask.Due
		}
	}
	for _, r := range s.Reads {
		if r.Item.ID == x.item.ID {
			next.at = x.places[r.Step.ID]
		}
	}
	next.name = x.key(next.conv, next.at, next.refunding)
	if k, ok := x.index[next.name]; ok {
		return k
	}
	x.index[next.name] = len(x.nodes)
	x.nodes = append(x.nodes, next)
	if f := top(next.conv, x.item.ID); f != nil {
		if slot, ok := strings.CutPrefix(f.Asked, "slot:"); ok {
			if _, before := x.asked[slot]; !before {
				x.asked[slot] = len(x.nodes) - 1
			}
		}
	}
	return len(x.nodes) - 1
}

// letGo lets an agency take back what is given back to it.
func (x *explorer) letGo(s talk.Step) []talk.Step {
	var all []talk.Step
	for {
		i := slices.IndexFunc(s.After.Open, func(w bot.Waiter) bool { return w.What == "release" })
		if i < 0 {
			return all
		}
		s = x.hear(s.After, move{what: bot.Answered{Key: s.After.Open[i].Key}})
		all = append(all, s)
	}
}

// ladder gives no answer to a question for a slot again and again, the first time it is asked: the other wordings
// come, and in the end a way out.
func (x *explorer) ladder(i int) {
	f := top(x.nodes[i].conv, x.item.ID)
	if f == nil {
		return
	}
	name, ok := strings.CutPrefix(f.Asked, "slot:")
	if !ok || x.asked[name] != i {
		return
	}
	slot, ok := x.item.Slot(name)
	if !ok {
		return
	}
	c := x.nodes[i].conv
	for range max(slot.Tries, 2) {
		s := x.hear(c, move{what: said("？？？")})
		x.note(i, s)
		x.reworded(slot, s)
		c = s.After
	}
}

// reworded counts which other wording of a question was said.
func (x *explorer) reworded(slot *intents.Slot, s talk.Step) {
	for k := range slot.Again {
		start, _, _ := strings.Cut(slot.Again[k].In("zh"), "{")
		for _, e := range s.Effects {
			if r := e.Do.Reply; r != nil && start != "" && strings.Contains(r.Text, start) {
				x.again[slot.Name] = max(x.again[slot.Name], k+1)
			}
		}
	}
}
