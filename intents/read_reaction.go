package intents

import (
	"slices"
	"strings"
)

func (r *reader) reactions(t *tree, call *Call) {
	if !r.is(t, object, "on") {
		return
	}
	for _, e := range t.entries {
		if !slices.Contains(Families, e.key) {
			r.error(e.pos, "unknown_family", didYouMean(e.key, Families), "no error family is named %q", e.key)
			continue
		}
		r.react(call, e.key, e.value)
	}
}

func (r *reader) react(call *Call, family string, t *tree) {
	if call.On == nil {
		call.On = map[string]Reaction{}
	}
	call.On[family] = r.reaction(t)
}

// reaction reads {ask: slot, say: text, …} or the short form "ask slot".
func (r *reader) reaction(t *tree) Reaction {
	re := Reaction{Pos: t.pos}
	if t.shape == scalar {
		r.shortReaction(t, &re)
		return re
	}
	r.object(t, "a reaction", keys{
		"ask":    func(v *tree) { re.Ask = r.reactionAsk(v, r.word(v, "ask")) },
		"say":    func(v *tree) { re.Say = r.sayKey(v) },
		"end":    func(v *tree) { re.End = r.oneOf(v, "end", "done", "stop") },
		"refund": func(v *tree) { re.Refund = r.refund(v, r.word(v, "refund")) },
		"again":  func(v *tree) { r.repeat(v, &re) },
		"from":   func(v *tree) { re.From = r.answerName(v, r.word(v, "from")) },
		"go":     func(v *tree) { re.Go = r.goTo(v) },
		"human":  func(v *tree) { re.Human = r.flag(v, "human") },
		"later":  func(v *tree) { re.Later = r.flag(v, "later") },
	})
	if re.Again && re.From == "" {
		r.error(t.pos, "missing", "from: ANSWER", "the reaction does not say what to ask again")
	}
	return re
}

func (r *reader) shortReaction(t *tree, re *Reaction) {
	words := strings.Fields(t.text)
	verb, object := first(words), ""
	if len(words) == 2 {
		object = words[1]
	}
	word := &tree{shape: scalar, text: object, pos: t.pos}
	switch {
	case len(words) == 1 && verb == "human":
		re.Human = true
	case len(words) == 1 && verb == "later":
		re.Later = true
	case len(words) == 1 && verb == "end":
		re.End = "stop"
	case object == "":
		r.error(t.pos, "reaction", "write ask SLOT, say TEXT, end, human, later, again ANSWER, go SERVICE or refund PAYMENT", "%q is no reaction", t.text)
	case verb == "ask":
		re.Ask = r.reactionAsk(word, object)
	case verb == "say":
		re.Say = r.sayKey(word)
	case verb == "end":
		re.End = r.oneOf(word, "end", "done", "stop")
	case verb == "refund":
		re.Refund = r.refund(word, object)
	case verb == "again":
		re.Again, re.From = true, r.answerName(word, object)
	case verb == "go":
		re.Go = r.goTo(word)
	default:
		r.error(t.pos, "reaction", didYouMean(verb, []string{"ask", "say", "end", "refund", "again", "go", "human", "later"}), "%q is no reaction", t.text)
	}
}

func (r *reader) reactionAsk(t *tree, slot string) string {
	r.slotName(t, slot)
	return slot
}

// repeat reads `again: ANSWER`, or `again: true` with a `from` beside it.
func (r *reader) repeat(t *tree, re *Reaction) {
	re.Again = true
	switch {
	case t.tag == "!!bool":
		re.Again = t.text == "true"
	default:
		re.From = r.answerName(t, r.word(t, "again"))
	}
}

// answerName faults what no step above answers.
func (r *reader) answerName(t *tree, name string) string {
	if _, ok := r.scope.answers[name]; !ok && name != "" {
		r.error(t.pos, "unknown_name", didYouMean(name, names(r.scope.answers)), "no answer above is named %s", name)
	}
	return name
}

func (r *reader) refund(t *tree, payment string) bool {
	if t.tag == "!!bool" {
		return t.text == "true"
	}
	if _, ok := r.bills[payment]; !ok {
		r.error(t.pos, "refund", didYouMean(payment, names(r.bills)), "no payment above is named %s", payment)
	}
	return true
}
