package laws

import (
	"maps"
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents"
)

// A move is something that may happen next; weight says how often among those that may.
type move struct {
	weight int
	make   func()
}

// happen draws one move that the state admits, and makes it.
func (w *world) happen() {
	moves := slices.Concat(w.citizenMoves(), w.commandMoves(), w.worldMoves())
	total := 0
	for _, m := range moves {
		total += m.weight
	}
	n := w.pick(total)
	for _, m := range moves {
		if n -= m.weight; n < 0 {
			m.make()
			return
		}
	}
}

// citizenMoves follow the conversation: the open question, the summary, what is offered.
func (w *world) citizenMoves() []move {
	f, slot := w.top(), w.askedSlot()
	wishes := 3
	if f == nil {
		wishes = 30 * w.zeal
	}
	moves := []move{
		{wishes, func() { w.say("wish " + w.service()) }},
		{1, func() { w.say("wish " + w.service() + " " + w.service()) }},
		{2, func() { w.say("wish " + w.service() + " " + w.anyValue()) }},
		{1, func() { w.say("maybe " + w.service()) }},
		{2, func() { w.say(w.anyValue()) }},
		{2, func() { w.say(wrong[w.pick(len(wrong))]) }},
		{1, func() { w.voice(w.anyValue()) }},
	}
	if slot != nil {
		moves = append(moves,
			move{30 * w.zeal, func() { w.say(w.one(answers(slot.Kind.Name(), w.who))) }},
			move{6, func() { w.say(wrong[w.pick(len(wrong))]) }},
			move{2, func() { w.say(w.one(answers(slot.Kind.Name(), w.who)) + "，" + w.anyValue()) }},
			move{2, func() { w.fill(slot) }},
			move{2, func() { w.voice(w.one(answers(slot.Kind.Name(), w.who))) }},
		)
	}
	if n := len(w.c.Offered); n > 0 {
		moves = append(moves, move{8 * w.zeal, func() { w.press(w.c.Offered[w.pick(n)]) }})
	}
	if n := len(w.ever); n > 0 {
		moves = append(moves, move{4, func() { w.press(w.ever[w.pick(n)]) }})
	}
	if f != nil && len(f.Order) > 0 {
		moves = append(moves, move{5, func() { w.say("change " + w.correction(f)) }}, move{1, func() { w.say(w.correction(f)) }})
	}
	if f != nil && strings.HasPrefix(f.Asked, "confirm:") {
		moves = append(moves,
			move{12 * w.zeal, func() { w.say("yes") }},
			move{6, func() { w.say("yes but " + w.correction(f)) }},
			move{4, func() { w.say(w.correction(f)) }},
			move{12 * w.zeal, func() { w.press(bot.Choice{Value: "confirm:" + f.Shown}) }},
			move{6, func() { w.press(w.yesterday()) }},
		)
	}
	return moves
}

// commandMoves are what can be said at any time.
func (w *world) commandMoves() []move {
	var moves []move
	for _, c := range []struct {
		weight int
		word   string
	}{
		{2, "cancel"}, {2, "back"}, {2, "undo"}, {2, "skip"}, {2, "why"}, {1, "repeat"}, {1, "restart"}, {1, "human"}, {2, "later"}, {3, "resume"},
		{2, "fee"}, {1, "thanks"}, {1, "hello"}, {1, "robot"}, {1, "menu"}, {1, "english"}, {1, "中文"}, {1, "elder"}, {2, "paid"}, {4, "yes"},
		{2, "no"}, {1, "change"}, {1, "first"}, {1, "help"}, {1, "other"}, {1, "materials"}, {1, "login"}, {1, "bye"},
	} {
		moves = append(moves, move{c.weight, func() { w.say(c.word) }})
	}
	return append(moves, move{1, func() { w.say("erase"); w.say(w.one([]string{"yes", "no", "cancel"})) }})
}

