package bot

import (
	"slices"
	"strings"
)

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

// agreed reports whether the citizen consented to the use of a slot for this very item: the same service in the same
// version, whose text they read. It holds for later frames too, until their data is erased.
func (t *at) agreed(f *Frame, slot string) bool {
	return slices.ContainsFunc(t.c.Agreed, func(c Consent) bool {
		return c.Intent == f.Intent && c.Version == f.Def && slices.Contains(strings.Split(c.Slots, ","), slot)
	})
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
	c := Consent{Intent: f.Intent, Slots: strings.Join(names, ","), Version: f.Def, Given: yes, At: t.c.At}
	t.emit(Do{Consent: &c})
	t.c.Agreed = slices.DeleteFunc(t.c.Agreed, func(o Consent) bool { return o.Intent == c.Intent && o.Version == c.Version })
	if yes {
		t.c.Agreed = append(t.c.Agreed, c)
		f.Asked = ""
		t.advance()
		return
	}
	t.tell("consent.refused", args{"title": item.Title.In(t.lang()), "office": item.Office.Name.In(t.lang()),
		"address": item.Office.Address.In(t.lang()), "phone": item.Office.Phone, "hours": item.Office.Hours.Said.In(t.lang())})
	t.finish("stop")
}

// whyConsent says what each of the sensitive values is needed for, then asks for consent again.
func (t *at) whyConsent(v *view) bool {
	var whys []string
	for i := range v.item.Slots {
		if s := &v.item.Slots[i]; s.Sensitive && !s.Why.Zero() {
			whys = append(whys, s.Title.In(t.lang())+": "+t.fill(s.Why, nil))
		}
	}
	t.say(Reply{Kind: KindText, Text: strings.Join(whys, "\n"), Phrase: v.f.Intent + ".why"})
	t.askConsent(v)
	return true
}
