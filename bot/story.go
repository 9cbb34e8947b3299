package bot

import (
	"unicode"

	"github.com/banshi-bot/banshi/intents"
)

// storyLength is how many words, Han characters counting as words, tell what happened; fewer name a wish. Please and
// thanks do not count.
const storyLength = 9

// takeStory keeps what happened where it is told in answer to a question with options: the free text that would be
// asked for next. It is told only in words that would begin this very service by themselves.
func (t *at) takeStory(v *view, s Said, asked *intents.Slot) bool {
	u := s.Understanding
	if asked == nil || asked.Kind.Name() != "choice" || u.Zone != intents.ZoneAct || len(u.Ranked) == 0 ||
		u.Ranked[0].Intent != v.f.Intent || length(intents.Bare(s.Text)) < storyLength {
		return false
	}
	for i := range v.item.Slots {
		slot := &v.item.Slots[i]
		if slot.Kind.Name() != "text" || slot.Optional || !t.wanted(v, slot) {
			continue
		}
		val, err := t.parse(slot, s.Text)
		if err != nil {
			return false
		}
		t.setSlot(v.f, slot.Name, val)
		t.tell("story.kept", args{"slot": slot.Title.In(t.lang())})
		return true
	}
	return false
}

// length counts the words of a text; a Han character is one.
func length(text string) int {
	n, inside := 0, false
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Han, r):
			n, inside = n+1, false
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if !inside {
				n++
			}
			inside = true
		case r != '\'' && r != '’':
			inside = false
		}
	}
	return n
}
