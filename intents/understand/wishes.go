package understand

import (
	"strings"

	"github.com/banshi-bot/banshi/intents"
)

const (
	wished  = 0.7 // how sure each of several wishes in one message must be
	obvious = 0.9 // a message as clear as this is one wish unless a joining word says otherwise
)

// A hearing is what is left of a message when the acts said before and after its wish are taken off.
type hearing struct {
	text string        // what asks for a service; the whole message if nothing was taken off
	acts []intents.Act // said in stretches of their own
}

// hear takes apart "不是，我要查公积金，谢谢" into acts and the wish. A stretch that says what is not meant
// is left out where another says what is.
func hear(text string) hearing {
	stretches := split(text, false)
	if len(stretches) < 2 {
		return hearing{text: text}
	}
	var h hearing
	var kept, denied []string
	for _, s := range stretches {
		acts := exactActs(s.text)
		switch {
		case acts != nil && acts[0].Name != intents.ActChoose:
			h.add(acts[0])
		case s.denied:
			denied = append(denied, s.text)
		default:
			kept = append(kept, s.text)
		}
	}
	if len(kept) == 0 {
		kept = denied
	}
	if len(kept) == 0 {
		kept = []string{text}
		if len(h.acts) == 1 {
			h.acts[0].Exact, h.acts[0].Score = true, 1 // one act, said twice: "是的，没错"
		}
	}
	h.text = strings.Join(kept, "，")
	return h
}

// add takes in an act that is only part of the message.
func (h *hearing) add(a intents.Act) {
	if !has(h.acts, a.Name) {
		a.Exact, a.Score = false, 0.9
		h.acts = append(h.acts, a)
	}
}

// wishes finds several services asked for in one message. There are none where the message asks for one.
func (m *Model) wishes(text string, whole ranking) []intents.Wish {
	stretches := split(text, true)
	if len(stretches) < 2 {
		return nil
	}
	var list []intents.Wish
	joined := false
	for _, s := range stretches {
		if s.denied || exactActs(s.text) != nil {
			continue
		}
		r := m.rank(s.text, nil)
		if r.best() < wished || m.zones.of(r) != intents.ZoneAct {
			if len(list) > 0 {
				list[len(list)-1].End = s.end // details of the wish before
			}
			continue
		}
		name := m.names[r.class[0]]
		if last := len(list) - 1; last >= 0 && list[last].Intent == name {
			list[last].End, list[last].Score = s.end, max(list[last].Score, r.score[0])
			continue
		}
		joined = joined || s.joined && len(list) > 0
		list = append(list, intents.Wish{Intent: name, Score: r.score[0], Start: s.start, End: s.end})
	}
	if len(list) < 2 || !joined && whole.best() >= obvious {
		return nil
	}
	return list
}
