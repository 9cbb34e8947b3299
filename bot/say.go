package bot

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/banshi-bot/banshi/intents"
)

// say adds a reply. Of several in one turn only the last keeps its choices: a number means one thing.
func (t *at) say(r Reply) {
	t.c.Seq++
	t.inHand()
	if t.first == 0 {
		t.first = t.c.Seq
		t.shelve()
		if t.c.Ask == "clarify" && !t.e.Spoken() { // the world spoke in between: what was meant is no longer in sight
			t.c.Ask, t.c.Wish = "", ""
		}
	}
	if len(r.Choices) > 0 {
		for i := range t.out {
			if old := t.out[i].Do.Reply; old != nil {
				old.Choices = nil
			}
		}
		t.c.Offered = r.Choices
	}
	r.Lang = t.lang()
	if r.By == "" {
		r.By = t.source()
	}
	t.texts = append(t.texts, r.Text)
	t.emit(Do{Reply: &r})
}

// lastReply is what was said last in this turn, nil where nothing was.
func (t *at) lastReply() *Reply {
	for i := len(t.out) - 1; i >= 0; i-- {
		if r := t.out[i].Do.Reply; r != nil {
			return r
		}
	}
	return nil
}

// shelve puts what was offered before aside. Of that only what confirms is kept, to know its label by where it is typed:
// pressing any other is answered all the same.
func (t *at) shelve() {
	for _, c := range t.c.Offered {
		if strings.HasPrefix(c.Value, "confirm:") {
			t.c.Shelf = append(t.c.Shelf, c)
		}
	}
	t.c.Offered = nil
}

// args fill the places of a phrase.
type args map[string]string

// phrase is one of the bot's own texts in the citizen's language, its places filled.
func (t *at) phrase(name string, a args) string {
	return t.fill(t.book.Phrases[name], a)
}

func (t *at) fill(text intents.Text, a args) string {
	return text.Render(t.lang(), func(path string) (string, bool) {
		s, ok := a[path]
		return s, ok
	})
}

// tell says one of the bot's own texts, with choices.
func (t *at) tell(name string, a args, choices ...Choice) {
	kind := KindText
	if len(choices) > 0 {
		kind = KindChoices
	}
	t.say(Reply{Kind: kind, Text: t.phrase(name, a), Phrase: name, Choices: choices})
}

// button is a choice whose label is a phrase, "button.NAME".
func (t *at) button(value, name string) Choice {
	return Choice{Value: value, Label: t.phrase("button."+name, nil)}
}

// title is a service's name in the citizen's language.
func (t *at) title(intent string) string {
	if it, ok := t.book.Item(intent, t.c.Region); ok {
		return it.Title.In(t.lang())
	}
	if it, ok := t.book.Any(intent); ok {
		return it.Title.In(t.lang())
	}
	return intent
}

// service is a choice that begins an intent.
func (t *at) service(intent string) Choice {
	return Choice{Value: "go:" + intent, Label: t.title(intent)}
}

// services are choices for several intents.
func (t *at) services(ids []string) []Choice {
	var out []Choice
	for _, id := range ids {
		out = append(out, t.service(id))
	}
	return out
}

// phoneLast ends what is said in this turn with the telephone where larger wording was asked for: of the service in
// hand, else of the one that was, else of the hotline. What a person wrote stays as it is.
func (t *at) phoneLast() {
	r := t.lastReply()
	if !t.c.Elder || r == nil || r.Who != "" {
		return
	}
	if t.ring == "" {
		t.ring = t.office(nil).phone
	}
	if t.ring == "" || len(r.Choices) == 0 && endsWith(r.Text, t.ring) {
		return
	}
	r.Phone = t.phrase("elder.phone", args{"phone": t.ring})
	r.Text += "\n" + r.Phone
}

// endsWith reports whether a text ends with a number that stands alone, not with a plate such as 浙A12345.
func endsWith(text, number string) bool {
	before, ok := strings.CutSuffix(strings.TrimRight(text, "。. "), number)
	last, _ := utf8.DecodeLastRuneInString(before)
	return ok && !(last < utf8.RuneSelf && (unicode.IsLetter(last) || unicode.IsDigit(last)))
}

// inHand notes whose telephone ends this turn.
func (t *at) inHand() {
	if f := t.top(); t.c.Elder && f != nil {
		t.ring = t.item(f).Office.Phone
	}
}

// join writes words one after the other as the language does.
func (t *at) join(parts []string) string {
	if t.lang() == "en" {
		return strings.Join(parts, ", ")
	}
	return strings.Join(parts, "，")
}
