package bot

// back takes the last answer back and asks it again.
func (t *at) back() {
	f := t.top()
	if f == nil {
		t.menu(0)
		return
	}
	if t.committed(f) {
		t.tell("act.under_way", args{"title": t.title(f.Intent)})
		return
	}
	if n := len(f.Order); n > 0 {
		v := t.view(f)
		if s, ok := v.item.Slot(f.Order[n-1]); ok {
			t.unset(f, s.Name)
			f.Shown, f.Agreed = "", ""
			t.bindAll(v)
			t.ask(v, s)
			return
		}
	}
	t.cancel()
}

// undo puts the last changed slot as it was.
func (t *at) undo() {
	f, u := t.top(), t.c.Undo
	if f != nil && f.paying() {
		t.tell("act.under_way", args{"title": t.title(f.Intent)})
		return
	}
	if f == nil || u == nil || u.Frame != f.N || t.c.Waiting(f) != nil || t.frozen(f, u.Slot) {
		t.tell("undo.none", nil)
		t.reask()
		return
	}
	if u.Had {
		t.setSlot(f, u.Slot, u.Old)
	} else {
		t.unset(f, u.Slot)
	}
	t.c.Undo = nil
	t.tell("undo.done", nil)
	t.again(f)
}

// restart forgets the values of the frame being served and begins it anew.
func (t *at) restart() {
	f := t.top()
	if f == nil {
		t.greet()
		return
	}
	if t.committed(f) {
		t.tell("act.under_way", args{"title": t.title(f.Intent)})
		return
	}
	t.dropWaiters(f)
	t.letGo(f)
	intent, region := f.Intent, f.Region
	t.drop()
	t.tell("restart", nil)
	t.beginWith(intent, region, nil)
}
