package bot

import "github.com/banshi-bot/banshi/intents"

// skip leaves an optional slot out; of a required one it says why it is needed.
func (t *at) skip() bool {
	f := t.top()
	if f == nil {
		return false
	}
	v := t.view(f)
	s := t.askedSlot(v)
	if s == nil {
		return false
	}
	if !s.Optional {
		return t.required(v, s)
	}
	if f.Skipped == nil {
		f.Skipped = map[string]bool{}
	}
	f.Skipped[s.Name] = true
	f.Asked = ""
	t.advance()
	return true
}

// required says why a value cannot be left out, and on what law that rests, then asks it again.
func (t *at) required(v *view, s *intents.Slot) bool {
	if s.Why.Zero() {
		return false
	}
	t.by = &s.Pos
	name, basis := "skip.required", ""
	for _, a := range v.item.Guide {
		if a.Topic == "basis" {
			name, basis = "skip.required.basis", a.Text.Render(t.lang(), v.text)
		}
	}
	t.tell(name, args{"why": t.fill(s.Why, nil), "basis": basis})
	t.bindAll(v)
	t.question(v, s, s.Ask.Render(t.lang(), v.text))
	return true
}

// why says why what is asked is needed, then asks it again.
func (t *at) why() bool {
	f := t.top()
	if f == nil {
		return false
	}
	v := t.view(f)
	if f.Asked == "consent" {
		return t.whyConsent(v)
	}
	s := t.askedSlot(v)
	if s == nil || s.Why.Zero() {
		return false
	}
	t.by = &s.Pos
	t.say(Reply{Kind: KindText, Text: t.fill(s.Why, nil), Phrase: f.Intent + ".why." + s.Name})
	t.bindAll(v)
	t.question(v, s, s.Ask.Render(t.lang(), v.text))
	return true
}
