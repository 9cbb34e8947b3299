package replay

import (
	"strconv"
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/talk"
	"github.com/banshi-bot/banshi/intents"
)

// progress is what a conversation got done: how often it asked each operation, and after how many of the citizen's
// messages it asked the last.
type progress struct {
	reached  map[string]int
	messages int
	at       int
}

// goals are what a recording got done: its acts, or where it has none, what it found out.
func goals(book intents.Book, was []talk.Step) progress {
	acts, reads := progress{reached: map[string]int{}}, progress{reached: map[string]int{}}
	for _, s := range was {
		if s.Event.Spoken() {
			acts.messages++
			reads.messages++
		}
		for _, e := range s.Effects {
			name, act := deed(book, e)
			if name != "" && act {
				acts.reach(name)
			} else if name != "" {
				reads.reach(name)
			}
		}
	}
	if len(acts.reached) > 0 {
		return acts
	}
	return reads
}

// deed names what an effect gets done, and tells whether it changes anything.
func deed(book intents.Book, e bot.Effect) (name string, act bool) {
	switch {
	case e.Do.Pay != nil:
		return "pay", true
	case e.Do.Ask == nil || e.Do.Ask.Lookup:
		return "", false
	}
	a := e.Do.Ask
	op, ok := book.Operation(a.Agency, a.Operation)
	return a.Agency + "." + a.Operation, !ok || op.Effect != intents.Read
}

func (g *progress) reach(name string) {
	g.reached[name]++
	g.at = g.messages
}

// note counts what effects get done.
func (g *progress) note(book intents.Book, effects []bot.Effect) {
	for _, e := range effects {
		if name, _ := deed(book, e); name != "" {
			g.reach(name)
		}
	}
}

// covers reports whether all that was got done elsewhere was got done here.
func (g *progress) covers(goal progress) bool {
	for name, n := range goal.reached {
		if g.reached[name] < n {
			return false
		}
	}
	return true
}

func (p *player) result(was []talk.Step) Result {
	r := Result{Was: was, Is: p.steps, Call: p.lacks, Turn: differ(was, p.steps)}
	switch {
	case p.lacks != "":
		r.Verdict = Needs
	case r.Turn == 0:
		r.Verdict = Same
	case !p.made.covers(p.goal):
		r.Verdict = Stuck
	case p.made.at < p.goal.at:
		r.Verdict = Shorter
	default:
		r.Verdict = Changed
	}
	return r
}

// heard is something said or asked, with its turn.
type heard struct {
	turn int64
	what string
}

// differ finds the recorded turn at which what is said and asked parts; 0 where it never does.
func differ(was, is []talk.Step) int64 {
	a, b := all(was), all(is)
	for k := range a {
		if k >= len(b) || a[k].what != b[k].what {
			return a[k].turn
		}
	}
	if len(b) > len(a) {
		return was[len(was)-1].After.Turn
	}
	return 0
}

// all is what is said and asked, in its order.
func all(steps []talk.Step) []heard {
	var out []heard
	for _, s := range steps {
		for _, e := range s.Effects {
			what := ""
			switch do := e.Do; {
			case do.Reply != nil:
				what = said(do.Reply)
			case do.Ask != nil:
				what = signature(do.Ask)
			case do.Pay != nil:
				what = "pay\x00" + do.Pay.Bill + "\x00" + strconv.FormatInt(do.Pay.AmountFen, 10) + "\x00" + do.Pay.Payee
			}
			if what != "" {
				out = append(out, heard{s.After.Turn, what})
			}
		}
	}
	return out
}

func said(r *bot.Reply) string {
	var b strings.Builder
	b.WriteString(r.Text)
	for _, c := range r.Choices {
		b.WriteString("\x00" + c.Label)
	}
	return b.String()
}
