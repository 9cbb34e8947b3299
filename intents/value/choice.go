package value

import (
	"errors"
	"sort"
	"strings"
)

var choiceProblems = []string{"not_offered", "ambiguous", "unreadable"}

// choice is one of the options of a slot. It is said by its label, another way of saying it, its number
// in the list, or its value.
type choice struct {
	named
	words []optionWord
}

// An optionWord is one folded way to say an option.
type optionWord struct {
	low    []rune
	option int
}

func newChoice(n named) (Kind, error) {
	if len(n.params.Options) == 0 {
		return nil, errors.New("has no options")
	}
	return newChoiceOf(n), nil
}

func newChoiceOf(n named) choice {
	k := choice{named: n}
	for i, o := range n.params.Options {
		add := func(s string) {
			if low := newText(tidy(s)).low; len(low) > 0 {
				k.words = append(k.words, optionWord{low, i})
			}
		}
		add(o.Value)
		for _, label := range o.Labels {
			add(label)
		}
		for _, also := range o.Also {
			for _, s := range also {
				add(s)
			}
		}
	}
	sort.SliceStable(k.words, func(i, j int) bool {
		a, b := k.words[i], k.words[j]
		if len(a.low) != len(b.low) {
			return len(a.low) > len(b.low)
		}
		if a.option != b.option {
			return a.option < b.option
		}
		return string(a.low) < string(b.low)
	})
	return k
}

// Parse reads which option was said.
func (k choice) Parse(said string, c Context) (string, error) {
	t := newText(said)
	whole := []rune(tidy(string(t.low)))
	for _, w := range k.words {
		if string(w.low) == string(whole) {
			return k.pass(k.params.Options[w.option].Value)
		}
	}
	if n, ok := listNumber(newText(string(whole))); ok {
		if n < 0 {
			n = len(k.params.Options)
		}
		if n < 1 || n > len(k.params.Options) {
			return "", k.problem("not_offered")
		}
		return k.pass(k.params.Options[n-1].Value)
	}
	found := distinct(k.spans(t))
	switch len(found) {
	case 0:
		return "", k.problem("unreadable")
	case 1:
		return k.pass(found[0])
	}
	return "", k.problem("ambiguous", "candidates", strings.Join(found, ","))
}

// Spot finds the options named in a message, with their places, for values given before they are asked.
func (k choice) Spot(message string, c Context) []Entity {
	t := newText(message)
	var all []Entity
	for _, s := range k.spans(t) {
		all = append(all, Entity{Kind: k.name, Text: t.from(s.start, s.end), Start: s.start, End: s.end, Value: s.value, Valid: true})
	}
	return all
}

// spans finds the labels in a text, longer before shorter, without those that are refused (不要上午).
func (k choice) spans(t text) []span {
	taken := make([]bool, len(t.low))
	var found []span
	for _, w := range k.words {
		if len(w.low) == 1 && !isHan(w.low[0]) {
			continue // the value "1" in "2001" is nobody's choice
		}
		for i := 0; i+len(w.low) <= len(t.low); i++ {
			if !t.has(i, string(w.low)) || taken[i] || taken[i+len(w.low)-1] || !bounded(t, i, i+len(w.low)) {
				continue
			}
			for j := i; j < i+len(w.low); j++ {
				taken[j] = true
			}
			if !refused(t, i) {
				found = append(found, span{i, i + len(w.low), k.params.Options[w.option].Value})
			}
		}
	}
	sort.Slice(found, func(i, j int) bool { return found[i].start < found[j].start })
	return found
}

// bounded tells whether a Latin or numeric word ends where its neighbours begin.
func bounded(t text, start, end int) bool {
	return !(isWordly(t.at(start)) && isWordly(t.at(start-1))) && !(isWordly(t.at(end-1)) && isWordly(t.at(end)))
}

// refused tells whether what stands at i is named to be excluded.
func refused(t text, i int) bool {
	for _, w := range []string{"不要", "不是", "不想", "不去", "不办", "别", "除了", "not ", "not the ", "no ", "don't want "} {
		if t.ends(i, w) {
			return true
		}
	}
	return false
}

var englishPlaces = map[string]int{
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "last": -1,
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
}

// listNumber reads an answer that is only a place in a list: 2, 二, 第二个, 选2, 2号, the second one, last; -1 the last.
func listNumber(t text) (int, bool) {
	i := t.skip(0)
	if j := t.any(i, "我选", "选择", "选", "就", "option ", "number ", "no. ", "the "); j >= 0 {
		i = t.skip(j)
	}
	if j := t.any(i, "最后一个", "最后那个", "最后"); j >= 0 {
		return -1, rest(t, j) == ""
	}
	if t.at(i) == '第' {
		i++
	}
	n, end := zhSmall(t, i, 99)
	if n == 0 {
		w, j := wordAt(t, i)
		if n, end = englishPlaces[w], j; n == 0 {
			return 0, false
		}
	}
	switch rest(t, end) {
	case "", "个", "项", "号", "条", "种", "位", "那个", "个吧", "吧", "one", "option", "st", "nd", "rd", "th":
		return n, true
	}
	return 0, false
}

func rest(t text, i int) string { return tidy(string(t.low[min(i, len(t.low)):])) }

// Format writes the option's label.
func (k choice) Format(v, lang string) string {
	for _, o := range k.params.Options {
		if o.Value != v {
			continue
		}
		if label := o.Labels[lang]; label != "" {
			return label
		}
		if label := o.Labels["zh"]; label != "" {
			return label
		}
	}
	return v
}

// Mask is Format: a choice identifies nobody.
func (k choice) Mask(v, lang string) string { return k.Format(v, lang) }

// truth is yes or no, canonical "true" and "false".
type truth struct{ choice }

func newTruth(n named) (Kind, error) {
	if len(n.params.Options) == 0 {
		n.params.Options = []Option{
			{Value: "true", Labels: map[string]string{"zh": "是", "en": "yes"}, Also: map[string][]string{
				"zh": {"是的", "对", "对的", "有", "有的", "要", "需要", "同意", "可以", "好", "好的", "行", "嗯", "确认", "没错", "愿意", "当然"},
				"en": {"y", "yeah", "yep", "sure", "ok", "okay", "correct", "right", "i do", "i am", "i agree", "of course"}}},
			{Value: "false", Labels: map[string]string{"zh": "否", "en": "no"}, Also: map[string][]string{
				"zh": {"不是", "不", "不对", "没有", "没", "不要", "不需要", "不用", "不同意", "不可以", "不行", "不好", "不愿意", "算了", "无"},
				"en": {"n", "nope", "not", "i don't", "i'm not", "i do not", "none", "never", "disagree", "i disagree"}}},
		}
	}
	return truth{newChoiceOf(n)}, nil
}

// Sort is Truth.
func (k truth) Sort() Sort { return Truth }

// Parse reads a whole answer; within a sentence a plain yes or no counts only at its beginning.
func (k truth) Parse(said string, c Context) (string, error) {
	t := newText(said)
	whole := tidy(string(t.low))
	for _, w := range k.words {
		if string(w.low) == whole {
			return k.pass(k.params.Options[w.option].Value)
		}
	}
	at := newText(whole)
	for _, w := range k.words {
		if at.has(0, string(w.low)) && strings.ContainsRune(" ,，。.、!！的了吧啊呀", at.at(len(w.low))) && at.at(len(w.low)) != 0 {
			return k.pass(k.params.Options[w.option].Value)
		}
	}
	return "", k.problem("unreadable")
}
