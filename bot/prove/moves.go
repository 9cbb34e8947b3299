package prove

import (
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents"
)

// move is something that may happen in a state. Slot and value are what a citizen answers by it, "" where nothing.
type move struct {
	what   bot.What
	at     int64 // 0: at once
	root   int64
	id     string
	slot   string
	value  string
	failed bool // an agency or a provider that does not do what it is for
}

// answers reports whether a move is the outcome of what is waited for.
func (m move) answers(w *bot.Waiter) bool {
	a, ok := m.what.(bot.Answered)
	return ok && a.Key == w.Key
}

// said is a message of the citizen.
func said(text string, acts ...intents.Act) bot.What {
	return bot.Said{ID: "m", Text: text, Understanding: intents.Understanding{Acts: acts}}
}

// moves are what may happen in a state: outcomes of what is awaited, else answers to what is asked, of each class
// one. To cancel, to ask for a person and to leave it for later are no moves: they are no way through a service.
func (x *explorer) moves(n *node) []move {
	f := top(n.conv, x.item.ID)
	if f == nil {
		return nil
	}
	if w := n.conv.Waiting(f); w != nil {
		return x.outcomes(n, f, w)
	}
	if f.Asked == "pay" || f.Pay != "" && f.Acted && n.refunding {
		return payments(n, f)
	}
	if f.Asked == "login" {
		return x.logins()
	}
	moves := x.presses(n, f)
	if name, ok := strings.CutPrefix(f.Asked, "slot:"); ok {
		moves = append(moves, x.words(n, name)...)
	}
	if x.changeable(n, f) && x.first("change", f) {
		moves = append(moves, move{what: said("修改", intents.Act{Name: intents.ActChange, Exact: true, Score: 1})})
	}
	return moves
}

// first reports whether something happens for the first time where a frame stands with these slots filled. How a step
// takes a failure, and what can be changed, does not depend on their values: both lead to states that are reached
// with every value anyway.
func (x *explorer) first(what string, f *bot.Frame) bool {
	what += "\x00" + f.Asked
	for i := range x.item.Slots {
		if _, filled := f.Slots[x.item.Slots[i].Name]; filled {
			what += "\x00" + x.item.Slots[i].Name
		}
	}
	if x.tried[what] {
		return false
	}
	x.tried[what] = true
	return true
}

// outcomes are those of the call, look-up or order that is awaited.
func (x *explorer) outcomes(n *node, f *bot.Frame, w *bot.Waiter) []move {
	if w.What == "pay" {
		order := w.Key.Name(n.conv.ID)
		var moves []move
		for _, s := range []bot.State{bot.Awaiting, bot.Failed, bot.Taken} {
			p := bot.Paid{Order: order, State: s, AmountFen: n.due.AmountFen, Payee: n.due.Payee}
			if s == bot.Awaiting {
				p.URL = "https://pay.example/1"
			}
			moves = append(moves, move{what: p, root: w.Root, id: w.For, failed: s != bot.Awaiting})
		}
		return moves
	}
	answers := x.answers[w.Step]
	if w.What == "lookup" {
		answers = append(slices.Clone(x.answered(w.Step)), failed("not_found"))
	}
	var moves []move
	for _, a := range answers {
		if a.Fault != "" && !x.first(w.What+"\x00"+w.Step+"\x00"+a.Fault, f) {
			continue
		}
		a.Key = w.Key
		moves = append(moves, move{what: a, at: n.callDue, root: w.Root, id: w.For, failed: a.Fault != ""})
	}
	return moves
}

// answered are the answers to a step that are no failures.
func (x *explorer) answered(step string) []bot.Answered {
	return slices.DeleteFunc(slices.Clone(x.answers[step]), func(a bot.Answered) bool { return a.Fault != "" })
}

// payments are what a provider may say of an order that waits for its money, or of one that is given back.
func payments(n *node, f *bot.Frame) []move {
	if f.Acted {
		return []move{{what: bot.Paid{Order: f.Pay, State: bot.Refunded}, failed: true}}
	}
	return []move{
		{what: bot.Paid{Order: f.Pay, State: bot.PaidState, Receipt: "R1", PaidAt: n.conv.At, AmountFen: n.due.AmountFen, Payee: n.due.Payee}},
		{what: bot.Paid{Order: f.Pay, State: bot.Closed}, at: n.due.Until, failed: true},
	}
}

// logins are the citizen proving themselves, with and without a mobile number where that is asked for.
func (x *explorer) logins() []move {
	p := bot.Proved{Name: citizen.Name, IDNo: citizen.IDNo, Mobile: citizen.Mobile, Level: x.item.Assurance, Until: clock + 1<<40}
	moves := []move{{what: p}}
	if x.prefilled("citizen.mobile") {
		p.Mobile = ""
		moves = append(moves, move{what: p})
	}
	return moves
}

// presses are the buttons that belong to the service: of the values of a slot those of one class are one.
func (x *explorer) presses(n *node, f *bot.Frame) []move {
	slot := strings.TrimPrefix(f.Asked, "slot:")
	var moves []move
	for _, o := range n.conv.Offered {
		m := move{what: bot.Chosen{ID: "m", Value: o.Value, Label: o.Label}}
		head, rest, _ := strings.Cut(o.Value, ":")
		switch head {
		case "v":
			if !slices.ContainsFunc(x.values[slot], func(s sample) bool { return s.value == rest }) {
				continue
			}
			m.slot, m.value = slot, rest
		case "skip":
			m.slot = slot
		case "pick", "confirm", "retry", "resume", "yes", "no":
		case "fix":
			if !x.worthChanging(rest) || slot != f.Asked && !x.unasked(rest) {
				continue
			}
		default:
			continue
		}
		moves = append(moves, m)
	}
	return moves
}

// words are the answers to a question that has no buttons for them.
func (x *explorer) words(n *node, name string) []move {
	s, ok := x.item.Slot(name)
	if !ok || len(s.Params.Options) > 0 {
		return nil
	}
	var moves []move
	for _, v := range x.values[name] {
		if !bot.Offers(n.conv, "v:"+v.value) {
			moves = append(moves, move{what: said(v.said), slot: name, value: v.value})
		}
	}
	return moves
}

// changeable reports whether the citizen may want to change something here that makes a difference: before an act or
// a choice anything, where a slot is asked for the first time what was filled without asking. One thing is changed at
// a time.
func (x *explorer) changeable(n *node, f *bot.Frame) bool {
	if f.Acted || len(n.step.Reads) == 0 {
		return false
	}
	switch head, name, _ := strings.Cut(f.Asked, ":"); head {
	case "confirm", "choose":
		return slices.ContainsFunc(f.Order, x.worthChanging)
	case "slot":
		return x.nodes[x.asked[name]] == n && slices.ContainsFunc(f.Order, x.unasked)
	}
	return false
}

// worthChanging reports whether a slot has values that make a difference, or one that was filled by itself.
func (x *explorer) worthChanging(name string) bool {
	return len(x.values[name]) > 1 || x.unasked(name)
}

// unasked reports whether a slot is filled by itself where it can be.
func (x *explorer) unasked(name string) bool {
	s, ok := x.item.Slot(name)
	return ok && s.Prefill != ""
}
