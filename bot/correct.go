package bot

import (
	"strings"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// correct takes a change of a value said before: of the slot named in the words, else of the last one filled.
func (t *at) correct(v *view, s Said, asked *intents.Slot) bool {
	if len(v.f.Slots) == 0 {
		return false
	}
	named := t.namedSlot(v, s)
	change := hasAct(s.Understanding, intents.ActChange)
	if named != nil && (asked == nil || named.Name != asked.Name) {
		return t.amend(v, named, s, true)
	}
	if !change {
		return false
	}
	for i := len(v.f.Order) - 1; i >= 0; i-- {
		if slot, ok := v.item.Slot(v.f.Order[i]); ok && (asked == nil || slot.Name != asked.Name) && t.amend(v, slot, s, false) {
			return true
		}
	}
	return false
}

// namedSlot is the filled slot whose title stands in the words.
func (t *at) namedSlot(v *view, s Said) *intents.Slot {
	text := intents.Fold(s.Text)
	for i := range v.item.Slots {
		slot := &v.item.Slots[i]
		if _, ok := v.f.Slots[slot.Name]; !ok {
			continue
		}
		for _, title := range []string{slot.Title.ZH, slot.Title.EN} {
			if l := intents.Fold(title); len([]rune(l)) >= 2 && strings.Contains(text, l) {
				return slot
			}
		}
	}
	return nil
}

// amend changes one slot by the words: a part of its value, or a whole new one.
func (t *at) amend(v *view, slot *intents.Slot, s Said, named bool) bool {
	if t.frozen(v.f, slot.Name) {
		if named {
			t.tell("act.under_way", args{"title": t.title(v.f.Intent)})
		}
		return named
	}
	old := v.f.Slots[slot.Name]
	if val, ok := value.Amend(slot.Kind, old, s.Text, t.when()); ok && val != old {
		t.setSlot(v.f, slot.Name, val)
		return true
	}
	if slot.Kind.Name() == "choice" {
		if val, ok := mentioned(slot, intents.Fold(s.Text)); ok && val != old {
			t.setSlot(v.f, slot.Name, val)
			return true
		}
		return false
	}
	if words, ok := t.book.After("change_to", s.Text); ok && named && slot.Kind.Name() == "text" {
		if val, err := t.parse(slot, words); err == nil {
			t.setSlot(v.f, slot.Name, val)
			return true
		}
	}
	if val, err := t.parse(slot, s.Text); err == nil && val != old && slot.Kind.Name() != "text" {
		t.setSlot(v.f, slot.Name, val)
		return true
	}
	if named && (hasAct(s.Understanding, intents.ActChange) || t.wantsChange(s)) {
		t.unset(v.f, slot.Name)
		return true
	}
	return false
}

// wantsChange reports whether a short message asks for a change in so many words: beside the name of a value that
// is clear, however much it sounds like the service itself.
func (t *at) wantsChange(s Said) bool {
	text := intents.Fold(s.Text)
	return len([]rune(text)) <= 16 && t.book.Mentions("change", text)
}
