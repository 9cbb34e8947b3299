package talk

import (
	"strconv"
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// Stepper is bot.Step, or what stands in for it.
type Stepper func(intents.Book, bot.Conversation, bot.Event) (bot.Conversation, []bot.Effect)

// Config is what talks are run against.
type Config struct {
	Catalog *intents.Catalog
	Step    Stepper                       // nil: bot.Step
	Wake    func(bot.Conversation) int64  // nil: bot.Wake
	Watch   func(Step)                    // sees every step taken, nil: nobody does
	Answer  func(bot.Ask) (Outcome, bool) // answers new calls while a talk is updated; nil: none
}

// Outcome is an agency's answer or its failure.
type Outcome struct {
	Answer connectors.Answer
	Fault  *connectors.Fault
}

// Step is one event with what came of it.
type Step struct {
	Book          intents.Book
	Before, After bot.Conversation
	Event         bot.Event
	Effects       []bot.Effect
	Reads         []bot.Read // the steps of definitions that were read; none with a Stepper of one's own
}

// id of the one conversation in a talk's world.
const id = "TALKTALKTALKTALK"

// minute counts the world's clock.
const minute = 60_000

// world is all that surrounds one conversation: it carries out effects and brings their outcomes back.
type world struct {
	cfg     Config
	book    intents.Book
	lang    string
	conv    bot.Conversation
	now     int64
	heard   int // messages of the citizen
	links   int
	replies []said // and not yet found in the talk
	asks    []asked
	pushed  []push
	closing bool // the provider is asked to close the order, and has not answered
	orders  []bot.Order
	offered []bot.Choice // every choice ever offered, the newest last
	names   map[string]string
	citizen bot.Citizen // who proves themselves at a login
	desk    int         // people signed in at it
	row     int         // of the talk, being played
	steps   int
}

// maxSteps ends a scene that does not come to rest.
const maxSteps = 20_000

// said is a reply, as it is compared and as it would be written in a talk.
type said struct{ text, source string }

// push is a Push whose outcome has not been told.
type push struct {
	key   bot.Key
	texts []string
}

// chain is the message something goes back to.
type chain struct {
	root int64
	id   string
}

// asked is a call that waits for its answer: an Ask or a Pay.
type asked struct {
	key   bot.Key
	chain chain
	ask   *bot.Ask
	pay   *bot.Pay
	due   int64
	row   int // of the talk, where it was wanted
}

func newWorld(cfg Config, h Head) *world {
	if cfg.Wake == nil {
		cfg.Wake = bot.Wake
	}
	w := &world{cfg: cfg, book: Book(cfg.Catalog), lang: h.Lang, now: h.Clock, names: map[string]string{}}
	w.conv = bot.Conversation{ID: id, Channel: h.Channel, Region: h.Region, Lang: h.Lang, Elder: h.Elder, At: h.Clock}
	w.citizen = stranger
	if h.As.Name != "" {
		w.citizen = h.As
		w.conv.Citizen = h.As
		w.conv.Citizen.Until = h.Clock + 24*60*minute
	}
	return w
}

// Book is the catalog with all its items as those that frames may be pinned to.
func Book(c *intents.Catalog) intents.Book {
	b := intents.Book{Catalog: c, Pinned: map[string]*intents.Item{}}
	if c == nil {
		return b
	}
	for _, it := range c.Items() {
		b.Pinned[it.Digest] = it
	}
	return b
}

func (w *world) context() value.Context {
	return value.Context{At: w.now, Zone: value.Regions().Zone(w.conv.Region), Lang: w.lang}
}

// message takes a citizen's message, or one of their acts, as the beginning of a chain.
func (w *world) message(make func(id string) bot.What) {
	w.heard++
	id := "m" + strconv.Itoa(w.heard)
	w.step(make(id), chain{w.conv.Turn + 1, id})
}

func (w *world) says(text string, voice bool) {
	var u intents.Understanding
	if c := w.cfg.Catalog; c != nil && c.Recogniser != nil {
		u = c.Recogniser.Understand(text, w.context()).Brief()
	}
	w.message(func(id string) bot.What { return bot.Said{ID: id, Text: text, Voice: voice, Understanding: u} })
}

// press finds the choice with a label among those offered, the newest first, and presses it.
func (w *world) press(label string) bool {
	want, err := newPattern(label)
	if err != nil {
		return false
	}
	for k := len(w.offered) - 1; k >= 0; k-- {
		c := w.offered[k]
		if want.match(foldLines(c.Label), w.names) {
			w.message(func(id string) bot.What { return bot.Chosen{ID: id, Value: c.Value, Label: c.Label} })
			return true
		}
	}
	return false
}

// step hears one event and carries out what it brings; outcomes that need nobody follow at once.
func (w *world) step(what bot.What, c chain) {
	if w.steps++; w.steps > maxSteps {
		return
	}
	s := Step{Book: w.book, Before: w.conv, Event: bot.Event{At: w.now, Root: c.root, For: c.id, Desk: w.desk, What: what}}
	s.take(w.cfg.Step)
	w.conv = s.After
	if w.cfg.Watch != nil {
		w.cfg.Watch(s)
	}
	for _, effect := range s.Effects {
		w.carry(effect, c, s.Effects)
	}
	for _, effect := range s.Effects {
		if next := follows(bot.Key{Turn: s.After.Turn, I: effect.I}, effect.Do); next != nil {
			w.step(next, c)
		}
	}
}

// take lets the event be answered.
func (s *Step) take(by Stepper) {
	if by != nil {
		s.After, s.Effects = by(s.Book, s.Before, s.Event)
		return
	}
	s.After, s.Effects = bot.Trace(s.Book, s.Before, s.Event, func(r bot.Read) { s.Reads = append(s.Reads, r) })
}

// follows is the event an effect brings about by itself. Talks are held without a model.
func follows(key bot.Key, do bot.Do) bot.What {
	switch {
	case do.Guess != nil:
		return bot.Guessed{Key: key, Fault: "off"}
	case do.Forget:
		return bot.Erased{}
	}
	return nil
}

// carry carries out one effect of a turn.
func (w *world) carry(e bot.Effect, c chain, turn []bot.Effect) {
	key := bot.Key{Turn: w.conv.Turn, I: e.I}
	switch do := e.Do; {
	case do.Reply != nil:
		w.reply(*do.Reply)
	case do.Ask != nil:
		w.asks = append(w.asks, asked{key: key, chain: c, ask: do.Ask, due: do.Ask.Due, row: w.row})
	case do.Pay != nil:
		w.orders = append(w.orders, do.Pay.Open(id, key.Name(id), w.now))
		w.asks = append(w.asks, asked{key: key, chain: c, pay: do.Pay, row: w.row})
	case do.Settle != nil:
		w.settle(*do.Settle)
	case do.Push != nil:
		w.pushed = append(w.pushed, push{key, texts(turn)})
	}
}

func (w *world) reply(r bot.Reply) {
	if r.URL == "" && r.Link != "" {
		w.links++
		r.URL = "https://go.example/" + strconv.Itoa(w.links)
	}
	if r.URL == "" && r.Payment != nil {
		r.URL = r.Payment.URL
	}
	w.offered = append(w.offered, r.Choices...)
	w.replies = append(w.replies, said{
		text:   show(r.Plain(), r.Choices, func(s string) string { return s }),
		source: show(escape(r.Text), r.Choices, escapeLabel),
	})
}

// show writes a reply as talks do: its text, and the choices on a line of their own.
func show(text string, choices []bot.Choice, written func(label string) string) string {
	text = foldLines(text)
	if len(choices) == 0 {
		return text
	}
	labels := make([]string, len(choices))
	for k, c := range choices {
		labels[k] = "[" + written(foldLines(c.Label)) + "]"
	}
	return strings.TrimPrefix(text+"\n"+strings.Join(labels, " "), "\n")
}

// settled brings about what the world does by itself where the talk says nothing else of it next: pushes arrive,
// and an order nobody wants to pay any more is closed.
func (w *world) settled(next *Happening) {
	if next == nil || next.What != "undelivered" {
		w.delivered(false)
	}
	if w.closing && (next == nil || !next.ofOrder()) {
		w.closing = false
		w.close(func(o *bot.Order) bool { return o.Next == bot.ChaseClose })
	}
}

func (w *world) delivered(held bool) {
	pushes := w.pushed
	w.pushed = nil
	for _, p := range pushes {
		what := bot.Delivered{Key: p.key, Held: held}
		if held {
			what.Code, what.Texts = "45015", p.texts
		}
		w.step(what, chain{})
	}
}

// due is the first call that may be answered now; ok is false where there is none.
func (w *world) due() (int, bool) {
	for k := range w.asks {
		if w.asks[k].due <= w.now {
			return k, true
		}
	}
	return 0, false
}

// take removes a call that is being answered.
func (w *world) take(k int) asked {
	a := w.asks[k]
	w.asks = append(w.asks[:k:k], w.asks[k+1:]...)
	return a
}

// texts are those of the replies a push sends.
func texts(effects []bot.Effect) []string {
	var all []string
	for _, e := range effects {
		if e.Do.Reply != nil {
			all = append(all, e.Do.Reply.Text)
		}
	}
	return all
}
