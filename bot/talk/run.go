package talk

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents/value"
)

// Run plays every scene of a talk once for each variant and gives what went otherwise than written: of each
// playing the first difference only, since all after it follows from that.
func Run(t *Talk, cfg Config) []Failure {
	if c := cfg.Catalog; c != nil && len(c.Intents()) > 0 && t.Head.Intent != "" {
		if _, ok := c.Any(t.Head.Intent); !ok {
			return []Failure{{File: t.Name, Row: 1, Problem: "there is no intent " + t.Head.Intent}}
		}
	}
	var all []Failure
	for k := range t.Scenes {
		s := &t.Scenes[k]
		for v := range s.variants() {
			f := play(s, v, cfg)
			if f == nil {
				continue
			}
			f.File, f.Scene, f.Variant, f.Of = t.Name, s.Title, v, s.variants()
			if !slices.ContainsFunc(all, f.same) {
				all = append(all, *f)
			}
		}
	}
	return all
}

// player plays one variant of a scene.
type player struct {
	w       *world
	variant int
	next    *Happening // the event that follows in the talk, if it is one of the world
}

// nextEvent is the event after the replies and calls that lines begin with, if it is one of the world.
func nextEvent(lines []Line) *Happening {
	for k := range lines {
		if !expected(&lines[k]) {
			return lines[k].World
		}
	}
	return nil
}

func play(s *Scene, variant int, cfg Config) *Failure {
	p := player{w: newWorld(cfg, s.Head), variant: variant}
	last := s.Row
	for k := range s.Lines {
		l := &s.Lines[k]
		last, p.w.row, p.next = l.Row, l.Row, nextEvent(s.Lines[k+1:])
		if f := p.line(l); f != nil {
			f.Row = cmp.Or(f.Row, l.Row)
			return f
		}
		if p.w.steps > maxSteps {
			return &Failure{Row: l.Row, Problem: "the conversation does not come to rest"}
		}
	}
	f := p.end()
	if f != nil {
		f.Row = cmp.Or(f.Row, last)
	}
	return f
}

func (p player) line(l *Line) *Failure {
	switch l.Margin {
	case Bot:
		return p.reply(l.Bot)
	case Calls:
		return p.call(l.Call)
	}
	if f := p.quiet(); f != nil {
		return f
	}
	return p.happen(l)
}

// happen brings about what a line that is no expectation says.
func (p player) happen(l *Line) *Failure {
	defer func() { p.w.settled(p.next) }()
	switch l.Margin {
	case Says:
		return p.says(l.Says[min(p.variant, len(l.Says)-1)])
	case World:
		if err := p.w.happens(l.World); err != nil {
			return &Failure{Problem: err.Error()}
		}
	case Clock:
		return p.advance(l.After)
	}
	return nil
}

// end holds what is left over against the talk: nothing may be.
func (p player) end() *Failure {
	if f := p.quiet(); f != nil {
		return f
	}
	if k, ok := p.w.due(); ok {
		return &Failure{Row: p.w.asks[k].row, Problem: "this call is not written", Got: []string{p.w.callLine(p.w.asks[k])}}
	}
	return nil
}

// quiet fails where something was said that the talk does not have.
func (p player) quiet() *Failure {
	if len(p.w.replies) == 0 {
		return nil
	}
	return &Failure{Problem: "the bot says more than is written", Got: saidLines(p.w.replies[0].text)}
}

func (p player) says(s Saying) *Failure {
	text := expand(s.Text, p.w.names)
	switch {
	case s.Fields != nil:
		fields := maps.Clone(s.Fields)
		for name, v := range fields {
			fields[name] = expand(v, p.w.names)
		}
		p.w.message(func(id string) bot.What { return bot.Filled{ID: id, Fields: fields} })
	case s.Press:
		if !p.w.press(s.Text) {
			return &Failure{Problem: "this choice is not offered", Want: []string{"[" + text + "]"}, Got: labels(p.w.conv.Offered)}
		}
	default:
		p.w.says(text, false)
	}
	return nil
}

