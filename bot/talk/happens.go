package talk

import (
	"errors"
	"strings"

	"github.com/banshi-bot/banshi/bot"
)

// stranger is who logs in where the talk names nobody.
var stranger = bot.Citizen{Name: "张伟", IDNo: "330102199001010012"}

// idle is how long a proof of identity lasts.
const idle = 30 * minute

// happens brings about an event of the world.
func (w *world) happens(h *Happening) error {
	if h.ofOrder() {
		return w.provider(h)
	}
	switch h.What {
	case "login":
		w.login(h)
	case "operator":
		w.operator(h)
	case "late":
		return w.tooLate()
	case "undelivered":
		if len(w.pushed) == 0 {
			return errors.New("nothing was pushed that could be undelivered")
		}
		w.delivered(true)
	case "desk":
		w.desk = map[string]int{"open": 1}[h.Of]
	case "news":
		w.step(bot.News{Case: expand(h.Of, w.names), State: h.With["state"], Detail: h.With["detail"]}, chain{})
	case "set":
		w.set(h)
	case "enters":
		w.message(func(id string) bot.What { return bot.Entered{ID: id, Intent: h.With["intent"]} })
	case "voice":
		if h.Text != "" {
			w.says(expand(h.Text, w.names), true)
			return nil
		}
		fallthrough
	default:
		w.message(func(id string) bot.What { return bot.Unread{ID: id, Kind: h.What} })
	}
	return nil
}

func (w *world) login(h *Happening) {
	n, ok := level(h.Of)
	if !ok {
		w.step(bot.Unproved{Why: "failed"}, chain{})
		return
	}
	who := w.citizen
	for key, at := range map[string]*string{"name": &who.Name, "id_no": &who.IDNo, "mobile": &who.Mobile} {
		if v, ok := h.With[key]; ok {
			*at = v
		}
	}
	w.step(bot.Proved{Name: who.Name, IDNo: who.IDNo, Mobile: who.Mobile, Level: n, Until: w.now + idle}, chain{})
}

// operator lets a person take the conversation over, write, or leave. What they write is in the talk already
// and need not be written a second time as what the bot says.
func (w *world) operator(h *Happening) {
	if h.Of == "leaves" {
		w.step(bot.Released{Operator: w.conv.Owner}, chain{})
		return
	}
	name := strings.TrimSuffix(h.Of, " takes over")
	if w.conv.Owner != name {
		w.step(bot.Took{Operator: name}, chain{})
	}
	if h.Text == "" {
		return
	}
	before := len(w.replies)
	w.step(bot.Wrote{Operator: name, Text: h.Text}, chain{})
	for k := before; k < len(w.replies); k++ {
		if w.replies[k].text == foldLines(h.Text) {
			w.replies = append(w.replies[:k:k], w.replies[k+1:]...)
			return
		}
	}
}

func (w *world) set(h *Happening) {
	what := bot.Set{Lang: h.With["lang"], Region: h.With["region"]}
	if v, ok := h.With["elder"]; ok {
		on := v == "on"
		what.Elder = &on
	}
	w.step(what, chain{})
}

// tooLate closes the channel's window on the message whose chain is still under way.
func (w *world) tooLate() error {
	k, ok := w.due()
	if !ok {
		return errors.New("nothing is under way that could be late")
	}
	w.step(bot.Late{}, w.asks[k].chain)
	return nil
}
