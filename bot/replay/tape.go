package replay

import (
	"maps"
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/talk"
)

// tape is what the world answered in a recording.
type tape struct {
	asked    map[bot.Key]string        // recorded calls by their effect
	outcomes map[string][]bot.Answered // by signature, in their order, those not used yet
	last     map[string]bot.Answered   // used last: a read asked once more has the same answer
	open     map[string]int            // calls under way at this point of the recording
	orders   map[string]int            // recorded orders by number, in the order they were opened
	asks     map[string]int64          // questions for slots, with the last turn each was asked in
	question string                    // the one open at this point of the recording
}

func newTape(was []talk.Step) *tape {
	t := &tape{
		asked: map[bot.Key]string{}, outcomes: map[string][]bot.Answered{}, last: map[string]bot.Answered{},
		open: map[string]int{}, orders: map[string]int{}, asks: map[string]int64{},
	}
	for _, s := range was {
		if asked, _ := question(s.Effects); asked != "" {
			t.asks[asked] = s.After.Turn
		}
		for _, e := range s.Effects {
			key := bot.Key{Turn: s.After.Turn, I: e.I}
			switch {
			case e.Do.Ask != nil:
				t.asked[key] = signature(e.Do.Ask)
			case e.Do.Pay != nil:
				t.orders[key.Name(s.After.ID)] = len(t.orders)
			}
		}
		if a, ok := s.Event.What.(bot.Answered); ok {
			if sign, ok := t.asked[a.Key]; ok {
				t.outcomes[sign] = append(t.outcomes[sign], a)
			}
		}
	}
	return t
}

// question is the slot that the last of some replies asks for, by the text it was made from; any tells whether
// there is a reply.
func question(effects []bot.Effect) (phrase string, any bool) {
	for _, e := range effects {
		if e.Do.Reply == nil {
			continue
		}
		any, phrase = true, ""
		if strings.Contains(e.Do.Reply.Phrase, ".slots.") {
			phrase = e.Do.Reply.Phrase
		}
	}
	return phrase, any
}

// passed keeps which question is open and which calls are under way once a recorded turn is over.
func (t *tape) passed(s talk.Step) {
	if asked, any := question(s.Effects); any {
		t.question = asked
	}
	if a, ok := s.Event.What.(bot.Answered); ok {
		t.open[t.asked[a.Key]]--
	}
	for _, e := range s.Effects {
		if e.Do.Ask != nil {
			t.open[signature(e.Do.Ask)]++
		}
	}
}

// next takes the next recorded outcome of a call.
func (t *tape) next(sign string) (bot.Answered, bool) {
	if all := t.outcomes[sign]; len(all) > 0 {
		t.outcomes[sign] = all[1:]
		t.last[sign] = all[0]
		return all[0], true
	}
	a, ok := t.last[sign]
	return a, ok
}

// answered brings a recorded outcome to the call here that it answers; one nobody asks for here is kept.
func (p *player) answered(a bot.Answered) {
	sign := p.tape.asked[a.Key]
	for k := range p.calls {
		if signature(p.calls[k].ask) == sign {
			p.answer(k)
			return
		}
	}
}

// answer brings a call here the next outcome the recording has for it.
func (p *player) answer(k int) {
	c := p.calls[k]
	a, ok := p.tape.next(signature(c.ask))
	if !ok {
		p.lacks = c.ask.Agency + "." + c.ask.Operation
		return
	}
	p.calls = append(p.calls[:k:k], p.calls[k+1:]...)
	a.Key = c.key
	p.hear(a, c.root, c.id)
}

// drain answers the calls here that are not under way in the recording at this point, and at its end all that the
// recording answered.
func (p *player) drain(end bool) {
	for p.lacks == "" {
		k := p.ahead()
		if k < 0 || end && p.calls[k].ask.Due > p.now {
			return
		}
		p.answer(k)
	}
}

// ahead finds a call here that is due and not under way in the recording; -1 where there is none.
func (p *player) ahead() int {
	open := maps.Clone(p.tape.open)
	for k, c := range p.calls {
		sign := signature(c.ask)
		if open[sign] > 0 {
			open[sign]--
			continue
		}
		if c.ask.Due <= p.now {
			return k
		}
	}
	return -1
}

// paid brings news of an order of the recording to the one opened in its place here.
func (p *player) paid(news bot.Paid) {
	k, ok := p.tape.orders[news.Order]
	if !ok || k >= len(p.orders) {
		return
	}
	o := &p.orders[k]
	news.Order, news.AmountFen, news.Payee = o.no, o.pay.AmountFen, o.pay.Payee
	root, id := int64(0), ""
	if !o.submitted {
		o.submitted, root, id = true, o.root, o.id
	}
	p.hear(news, root, id)
}

func (p *player) delivered(d bot.Delivered) {
	if len(p.pushes) == 0 {
		return
	}
	d.Key = p.pushes[0].key
	if d.Held {
		d.Texts = p.pushes[0].texts
	}
	p.pushes = p.pushes[1:]
	p.hear(d, 0, "")
}

func (p *player) guessed(g bot.Guessed) {
	if len(p.guesses) == 0 {
		return
	}
	c := p.guesses[0]
	p.guesses = p.guesses[1:]
	g.Key = c.key
	p.hear(g, c.root, c.id)
}
