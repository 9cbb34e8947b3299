package talk

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// Transcript writes what happened to one conversation, from its first event on, as the talk that shows it. With
// masked, values that identify somebody are written as citizens see them, and the talk is for reading only.
func Transcript(c *intents.Catalog, steps []Step, masked bool) []byte {
	if len(steps) == 0 {
		return nil
	}
	w := scribe{world: world{cfg: Config{Catalog: c}}, masked: masked, asked: map[bot.Key]asked{}, payments: map[string]asked{}}
	first := steps[0]
	w.head(first.Before, first.Event.At)
	w.now = first.Event.At
	for _, s := range steps {
		w.step(s)
	}
	return []byte(w.out.String())
}

// scribe writes a talk line by line.
type scribe struct {
	world
	masked   bool
	out      strings.Builder
	asked    map[bot.Key]asked
	payments map[string]asked // by order, until the provider answered
}

func (w *scribe) row(format string, args ...any) { fmt.Fprintf(&w.out, format+"\n", args...) }

func (w *scribe) head(c bot.Conversation, at int64) {
	w.row("channel: %s", c.Channel.Name)
	if c.Region != "" {
		w.row("region: %s", c.Region)
	}
	if c.Lang != "" {
		w.row("lang: %s", c.Lang)
	}
	w.row("clock: %s", time.UnixMilli(at).In(value.Regions().Zone(c.Region)).Format("2006-01-02 15:04:05"))
	if c.Citizen.Name != "" && !w.masked {
		w.row("as: %s %s L%d", c.Citizen.Name, c.Citizen.IDNo, c.Citizen.Level)
	}
	w.row("")
}

func (w *scribe) step(s Step) {
	w.elapse(s.Event.At)
	w.conv = s.After
	if s.Event.Desk != w.desk {
		w.row("* desk %s", map[bool]string{true: "open", false: "closed"}[s.Event.Desk > 0])
		w.desk = s.Event.Desk
	}
	w.event(s)
	for _, e := range s.Effects {
		key := bot.Key{Turn: s.After.Turn, I: e.I}
		switch {
		case e.Do.Ask != nil:
			w.asked[key] = asked{key: key, ask: e.Do.Ask}
		case e.Do.Pay != nil:
			w.payments[key.Name(s.After.ID)] = asked{key: key, pay: e.Do.Pay}
		}
	}
	for _, e := range s.Effects {
		if r := e.Do.Reply; r != nil && !ownWords(s.Event.What, r) {
			w.row("%s", strings.Join(saidLines(show(escape(r.Text), r.Choices, escapeLabel)), "\n"))
		}
	}
}

// ownWords reports whether a reply is what the line of an operator says already.
func ownWords(what bot.What, r *bot.Reply) bool {
	wrote, ok := what.(bot.Wrote)
	return ok && wrote.Text == r.Text
}

// elapse writes how far the clock went on, in whole seconds.
func (w *scribe) elapse(at int64) {
	seconds := (at - w.now) / 1000
	if seconds <= 0 {
		return
	}
	w.now += seconds * 1000
	w.row("+ %s", spanText(seconds))
}

// spanText writes so many seconds as the clock's margin has them.
func spanText(seconds int64) string {
	text := ""
	for _, u := range []struct {
		name string
		of   int64
	}{{"d", 24 * 3600}, {"h", 3600}, {"m", 60}, {"s", 1}} {
		if n := seconds / u.of; n > 0 {
			text += strconv.FormatInt(n, 10) + u.name
			seconds %= u.of
		}
	}
	return text
}

// event writes what an event is in a talk. What a talk's world does by itself is not written.
func (w *scribe) event(s Step) {
	switch what := s.Event.What.(type) {
	case bot.Said:
		w.said(s, what)
	case bot.Chosen:
		w.row("> [%s]", escapeLabel(what.Label))
	case bot.Filled:
		w.row("> {%s}", w.fields(s, what.Fields))
	case bot.Answered:
		w.answered(what)
	case bot.Paid:
		w.paid(what)
	case bot.Proved:
		w.proved(what)
	case bot.Delivered:
		if what.Held {
			w.row("* undelivered")
		}
	case bot.News:
		w.row("* news %s state=%s detail=%s", what.Case, what.State, what.Detail)
	default:
		if line := plainEvent(what); line != "" {
			w.row("* %s", line)
		}
	}
}

