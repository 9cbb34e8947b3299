package intents

import (
	"fmt"

	"github.com/banshi-bot/banshi/intents/value"
)

// shelf is what intents are read against: everything else that was loaded.
type shelf struct {
	decoder
	options  Options
	agencies map[string]*Agency
	phrases  map[string]Text
	spoken   bool              // there is a phrase file
	intents  map[string]Pos    // all that are defined
	groups   map[string]string // of the menu, by intent
	base     map[string]named
	parsed   map[exprAt]parsedExpr
	codes    map[string][]string // problems of values by kind
	said     map[Pos]bool        // texts of services, and whether any variant says them
	contents map[string]digest   // of operations by agency.operation
	payment  []Declared          // fields of a payment
	kept     []Declared          // fields of a case
	kinds    []string
	cores    map[coreAt]*core
	guides   map[*tree][]Advice
	examples map[partAt]map[string][]Example
	unread   value.Kind // stands in where a kind has a fault
}

// reader reads one resolved intent.
type reader struct {
	*shelf
	in    *Intent
	tree  *tree
	scope *scope
	whens []slotWhen       // read when all answers are known
	says  map[string]bool  // texts that are used
	bills map[string]*bill // payments by `as`
	ended bool             // a step above ends whatever comes
}

type slotWhen struct {
	slot int
	tree *tree
}

// bill is a payment that a later call must settle.
type bill struct {
	pos     Pos
	settled bool
}

// intent reads a merged tree; faults are collected and reading goes on.
func (s *shelf) intent(t *tree) *Intent {
	r := &reader{
		shelf: s, in: &Intent{Enabled: true, Pos: t.pos}, tree: t,
		says: map[string]bool{}, bills: map[string]*bill{},
	}
	later := r.plain()
	r.core(later)
	if v := later["guide"]; v != nil {
		r.in.Guide = remember(s.guides, v, r.guide)
	}
	if v := later["examples"]; v != nil {
		r.in.Examples = remember(s.examples, partAt{v, later["slots"]}, func(partAt) map[string][]Example { return r.readExamples(v) })
	}
	r.frame()
	return r.in
}

// plain reads what depends on nothing else and returns the rest by key.
func (r *reader) plain() map[string]*tree {
	in, later := r.in, map[string]*tree{}
	put := func(key string) func(*tree) { return func(v *tree) { later[key] = v } }
	r.object(r.tree, "a service", keys{
		"intent":    func(v *tree) { in.ID = r.word(v, "the id") },
		"title":     func(v *tree) { in.Title = r.text(v, "the title") },
		"assurance": func(v *tree) { in.Assurance = r.assurance(v) },
		"rating":    func(v *tree) { in.Rating = r.flag(v, "rating") },
		"enabled":   func(v *tree) { in.Enabled = r.flag(v, "enabled") },
		"in_person": func(v *tree) { in.InPerson = r.text(v, "in_person") },
		"paused":    func(v *tree) { in.Paused = r.text(v, "paused") },
		"blackout":  func(v *tree) { in.Blackout = r.spans(v) },
		"related":   func(v *tree) { in.Related = r.related(v) },
		"office":    func(v *tree) { in.Office = r.office(v) },
		"examples":  put("examples"), "slots": put("slots"), "steps": put("steps"),
		"texts": put("texts"), "guide": put("guide"), "rules": put("rules"),
	})
	r.missing(r.tree, "the service", "intent", "title", "assurance", "examples")
	if r.tree.get("steps") == nil && in.InPerson.Zero() {
		r.error(r.tree.pos, "missing", "", "the service has no steps and no in_person")
	}
	in.Group = r.groups[in.ID]
	return later
}

func (r *reader) assurance(t *tree) int {
	level := r.oneOf(t, "assurance", "L0", "L1", "L2", "L3", "L4")
	if level == "" {
		return 0
	}
	return int(level[1] - '0')
}

