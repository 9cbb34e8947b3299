package prove

import (
	"maps"
	"slices"
	"strconv"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// mostAnswers bounds how many combinations of fields are looked at to find the classes of an answer.
const mostAnswers = 512

// answers are what an agency may say to a call, one for each class: the answers conditions tell apart, and the
// failures the step reacts to differently.
func (c conditions) answers(book intents.Book, s *intents.Step) []bot.Answered {
	op, ok := book.Operation(s.Call.Agency, s.Call.Operation)
	if !ok {
		return nil
	}
	var out []bot.Answered
	for _, fields := range c.fields(s.Call.As, op.Answer, c.amountOf(s.Call.As)) {
		out = append(out, bot.Answered{Answer: connectors.Answer{Fields: fields}})
	}
	out = c.lists(s, op, out)
	for _, family := range failures(s.Call, op) {
		out = append(out, failed(family))
	}
	return out
}

// amountOf is the field of an answer that is to be paid, "" where none is.
func (c conditions) amountOf(as string) string {
	for i := range c.item.Steps {
		if p := c.item.Steps[i].Pay; p != nil {
			for _, path := range p.Amount.Reads() {
				if name, field := root(path); name == as {
					return field
				}
			}
		}
	}
	return ""
}

// fields gives one answer for each class the conditions make of its declared fields. Of an amount to be paid nothing
// is due as well.
func (c conditions) fields(as string, declared []intents.Declared, amount string) []map[string]string {
	parts := c.parts(as)
	all := []map[string]string{{}}
	for i := range declared {
		d := &declared[i]
		if d.Kind == nil {
			continue
		}
		values := c.field(as, d, d.Name == amount)
		if len(all)*len(values) > mostAnswers {
			values = values[:1]
		}
		all = product(all, d.Name, values)
	}
	kept := classes{seen: map[string]bool{}, pairs: map[pair]bool{}}
	var out []map[string]string
	for _, fields := range all {
		class := signature(parts, func(path string) (intents.Val, bool) {
			name, field := root(path)
			if name != as {
				return c.constant(path)
			}
			return declaredVal(declared, fields, field)
		})
		if amount != "" && fields[amount] == "0" {
			class += "0"
		} else {
			class += "?"
		}
		if kept.take(class) {
			out = append(out, fields)
		}
	}
	return out
}

// classes are those of answers kept so far. Where conditions make few, each is kept; where many, those that show of
// two conditions what none before them did.
type classes struct {
	seen  map[string]bool
	pairs map[pair]bool
}

// pair is what two conditions, by their places, come to in one answer.
type pair struct {
	i, j int
	a, b byte
}

// fewClasses are as many as are walked in every combination.
const fewClasses = 4

func (k *classes) take(class string) bool {
	fresh := false
	for i := range class {
		for j := range i + 1 {
			p := pair{i, j, class[i], class[j]}
			fresh = fresh || !k.pairs[p]
			k.pairs[p] = true
		}
	}
	if k.seen[class] || !fresh && len(k.seen) >= fewClasses {
		return false
	}
	k.seen[class] = true
	return true
}

// product gives each of the answers each of the values of one more field.
func product(all []map[string]string, name string, values []string) []map[string]string {
	var out []map[string]string
	for _, v := range values {
		for _, fields := range all {
			fields = maps.Clone(fields)
			if v != "" {
				fields[name] = v
			}
			out = append(out, fields)
		}
	}
	return out
}

func declaredVal(declared []intents.Declared, fields map[string]string, field string) (intents.Val, bool) {
	i := slices.IndexFunc(declared, func(d intents.Declared) bool { return d.Name == field })
	if i < 0 || declared[i].Kind == nil {
		return intents.Val{}, false
	}
	return intents.Known(declared[i].Kind, fields[field]), true
}

// field gives the values of one field that a comparison may tell apart, an ordinary one first; "" is left out.
func (c conditions) field(as string, d *intents.Declared, due bool) []string {
	path := as + "." + d.Name
	values := candidates(d.Kind, d.Params)
	if c.judged(path) {
		values = append(values[:min(len(values), 1):1], append(c.compared(path, d.Kind.Sort()), values...)...)
	}
	if d.Optional && c.judged(path) {
		values = append(values, "")
	}
	if due {
		values = append(values, "0")
	}
	alone, most := c.comparisons(path)
	kept := map[string]int{}
	var out []string
	for _, v := range values {
		if v != "" && value.Check(d.Kind, v, c.ctx) != nil || slices.Contains(out, v) {
			continue
		}
		class := signature(alone, func(p string) (intents.Val, bool) {
			if p == path {
				return intents.Known(d.Kind, v), true
			}
			return c.constant(p)
		})
		if due && v == "0" {
			class += "due"
		}
		if kept[class] < most {
			kept[class]++
			out = append(out, v)
		}
	}
	if len(out) == 0 {
		return []string{""}
	}
	return out
}

// lists puts into answers what a list may hold that is chosen from: nothing, one item of each class, and two.
func (c conditions) lists(s *intents.Step, op *intents.Operation, answers []bot.Answered) []bot.Answered {
	for i := range c.item.Steps {
		choose := c.item.Steps[i].Choose
		if choose == nil {
			continue
		}
		path, _ := choose.From.Path()
		name, field := root(path)
		d, ok := op.Field(field)
		if name != s.Call.As || !ok {
			continue
		}
		classes := c.fields(choose.As, d.List, "")
		two := []map[string]string{numbered(classes[0], d.List, 1), numbered(classes[len(classes)-1], d.List, 2)}
		var out []bot.Answered
		with := func(a bot.Answered, items []map[string]string) {
			a.Answer.Lists = map[string][]map[string]string{field: items}
			out = append(out, a)
		}
		for _, items := range append(single(classes), two, nil) {
			with(answers[0], items)
		}
		for _, a := range answers[1:] {
			with(a, two)
		}
		return out
	}
	return answers
}

func single(items []map[string]string) [][]map[string]string {
	var out [][]map[string]string
	for _, item := range items {
		out = append(out, []map[string]string{item})
	}
	return out
}

// numbered makes items of a list that differ in their texts.
func numbered(item map[string]string, declared []intents.Declared, n int) map[string]string {
	item = maps.Clone(item)
	for _, d := range declared {
		if item[d.Name] == words {
			item[d.Name] += strconv.Itoa(n)
		}
	}
	return item
}

// failures are the error families a call may be answered with, one for each way the step takes them: those it names,
// and of the others one that is usual for each.
func failures(call *intents.Call, op *intents.Operation) []string {
	may := answerable(op)
	seen := map[string]bool{}
	var out []string
	for _, family := range may {
		class := "other"
		if _, own := call.On[family]; own {
			class = family
		} else if usual[family] != "" {
			class = usual[family]
		}
		if !seen[class] {
			seen[class] = true
			out = append(out, family)
		}
	}
	return out
}

// usual groups the families that are taken alike where a step does not name them.
var usual = map[string]string{
	"not_found": "ask", "id_mismatch": "ask", "amount_changed": "anew", "agency_down": "retry", "unknown_result": "chase",
}

// answerable are the families an operation can be answered with: those its codes are mapped to, that nobody answers,
// and for what changes something that nobody knows.
func answerable(op *intents.Operation) []string {
	may := map[string]bool{"agency_down": true}
	for _, family := range op.HTTP.Errors {
		may[family] = true
	}
	if op.HTTP.Path == "" { // no agency described here: anything may come
		for _, family := range intents.Families {
			may[family] = true
		}
	}
	if op.Effect != intents.Read {
		may["unknown_result"] = true
	}
	return slices.Sorted(maps.Keys(may))
}

// failed is a failure of a family as agencies sort them.
func failed(family string) bot.Answered {
	switch family {
	case "agency_down":
		return bot.Answered{Fault: family, Sort: "again"}
	case "unknown_result":
		return bot.Answered{Fault: family, Sort: "unknown"}
	}
	return bot.Answered{Fault: family, Sort: "refused"}
}
