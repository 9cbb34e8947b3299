package bot

import (
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/intents"
)

// exactAct is the act a whole message is, "" where it is more or something else.
func exactAct(u intents.Understanding) intents.Act {
	if len(u.Acts) > 0 && u.Acts[0].Exact {
		return u.Acts[0]
	}
	return intents.Act{}
}

// Scores from which an act counts also where the message is not just that, if no service fits better; "why" while a
// value is asked for.
const (
	softScore = 0.6
	whyScore  = 0.4
)

// softCommand takes acts said in longer words.
func (t *at) softCommand(s Said) bool {
	u := s.Understanding
	u.Acts = besidesThanks(u)
	if len(u.Acts) == 0 || u.Acts[0].Exact || u.Acts[0].Score < softScore && !t.asksWhy(u) {
		return false
	}
	best := 0.0
	if len(u.Ranked) > 0 {
		best = u.Ranked[0].Score
	}
	a := u.Acts[0]
	if guideTopic[a.Name] != "" {
		return !t.exemplary(s) && !t.soundsOnly(u, a) && t.guide(a.Name, s)
	}
	if u.Zone == intents.ZoneAct && best >= a.Score {
		return false
	}
	return t.command(a, s)
}

// besidesThanks are the acts of a message without the thanks said along with something else, which are no answer to
// it: "the traffic fine, thank you".
func besidesThanks(u intents.Understanding) []intents.Act {
	for i, a := range u.Acts {
		if a.Name != intents.ActThanks || a.Exact {
			return u.Acts[i:]
		}
	}
	if u.Zone == intents.ZoneAct {
		return nil
	}
	return u.Acts
}

// command carries out an act; false where it is none that can be carried out here.
func (t *at) command(a intents.Act, s Said) bool {
	f := t.top()
	switch a.Name {
	case intents.ActHuman:
		t.human()
	case intents.ActCancel:
		t.cancel()
	case intents.ActYes, intents.ActNo:
		return t.yesNo(a.Name == intents.ActYes)
	case intents.ActBack:
		t.back()
	case intents.ActUndo:
		t.undo()
	case intents.ActRestart:
		t.restart()
	case intents.ActRepeat:
		t.repeat()
	case intents.ActWhy:
		return t.why()
	case intents.ActSkip:
		return t.skip()
	case intents.ActPaid:
		return t.saysPaid()
	case intents.ActLater:
		if f == nil {
			return false
		}
		t.later()
	case intents.ActResume:
		t.resume()
	case intents.ActChange:
		return f != nil && t.change(f)
	case intents.ActMenu:
		t.menu(0)
	case intents.ActOther:
		t.noneOf()
	case intents.ActElder:
		t.elderMode()
	case intents.ActLangZH, intents.ActLangEN:
		t.setLang(map[string]string{intents.ActLangZH: "zh", intents.ActLangEN: "en"}[a.Name])
	case intents.ActErase:
		t.tell("erase.ask", nil, t.button("erase", "erase"), t.button("no", "keep"))
		t.c.Ask = "erase"
	default:
		return t.courtesy(a, s)
	}
	return true
}

// courtesy answers thanks, greetings and small talk shortly, then puts the open question again.
func (t *at) courtesy(a intents.Act, s Said) bool {
	switch a.Name {
	case intents.ActThanks, intents.ActBye, intents.ActChitchat:
		t.tell("courtesy."+a.Name, nil)
		t.reask()
	case intents.ActGreeting:
		t.greet()
	case intents.ActLogin:
		t.wantsLogin()
	case intents.ActFee, intents.ActMaterials, intents.ActTime, intents.ActWhere, intents.ActBasis, intents.ActHours, intents.ActHow:
		return t.guide(a.Name, s)
	default:
		return false
	}
	return true
}

// yesNo answers what was open before this message.
func (t *at) yesNo(yes bool) bool {
	if slices.Contains([]string{"clarify", "rate", "region"}, t.c.Ask) && Offers(t.c, "yes") {
		t.c.Ask = "" // something else was asked since, and that is in sight
	}
	switch t.c.Ask {
	case "voice":
		t.voiced(yes)
		return true
	case "resume":
		if yes {
			t.resume() // of several, asked once more
		} else {
			t.cancel()
		}
		return true
	case "erase":
		t.forget(yes)
		return true
	case "clarify", "rate", "region":
		if !yes {
			t.c.Wish = ""
			t.menu(0)
			return true
		}
		if t.c.Ask == "clarify" {
			return t.offeredYes(true) || t.offerAgain()
		}
		return false
	}
	f := t.top()
	if f == nil {
		return t.offeredYes(yes)
	}
	if s := t.askedSlot(t.view(f)); s != nil && s.Optional && !yes {
		return t.offeredYes(false) || t.skip() // "no" to what may be left out
	}
	head, _, _ := strings.Cut(f.Asked, ":")
	switch head {
	case "consent":
		t.consented(f, yes)
	case "confirm":
		switch {
		case !yes:
			t.change(f)
		case Offers(t.c, "confirm:"+f.Shown):
			t.agree(f, f.Shown)
		default:
			t.reask() // something else was shown since: no yes to what is out of sight
		}
	case "retry":
		if yes {
			t.retried(f)
		} else {
			t.later()
		}
	case "draft":
		if yes {
			t.resume()
		} else {
			t.cancel()
		}
	default:
		return t.offeredYes(yes)
	}
	return true
}

// offeredYes takes a yes or no as the value offered that says so, or a yes as the single thing offered. A button
// "yes" whose question is closed is not pressed by it.
func (t *at) offeredYes(yes bool) bool {
	if t.takesOver(yes) {
		return true
	}
	want := map[bool]string{true: "v:true", false: "v:false"}[yes]
	for _, o := range t.c.Offered {
		if o.Value == want {
			t.press(o.Value)
			return true
		}
	}
	if yes && len(t.c.Offered) > 0 && strings.HasPrefix(t.c.Offered[0].Value, "go:") && len(t.c.Offered) <= 2 {
		t.press(t.c.Offered[0].Value)
		return true
	}
	return false
}
