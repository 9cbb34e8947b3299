package laws

import (
	"fmt"
	"strings"

	"github.com/banshi-bot/banshi/bot"
)

// turnsHome is how many messages a cooperative citizen needs at most to have nothing open any more.
const turnsHome = 60

// kind answers every question well.
type kind struct{}

func (kind) pick(int) int { return 0 }

// home holds law 17: from where the conversation stands, with agencies that answer and a citizen who cooperates, all
// frames come to their end.
func home(w *world) string {
	w.chooser, w.agency = kind{}, kind{}
	if w.c.Owner != "" {
		w.hear(bot.Released{Operator: "王芳"}, 0, "")
	}
	for range turnsHome {
		w.settleDown()
		if w.broken != "" || len(w.c.Frames) == 0 {
			return ""
		}
		w.cooperate()
	}
	return fmt.Sprint("not home after ", turnsHome, " messages, asked ", last(w.c).Asked, " ", w.c.Ask)
}

// settleDown lets agencies and the provider answer all that waits.
func (w *world) settleDown() {
	for range 60 {
		switch {
		case w.broken != "":
			return
		case len(w.calls) > 0:
			w.now = max(w.now, w.calls[0].ask.Due)
			w.outcome(0, "", "")
		case len(w.pushes) > 0:
			k := w.pushes[0]
			w.pushes = w.pushes[1:]
			w.hear(bot.Delivered{Key: k}, 0, "")
		case len(w.guesses) > 0:
			k := w.guesses[0]
			w.guesses = w.guesses[1:]
			w.hear(bot.Guessed{Key: k, Fault: "off"}, 0, "")
		case !w.payOne():
			return
		}
	}
}

// payOne pays or gives back what is open, one step.
func (w *world) payOne() bool {
	for _, o := range w.orders {
		if !o.State.Final() && o.State != bot.PaidState && o.State != bot.Settling {
			w.provider(o)
			return true
		}
	}
	return false
}

// cooperate does what is asked.
func (w *world) cooperate() {
	f, slot := w.top(), w.askedSlot()
	head, _, _ := strings.Cut(f.Asked, ":")
	switch {
	case bot.Offers(w.c, "human") && bot.Offers(w.c, "cancel"): // no answer helps, and the way out is shown
		w.say("cancel")
	case w.c.Ask == "region":
		w.say("杭州")
	case w.c.Ask != "" && len(w.c.Offered) > 0:
		w.press(w.c.Offered[0])
	case w.c.Ask != "":
		w.say("yes")
	case slot != nil:
		w.say(answers(slot.Kind.Name(), w.who)[0])
	case head == "login":
		w.hear(bot.Proved{Name: "张伟", IDNo: idNumber(w.who, 1), Mobile: answers("mobile", w.who)[0], Level: 3, Until: w.now + 3600_000}, 0, "")
	case head == "choose" && len(w.c.Offered) > 0:
		w.press(w.c.Offered[0])
	case head == "draft": // put off, or outside its hours
		w.now += 3600_000
		w.say("resume")
	case head == "":
		w.say("resume")
	default:
		w.say("yes")
	}
}
