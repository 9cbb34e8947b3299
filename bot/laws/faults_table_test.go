package laws

import (
	"maps"
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents"
)

// A fault is a machine that goes wrong in one way. The laws must see each.
type fault struct {
	name string
	wrap func(machine) machine
}

// before changes what goes into Step.
func before(change func(book intents.Book, c bot.Conversation, e bot.Event) (bot.Conversation, bot.Event)) func(machine) machine {
	return func(m machine) machine {
		step := m.Step
		m.Step = func(book intents.Book, c bot.Conversation, e bot.Event) (bot.Conversation, []bot.Effect) {
			c, e = change(book, private(c), e)
			return step(book, c, e)
		}
		return m
	}
}

// after changes what comes out of Step.
func after(change func(book intents.Book, was bot.Conversation, e bot.Event, c *bot.Conversation, effects []bot.Effect) []bot.Effect) func(machine) machine {
	return func(m machine) machine {
		step := m.Step
		m.Step = func(book intents.Book, c bot.Conversation, e bot.Event) (bot.Conversation, []bot.Effect) {
			now, effects := step(book, c, e)
			effects = change(book, c, e, &now, effects)
			return now, effects
		}
		return m
	}
}

// heardOf changes what Move makes of news.
func heardOf(change func(was bot.Order, h bot.Heard, o bot.Order, lines []bot.Entry) (bot.Order, []bot.Entry)) func(machine) machine {
	return func(m machine) machine {
		move := m.Move
		m.Move = func(o bot.Order, h bot.Heard) (bot.Order, []bot.Entry) {
			now, lines := move(o, h)
			return change(o, h, now, lines)
		}
		return m
	}
}

// private copies what a fault before Step changes.
func private(c bot.Conversation) bot.Conversation {
	c.Frames, c.Offered, c.Open = slices.Clone(c.Frames), slices.Clone(c.Offered), slices.Clone(c.Open)
	for i := range c.Frames {
		c.Frames[i].Slots = maps.Clone(c.Frames[i].Slots)
	}
	return c
}

func said(e bot.Event) string {
	s, _ := e.What.(bot.Said)
	return s.Text
}

// again lets Step go on with one more event in the same turn.
func again(book intents.Book, c *bot.Conversation, e bot.Event, effects []bot.Effect) []bot.Effect {
	was := *c
	was.Turn--
	was.Seq--
	next, more := bot.Step(book, was, e)
	for i := range more {
		more[i].I += len(effects)
	}
	for i := len(was.Open); i < len(next.Open); i++ { // what waits is added at the end
		next.Open[i].Key.I += len(effects)
	}
	*c = next
	return append(effects, more...)
}

