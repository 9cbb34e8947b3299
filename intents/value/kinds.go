package value

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sort"
)

// builders make the kinds by name. Each has the problem codes its values can have.
var builders = map[string]builder{
	"id_number":      {newIDNumber, idProblems},
	"plate":          {newPlate, plateProblems},
	"penalty_number": {newPenalty, codeProblems},
	"hkmo_permit":    {newPermit, append([]string{"obsolete"}, codeProblems...)},
	"passport":       {newPassport, codeProblems},
	"mobile":         {newMobile, codeProblems},
	"phone":          {newPhone, append([]string{"area"}, codeProblems...)},
	"bank_card":      {newBankCard, append([]string{"check"}, codeProblems...)},
	"uscc":           {newUSCC, append([]string{"letters"}, codeProblems...)},
	"case_number":    {newCaseNumber, codeProblems},
	"engine_tail":    {newEngineTail, codeProblems},
	"account":        {newAccount, codeProblems},
	"date":           {newDate, dateProblems},
	"period":         {newPeriod, choiceProblems},
	"month":          {newMonth, monthProblems},
	"months":         {newMonths, monthProblems},
	"amount":         {newAmount, numberProblems},
	"number":         {newNumber, append([]string{"whole"}, numberProblems...)},
	"percent":        {newPercent, numberProblems},
	"region":         {newRegion, regionProblems},
	"choice":         {newChoice, choiceProblems},
	"name":           {newName, nameProblems},
	"person":         {newPerson, personProblems},
	"text":           {newFreeText, textProblems},
	"truth":          {newTruth, []string{"unreadable"}},
}

type builder struct {
	build    func(named) (Kind, error)
	problems []string
}

// New makes the kind of that name with the parameters of a slot.
func New(name string, p Params) (Kind, error) {
	b, ok := builders[name]
	if !ok {
		return nil, fmt.Errorf("kind %q: not known", name)
	}
	n := named{name: name, params: p}
	if p.Pattern != "" {
		re, err := regexp.Compile(`\A(?:` + p.Pattern + `)\z`)
		if err != nil {
			return nil, fmt.Errorf("kind %s: pattern: %w", name, err)
		}
		n.pattern = re
	}
	k, err := b.build(n)
	if err != nil {
		return nil, fmt.Errorf("kind %s: %w", name, err)
	}
	return k, nil
}

// Names lists the kinds in alphabetical order.
func Names() []string { return slices.Sorted(maps.Keys(builders)) }

// Problems lists, by kind, the codes of the problems its values can have.
func Problems() map[string][]string {
	all := make(map[string][]string, len(builders))
	for name, b := range builders {
		codes := append([]string{"pattern"}, b.problems...)
		sort.Strings(codes)
		all[name] = slices.Compact(codes)
	}
	return all
}

// Check tells whether a canonical value is one the kind accepts now; the error is a *Problem. It differs
// from Parse in reading no words: the amount "20000" is 20000 fen here and 20000 yuan there.
func Check(k Kind, v string, c Context) error {
	if checker, ok := k.(interface{ checkAt(string, Context) error }); ok {
		return checker.checkAt(v, c)
	}
	got, err := k.Parse(v, c)
	if err != nil {
		return err
	}
	if got != v {
		return &Problem{Kind: k.Name(), Code: "unreadable"}
	}
	return nil
}

// A Spotter kind finds its own values in a message, where Find cannot know them: the options of a choice.
type Spotter interface {
	Kind
	Spot(message string, c Context) []Entity
}

// filledBy lists the kinds of entities, beside its own, that a kind of slot may be filled from.
var filledBy = map[string][]string{
	"phone":       {"mobile"},
	"account":     {"digits", "penalty_number", "mobile", "bank_card", "passport"},
	"case_number": {"digits"},
	"engine_tail": {"digits"},
}

// Fit tells whether an entity of a message fills a slot of a kind, and with which canonical value. The
// words are read again under the slot's parameters: 12月 is another year where the slot asks for the past.
func Fit(k Kind, e Entity, c Context) (string, bool) {
	if !e.Valid || e.Kind != k.Name() && !slices.Contains(filledBy[k.Name()], e.Kind) {
		return "", false
	}
	if v, err := k.Parse(e.Text, c); err == nil {
		return v, true
	}
	if e.Kind != k.Name() || Check(k, e.Value, c) != nil {
		return "", false
	}
	return e.Value, true
}

// named is what all kinds have: a name and the parameters of the slot.
type named struct {
	name    string
	params  Params
	pattern *regexp.Regexp
}

// Name is the kind's name in definitions.
func (n named) Name() string { return n.name }

// Sort is Text unless the kind says otherwise.
func (n named) Sort() Sort { return Text }

// problem makes a Problem with arguments given as name, value, name, value.
func (n named) problem(code string, args ...string) *Problem {
	p := &Problem{Kind: n.name, Code: code}
	for i := 0; i+1 < len(args); i += 2 {
		if p.Args == nil {
			p.Args = map[string]string{}
		}
		p.Args[args[i]] = args[i+1]
	}
	return p
}

// pass returns a canonical value that fits the slot's pattern.
func (n named) pass(v string) (string, error) {
	if err := n.check(v); err != nil {
		return "", err
	}
	return v, nil
}

// valid is the value where nothing is wrong with it.
func valid(v string, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return v, nil
}

// check holds a canonical value against the slot's pattern. It returns the interface so that nil is nil.
func (n named) check(v string) error {
	if n.pattern != nil && !n.pattern.MatchString(v) {
		return n.problem("pattern")
	}
	return nil
}
