package bot

import (
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// summary is what stands before an act: generated, never authored, masked, and bound to the confirmation by
// its hash.
type summary struct {
	hash   string
	facts  []fact
	payee  string
	amount int64 // fen; 0 where nothing is paid
	button string
	note   string
}

type fact struct {
	label, value string
	money        bool
}

// actSummary sums up a call that changes something: the slots it reads and the fields to show.
func (t *at) actSummary(v *view, s *intents.Step, with map[string]string) summary {
	sum := summary{facts: v.slotFacts(s.Call.With), button: s.Call.Button.In(t.lang()), note: t.phrase("confirm.change", nil)}
	if sum.button == "" {
		sum.button = t.phrase("button.submit", nil)
	}
	sum.facts = append(sum.facts, v.shown(s.Call.Show)...)
	bound := map[string]string{"step": s.ID, "def": v.f.Def}
	for k, val := range with {
		bound["arg."+k] = val
	}
	sum.hash = v.seal(bound, s.Call.Show)
	return sum
}

// seal hashes what the citizen agrees to: the step, its arguments and every value shown.
func (v *view) seal(parts map[string]string, show []*intents.Expr) string {
	for i, x := range show {
		if val, ok := x.Eval(v.env); ok {
			parts["show."+x.Source] = canonical(val)
		} else {
			parts["show."+x.Source] = string(rune('0' + i%10))
		}
	}
	return digest(parts)
}

// slotFacts are the slots a call reads, labelled and masked.
func (v *view) slotFacts(with []intents.Arg) []fact {
	var out []fact
	seen := map[string]bool{}
	for _, a := range with {
		for _, path := range a.From.Reads() {
			name, _, _ := strings.Cut(path, ".")
			s, ok := v.item.Slot(name)
			if !ok || seen[name] {
				continue
			}
			seen[name] = true
			if val, ok := v.f.Slots[name]; ok {
				out = append(out, v.slotFact(s, val))
			}
		}
	}
	return out
}

func (v *view) slotFact(s *intents.Slot, val string) fact {
	return fact{label: s.Title.In(v.t.lang()), value: s.Kind.Mask(val, v.t.lang())}
}

// shown are fields of answers, labelled by their declaration and masked.
func (v *view) shown(show []*intents.Expr) []fact {
	var out []fact
	for _, x := range show {
		val, ok := x.Eval(v.env)
		if !ok {
			continue
		}
		path, _ := x.Path()
		text := show1(v, path, val)
		if text == "" {
			continue
		}
		out = append(out, fact{label: v.label(path), value: text, money: val.Kind != nil && val.Kind.Name() == "amount"})
	}
	return out
}

func show1(v *view, path string, val intents.Val) string {
	if s, ok := v.text(path); ok && path != "" {
		return s
	}
	return show(val, v.t.lang())
}

// label is the title of what a path reads.
func (v *view) label(path string) string {
	head, field, _ := strings.Cut(path, ".")
	if s, ok := v.item.Slot(head); ok {
		return s.Title.In(v.t.lang())
	}
	b, _ := v.named(head)
	for _, d := range b.kinds {
		if d.Name == field {
			return d.Title.In(v.t.lang())
		}
	}
	return ""
}

// facts are the labelled lines of a receipt or card.
func (v *view) facts(show []*intents.Expr) []Fact {
	var out []Fact
	for _, f := range v.shown(show) {
		out = append(out, Fact{Label: f.label, Value: f.value})
	}
	return out
}

// confirmed passes once the citizen agreed to this very summary in a later message; else it shows it.
func (t *at) confirmed(v *view, s *intents.Step, sum summary) outcome {
	if v.f.Agreed == sum.hash {
		return pass
	}
	changed := v.f.Shown != "" && v.f.Shown != sum.hash // shown again after a side question it is the same
	v.f.Shown, v.f.ShownAt, v.f.Asked, v.f.Agreed = sum.hash, t.c.Turn, "confirm:"+s.ID, ""
	if changed {
		delete(v.f.Tries, "open:"+v.f.Asked)
	}
	t.say(t.summed(v, sum, changed))
	t.remind()
	return stop
}

// summed writes a summary: what it is about, the money, the payee, and two buttons of equal weight.
func (t *at) summed(v *view, sum summary, again bool) Reply {
	lead := "confirm.lead"
	if again {
		lead = "confirm.again"
	}
	var plain, money []string
	card := &Card{Title: v.item.Title.In(t.lang())}
	for _, f := range t.marked(v.f, sum.facts, again) {
		card.Facts = append(card.Facts, Fact{Label: f.label, Value: f.value})
		line := strings.TrimSpace(f.label + " " + f.value)
		if f.money {
			money = append(money, line)
		} else {
			plain = append(plain, line)
		}
	}
	text := t.phrase(lead, args{"facts": t.join(plain)})
	if sum.amount > 0 {
		total := yuan(sum.amount, t.lang())
		text += "\n" + t.join(append(money, t.phrase("confirm.total", args{"amount": total}))) + "\n" + t.phrase("confirm.payee", args{"payee": sum.payee})
		card.Facts = append(card.Facts, Fact{Label: t.phrase("word.total", nil), Value: total}, Fact{Label: t.phrase("word.payee", nil), Value: sum.payee})
	} else if len(money) > 0 {
		text += "\n" + t.join(money)
	}
	if sum.note != "" {
		text += "\n" + sum.note
		card.Note = sum.note
	}
	return Reply{
		Kind: KindCard, Text: text, Phrase: lead, Card: card,
		Choices: []Choice{{Value: "confirm:" + sum.hash, Label: sum.button}, t.button("later", "later")},
	}
}

// marked marks what is otherwise than in the summary before, and remembers this one.
func (t *at) marked(f *Frame, facts []fact, again bool) []fact {
	said := make(map[string]string, len(facts))
	out := slices.Clone(facts)
	for i, x := range facts {
		label, mark := x.label, digest(map[string]string{"": x.value})[:8]
		if _, twice := said[label]; twice { // a choice and what it costs
			label += "#"
		}
		if before, ok := f.Facts[label]; again && ok && before != mark {
			out[i].value += t.phrase("confirm.changed", nil)
		}
		said[label] = mark
	}
	f.Facts = said
	return out
}

// agree hears the citizen confirm a summary: it counts only for the one last shown, unchanged, and shown
// before this message.
func (t *at) agree(f *Frame, hash string) {
	if hash != f.Shown || f.Shown == "" || f.ShownAt >= t.c.Turn || !strings.HasPrefix(f.Asked, "confirm:") {
		t.stale()
		return
	}
	f.Agreed, f.Asked = hash, ""
	t.advance()
}

// yuan writes fen for a person.
func yuan(fen int64, lang string) string {
	k, err := value.New("amount", value.Params{})
	if err != nil {
		return ""
	}
	return k.Format(canonical(intents.Val{Sort: value.Number, N: fen}), lang)
}