// plainEvent writes the events that hold nothing to mask.
func plainEvent(what bot.What) string {
	switch what := what.(type) {
	case bot.Unread:
		return what.Kind
	case bot.Entered:
		if what.Intent != "" {
			return "enters intent=" + what.Intent
		}
		return "enters"
	case bot.Unproved:
		return "login fails"
	case bot.Late:
		return "late"
	case bot.Took:
		return "operator " + what.Operator + " takes over"
	case bot.Wrote:
		return "operator " + what.Operator + ": " + strings.ReplaceAll(what.Text, "\n", "\n  ")
	case bot.Released:
		return "operator leaves"
	case bot.Set:
		return "set" + setKeys(what)
	}
	return ""
}

func setKeys(s bot.Set) string {
	keys := ""
	if s.Lang != "" {
		keys += " lang=" + s.Lang
	}
	if s.Region != "" {
		keys += " region=" + s.Region
	}
	if s.Elder != nil {
		keys += " elder=" + map[bool]string{true: "on", false: "off"}[*s.Elder]
	}
	return keys
}

func (w *scribe) said(step Step, s bot.Said) {
	text := s.Text
	if w.masked {
		text = Mask(s, step)
	}
	if s.Voice {
		w.row("* voice: %s", strings.ReplaceAll(text, "\n", " "))
		return
	}
	text = strings.NewReplacer(`\`, `\\`, "|", `\|`, "｜", `\｜`, "\n", "\n  ").Replace(text)
	if strings.HasPrefix(text, "[") || strings.HasPrefix(text, "{") {
		text = `\` + text
	}
	w.row("> %s", text)
}

// fields writes those of a form, masked by the slots they are for.
func (w *scribe) fields(s Step, fields map[string]string) string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		v := fields[name]
		if w.masked {
			v = w.maskSlot(s, name, v)
		}
		all = append(all, name+": "+quoted(v))
	}
	return strings.Join(all, ", ")
}

func (w *scribe) maskSlot(s Step, name, v string) string {
	if n := len(s.Before.Frames); n > 0 {
		if item, ok := itemOf(s.Book, &s.Before.Frames[n-1]); ok {
			if slot, ok := item.Slot(name); ok {
				return slot.Kind.Mask(v, s.After.Lang)
			}
		}
	}
	return "•••"
}

func (w *scribe) answered(a bot.Answered) {
	ask, ok := w.asked[a.Key]
	if !ok {
		return
	}
	o := Outcome{Answer: a.Answer}
	if a.Fault != "" {
		o = Outcome{Fault: Fault(a)}
	}
	if w.masked {
		if op, err := w.operation(ask.ask); err == nil {
			masked := *ask.ask
			masked.Args, o = MaskCall(op, masked.Args, o)
			ask.ask = &masked
		}
	}
	w.row("%s", strings.Join(append([]string{w.callLine(ask)}, w.outcomeRows(ask, o)...), "\n"))
}

func (w *scribe) paid(p bot.Paid) {
	if a, ok := w.payments[p.Order]; ok {
		delete(w.payments, p.Order)
		if w.masked {
			masked := *a.pay
			masked.Bill = "•••"
			a.pay = &masked
		}
		w.row("%s\n  %s", w.callLine(a), map[bot.State]string{
			bot.Awaiting: "url: " + p.URL, bot.Taken: "! taken", bot.Failed: "! refused: ", bot.UnknownState: "! unknown",
		}[p.State])
		return
	}
	switch p.State {
	case bot.PaidState:
		w.row("* paid receipt=%s", p.Receipt)
	case bot.Awaiting:
		w.row("* unpaid")
	case bot.Refunded, bot.Refunding:
		w.row("* %s", p.State)
	}
}

func (w *scribe) proved(p bot.Proved) {
	if w.masked {
		w.row("* login L%d", p.Level)
		return
	}
	w.row("* login L%d name=%s id_no=%s", p.Level, p.Name, p.IDNo)
}