func labels(choices []bot.Choice) []string {
	if len(choices) == 0 {
		return nil
	}
	all := make([]string, len(choices))
	for k, c := range choices {
		all[k] = "[" + c.Label + "]"
	}
	return []string{strings.Join(all, " ")}
}

func (p player) reply(want *Pattern) *Failure {
	w := p.w
	if len(w.replies) == 0 {
		return &Failure{Problem: "the bot does not say this", Want: patternLines(want), Got: w.pending()}
	}
	if got := w.replies[0].text; !want.match(got, w.names) {
		return &Failure{Problem: "the bot says something else", Want: patternLines(want), Got: saidLines(got), names: maps.Clone(w.names)}
	}
	w.replies = w.replies[1:]
	return nil
}

// pending is what happens instead of a reply or call that was expected.
func (w *world) pending() []string {
	if len(w.replies) > 0 {
		return saidLines(w.replies[0].text)
	}
	if k, ok := w.due(); ok {
		return []string{w.callLine(w.asks[k])}
	}
	return nil
}

func (p player) call(want *Call) *Failure {
	w := p.w
	problem := "this call is not made"
	if len(w.replies) == 0 {
		for k := range w.asks {
			if a := w.asks[k]; a.due <= w.now && w.matches(a, want) {
				return p.answer(w.take(k), want)
			}
		}
		if _, ok := w.due(); ok {
			problem = "another call is made"
		}
	}
	return &Failure{Problem: problem, Want: []string{want.line()}, Got: w.pending(), names: maps.Clone(w.names)}
}

func (p player) answer(a asked, want *Call) *Failure {
	var err error
	if a.pay != nil {
		err = p.w.submitted(a, want.Answer)
	} else {
		var o Outcome
		if o, err = p.w.outcome(a, want.Answer); err == nil {
			p.w.answered(a, o)
		}
	}
	if err == nil {
		p.w.settled(p.next)
		return nil
	}
	f := &Failure{Row: want.Answer.Row, Problem: err.Error()}
	var m *misread
	if errors.As(err, &m) {
		f.Row = m.row
	}
	return f
}

// advance lets the clock go on, with the ticks and lapses that are due on the way.
func (p player) advance(d time.Duration) *Failure {
	till := p.w.now + d.Milliseconds()
	for {
		next := p.w.next(till)
		if next == 0 {
			break
		}
		if a, ok := p.w.missed(next); ok {
			return p.w.late(a)
		}
		p.w.tick(next)
		if p.w.steps > maxSteps {
			return &Failure{Problem: "the conversation does not come to rest: it wants a tick again and again"}
		}
	}
	if a, ok := p.w.missed(till); ok {
		return p.w.late(a)
	}
	p.w.now = till
	return nil
}

// next is the earliest instant, not after till, at which something falls due; 0 where nothing does.
func (w *world) next(till int64) int64 {
	next := w.lapse()
	if wake := w.cfg.Wake(w.conv); wake > 0 && (next == 0 || wake < next) {
		next = wake
	}
	if next > till {
		return 0
	}
	return next
}

func (w *world) tick(at int64) {
	w.now = max(w.now, at)
	w.close(func(o *bot.Order) bool { return o.Until <= w.now })
	if wake := w.cfg.Wake(w.conv); wake > 0 && wake <= w.now {
		w.step(bot.Tick{}, chain{})
	}
}

// missed is a call that falls due before an instant and after now: its outcome belongs between the two.
func (w *world) missed(before int64) (asked, bool) {
	for _, a := range w.asks {
		if a.due > w.now && a.due < before {
			return a, true
		}
	}
	return asked{}, false
}

func (w *world) late(a asked) *Failure {
	at := time.UnixMilli(a.due).In(value.Regions().Zone(w.conv.Region)).Format("15:04:05")
	after := time.Duration(a.due-w.now) * time.Millisecond
	return &Failure{Problem: fmt.Sprintf("a call is made on the way, at %s: write + %s and the call first", at, after), Got: []string{w.callLine(a)}}
}
