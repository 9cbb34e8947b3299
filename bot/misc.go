package bot

import "slices"

// unread answers kindly what cannot be read: an image, a video, a place.
func (t *at) unread(u Unread) {
	t.flushHeld()
	if t.withPerson() {
		return
	}
	phrase := "unread." + u.Kind
	if _, ok := t.book.Phrases[phrase]; !ok {
		phrase = "unread.other"
	}
	t.tell(phrase, nil)
	t.reask()
}

// entered greets who comes in, or begins what the menu entry names.
func (t *at) entered(e Entered) {
	t.flushHeld()
	if _, ok := t.book.Any(e.Intent); ok {
		t.begin(e.Intent)
		return
	}
	t.greet()
}

// delivered hears what became of a push: what was held comes first at the next message.
func (t *at) delivered(d Delivered) {
	if _, ok := t.close(d.Key); ok && d.Held {
		t.hold(d.Texts)
	}
}

// news tells of a case moving on, where the channel can tell.
func (t *at) news(n News) {
	i := slices.IndexFunc(t.c.Cases, func(c Case) bool { return c.Number == n.Case })
	if i < 0 || t.c.Cases[i].State == n.State {
		return
	}
	t.c.Cases[i].State = n.State
	t.tell("case.news", args{"title": t.title(t.c.Cases[i].Intent), "number": n.Case, "state": n.Detail})
}

// moved takes a frame to the live definition, never after an act.
func (t *at) moved(m Moved) {
	if m.Frame < 0 || m.Frame >= len(t.c.Frames) {
		return
	}
	f := &t.c.Frames[m.Frame]
	if t.committed(f) {
		return
	}
	f.Def, f.Answers, f.Shown, f.Agreed, f.Asked = m.Def, nil, "", "", ""
}

// set keeps what the citizen chose outside the words. A changed region resolves the frame anew: values that
// pass stay, answers go, and what blocks is asked again.
func (t *at) set(s Set) {
	if s.Lang != "" {
		t.c.Lang = s.Lang
	}
	if s.Elder != nil {
		t.c.Elder = *s.Elder
	}
	if s.Region == "" || s.Region == t.c.Region {
		return
	}
	t.c.Region = s.Region
	f := t.top()
	if f == nil || f.Acted || f.Pay != "" || t.c.Waiting(f) != nil {
		return
	}
	it, ok := t.book.Item(f.Intent, s.Region)
	if !ok {
		return
	}
	f.Region, f.Def, f.Answers, f.Shown, f.Agreed = it.Region, it.Digest, nil, "", ""
	for i := range it.Slots {
		if val, ok := f.Slots[it.Slots[i].Name]; ok && !t.fits(&it.Slots[i], val) {
			t.unset(f, it.Slots[i].Name)
		}
	}
}

// setLang changes the language on request and says the open question in it.
func (t *at) setLang(lang string) {
	t.c.Lang = lang
	t.tell("lang.set", nil)
	t.reask()
}

// elderMode turns to one short question a message, with the telephone last.
func (t *at) elderMode() {
	t.c.Elder = true
	t.tell("elder.on", nil)
	t.reask()
}

// progressed tells what an agency says of a case.
func (t *at) progressed(w Waiter, a Answered) {
	if a.Fault != "" {
		return
	}
	t.news(News{Case: w.Args, State: a.Answer.Fields["state"], Detail: a.Answer.Fields["state"]})
}
