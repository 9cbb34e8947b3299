package bot

import (
	"slices"
	"strconv"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// menuPage is how many services are shown at once.
const menuPage = 6

// wish begins what a message asks for, or asks which of a few was meant.
func (t *at) wish(s Said) bool {
	u := s.Understanding
	if len(u.Ranked) == 0 || u.Zone == intents.ZoneFallback {
		return false
	}
	if u.Zone == intents.ZoneAsk && (t.c.Ask == "region" || t.c.Ask == "rate" && t.c.Misses == 0) {
		return false // the city, or the level, is asked once more
	}
	if u.Zone == intents.ZoneAsk {
		return t.clarify(s)
	}
	t.dropWish()
	t.parkEntities(s)
	all := several(u)
	if len(all) < 2 {
		t.begin(u.Ranked[0].Intent)
		return true
	}
	var titles []string
	for _, id := range all {
		titles = append(titles, t.title(id))
	}
	t.tell("wishes.several", args{"titles": t.join(titles)})
	t.c.Wishes = append(t.c.Wishes, all[1:]...)
	t.begin(all[0])
	return true
}

// oneOfSeveral is the score from which each of several wishes in one message counts.
const oneOfSeveral = 0.8

// several are the services asked for in one message, in the order in which they were named.
func several(u intents.Understanding) []string {
	var out []string
	for _, w := range u.Wishes {
		if w.Score >= oneOfSeveral && !slices.Contains(out, w.Intent) && len(out) < maxFrames {
			out = append(out, w.Intent)
		}
	}
	return out
}

// dropWish lets go what waited for its region: something else is wished now.
func (t *at) dropWish() {
	if t.c.Ask == "region" {
		t.c.Ask, t.c.Wishes = "", nil
	}
}

// clarify asks once which of the nearest was meant.
func (t *at) clarify(s Said) bool {
	if t.c.Ask == "clarify" {
		return false
	}
	var ids []string
	for _, g := range s.Understanding.Ranked {
		if len(ids) < 3 {
			ids = append(ids, g.Intent)
		}
	}
	t.parkEntities(s)
	t.whichService("clarify", ids)
	return true
}

// whichService asks which of a few services is meant; inside a form the way back is one of the answers.
func (t *at) whichService(phrase string, ids []string) {
	t.c.Ask = "clarify"
	choices := append(t.services(ids), t.resumeTitled()...)
	t.tell(phrase, nil, append(choices, t.button("menu", "other"))...)
}

// parkEntities keeps the values of a wish until their slots are asked.
func (t *at) parkEntities(s Said) {
	for _, e := range s.Understanding.Entities {
		if e.Valid {
			t.park(Candidate{Kind: e.Kind, Value: e.Value, At: t.c.At})
		}
	}
	t.c.Voice = nil
	t.c.Wish = s.Text
}

// entityOnly offers the services that want a value of the kind the message is.
func (t *at) entityOnly(s Said) bool {
	var ids []string
	for _, e := range s.Understanding.Entities {
		for _, id := range t.book.Intents() {
			it, ok := t.book.Item(id, t.c.Region)
			if !ok {
				it, ok = t.book.Any(id)
			}
			if ok && e.Valid && identifying[e.Kind] && wants(it, e.Kind) && !slices.Contains(ids, id) && len(ids) < 3 {
				ids = append(ids, id)
			}
		}
	}
	if len(ids) == 0 {
		return false
	}
	t.parkEntities(s)
	t.whichService("miss.value", ids)
	return true
}

func wants(it *intents.Item, kind string) bool {
	return slices.ContainsFunc(it.Slots, func(s intents.Slot) bool { return s.Kind.Name() == kind })
}

// begin takes up an intent in the citizen's region, asking for the region once where it is not known.
func (t *at) begin(intent string) {
	t.beginWith(intent, t.c.Region, nil)
}

func (t *at) beginWith(intent, region string, carry map[string]string) {
	t.c.Misses, t.c.Ask = 0, ""
	if f := t.serving(intent); f != nil && carry == nil {
		t.c.Wish = ""
		if f != t.top() {
			t.onTop(f)
			f = t.top()
			t.tell("resume.on", args{"title": t.title(f.Intent)})
		}
		t.already(f)
		return
	}
	if region == "" && !t.knowRegion(intent) {
		return
	}
	if region == "" {
		region = t.c.Region
	}
	it, ok := t.book.Item(intent, region)
	if !ok || !it.Enabled {
		t.notHere(intent, region)
		return
	}
	t.push(it, carry)
	t.advance()
}

// serving is the frame of an intent, wherever it lies.
func (t *at) serving(intent string) *Frame {
	for i := len(t.c.Frames) - 1; i >= 0; i-- {
		if t.c.Frames[i].Intent == intent {
			return &t.c.Frames[i]
		}
	}
	return nil
}

// already is told when a wish is what is being done anyway: values that came with it are taken in.
func (t *at) already(f *Frame) {
	f.Paused = 0
	if t.c.Waiting(f) != nil || slices.Contains([]string{"", "draft", "pay", "login"}, f.Asked) {
		t.resume()
		return
	}
	v := t.view(f)
	if s := t.askedSlot(v); s != nil {
		if val, ok := t.unpark(s); ok {
			t.setSlot(f, s.Name, val)
			f.Asked = ""
			t.advance()
			return
		}
	}
	t.reask()
}

// push puts a frame on the stack; the oldest that waits for nothing makes room.
func (t *at) push(it *intents.Item, carry map[string]string) {
	if f := t.top(); f != nil {
		f.Paused = t.c.At
	}
	if len(t.c.Frames) >= maxFrames {
		i := slices.IndexFunc(t.c.Frames, func(f Frame) bool { return t.c.Waiting(&f) == nil && f.Pay == "" })
		if i < 0 {
			t.tell("stack.full", nil)
			return
		}
		t.letGo(&t.c.Frames[i])
		t.c.Frames = slices.Delete(t.c.Frames, i, i+1)
	}
	f := Frame{Intent: it.ID, Region: it.Region, Def: it.Digest, N: t.c.Turn, At: t.c.At, Carry: carry}
	if carry == nil {
		f.Carry = t.wishValues(it)
	}
	t.pushFrame(f)
	t.c.Wish = ""
}

// pushFrame puts a frame on the stack; what was looked at before is over.
func (t *at) pushFrame(f Frame) {
	t.c.Frames = append(t.c.Frames, f)
	t.c.Look = nil
}

// wishValues reads closed choices and codes out of the words a wish was made in.
func (t *at) wishValues(it *intents.Item) map[string]string {
	text := intents.Fold(t.c.Wish)
	out := map[string]string{}
	for i := range it.Slots {
		s := &it.Slots[i]
		switch {
		case text == "":
		case s.Kind.Name() == "choice":
			if val, ok := mentioned(s, text); ok {
				out[s.Name] = val
			}
		case coded[s.Kind.Name()]:
			if val, err := t.parse(s, t.beside(t.c.Wish)); err == nil {
				out[s.Name] = val
			}
		}
	}
	return out
}

// greet says hello with the services most used.
func (t *at) greet() {
	if f := t.top(); f != nil {
		t.tell("courtesy.greeting", nil)
		t.reask()
		return
	}
	t.menuWith("greeting", 0)
}

// menu shows the services, six at a time.
func (t *at) menu(page int) { t.menuWith("menu", page) }

func (t *at) menuWith(phrase string, page int) {
	t.dropWish()
	t.c.Ask = ""
	ids := t.book.Intents()
	from := page * menuPage
	if from >= len(ids) || from < 0 {
		from, page = 0, 0
	}
	to := min(from+menuPage, len(ids))
	choices := t.services(ids[from:to])
	if to < len(ids) {
		choices = append(choices, t.button(nextPage+strconv.Itoa(page+1), "more"))
	}
	choices = append(choices, t.resumeTitled()...)
	if phrase == "miss.third" {
		choices = append(choices, t.button("human", "human"))
	}
	t.tell(phrase, nil, choices...)
}

// guess asks the model, with personal values replaced by their kinds.
func (t *at) guess(s Said) {
	var ids []string
	for _, g := range s.Understanding.Ranked {
		ids = append(ids, g.Intent)
	}
	k := t.emit(Do{Guess: &Guess{Text: value.Redact(s.Text, t.when()), Intents: ids}})
	t.c.Open = append(t.c.Open, Waiter{Key: k, Root: t.e.Root, For: t.e.For, What: "guess"})
}

// guessed hears the model: it may only name a service to offer.
func (t *at) guessed(g Guessed) {
	if _, ok := t.close(g.Key); !ok {
		return
	}
	var ids []string
	for _, r := range g.Ranked {
		if _, ok := t.book.Any(r.Intent); ok && len(ids) < 3 {
			ids = append(ids, r.Intent)
		}
	}
	if len(ids) == 0 {
		t.menuWith("miss.second", 0)
		return
	}
	t.whichService("clarify", ids)
}
