package bot

import "github.com/banshi-bot/banshi/intents"

// lastCase is the number of the case a conversation had to do with last: looked up, begun or paid for.
func (t *at) lastCase() (string, bool) {
	if t.c.Last != "" {
		return t.c.Last, true
	}
	if n := len(t.c.Cases); n > 0 { // begun before Last was kept
		return t.c.Cases[n-1].Number, true
	}
	return "", false
}

// lookedUp remembers the case a finished frame was about, where it began none itself. A number that may be left out
// only refers to a case.
func (t *at) lookedUp(f *Frame, item *intents.Item) {
	if f.Case != "" {
		return
	}
	for i := range item.Slots {
		s := &item.Slots[i]
		if val, ok := f.Slots[s.Name]; ok && s.Kind.Name() == "case_number" && !s.Optional {
			t.c.Last = val
		}
	}
	for i := range item.Steps {
		if p := item.Steps[i].Pay; p != nil && f.Pay == "" { // a bill that was paid before
			if name, ok := p.Bill.Path(); ok && f.Slots[name] != "" {
				t.c.Last = f.Slots[name]
			}
		}
	}
}
