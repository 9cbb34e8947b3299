package bot

import (
	"strconv"
	"strings"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// ask puts the question for a slot, after the consent it may need.
func (t *at) ask(v *view, s *intents.Slot) outcome {
	t.by = &s.Pos
	if s.Sensitive && !t.agreed(v.f, s.Name) {
		return t.askConsent(v)
	}
	v.f.Asked = "slot:" + s.Name
	t.question(v, s, s.Ask.Render(t.lang(), v.text))
	return stop
}

// askAgain puts the question once more after an answer that was none: the reason, then other wordings, then
// what else can be done. The limit is the slot's own.
func (t *at) askAgain(v *view, s *intents.Slot, p *value.Problem) {
	t.by = &s.Pos
	t.bindAll(v) // the question may name what an agency said
	v.f.Asked = "slot:" + s.Name
	if v.f.Tries == nil {
		v.f.Tries = map[string]int{}
	}
	v.f.Tries[s.Name] = min(v.f.Tries[s.Name]+1, maxTries)
	tries, limit := v.f.Tries[s.Name], max(s.Tries, 2)
	text := t.problem(p)
	switch {
	case tries >= limit:
		t.stuck(v, s, text)
	case tries > 1 && len(s.Again) > 0:
		again := s.Again[min(tries-2, len(s.Again)-1)]
		t.question(v, s, text+"\n"+again.Render(t.lang(), v.text))
	case p == nil || p.Code == "unreadable":
		t.question(v, s, text+"\n"+s.Ask.Render(t.lang(), v.text))
	default:
		t.question(v, s, text)
	}
}

// stuck offers the ways out when the limit is reached: choices, leaving it out, a person, giving up.
func (t *at) stuck(v *view, s *intents.Slot, text string) {
	choices := t.options(v, s)
	if s.Optional {
		choices = append(choices, t.button("skip", "skip"))
	}
	choices = append(choices, t.button("human", "human"), t.button("cancel", "cancel"))
	said := text + "\n" + t.phrase("retry.stuck", args{"phone": v.item.Office.Phone})
	t.say(Reply{Kind: KindChoices, Text: said, Phrase: "retry.stuck", Choices: choices})
}

// problem says why an answer was not taken.
func (t *at) problem(p *value.Problem) string {
	if p == nil {
		return t.phrase("problem.unreadable", nil)
	}
	name := "problem." + p.Kind + "." + p.Code
	if _, ok := t.book.Phrases[name]; !ok {
		name = "problem." + p.Code
	}
	if _, ok := t.book.Phrases[name]; !ok {
		name = "problem.unreadable"
	}
	return t.phrase(name, p.Args)
}

// question says a slot's question with what can be pressed for it.
func (t *at) question(v *view, s *intents.Slot, text string) {
	choices := t.options(v, s)
	if only, ok := t.sameAsBefore(v.f, s); ok {
		text += "\n" + t.phrase("known.ask", args{"value": s.Kind.Mask(only.Value, t.lang())})
	}
	if s.Optional {
		choices = append(choices, t.button("skip", "skip"))
	}
	kind := KindText
	if len(choices) > 0 {
		kind = KindChoices
	}
	r := Reply{Kind: kind, Text: text, Phrase: v.item.ID + ".slots." + s.Name, Choices: choices}
	if t.c.Channel.Forms && kind == KindText && s.Kind.Name() != "text" {
		r.Kind = KindForm
		r.Form = &Form{Fields: []Field{t.field(s)}, Submit: t.phrase("button.send", nil)}
	}
	t.say(r)
	t.remind()
}

func (t *at) field(s *intents.Slot) Field {
	return Field{Name: s.Name, Label: s.Title.In(t.lang()), Hint: s.Why.In(t.lang()), Kind: s.Kind.Name(), Optional: s.Optional}
}

// options are the values that can be pressed: the kind's own, values of earlier services, cases.
func (t *at) options(v *view, s *intents.Slot) []Choice {
	var out []Choice
	for _, o := range s.Params.Options {
		out = append(out, Choice{Value: "v:" + o.Value, Label: label(o, t.lang())})
	}
	if len(out) > 0 {
		return out
	}
	for _, k := range t.knownFor(s) {
		if v.f.Tries["known:"+s.Name] > 0 {
			break // another was wanted
		}
		out = append(out, Choice{Value: "known:" + k.ref(), Label: strings.TrimSpace(k.title + " " + s.Kind.Mask(k.Value, t.lang()))})
	}
	return out
}

// known is a value from before that may be offered again.
type known struct {
	Candidate
	title string
}

// sameAsBefore is the one value from before that a slot may take over, if the citizen says so; a case is named, not
// taken over.
func (t *at) sameAsBefore(f *Frame, s *intents.Slot) (known, bool) {
	if len(s.Params.Options) > 0 || s.Kind.Name() == "case_number" || f.Tries["known:"+s.Name] > 0 {
		return known{}, false
	}
	all := t.knownFor(s)
	if len(all) != 1 {
		return known{}, false
	}
	return all[0], true
}

// takesOver hears whether the value from before is to be used again.
func (t *at) takesOver(yes bool) bool {
	f := t.top()
	if f == nil || t.c.Ask != "" {
		return false
	}
	s := t.askedSlot(t.view(f))
	if s == nil {
		return false
	}
	only, ok := t.sameAsBefore(f, s)
	if !ok || !Offers(t.c, "known:"+only.ref()) {
		return false
	}
	if yes {
		t.pressKnown(f, only.ref())
		return true
	}
	f.tried("known:" + s.Name)
	t.reask()
	return true
}

// ref names the value without telling it: by what it is and when it was learned.
func (k known) ref() string { return k.Kind + ":" + k.Slot + ":" + strconv.FormatInt(k.At, 36) }

// knownFor are the values from before that fit a slot: cases begun here, and what finished services were told.
func (t *at) knownFor(s *intents.Slot) []known {
	var out []known
	if s.Kind.Name() == "case_number" {
		for _, c := range t.c.Cases {
			out = append(out, known{Candidate{Kind: "case", Slot: c.Intent, Value: c.Number, At: c.Begun}, t.title(c.Intent)})
		}
		return out
	}
	for _, k := range t.c.Known {
		if k.Kind == s.Kind.Name() && t.fits(s, k.Value) {
			out = append(out, known{Candidate: k})
		}
	}
	return out
}

func label(o value.Option, lang string) string {
	if l := o.Labels[lang]; l != "" {
		return l
	}
	return o.Value
}

// textOf renders a text of the intent, or else a phrase.
func (t *at) textOf(v *view, name string) string {
	text, ok := v.item.Texts[name]
	if !ok {
		text = t.book.Phrases[name]
	}
	return text.Render(t.lang(), v.text)
}
