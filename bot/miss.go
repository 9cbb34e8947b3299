package bot

import (
	"strings"
)

// attempted answers words that plainly were meant as the value asked for, but are none.
func (t *at) attempted(f *Frame, s Said) bool {
	v := t.view(f)
	slot := t.askedSlot(v)
	if slot == nil || t.c.Waiting(f) != nil || t.isWish(v, s, slot) {
		return false
	}
	p := t.whyNot(slot, s)
	if p == nil || p.Code == "unreadable" || p.Code == "not_offered" {
		return false
	}
	t.askAgain(v, slot, p)
	return true
}

// missed answers what nothing was made of: the open question again, or what may have been meant, then the menu.
func (t *at) missed(s Said) {
	if f := t.top(); f != nil && t.c.Ask == "" {
		t.missedIn(f, s)
		return
	}
	if t.entityOnly(s) {
		return
	}
	if t.c.Ask == "clarify" { // that was the one question of what is meant; now the menu
		t.c.Misses = max(t.c.Misses, 1)
	}
	t.c.Misses++
	if t.c.Ask == "rate" && t.c.Rate != nil && t.c.Misses == 1 {
		t.offerRating("rate.again")
		return
	}
	if t.c.Ask == "region" && len(t.c.Wishes) > 0 && t.c.Misses <= 2 {
		t.tell("region.again", nil, append(t.regions(t.book.Where(t.c.Wishes[0])), t.button("human", "human"))...)
		return
	}
	if t.c.Misses == 1 && t.book.Model && len(s.Understanding.Ranked) > 0 {
		t.guess(s)
		return
	}
	t.nearest(s)
}

// nearest offers the three services nearest to the words, then the menu, then a person.
func (t *at) nearest(s Said) {
	switch {
	case t.c.Misses == 1 && len(s.Understanding.Ranked) > 0:
		var ids []string
		for _, g := range s.Understanding.Ranked {
			if len(ids) < 3 {
				ids = append(ids, g.Intent)
			}
		}
		t.c.Ask = "clarify"
		choices := append(t.services(ids), t.resumeTitled()...)
		t.tell("miss.first", nil, append(choices, t.button("menu", "menu"), t.button("human", "human"))...)
	case t.c.Misses <= 2:
		t.menuWith("miss.second", 0)
	default:
		t.menuWith("miss.third", 0)
	}
}

// missedIn answers within a frame: what is open is put again, by its own ladder where it is a slot.
func (t *at) missedIn(f *Frame, s Said) {
	head, name, _ := strings.Cut(f.Asked, ":")
	v := t.view(f)
	if head == "slot" {
		if slot, ok := v.item.Slot(name); ok {
			t.askAgain(v, slot, t.whyNot(slot, s))
			return
		}
	}
	if t.waits(f) {
		return
	}
	if f.Asked == "pay" {
		t.paymentOpen()
		return
	}
	t.misread(f, s)
}
