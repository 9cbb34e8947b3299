package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// bound is what an `as` name stands for.
type bound struct {
	as     string
	fields map[string]string
	lists  map[string][]map[string]string
	kinds  []intents.Declared
}

// view is what is known of a frame while its steps are read from the top.
type view struct {
	t     *at
	f     *Frame
	item  *intents.Item
	names []bound // of a service's few answers; a map would cost more to make than all looks into it
}

func (t *at) view(f *Frame) *view {
	return &view{t: t, f: f, item: t.item(f)}
}

// env looks up a path: a slot or its part, a field of an answer, a rule of the region, the citizen.
func (v *view) env(path string) (intents.Val, bool) {
	head, rest, dotted := strings.Cut(path, ".")
	if s, ok := v.item.Slot(head); ok {
		return v.slot(s, rest, dotted)
	}
	if b, ok := v.named(head); ok {
		return b.val(rest)
	}
	switch head {
	case "rules":
		if r, ok := v.item.Rules[rest]; ok {
			return r.Val(), true
		}
	case "region":
		return intents.Val{Sort: value.Text, S: v.f.Region}, true
	case "citizen":
		return v.citizen(rest)
	}
	return intents.Val{}, false
}

func (v *view) slot(s *intents.Slot, part string, dotted bool) (intents.Val, bool) {
	canonical, ok := v.f.Slots[s.Name]
	if !ok {
		if v.f.Skipped[s.Name] && !dotted {
			return intents.Val{Sort: value.Text}, true
		}
		return intents.Val{}, false
	}
	if dotted {
		return intents.Part(s.Kind, canonical, part, v.t.when())
	}
	return intents.Known(s.Kind, canonical), true
}

func (v *view) citizen(part string) (intents.Val, bool) {
	c := v.t.c.Citizen
	switch part {
	case "level":
		return intents.Val{Sort: value.Number, N: int64(c.LevelAt(v.t.c.At))}, true
	case "name":
		return intents.Val{S: c.Name}, c.Name != ""
	case "id_no":
		return intents.Val{S: c.IDNo}, c.IDNo != ""
	case "mobile":
		return intents.Val{S: c.Mobile}, c.Mobile != ""
	}
	return intents.Val{}, false
}

func (b bound) val(field string) (intents.Val, bool) {
	if list, ok := b.lists[field]; ok {
		return intents.Val{List: list}, true
	}
	canonical, ok := b.fields[field]
	i := slices.IndexFunc(b.kinds, func(d intents.Declared) bool { return d.Name == field })
	if i >= 0 && b.kinds[i].Kind == nil { // a list the agency left out is empty
		return intents.Val{List: []map[string]string{}}, b.fields != nil
	}
	if !ok {
		if i >= 0 && b.kinds[i].Optional {
			return intents.Val{Sort: b.kinds[i].Kind.Sort(), S: ""}, true
		}
		return intents.Val{}, false
	}
	if i < 0 {
		return intents.Val{S: canonical}, true
	}
	return intents.Known(b.kinds[i].Kind, canonical), true
}

// bind makes an answer readable under its name.
func (v *view) bind(as string, a connectors.Answer, kinds []intents.Declared) {
	if as == "" {
		return
	}
	fields := a.Fields
	if fields == nil {
		fields = map[string]string{}
	}
	b := bound{as: as, fields: fields, lists: a.Lists, kinds: kinds}
	if i := v.place(as); i >= 0 {
		v.names[i] = b
		return
	}
	v.names = append(v.names, b)
}

// named is what a name stands for.
func (v *view) named(as string) (bound, bool) {
	if i := v.place(as); i >= 0 {
		return v.names[i], true
	}
	return bound{}, false
}

func (v *view) place(as string) int {
	return slices.IndexFunc(v.names, func(b bound) bool { return b.as == as })
}

// text writes a value for the citizen, masked where it identifies somebody.
func (v *view) text(path string) (string, bool) {
	lang := v.t.lang()
	if lang == "en" { // an answer may bring an English form of a field beside it
		if s, ok := v.env(path + "_en"); ok && s.S != "" {
			return s.S, true
		}
	}
	switch path {
	case "office.name":
		return v.item.Office.Name.In(lang), true
	case "office.phone":
		return v.item.Office.Phone, true
	case "office.address":
		return v.item.Office.Address.In(lang), true
	case "office.hours":
		return v.item.Office.Hours.Said.In(lang), true
	case "title":
		return v.item.Title.In(lang), true
	case "region":
		return value.Regions().Name(v.f.Region, lang), true
	case "link":
		return "{link}", true
	}
	val, ok := v.env(path)
	if !ok {
		return "", false
	}
	return show(val, lang), true
}

// show writes a value, masked where it identifies somebody.
func show(v intents.Val, lang string) string {
	if v.Kind != nil && v.S != "" {
		return v.Kind.Mask(v.S, lang)
	}
	if v.Sort == value.Number {
		return strconv.FormatInt(v.N, 10)
	}
	return v.S
}

// canonical writes a value as it is kept and sent.
func canonical(v intents.Val) string {
	switch v.Sort {
	case value.Number:
		if v.S != "" {
			return v.S
		}
		return strconv.FormatInt(v.N, 10)
	case value.Truth:
		return strconv.FormatBool(v.B)
	}
	return v.S
}

// digest is a short fingerprint of named values, independent of their order.
func digest(parts map[string]string) string {
	var onStack [16]pair
	list := onStack[:0]
	for k, val := range parts {
		list = append(list, pair{k, val})
	}
	return digestOf(list)
}

// pair is a value under its name.
type pair struct{ name, val string }

// digestOf sorts pairs and digests them. It is asked for several times a turn and allocates nothing but its result.
func digestOf(parts []pair) string {
	slices.SortFunc(parts, func(a, b pair) int { return strings.Compare(a.name, b.name) })
	var onStack [512]byte
	text := onStack[:0]
	for _, p := range parts {
		text = append(append(text, p.name...), 0)
		text = append(append(text, p.val...), 1)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// kept finds the answer of a step under these arguments; an act's is found whatever they are now.
func (f *Frame) kept(step, args string) *Kept {
	for i := range f.Answers {
		k := &f.Answers[i]
		if k.Step == step && (k.Args == args || k.Act && k.Fault == "") {
			return k
		}
	}
	return nil
}

// keep stores an answer in place of the one the step had under these arguments.
func (f *Frame) keep(k Kept) {
	f.forget(k.Step, k.Args)
	f.Answers = append(f.Answers, k)
	for i := 0; len(f.Answers) > maxKept && i < len(f.Answers); i++ {
		if !f.Answers[i].Act {
			f.Answers = slices.Delete(f.Answers, i, i+1)
			i--
		}
	}
}

// forget drops a step's answer, so that it is asked anew.
func (f *Frame) forget(step, args string) {
	f.Answers = slices.DeleteFunc(f.Answers, func(k Kept) bool {
		return k.Step == step && (args == "" || k.Args == args) && !(k.Act && k.Fault == "")
	})
}
