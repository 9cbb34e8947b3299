package bot

// login asks the citizen to prove who they are, by a one-time link.
func (t *at) login(level int) {
	title := ""
	if f := t.top(); f != nil {
		title = t.title(f.Intent)
	}
	phrase := "login.ask"
	switch {
	case title == "":
		phrase = "login.plain"
	case level > 2:
		phrase = "login.face"
	}
	t.say(Reply{
		Kind: KindLogin, Link: "login", Level: level, Phrase: phrase,
		Text: t.phrase(phrase, args{"title": title, "link": "{link}"}),
	})
}

// wantsLogin answers who asks to log in, or says to have done so: by a link while that is not so, else by what is open.
func (t *at) wantsLogin() {
	f := t.top()
	switch {
	case f != nil && f.Asked == "login":
		t.login(t.item(f).Assurance)
	case t.c.Citizen.LevelAt(t.c.At) < 2:
		t.login(2)
	case f != nil && f.Asked != "":
		t.reask()
	default:
		t.tell("login.done", args{"name": maskName(t.c.Citizen.Name)})
	}
}

// proved keeps who the citizen is and goes on with what needed it.
func (t *at) proved(p Proved) {
	t.c.Citizen = Citizen(p)
	t.deadline("level", "", p.Until)
	t.tell("login.done", args{"name": maskName(p.Name)})
	f := t.top()
	if f == nil || f.Asked != "login" {
		return
	}
	f.Asked = ""
	t.advance()
}

// maskName shows a name by its first character.
func maskName(name string) string {
	r := []rune(name)
	if len(r) == 0 {
		return ""
	}
	return string(r[0]) + "*"
}

// unproved tells that the proof failed and how to try again. Where a proof was heard and none is awaited it is an echo,
// such as the provider's way back loaded anew: it tells nothing.
func (t *at) unproved(Unproved) {
	f := t.top()
	awaited := f != nil && f.Asked == "login"
	if !awaited && t.c.Citizen.LevelAt(t.c.At) > 0 {
		return
	}
	t.tell("login.failed", nil)
	if awaited {
		t.login(t.item(f).Assurance)
	}
}
