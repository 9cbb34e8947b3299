package intents

import (
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/intents/value"
)

// Fold makes labels and short messages comparable however they are typed: lower case, half width, simplified, without
// space and punctuation.
func Fold(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		if strings.ContainsRune(" \t\n　。,.!?'’「」[]【】", r) {
			return -1
		}
		return value.Simplified(r)
	}, s))
}

// Says reports whether a folded message is one of a list of words, "words.NAME" in the phrase file.
func (c *Catalog) Says(list, folded string) bool {
	words := c.words[list]
	return folded != "" && (slices.Contains(words, folded) || slices.Contains(words, strings.TrimRight(folded, particles)))
}

// particles may end a message without changing it.
const particles = "呢吧啊呀哦嘛了么吗哈呐的"

// Mentions reports whether a folded message has one of a list of words in it.
func (c *Catalog) Mentions(list, folded string) bool {
	return slices.ContainsFunc(c.words[list], func(w string) bool { return strings.Contains(folded, w) })
}

// After is what stands in a text behind a word of a list, the first of the list that is there: Chinese anywhere,
// English by itself.
func (c *Catalog) After(list, text string) (string, bool) {
	words := c.Phrases["words."+list]
	for _, w := range strings.Split(words.ZH, "|") {
		if _, after, ok := strings.Cut(text, w); ok && w != "" {
			return after, true
		}
	}
	for _, w := range strings.Split(words.EN, "|") {
		if _, after, ok := strings.Cut(" "+text, " "+w+" "); ok && w != "" {
			return after, true
		}
	}
	return "", false
}

// wordLists folds the lists of the phrase file: one text per language, its words parted by "|".
func wordLists(phrases map[string]Text) map[string][]string {
	out := map[string][]string{}
	for name, t := range phrases {
		list, ok := strings.CutPrefix(name, "words.")
		if !ok {
			continue
		}
		for _, w := range strings.Split(t.ZH+"|"+t.EN, "|") {
			if w = Fold(w); w != "" {
				out[list] = append(out[list], w)
			}
		}
	}
	return out
}