// worldMoves are what happens without the citizen.
func (w *world) worldMoves() []move {
	moves := []move{
		{2, func() { w.wait(int64(w.pick(90)) * 60_000) }},
		{1, func() { w.wait(int64(w.pick(60)) * 3600_000) }},
		{1, func() { w.hear(bot.Tick{}, 0, "") }},
		{3, func() {
			w.hear(bot.Proved{Name: "张伟", IDNo: idNumber(w.who, 1), Mobile: answers("mobile", w.who)[0], Level: 1 + w.pick(3), Until: w.now + int64(w.pick(60)+1)*60_000}, 0, "")
		}},
		{1, func() { w.hear(bot.Unproved{Why: "x"}, 0, "") }},
		{1, func() { w.hear(bot.Late{}, w.c.Passive, "") }},
		{1, func() {
			w.hear(bot.Answered{Key: bot.Key{Turn: w.c.Turn + 9, I: 0}, Fault: "limits", Sort: "refused"}, 0, "")
		}},
		{1, func() { w.hear(bot.News{Case: "CR00000001", State: w.one([]string{"a", "b"}), Detail: "x"}, 0, "") }},
		{1, func() { w.message(func(id string) bot.What { return bot.Unread{ID: id, Kind: "image"} }) }},
		{1, func() {
			w.message(func(id string) bot.What { return bot.Entered{ID: id, Intent: w.one([]string{"", "svc0"})} })
		}},
		{1, func() {
			w.hear(bot.Set{Region: w.one([]string{"330100", "330200"}), Lang: w.one([]string{"", "en"})}, 0, "")
		}},
		{1, func() { w.hear(bot.Took{Operator: "王芳"}, 0, "") }},
		{1, func() { w.desk = w.pick(2) }},
	}
	if w.c.Owner != "" {
		moves = append(moves, move{25, func() { w.hear(bot.Released{Operator: "王芳"}, 0, "") }}, move{2, func() { w.hear(bot.Wrote{Operator: "王芳", Text: "您好"}, 0, "") }})
	}
	if f := w.top(); f != nil && f.Asked == "login" {
		moves = append(moves, move{15 * w.zeal, func() {
			w.hear(bot.Proved{Name: "张伟", IDNo: idNumber(w.who, 1), Level: 3, Until: w.now + 1800_000}, 0, "")
		}})
	}
	if wake := w.machine.Wake(w.c); wake > 0 {
		moves = append(moves, move{3, func() { w.wait(max(0, wake-w.now)) }})
	}
	if !bot.UnderWay(w.c) {
		moves = append(moves, move{1, func() { w.hear(bot.Erased{}, 0, "") }})
	}
	if n := len(w.c.Frames); n > 0 {
		moves = append(moves, move{1, func() { i := w.pick(n); w.hear(bot.Moved{Frame: i, Def: w.c.Frames[i].Def}, 0, "") }})
	}
	return slices.Concat(moves, w.outcomeMoves())
}

// outcomeMoves bring back, lose, repeat and disorder what was asked of agencies and of the provider.
func (w *world) outcomeMoves() []move {
	var moves []move
	if n := len(w.calls); n > 0 {
		moves = append(moves,
			move{45 * w.zeal, func() { w.outcome(w.pick(n), "", "") }},
			move{10 * w.zeal, func() {
				w.outcome(w.pick(n), w.one(intents.Families), w.one([]string{"refused", "again", "unknown"}))
			}},
		)
	}
	if n := len(w.past); n > 0 {
		moves = append(moves, move{3, func() {
			a := w.past[w.pick(n)]
			w.hear(bot.Answered{Key: a.key, Answer: w.answer(a.ask)}, a.root, a.id)
		}})
	}
	if n := len(w.orders); n > 0 {
		moves = append(moves,
			move{16 * w.zeal, func() { w.provider(w.orders[w.pick(n)]) }},
			move{3, func() {
				w.news(w.orders[w.pick(n)], bot.Heard{Is: w.one(heards), AmountFen: []int64{20000, 20000, 19900}[w.pick(3)], Receipt: "R", URL: "https://pay.example/1"})
			}},
			move{2, func() {
				o := w.orders[w.pick(n)]
				w.news(o, bot.Heard{Is: bot.HeardNotice, AmountFen: o.AmountFen - 100, Receipt: "R"})
			}},
			move{8, func() { // the last that was heard of it is heard again
				if o := w.orders[w.pick(n)]; len(w.told[o.No]) > 0 {
					w.news(o, w.told[o.No][len(w.told[o.No])-1])
				}
			}},
			move{1, func() { // news the engine would not tell
				o := w.orders[w.pick(n)]
				w.lied = true
				w.hear(bot.Paid{Order: o.No, State: bot.States[w.pick(len(bot.States))], AmountFen: o.AmountFen}, 0, "")
			}},
		)
	}
	if n := len(w.pushes); n > 0 {
		moves = append(moves, move{8, func() {
			k := w.pushes[0]
			w.pushes = w.pushes[1:]
			w.hear(bot.Delivered{Key: k, Held: w.pick(4) == 0, Texts: []string{"held"}}, 0, "")
		}})
	}
	if len(w.guesses) > 0 {
		moves = append(moves, move{10, func() {
			k := w.guesses[0]
			w.guesses = w.guesses[1:]
			w.hear(bot.Guessed{Key: k, Ranked: []intents.Guess{{Intent: w.one(w.book.Intents()), Score: 0.7}}}, 0, "")
		}})
	}
	return moves
}