func (r *reader) related(t *tree) []string {
	var ids []string
	for _, w := range r.words(t, "related") {
		if r.known(w, w.text) {
			ids = append(ids, w.text)
		}
	}
	return ids
}

// known faults an id that no service has.
func (r *reader) known(t *tree, id string) bool {
	if _, ok := r.intents[id]; ok {
		return true
	}
	r.error(t.pos, "unknown_intent", didYouMean(id, names(r.intents)), "no service has the id %q", id)
	return false
}

func (r *reader) rules(t *tree) {
	if !r.is(t, object, "rules") {
		return
	}
	r.in.Rules = map[string]Rule{}
	for _, e := range t.entries {
		r.name(e.pos, e.key, "a rule")
		rule := Rule{Final: e.value.final, Pos: e.pos}
		r.object(e.value, "a rule", keys{
			"value":  func(v *tree) { rule.Value, rule.Sort = r.ruleValue(v) },
			"source": func(v *tree) { rule.Source = r.word(v, "the source") },
			"as_of":  func(v *tree) { rule.AsOf = r.asOf(v) },
		})
		r.missing(e.value, "the rule "+e.key, "value", "source", "as_of")
		r.in.Rules[e.key] = rule
	}
}

func (r *reader) ruleValue(t *tree) (string, value.Sort) {
	w := r.word(t, "the value of a rule")
	switch {
	case t.tag == "!!int":
		return fmt.Sprint(r.count(t, "the value", -1e12, 1e12)), value.Number
	case t.tag == "!!bool":
		return w, value.Truth
	case t.tag == "!!float":
		r.error(t.pos, "number", "amounts in fen; a text in quotes", "numbers are whole")
	case isDay(w):
		return w, value.Date
	}
	return w, value.Text
}

// asOf reads the day a source was looked at; one more than a year old wants looking at again.
func (r *reader) asOf(t *tree) string {
	day := r.day(t, "as_of")
	if day != "" && r.options.Today != "" {
		if day > r.options.Today {
			r.error(t.pos, "as_of", "", "as_of lies ahead of today")
		} else if old, _ := shift(Val{S: day}, 366); old.S < r.options.Today {
			r.warn(t.pos, "as_of", "look the source up again", "as_of is more than a year ago")
		}
	}
	return day
}

func (r *reader) texts(t *tree) {
	if !r.is(t, object, "texts") {
		return
	}
	r.in.Texts = map[string]Text{}
	for _, e := range t.entries {
		r.in.Texts[e.key] = r.text(e.value, "the text "+e.key)
	}
}

// source reads where advice comes from: a text in both languages, or a word that is the same in both.
func (r *reader) source(t *tree) Text {
	if t.shape == object {
		return r.text(t, "the source")
	}
	word := r.word(t, "the source")
	return Text{ZH: word, EN: word, Pos: t.pos}
}

// topics are what a guide answers.
var topics = []string{"fee", "materials", "time", "where", "basis", "hours", "how"}

func (r *reader) guide(t *tree) []Advice {
	if !r.is(t, object, "guide") {
		return nil
	}
	var guide []Advice
	for _, e := range t.entries {
		if topic := (&tree{shape: scalar, text: e.key, pos: e.pos}); r.oneOf(topic, "a topic of the guide", topics...) == "" {
			continue
		}
		advice := Advice{Topic: e.key, Text: Text{Pos: e.value.pos}, Pos: e.pos}
		known := languages(r.decoder, &advice.Text)
		known["source"] = func(v *tree) { advice.Source = r.source(v) }
		known["as_of"] = func(v *tree) { advice.AsOf = r.asOf(v) }
		r.object(e.value, "advice", known)
		r.complete(e.value, "the advice on "+e.key, advice.Text)
		r.missing(e.value, "the advice on "+e.key, "source", "as_of")
		guide = append(guide, advice)
	}
	return guide
}