var faults = []fault{
	{"a confirmation ignores its hash", before(func(_ intents.Book, c bot.Conversation, e bot.Event) (bot.Conversation, bot.Event) {
		w, ok := e.What.(bot.Chosen)
		if f := last(c); ok && f != nil && f.Shown != "" && strings.HasPrefix(w.Value, "confirm:") {
			w.Value = "confirm:" + f.Shown
			e.What = w
		}
		return c, e
	})},
	{"yes confirms a summary that the same message changed", after(func(book intents.Book, _ bot.Conversation, e bot.Event, c *bot.Conversation, effects []bot.Effect) []bot.Effect {
		f := last(*c)
		if f == nil || !strings.HasPrefix(said(e), "yes but") || !strings.HasPrefix(f.Asked, "confirm:") {
			return effects
		}
		f.ShownAt = 0
		e.What = bot.Chosen{ID: "m0", Value: "confirm:" + f.Shown}
		return again(book, c, e, effects)
	})},
	{"an act needs no confirmation", after(func(book intents.Book, _ bot.Conversation, e bot.Event, c *bot.Conversation, effects []bot.Effect) []bot.Effect {
		if f := last(*c); f != nil && strings.HasPrefix(f.Asked, "confirm:") {
			f.Agreed = f.Shown
		}
		return effects
	})},
	{"a stale button acts", before(func(_ intents.Book, c bot.Conversation, e bot.Event) (bot.Conversation, bot.Event) {
		if w, ok := e.What.(bot.Chosen); ok {
			c.Offered = append(c.Offered, bot.Choice{Value: w.Value, Label: w.Label})
		}
		return c, e
	})},
	{"a frame in flight is dropped", after(func(_ intents.Book, was bot.Conversation, e bot.Event, c *bot.Conversation, effects []bot.Effect) []bot.Effect {
		if f := last(was); f != nil && flies(was, f) && said(e) == "cancel" && len(c.Frames) > 0 {
			c.Frames = c.Frames[:len(c.Frames)-1]
		}
		return effects
	})},
	{"tries have no limit", after(func(_ intents.Book, _ bot.Conversation, _ bot.Event, c *bot.Conversation, effects []bot.Effect) []bot.Effect {
		for i := range c.Frames {
			c.Frames[i].Tries = nil
		}
		return effects
	})},
	{"a slot stays whose condition is false", after(func(book intents.Book, was bot.Conversation, _ bot.Event, c *bot.Conversation, effects []bot.Effect) []bot.Effect {
		f, b := last(*c), last(was)
		if f == nil || b == nil || f.N != b.N {
			return effects
		}
		it, ok := book.Pin(f.Def)
		for name, val := range b.Slots {
			if s, found := it.Slot(name); ok && found && s.When != nil && f.Slots[name] == "" && len(f.Slots) > 0 {
				f.Slots[name] = val
			}
		}
		return effects
	})},
	{"a value is taken as it was said", after(func(_ intents.Book, was bot.Conversation, e bot.Event, c *bot.Conversation, effects []bot.Effect) []bot.Effect {
		f := last(*c)
		if f == nil || said(e) != "zz9" || len(f.Slots) == 0 {
			return effects
		}
		if name, ok := strings.CutPrefix(f.Asked, "slot:"); ok {
			f.Slots[name] = said(e)
		}
		return effects
	})},
	{"an outcome heard twice acts twice", before(func(_ intents.Book, c bot.Conversation, e bot.Event) (bot.Conversation, bot.Event) {
		a, ok := e.What.(bot.Answered)
		f := last(c)
		if ok && f != nil && len(f.Answers) > 0 {
			if _, open := waiterOf(c, a.Key); !open {
				k := f.Answers[len(f.Answers)-1]
				c.Open = append(c.Open, bot.Waiter{Key: a.Key, Frame: f.N, Step: k.Step, Args: k.Args, Act: k.Act, What: "call"})
			}
		}
		return c, e
	})},
	{"two acts are in flight", after(func(_ intents.Book, _ bot.Conversation, _ bot.Event, c *bot.Conversation, effects []bot.Effect) []bot.Effect {
		for _, e := range effects {
			w, ok := waiterOf(*c, bot.Key{Turn: c.Turn, I: e.I})
			if e.Do.Ask != nil && ok && w.Act {
				w.Key.I, e.I = len(effects), len(effects)
				c.Open = append(c.Open, w)
				return append(effects, e)
			}
		}
		return effects
	})},
	{"an act of unknown outcome is done anew", after(func(_ intents.Book, was bot.Conversation, e bot.Event, c *bot.Conversation, effects []bot.Effect) []bot.Effect {
		for i := range effects {
			if a := effects[i].Do.Ask; a != nil && !a.Lookup && a.Of != (bot.Key{}) {
				anew := *a
				anew.Of = bot.Key{}
				effects[i].Do.Ask = &anew
			}
		}
		return effects
	})},
	{"money is given back twice", heardOf(func(was bot.Order, h bot.Heard, o bot.Order, lines []bot.Entry) (bot.Order, []bot.Entry) {
		if was.State == bot.Refunded {
			o = was
			o.Version++
			lines = []bot.Entry{{Order: o.No, Transfer: "x", Account: bot.ProviderClearing, Fen: -o.CapturedFen}, {Order: o.No, Transfer: "x", Account: bot.RefundsPayable, Fen: o.CapturedFen}}
		}
		return o, lines
	})},
	{"another amount is accepted", func(m machine) machine {
		move := m.Move
		m.Move = func(o bot.Order, h bot.Heard) (bot.Order, []bot.Entry) {
			fen := o.AmountFen
			if h.AmountFen != 0 {
				o.AmountFen = h.AmountFen
			}
			now, lines := move(o, h)
			now.AmountFen = fen
			return now, lines
		}
		return m
	}},
	{"a ledger line is lost", heardOf(func(_ bot.Order, _ bot.Heard, o bot.Order, lines []bot.Entry) (bot.Order, []bot.Entry) {
		return o, lines[:max(0, len(lines)-1)]
	})},
	{"nothing rings while a frame waits", func(m machine) machine {
		wake := m.Wake
		m.Wake = func(c bot.Conversation) int64 {
			if f := last(c); f != nil && flies(c, f) {
				return 0
			}
			return wake(c)
		}
		return m
	}},
	{"the bot answers while a person does", before(func(_ intents.Book, c bot.Conversation, e bot.Event) (bot.Conversation, bot.Event) {
		if e.Spoken() {
			c.Owner = ""
		}
		return c, e
	})},
	{"the state grows without bound", after(func(_ intents.Book, was bot.Conversation, _ bot.Event, c *bot.Conversation, effects []bot.Effect) []bot.Effect {
		c.Shelf = append(slices.Clone(was.Shelf), was.Offered...)
		return effects
	})},
	{"a value of another citizen is said", func(m machine) machine {
		step := m.Step
		m.Step = func(book intents.Book, c bot.Conversation, e bot.Event) (bot.Conversation, []bot.Effect) {
			now, effects := step(book, c, e)
			other := int(c.ID[len(c.ID)-1]-'0'+1) % 3
			for i, f := range effects {
				if r := f.Do.Reply; r != nil && strings.HasPrefix(r.Phrase, "confirm.") {
					leak := *r
					leak.Text += answers("plate", other)[0]
					effects[i].Do.Reply = &leak
				}
			}
			return now, effects
		}
		return m
	}},
	{"a summary shows values in full", after(func(_ intents.Book, was bot.Conversation, _ bot.Event, c *bot.Conversation, effects []bot.Effect) []bot.Effect {
		for i, e := range effects {
			if r, f := e.Do.Reply, last(*c); r != nil && f != nil && r.Card != nil {
				full := *r
				for _, name := range f.Order {
					full.Text += " " + f.Slots[name]
				}
				effects[i].Do.Reply = &full
			}
		}
		return effects
	})},
	{"the same gives something else", func(m machine) machine {
		step, n := m.Step, 0
		m.Step = func(book intents.Book, c bot.Conversation, e bot.Event) (bot.Conversation, []bot.Effect) {
			now, effects := step(book, c, e)
			n++
			now.Misses += n % 2
			return now, effects
		}
		return m
	}},
	{"the conversation that went in is changed", func(m machine) machine {
		step := m.Step
		m.Step = func(book intents.Book, c bot.Conversation, e bot.Event) (bot.Conversation, []bot.Effect) {
			if f := last(c); f != nil && len(f.Answers) > 0 {
				f.Answers[0].At++
			}
			return step(book, c, e)
		}
		return m
	}},
	{"it panics at words it does not know", before(func(_ intents.Book, c bot.Conversation, e bot.Event) (bot.Conversation, bot.Event) {
		if said(e) == "？" {
			panic("no such words")
		}
		return c, e
	})},
	{"a level holds after it ran out", before(func(_ intents.Book, c bot.Conversation, e bot.Event) (bot.Conversation, bot.Event) {
		if c.Citizen.Level > 0 && e.Spoken() {
			c.Citizen.Until = 1 << 60
		}
		return c, e
	})},
	{"what needs a level goes without", func(m machine) machine {
		step := m.Step
		m.Step = func(book intents.Book, c bot.Conversation, e bot.Event) (bot.Conversation, []bot.Effect) {
			proved := c
			proved.Citizen.Level, proved.Citizen.Until = 3, 1<<60
			now, effects := step(book, proved, e)
			if now.Citizen == proved.Citizen {
				now.Citizen = c.Citizen
			}
			return now, effects
		}
		return m
	}},
	{"a frame moves to another definition by itself", after(func(book intents.Book, was bot.Conversation, _ bot.Event, c *bot.Conversation, effects []bot.Effect) []bot.Effect {
		if f := last(*c); f != nil && f.Paused > 0 {
			for _, it := range book.Items() {
				f.Def = it.Digest
			}
		}
		return effects
	})},
	{"a command to the top reaches the frame below", after(func(_ intents.Book, was bot.Conversation, e bot.Event, c *bot.Conversation, effects []bot.Effect) []bot.Effect {
		if len(c.Frames) > 1 && said(e) == "back" {
			c.Frames[0].Asked, c.Frames[0].Order = "", nil
		}
		return effects
	})},
	{"cancel is not heard", before(func(_ intents.Book, c bot.Conversation, e bot.Event) (bot.Conversation, bot.Event) {
		if s, ok := e.What.(bot.Said); ok && s.Text == "cancel" && len(c.Frames) > 0 {
			s.Text, s.Understanding = "fee", understand("fee")
			e.What = s
		}
		return c, e
	})},
	{"a message gets no reply", after(func(_ intents.Book, _ bot.Conversation, e bot.Event, c *bot.Conversation, effects []bot.Effect) []bot.Effect {
		if said(e) != "robot" {
			return effects
		}
		kept := slices.DeleteFunc(effects, func(e bot.Effect) bool { return e.Do.Reply != nil })
		c.Seq -= int64(len(effects) - len(kept))
		return kept
	})},
	{"a text is named that does not exist", after(func(_ intents.Book, _ bot.Conversation, _ bot.Event, _ *bot.Conversation, effects []bot.Effect) []bot.Effect {
		for i, e := range effects {
			if r := e.Do.Reply; r != nil && r.Phrase == "later" {
				other := *r
				other.Phrase = "tomorrow"
				effects[i].Do.Reply = &other
			}
		}
		return effects
	})},
	{"what is held is kept", after(func(_ intents.Book, _ bot.Conversation, e bot.Event, c *bot.Conversation, effects []bot.Effect) []bot.Effect {
		n := len(effects)
		if n > 0 && effects[n-1].Do.Ask != nil && strings.HasPrefix(effects[n-1].Do.Ask.Operation, "free") {
			return effects[:n-1]
		}
		return effects
	})},
	{"consent is taken for granted", before(func(_ intents.Book, c bot.Conversation, e bot.Event) (bot.Conversation, bot.Event) {
		c.Agreed = slices.Clone(c.Agreed)
		for i := range c.Frames {
			f := &c.Frames[i]
			c.Agreed = append(c.Agreed, bot.Consent{Intent: f.Intent, Version: f.Def, Slots: "s0,s1,s2,s3,s4,s5,s6,s7", Given: true})
		}
		return c, e
	})},
	{"the past rings for ever", after(func(_ intents.Book, was bot.Conversation, e bot.Event, c *bot.Conversation, effects []bot.Effect) []bot.Effect {
		if _, ok := e.What.(bot.Tick); ok {
			c.Due = slices.Clone(was.Due)
		}
		return effects
	})},
	{"an act changes its values afterwards", after(func(_ intents.Book, was bot.Conversation, e bot.Event, c *bot.Conversation, effects []bot.Effect) []bot.Effect {
		if f := last(*c); f != nil && f.Acted && strings.HasPrefix(said(e), "change") {
			for name := range f.Slots {
				f.Slots[name] += "0"
			}
		}
		return effects
	})},
	{"a summary is another when its values came in another order", after(func(_ intents.Book, _ bot.Conversation, _ bot.Event, c *bot.Conversation, effects []bot.Effect) []bot.Effect {
		f := last(*c)
		if f == nil || !strings.HasPrefix(f.Asked, "confirm:") || f.ShownAt != c.Turn || len(f.Order) < 2 {
			return effects
		}
		was, is := "confirm:"+f.Shown, "confirm:"+f.Shown+f.Order[0]
		f.Shown = strings.TrimPrefix(is, "confirm:")
		for i := range c.Offered {
			if c.Offered[i].Value == was {
				c.Offered[i].Value = is
			}
		}
		return effects
	})},
	{"an agency is asked with what was said first", after(func(_ intents.Book, _ bot.Conversation, _ bot.Event, c *bot.Conversation, effects []bot.Effect) []bot.Effect {
		u := c.Undo
		for i, e := range effects {
			if e.Do.Ask != nil && u != nil && u.Had && e.Do.Ask.Args[u.Slot] != "" {
				first := *e.Do.Ask
				first.Args = maps.Clone(first.Args)
				first.Args[u.Slot] = u.Old
				effects[i].Do.Ask = &first
			}
		}
		return effects
	})},
	{"another service leaves a trace in the first", after(func(_ intents.Book, was bot.Conversation, e bot.Event, c *bot.Conversation, effects []bot.Effect) []bot.Effect {
		if f := last(*c); f != nil && len(c.Frames) < len(was.Frames) && said(e) == "cancel" {
			f.Carry = map[string]string{"s9": "x"}
		}
		return effects
	})},
	{"a settled payment is not settled", func(m machine) machine {
		move := m.Move
		m.Move = func(o bot.Order, h bot.Heard) (bot.Order, []bot.Entry) {
			if h.Is == bot.HeardSettled {
				return o, nil
			}
			return move(o, h)
		}
		return m
	}},
	{"it goes by which catalog it is, not by what is in it", func(m machine) machine {
		step, first := m.Step, map[string]*intents.Catalog{}
		m.Step = func(book intents.Book, c bot.Conversation, e bot.Event) (bot.Conversation, []bot.Effect) {
			now, effects := step(book, c, e)
			digest := book.Items()[0].Digest
			if first[digest] == nil {
				first[digest] = book.Catalog
			}
			if first[digest] != book.Catalog {
				now.Misses++
			}
			return now, effects
		}
		return m
	}},
	{"it remembers what it did not record", func(m machine) machine {
		step, hours := m.Step, map[string]int{}
		m.Step = func(book intents.Book, c bot.Conversation, e bot.Event) (bot.Conversation, []bot.Effect) {
			now, effects := step(book, c, e)
			if _, ok := e.What.(bot.Late); ok {
				hours[c.ID]++
			}
			now.Misses += hours[c.ID] / 2
			return now, effects
		}
		return m
	}},
	{"a turn is left out", after(func(_ intents.Book, _ bot.Conversation, _ bot.Event, c *bot.Conversation, effects []bot.Effect) []bot.Effect {
		c.Turn += int64(len(effects) / 4)
		return effects
	})},
}
