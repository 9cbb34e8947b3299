package laws

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents"
)

// wholeLaws hold for a conversation as a whole; they cost more, and are asked of one in every so many, in this order:
// from law 21 on they go on with it.
var wholeLaws = []struct {
	name  string
	every int
	check func(*world) string
}{
	{"law 4: the recorded events give the stored state", 10, replayed},
	{"law 28, invariant 14: publishing an unchanged catalog changes no replay", 10, republished},
	{"law 21: opening and closing another intent changes nothing in the first", 5, opened},
	{"law 17, invariant 7: a cooperative citizen gets home", 50, home},
	{"law 23, invariant 10: captured less refunded is what was settled", 50, squared},
}

// replayed holds law 4.
func replayed(w *world) string { return w.replay(w.book) }

var republishedBooks sync.Map // random catalogs compiled a second time, by number

// republished holds law 28.
func republished(w *world) string {
	b, ok := republishedBooks.Load(w.catalog)
	if !ok {
		fresh, err := grow(w.catalog)
		if err != nil {
			return err.Error()
		}
		b, _ = republishedBooks.LoadOrStore(w.catalog, fresh)
	}
	return w.replay(b.(intents.Book))
}

// replay lets Step hear all that happened once more, and says what came out otherwise.
func (w *world) replay(book intents.Book) string {
	c := w.unmet()
	for i := range w.happened {
		t := &w.happened[i]
		var effects []bot.Effect
		c, effects = w.machine.Step(book, c, t.event)
		if asJSON(effects) != asJSON(t.effects) {
			return fmt.Sprint("turn ", t.after.Turn, " wants something else")
		}
	}
	if asJSON(c) != asJSON(w.c) {
		return "they give another"
	}
	return ""
}

// opened holds law 21: whatever is asked, another service is opened and given up.
func opened(w *world) string {
	other := w.unopened()
	if other == "" || len(w.c.Frames) > 3 || !w.idle() {
		return ""
	}
	w.say("thanks") // what is open is put again: a level or an answer may have run out
	if !w.idle() {
		return ""
	}
	before := *w.top()
	w.say("wish " + other)
	for range 8 {
		w.settleDown()
		if g := w.top(); w.broken != "" || g == nil || g.N == before.N {
			break
		}
		w.say("cancel")
	}
	if w.broken != "" {
		return ""
	}
	g := w.top()
	if g == nil || g.N != before.N {
		return "another frame is on top"
	}
	if was, is := unhurried(before), unhurried(*g); was != is {
		return was + " became " + is
	}
	return ""
}

// unopened is a service no frame is of, "" where there is none.
func (w *world) unopened() string {
	for _, id := range w.book.Intents() {
		if !slices.ContainsFunc(w.c.Frames, func(f bot.Frame) bool { return f.Intent == id }) {
			return sign(id)
		}
	}
	return ""
}

// idle reports whether a question is open, nothing else is asked, and nothing in the world is under way.
func (w *world) idle() bool {
	if w.top() == nil {
		return false
	}
	head, _, _ := strings.Cut(w.top().Asked, ":")
	return w.c.Owner == "" && w.c.Ask == "" && len(w.c.Wishes) == 0 && len(w.calls) == 0 && len(w.c.Open) == 0 &&
		!slices.ContainsFunc(w.orders, func(o *bot.Order) bool { return !o.State.Final() }) &&
		slices.Contains([]string{"slot", "confirm", "choose", "consent"}, head)
}

// unhurried is a frame without when it was put aside and shown.
func unhurried(f bot.Frame) string {
	f.Paused, f.ShownAt = 0, 0
	return asJSON(f)
}

// squared holds law 23: once all is at rest, what was captured went to the agency or back.
func squared(w *world) string {
	if w.lied {
		return ""
	}
	for _, o := range w.orders {
		kept := int64(0)
		if o.State == bot.Settled {
			kept = o.AmountFen
		}
		switch {
		case !o.State.Final():
			return fmt.Sprint("order ", o.No, " stays ", o.State)
		case o.CapturedFen-o.RefundedFen != kept || -w.ledger[o.No+bot.AgencySettled] != kept:
			return fmt.Sprint("order ", o.No, " is ", o.State, " with ", o.CapturedFen, " less ", o.RefundedFen, " and ", maps.Clone(w.ledger))
		}
	}
	return ""
}
