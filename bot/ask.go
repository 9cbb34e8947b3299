package bot

import (
	"slices"
	"strconv"
	"strings"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// ask puts the question for a slot, after the consent it may need.
func (t *at) ask(v *view, s *intents.Slot) outcome {
	t.by = s.Pos.String()
	if s.Sensitive && !v.f.Consent {
		return t.askConsent(v)
	}
	v.f.Asked = "slot:" + s.Name
	t.question(v, s, s.Ask.Render(t.lang(), v.text))
	return stop
}

// askAgain puts the question once more after an answer that was none: the reason, then other wordings, then
// what else can be done. The limit is the slot's own.
func (t *at) askAgain(v *view, s *intents.Slot, p *value.Problem) {
	t.by = s.Pos.String()
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
	t.say(Reply{Kind: KindChoices, Text: t.elder(said, v.item), Phrase: "retry.stuck", Choices: choices})
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
	if s.Optional {
		choices = append(choices, t.button("skip", "skip"))
	}
	kind := KindText
	if len(choices) > 0 {
		kind = KindChoices
	}
	r := Reply{Kind: kind, Text: t.elder(text, v.item), Phrase: v.item.ID + ".slots." + s.Name, Choices: choices}
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
	if s.Kind.Name() == "case_number" {
		for _, c := range t.c.Cases {
			out = append(out, Choice{Value: "v:" + c.Number, Label: t.title(c.Intent) + " " + s.Kind.Mask(c.Number, t.lang())})
		}
		return out
	}
	for _, k := range t.c.Known {
		if k.Kind == s.Kind.Name() && k.Slot == s.Name && t.fits(s, k.Value) {
			out = append(out, Choice{Value: "v:" + k.Value, Label: s.Kind.Mask(k.Value, t.lang())})
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

// askConsent asks once, before the first sensitive slot, for the separate consent the law wants.
func (t *at) askConsent(v *view) outcome {
	var names []string
	for i := range v.item.Slots {
		if s := &v.item.Slots[i]; s.Sensitive {
			names = append(names, s.Title.In(t.lang()))
		}
	}
	sep := "、"
	if t.lang() == "en" {
		sep = ", "
	}
	v.f.Asked = "consent"
	t.tell("consent.ask", args{"title": v.item.Title.In(t.lang()), "items": strings.Join(names, sep), "office": v.item.Office.Name.In(t.lang())},
		t.button("yes", "agree"), t.button("no", "refuse"))
	return stop
}

// consented hears the answer to the consent asked.
func (t *at) consented(f *Frame, yes bool) {
	item := t.item(f)
	var names []string
	for i := range item.Slots {
		if item.Slots[i].Sensitive {
			names = append(names, item.Slots[i].Name)
		}
	}
	t.emit(Do{Consent: &Consent{Intent: f.Intent, Slots: strings.Join(names, ","), Version: f.Def, Given: yes, At: t.c.At}})
	if yes {
		f.Consent, f.Asked = true, ""
		t.advance()
		return
	}
	t.tell("consent.refused", args{"title": item.Title.In(t.lang()), "office": item.Office.Name.In(t.lang()),
		"address": item.Office.Address.In(t.lang()), "phone": item.Office.Phone, "hours": item.Office.Hours.Said.In(t.lang())})
	t.finish("stop")
}

// choose lets the citizen take one of a list; the only one is taken without asking.
func (t *at) choose(v *view, s *intents.Step) outcome {
	list, ok := s.Choose.From.Eval(v.env)
	if !ok {
		return stop
	}
	kinds := v.listKinds(s.Choose.From)
	mark := map[string]string{}
	for i, item := range list.List {
		mark[strconv.Itoa(i)] = digest(item)
	}
	key := digest(mark)
	if k := v.f.kept(s.ID, key); k != nil {
		v.bind(s.Choose.As, k.Answer, kinds)
		return pass
	}
	if len(list.List) == 0 {
		if s.Choose.Empty != "" {
			t.say(Reply{Kind: KindText, Text: t.textOf(v, s.Choose.Empty), Phrase: v.item.ID + "." + s.Choose.Empty})
		}
		t.finish("done")
		return closed
	}
	if len(list.List) == 1 {
		v.f.keep(Kept{Step: s.ID, Args: key, At: t.c.At, Answer: connectors.Answer{Fields: list.List[0]}})
		return again
	}
	var choices []Choice
	for i, item := range list.List {
		choices = append(choices, Choice{Value: "pick:" + key + ":" + strconv.Itoa(i), Label: v.line(item, kinds, s.Choose.Show)})
	}
	v.f.Asked = "choose:" + s.ID
	text := s.Choose.Ask.Render(t.lang(), v.text)
	if text == "" {
		text = t.phrase("choose.ask", nil)
	}
	t.say(Reply{Kind: KindList, Text: t.elder(text, v.item), Phrase: "choose.ask", Choices: choices})
	return stop
}

// textOf renders a text of the intent, or else a phrase.
func (t *at) textOf(v *view, name string) string {
	text, ok := v.item.Texts[name]
	if !ok {
		text = t.book.Phrases[name]
	}
	return t.elder(text.Render(t.lang(), v.text), v.item)
}

// line describes an item of a list by the fields to show.
func (v *view) line(item map[string]string, kinds []intents.Declared, fields []string) string {
	b := bound{fields: item, kinds: kinds}
	var parts []string
	for _, name := range fields {
		val, ok := b.val(name)
		if v.t.lang() == "en" {
			if en, found := b.val(name + "_en"); found && en.S != "" {
				val, ok = en, true
			}
		}
		if s := show(val, v.t.lang()); ok && s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " · ")
}

// listKinds are the declared fields of the items of a list read by an expression.
func (v *view) listKinds(x *intents.Expr) []intents.Declared {
	path, _ := x.Path()
	head, field, _ := strings.Cut(path, ".")
	b := v.names[head]
	i := slices.IndexFunc(b.kinds, func(d intents.Declared) bool { return d.Name == field })
	if i < 0 {
		return nil
	}
	return b.kinds[i].List
}
