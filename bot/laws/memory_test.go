package laws

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/bot"
)

// memory is what the laws need to know of the past. It is kept apart from the conversation, by what went in and
// came out, so that a state that lies does not convince it.
type memory struct {
	shown   map[int64]shown              // summary last shown, by frame
	agreed  map[int64]string             // its hash, once agreed to
	consent map[string]bool              // by service and its version
	acts    map[string]string            // by frame and step: "flying", "failed", "done"
	misses  map[string]int               // wrong answers in a row, by frame and slot
	sent    map[string]map[string]string // values an act went out with, by frame and step
}

// shown is a summary as the citizen saw it.
type shown struct {
	hash  string
	turn  int64
	step  string
	slots map[string]string
	text  string
}

func newMemory() memory {
	return memory{
		shown: map[int64]shown{}, agreed: map[int64]string{}, consent: map[string]bool{}, acts: map[string]string{},
		misses: map[string]int{}, sent: map[string]map[string]string{},
	}
}

// version names the item a frame serves, as its consent does.
func version(f *bot.Frame) string { return f.Intent + ":" + f.Def }

func frameStep(n int64, step string) string { return fmt.Sprint(n, ":", step) }

// heed takes in what the citizen agrees to by this message, before anything comes of it.
func (m *memory) heed(t *turn) {
	f := last(t.before)
	if f == nil {
		return
	}
	s, ok := m.shown[f.N]
	if !ok || s.turn >= t.after.Turn {
		return
	}
	switch what := t.event.What.(type) {
	case bot.Chosen:
		if what.Value == "confirm:"+s.hash && bot.Offers(t.before, what.Value) {
			m.agreed[f.N] = s.hash
		}
	case bot.Said:
		first := len(t.before.Offered) > 0 && t.before.Offered[0].Value == "confirm:"+s.hash && what.Text == "first"
		open := strings.HasPrefix(f.Asked, "confirm:") && bot.Offers(t.before, "confirm:"+s.hash)
		if open && (what.Text == "yes" && t.before.Ask == "" || first) {
			m.agreed[f.N] = s.hash
		}
	}
}

// learn remembers a turn that broke no law.
func (m *memory) learn(t *turn) {
	m.learnOutcome(t)
	f := last(t.after)
	for _, e := range t.effects {
		switch do := e.Do; {
		case do.Reply != nil && f != nil:
			for _, c := range do.Reply.Choices {
				if hash, ok := strings.CutPrefix(c.Value, "confirm:"); ok && do.Reply.Phrase != "repeat" {
					m.show(f, hash, t.after.Turn, do.Reply)
				}
			}
		case do.Consent != nil && do.Consent.Given:
			if b := last(t.before); b != nil {
				m.consent[version(b)] = true
			}
		case do.Ask != nil || do.Pay != nil:
			if w, ok := waiterOf(t.after, bot.Key{Turn: t.after.Turn, I: e.I}); ok && w.Act {
				m.acts[frameStep(w.Frame, w.Step)] = "flying"
				if f := frameOf(t.after, w.Frame); f != nil {
					m.sent[frameStep(w.Frame, w.Step)] = maps.Clone(f.Slots)
				}
			}
		}
	}
	m.count(t)
}

func (m *memory) show(f *bot.Frame, hash string, turn int64, r *bot.Reply) {
	if m.shown[f.N].hash != hash {
		delete(m.agreed, f.N)
	}
	m.shown[f.N] = shown{hash: hash, turn: turn, step: strings.TrimPrefix(f.Asked, "confirm:"), slots: maps.Clone(f.Slots), text: r.Text}
}

// learnOutcome keeps what became of acts.
func (m *memory) learnOutcome(t *turn) {
	switch what := t.event.What.(type) {
	case bot.Answered:
		w, ok := waiterOf(t.before, what.Key)
		if !ok || !w.Act {
			return
		}
		state := "failed"
		if what.Fault == "" {
			state = "done"
		} else if what.Sort == "unknown" {
			state = "flying"
		}
		m.acts[frameStep(w.Frame, w.Step)] = state
	case bot.Paid:
		for i := range t.before.Frames {
			f := &t.before.Frames[i]
			if f.Pay == what.Order && (what.State == bot.Closed || what.State == bot.Failed || what.State == bot.Taken) {
				for k := range m.acts {
					if strings.HasPrefix(k, frameStep(f.N, "")) && m.acts[k] == "flying" {
						m.acts[k] = "failed"
					}
				}
			}
		}
	}
}

// count counts wrong answers to the same question.
func (m *memory) count(t *turn) {
	b, a := last(t.before), last(t.after)
	if b == nil || a == nil || b.N != a.N || b.Asked != a.Asked || !strings.HasPrefix(b.Asked, "slot:") {
		m.misses = map[string]int{}
		return
	}
	switch {
	case !t.missed():
		m.misses = map[string]int{}
	default:
		m.misses[frameStep(a.N, a.Asked)]++
	}
}

// missed reports whether a message was a wrong answer and nothing else.
func (t *turn) missed() bool {
	s, ok := t.event.What.(bot.Said)
	return ok && !s.Voice && t.before.Ask == "" && t.bot() && slices.Contains(wrong, s.Text) && len(s.Understanding.Entities) == 0
}

// bot reports whether the bot, and no person, holds the conversation.
func (t *turn) bot() bool { return t.before.Owner == "" || t.before.Owner == "?" }

func last(c bot.Conversation) *bot.Frame {
	if n := len(c.Frames); n > 0 {
		return &c.Frames[n-1]
	}
	return nil
}

func frameOf(c bot.Conversation, n int64) *bot.Frame {
	for i := range c.Frames {
		if c.Frames[i].N == n {
			return &c.Frames[i]
		}
	}
	return nil
}

func waiterOf(c bot.Conversation, k bot.Key) (bot.Waiter, bool) {
	for _, w := range c.Open {
		if w.Key == k {
			return w, true
		}
	}
	return bot.Waiter{}, false
}
