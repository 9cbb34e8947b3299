package bot

import (
	"strings"

	"github.com/banshi-bot/banshi/intents"
)

// guideTopic maps an act to the topic of the guide that answers it.
var guideTopic = map[string]string{
	intents.ActFee: "fee", intents.ActMaterials: "materials", intents.ActTime: "time", intents.ActWhere: "where",
	intents.ActBasis: "basis", intents.ActHours: "hours", intents.ActHow: "how",
}

// guide answers a question about a service from its guide, with source and date; inside a form the form goes
// on, outside it the service can be begun.
func (t *at) guide(act string, s Said) bool {
	f := t.top()
	intent := ""
	u := s.Understanding
	bare := exactAct(u).Name != "" // names no service, whatever the words remind of
	if !bare && len(u.Ranked) > 0 && (u.Zone == intents.ZoneAct || f == nil && u.Ranked[0].Score >= 0.3) {
		intent = u.Ranked[0].Intent
	}
	if f != nil && (intent == "" || u.Ranked[0].Score < plainWish) {
		intent = f.Intent
	}
	if intent == "" && bare {
		t.menu(0)
		return true
	}
	if intent == "" {
		return false
	}
	return t.advise(intent, guideTopic[act])
}

// guideOf answers for "TOPIC:INTENT" pressed.
func (t *at) guideOf(val string) {
	topic, intent, _ := strings.Cut(val, ":")
	t.advise(intent, topic)
}

func (t *at) advise(intent, topic string) bool {
	it, ok := t.book.Item(intent, t.c.Region)
	if f := t.top(); f != nil && f.Intent == intent {
		it, ok = t.item(f), true
	}
	if !ok {
		if it, ok = t.book.Any(intent); !ok {
			return false
		}
	}
	text := t.advice(it, topic)
	inside := t.top() != nil && t.top().Intent == intent
	if inside {
		t.say(Reply{Kind: KindText, Text: text, Phrase: "guide." + topic})
		t.reask()
		return true
	}
	start := Choice{Value: "go:" + intent, Label: t.phrase("button.start", nil)}
	t.say(Reply{Kind: KindChoices, Text: text, Phrase: "guide." + topic, Choices: []Choice{start}})
	return true
}

// advice is what the guide says of a topic, or whom to ask where it says nothing.
func (t *at) advice(it *intents.Item, topic string) string {
	for i := range it.Guide {
		if a := &it.Guide[i]; a.Topic == topic {
			t.by = &a.Pos
			v := &view{t: t, f: &Frame{Region: it.Region}, item: it}
			return t.phrase("guide.answer", args{"title": it.Title.In(t.lang()), "text": a.Text.Render(t.lang(), v.text), "source": a.Source.In(t.lang()), "as_of": a.AsOf})
		}
	}
	return t.phrase("guide.none", args{"title": it.Title.In(t.lang()), "office": it.Office.Name.In(t.lang()),
		"phone": it.Office.Phone, "hours": it.Office.Hours.Said.In(t.lang())})
}
