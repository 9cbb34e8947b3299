package bot

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// Bounds of a conversation's state.
const (
	maxFrames = 4
	maxParked = 8
	maxKnown  = 8
	maxCases  = 8
	maxKept   = 12
	maxHeld   = 4
	maxShelf  = 24
	maxAgreed = 12
	maxTries  = 9
)

// at is one Event being answered: the conversation as it becomes, and what is wanted so far.
type at struct {
	book intents.Book
	c    Conversation
	e    Event
	out  []Effect
	by   *intents.Pos // of the definition being followed; nil: none

	ring    string   // the telephone that ends the turn in elder wording
	first   int64    // seq of this turn's first reply; 0 while there is none
	texts   []string // what was said in this turn
	changed bool     // this message filled or changed a slot
	passive bool     // what is said goes out in the answer to the message at the root

	seen func(Read) // told of every step read; nil: nobody asks
}

// begin takes a private copy of the conversation and counts the turn.
func begin(book intents.Book, c Conversation, e Event) *at {
	c = clone(c)
	c.Turn++
	c.At = max(c.At, e.At)
	if e.Spoken() {
		c.Seq++
	}
	if e.Root == 0 {
		e.Root = c.Turn
	}
	passive := Passively(c, e)
	if e.MessageID() != "" && c.Channel.Passive {
		c.Passive = c.Turn
	}
	t := &at{book: book, c: c, e: e, passive: passive}
	t.inHand()
	return t
}

// Passively reports whether what is said of an event goes out in the answer to the message its chain began with: a
// message's own turn, and what follows until its window closes, its chain is over or the next message comes.
func Passively(c Conversation, e Event) bool {
	return c.Channel.Passive && (e.MessageID() != "" || c.Passive != 0 && c.Passive == e.Root)
}

// end closes the turn: what was said is remembered, and pushed where the citizen does not read it anyway.
func (t *at) end() (Conversation, []Effect) {
	t.phoneLast()
	t.pushReplies()
	t.closeWindow()
	if len(t.texts) > 0 {
		t.c.Repeat = t.texts
	}
	t.alarm()
	t.trim()
	return t.c, t.out
}

// pushReplies sends this turn's replies by the channel's own road where nothing else carries them.
func (t *at) pushReplies() {
	if t.first == 0 || t.c.Channel.Log || t.passive {
		return
	}
	if !t.c.Channel.Tell {
		t.hold(t.texts)
		return
	}
	k := t.emit(Do{Push: &Push{From: t.first, To: t.c.Seq}})
	t.c.Open = append(t.c.Open, Waiter{Key: k, What: "push"})
}

// closeWindow ends the wait of a message whose chain is over: its answer goes out now, what comes later is pushed.
func (t *at) closeWindow() {
	if !slices.ContainsFunc(t.c.Open, func(w Waiter) bool { return w.Root == t.c.Passive }) {
		t.c.Passive = 0
	}
}

// emit adds an effect and gives its key.
func (t *at) emit(do Do) Key {
	i := len(t.out)
	by := ""
	if do.Reply != nil {
		by = do.Reply.By
	} else {
		by = t.source()
	}
	t.out = append(t.out, Effect{I: i, Do: do, By: by})
	return Key{Turn: t.c.Turn, I: i}
}

// source is the file:line of the definition being followed.
func (t *at) source() string {
	if t.by == nil {
		return ""
	}
	return t.by.String()
}

// Name writes a key as the world sees it: the idempotency key and order number, at most 32 of A-Z 0-9 _.
func (k Key) Name(conversation string) string {
	return strings.ToUpper(conversation) + "_" + strconv.FormatInt(k.Turn, 10) + "_" + strconv.Itoa(k.I)
}

func (t *at) top() *Frame {
	if len(t.c.Frames) == 0 {
		return nil
	}
	return &t.c.Frames[len(t.c.Frames)-1]
}

// frame finds a frame by its name.
func (t *at) frame(n int64) *Frame {
	for i := range t.c.Frames {
		if t.c.Frames[i].N == n {
			return &t.c.Frames[i]
		}
	}
	return nil
}

// item is the definition a frame is pinned to, else the live one of its region.
func (t *at) item(f *Frame) *intents.Item {
	if it, ok := t.book.Pin(f.Def); ok {
		return it
	}
	if it, ok := t.book.Item(f.Intent, f.Region); ok {
		return it
	}
	return &intents.Item{Intent: &intents.Intent{ID: f.Intent}, Region: f.Region}
}

func (t *at) lang() string {
	if t.c.Lang == "en" {
		return "en"
	}
	return "zh"
}

// when is the context values are read in.
func (t *at) when() value.Context {
	return value.Context{At: t.c.At, Zone: value.Regions().Zone(t.c.Region), Lang: t.lang()}
}

// acting reports whether an act of the frame is in flight or its money is with the agency.
func (t *at) acting(f *Frame) bool {
	w := t.c.Waiting(f)
	return w != nil && w.Act
}

// close takes a waiter out by its key.
func (t *at) close(k Key) (Waiter, bool) {
	for i, w := range t.c.Open {
		if w.Key == k {
			t.c.Open = slices.Delete(t.c.Open, i, i+1)
			return w, true
		}
	}
	return Waiter{}, false
}

// hold keeps texts the channel would not take for the next message.
func (t *at) hold(texts []string) {
	t.c.Held = append(t.c.Held, texts...)
	if n := len(t.c.Held); n > maxHeld {
		t.c.Held = t.c.Held[n-maxHeld:]
	}
}

// trim keeps the state within its bounds.
func (t *at) trim() {
	t.c.Parked = tail(t.c.Parked, maxParked)
	t.c.Known = tail(t.c.Known, maxKnown)
	t.c.Cases = tail(t.c.Cases, maxCases)
	t.c.Agreed = tail(t.c.Agreed, maxAgreed)
	t.c.Shelf = tail(t.c.Shelf, maxShelf)
	t.c.Wishes = t.c.Wishes[:min(len(t.c.Wishes), maxFrames)]
}

func tail[T any](s []T, n int) []T {
	if len(s) > n {
		return s[len(s)-n:]
	}
	return s
}

// clone copies what a turn may change, so that Step's input stays as it was.
func clone(c Conversation) Conversation {
	c.Frames = slices.Clone(c.Frames)
	for i := range c.Frames {
		cloneFrame(&c.Frames[i])
	}
	c.Parked, c.Open, c.Due = slices.Clone(c.Parked), slices.Clone(c.Open), slices.Clone(c.Due)
	c.Cases, c.Known, c.Agreed = slices.Clone(c.Cases), slices.Clone(c.Known), slices.Clone(c.Agreed)
	// What is only ever appended to or replaced is copied by its first append, if there is one.
	c.Offered, c.Shelf, c.Wishes = slices.Clip(c.Offered), slices.Clip(c.Shelf), slices.Clip(c.Wishes)
	c.Held, c.Asked = slices.Clip(c.Held), slices.Clip(c.Asked)
	return c
}

// cloneFrame copies what may change of a frame.
func cloneFrame(f *Frame) {
	f.Tries, f.Skipped, f.Carry = maps.Clone(f.Tries), maps.Clone(f.Skipped), maps.Clone(f.Carry)
	// Slots and Told are copied by whoever writes into them (copied), Facts are only ever replaced.
	f.Order, f.Answers, f.Release = slices.Clone(f.Order), slices.Clone(f.Answers), slices.Clone(f.Release)
}
