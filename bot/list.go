package bot

import (
	"slices"
	"strconv"
	"strings"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
)

// list is what a choose step offers: items of an answer, named by their digest so that a list that changed since
// is never chosen from.
type list struct {
	step  *intents.Step
	items []map[string]string
	kinds []intents.Declared
	key   string
}

// list reads what a choose step offers; false while the answer is not there.
func (v *view) list(s *intents.Step) (list, bool) {
	val, ok := s.Choose.From.Eval(v.env)
	if !ok {
		return list{}, false
	}
	mark := map[string]string{}
	for i, item := range val.List {
		mark[strconv.Itoa(i)] = digest(item)
	}
	return list{step: s, items: val.List, kinds: v.listKinds(s.Choose.From), key: digest(mark)}, true
}

// choice is what is pressed for the i-th item.
func (l list) choice(v *view, i int) Choice {
	return Choice{Value: "pick:" + l.key + ":" + strconv.Itoa(i), Label: v.line(l.items[i], l.kinds, l.step.Choose.Show)}
}

// choose lets the citizen take one of a list; the only one is taken without asking.
func (t *at) choose(v *view, s *intents.Step) outcome {
	l, ok := v.list(s)
	if !ok {
		return stop
	}
	if k := v.f.kept(s.ID, l.key); k != nil {
		v.bind(s.Choose.As, k.Answer, l.kinds)
		return pass
	}
	switch len(l.items) {
	case 0:
		if s.Choose.Empty != "" {
			t.say(Reply{Kind: KindText, Text: t.textOf(v, s.Choose.Empty), Phrase: v.item.ID + "." + s.Choose.Empty})
		}
		t.finish("done")
		return closed
	case 1:
		v.f.keep(Kept{Step: s.ID, Args: l.key, At: t.c.At, Answer: connectors.Answer{Fields: l.items[0]}})
		return again
	}
	v.f.Asked = "choose:" + s.ID
	text := s.Choose.Ask.Render(t.lang(), v.text)
	if text == "" {
		text = t.phrase("choose.ask", nil)
	}
	t.offerList(v, l, text, nil)
	return stop
}

// offerList shows the items of a list, or only some of them.
func (t *at) offerList(v *view, l list, text string, only []int) {
	var choices []Choice
	for i := range l.items {
		if only == nil || slices.Contains(only, i) {
			choices = append(choices, l.choice(v, i))
		}
	}
	t.say(Reply{Kind: KindList, Text: text, Phrase: "choose.ask", Choices: choices})
}

// openList is the list a frame offers, if it does.
func (t *at) openList(f *Frame) (*view, list, bool) {
	step, ok := strings.CutPrefix(f.Asked, "choose:")
	if !ok {
		return nil, list{}, false
	}
	v := t.view(f)
	t.bindAll(v)
	s, ok := v.item.Step(step)
	if !ok || s.Choose == nil {
		return nil, list{}, false
	}
	l, ok := v.list(s)
	return v, l, ok
}

// picked takes an item of the list being offered; a list that changed since is offered anew.
func (t *at) picked(f *Frame, rest string) {
	_, l, ok := t.openList(f)
	_, index, _ := strings.Cut(rest, ":")
	i, err := strconv.Atoi(index)
	if !ok || err != nil || i < 0 || i >= len(l.items) {
		t.stale()
		return
	}
	key, _, _ := strings.Cut(rest, ":")
	f.keep(Kept{Step: l.step.ID, Args: key, At: t.c.At, Answer: connectors.Answer{Fields: l.items[i]}})
	delete(f.Tries, "open:"+f.Asked)
	f.Asked = ""
	t.advance()
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
	b, _ := v.named(head)
	i := slices.IndexFunc(b.kinds, func(d intents.Declared) bool { return d.Name == field })
	if i < 0 {
		return nil
	}
	return b.kinds[i].List
}
