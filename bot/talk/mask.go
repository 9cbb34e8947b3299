package talk

import (
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// Mask writes what a citizen said with the values in it as citizens see them: those that were found in the words,
// and those that filled a slot.
func Mask(said bot.Said, s Step) string {
	text := maskEntities(said.Text, said.Understanding.Entities)
	for k := range s.After.Frames {
		f := &s.After.Frames[k]
		item, ok := itemOf(s.Book, f)
		if !ok {
			continue
		}
		for name, v := range f.Slots {
			if slot, ok := item.Slot(name); ok && v != "" {
				text = maskValue(text, slot.Kind, v, s.After.At)
			}
		}
	}
	return text
}

// maskValue hides a value and the parts of it that name somebody.
func maskValue(text string, k value.Kind, v string, at int64) string {
	text = strings.ReplaceAll(text, v, k.Mask(v, "zh"))
	fielded, ok := k.(value.Fielded)
	if !ok {
		return text
	}
	for _, name := range []string{"name", "id_no"} {
		if part, _, ok := fielded.Field(v, name, value.Context{At: at}); ok && part != "" {
			text = strings.ReplaceAll(text, part, strings.Repeat("•", len([]rune(part))))
		}
	}
	return text
}

func maskEntities(text string, entities []value.Entity) string {
	runes := []rune(text)
	sorted := slices.Clone(entities)
	slices.SortFunc(sorted, func(a, b value.Entity) int { return b.Start - a.Start })
	end := len(runes)
	for _, e := range sorted {
		if e.Start < 0 || e.End > end || e.Start >= e.End {
			continue
		}
		masked := strings.Repeat("•", e.End-e.Start) // digits, say, that are no value of any kind
		if k, err := value.New(e.Kind, value.Params{}); err == nil {
			masked = k.Mask(e.Value, "zh")
		}
		runes = slices.Concat(runes[:e.Start], []rune(masked), runes[e.End:])
		end = e.Start
	}
	return string(runes)
}

// MaskCall masks the arguments and the answer of a call by their declared kinds; what is not declared is hidden.
func MaskCall(op *intents.Operation, args map[string]string, o Outcome) (map[string]string, Outcome) {
	o.Answer.Fields = maskFields(op.Answer, o.Answer.Fields)
	lists := map[string][]map[string]string{}
	for name, items := range o.Answer.Lists {
		d, ok := op.Field(name)
		for _, item := range items {
			if ok {
				lists[name] = append(lists[name], maskFields(d.List, item))
			}
		}
	}
	o.Answer.Lists = lists
	return maskFields(op.Args, args), o
}

func maskFields(declared []intents.Declared, fields map[string]string) map[string]string {
	out := make(map[string]string, len(fields))
	for name, v := range fields {
		out[name] = "•••"
		if d, ok := find(declared, name); ok && d.Kind != nil {
			out[name] = d.Kind.Mask(v, "zh")
		}
	}
	return out
}