// heards are all that may be heard of an order.
var heards = func() []string {
	all := map[string]bool{}
	for _, moves := range bot.Legal {
		for h := range moves {
			all[h] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}()

// provider lets a payment go its usual way.
func (w *world) provider(o *bot.Order) {
	next := map[bot.State]string{bot.Created: bot.HeardSubmitted, bot.Awaiting: bot.HeardNotice, bot.RefundPending: bot.HeardRefunded, bot.Refunding: bot.HeardRefunded, bot.UnknownState: bot.HeardUnpaid, bot.RefundUnknown: bot.HeardRefunded, bot.Mismatch: bot.HeardPaid}[o.State]
	if next == "" {
		return
	}
	w.news(o, bot.Heard{Is: next, AmountFen: o.AmountFen, Receipt: "R" + o.No, URL: "https://pay.example/1"})
}

// wait lets time pass; the clock rings where Wake said it would.
func (w *world) wait(ms int64) {
	until := w.now + ms
	for range 12 {
		wake := w.machine.Wake(w.c)
		if wake == 0 || wake > until || w.broken != "" {
			break
		}
		w.now = max(w.now, wake)
		w.hear(bot.Tick{}, 0, "")
	}
	w.now = max(w.now, until)
}

// yesterday is the button of a summary shown before the one last shown.
func (w *world) yesterday() bot.Choice {
	for _, c := range slices.Backward(w.ever) {
		if strings.HasPrefix(c.Value, "confirm:") && !bot.Offers(w.c, c.Value) {
			return c
		}
	}
	return bot.Choice{Value: "confirm:0"}
}

func (w *world) one(of []string) string { return of[w.pick(len(of))] }

// service is the sign of some service.
func (w *world) service() string { return sign(w.one(w.book.Intents())) }

func (w *world) anyValue() string {
	return w.one(answers(w.one([]string{"choice", "plate", "mobile", "date", "id_number", "number"}), w.who))
}

// correction is another value for a slot that has one, with its name or without.
func (w *world) correction(f *bot.Frame) string {
	name := w.anyOrdered(f)
	s, ok := w.itemOf(f).Slot(name)
	if !ok {
		return w.anyValue()
	}
	said := w.one(answers(s.Kind.Name(), w.who))
	if w.pick(2) == 0 {
		return s.Title.ZH + said
	}
	return said
}

func (w *world) anyOrdered(f *bot.Frame) string {
	if len(f.Order) == 0 {
		return ""
	}
	return f.Order[w.pick(len(f.Order))]
}

func (w *world) voice(text string) {
	w.message(func(id string) bot.What {
		return bot.Said{ID: id, Text: text, Voice: true, Understanding: understand(text)}
	})
}

func (w *world) fill(s *intents.Slot) {
	said := w.one(append(answers(s.Kind.Name(), w.who), "zz9"))
	w.message(func(id string) bot.What {
		return bot.Filled{ID: id, Fields: map[string]string{s.Name: said, "nothing": "x"}}
	})
}
