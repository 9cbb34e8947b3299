package bot

import (
	"strings"

	"github.com/banshi-bot/banshi/intents"
)

// committed reports whether a frame has acted, or is about to: an act is under way, or money may come in.
func (t *at) committed(f *Frame) bool { return t.acting(f) || f.Acted || f.Pay != "" }

// paying reports whether money may come in for what a frame holds.
func (f *Frame) paying() bool { return f.Pay != "" && !f.Acted }

// frozen reports whether an act that happened was made of a slot: its value then is what was sent, and stays. While
// money may come in, all stay as they were when it was asked for.
func (t *at) frozen(f *Frame, name string) bool {
	if !f.Acted {
		return f.paying()
	}
	item := t.item(f)
	for i := range item.Steps {
		s := &item.Steps[i]
		k := f.kept(s.ID, "")
		if k == nil || !k.Act || k.Fault != "" {
			continue
		}
		if s.Call != nil && reads(s.Call.With, name) || s.Pay != nil && reads([]intents.Arg{{From: s.Pay.Bill}}, name) {
			return true
		}
	}
	return false
}

// reads reports whether one of the arguments reads a slot.
func reads(with []intents.Arg, slot string) bool {
	for _, a := range with {
		for _, path := range a.From.Reads() {
			if name, _, _ := strings.Cut(path, "."); name == slot {
				return true
			}
		}
	}
	return false
}
