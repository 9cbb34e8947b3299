package understand

import (
	"slices"
	"strings"
)

// A segment is a stretch of a message between punctuation or joining words.
type segment struct {
	start, end int // code points of the message
	text       string
	joined     bool // a joining word such as 另外 or "and also" stood before it
	denied     bool // it begins by saying what is not meant
}

// Words that join wishes, and words that say what is not meant. Longer ones come first.
var (
	joints = words("另外再 另外还 另外 还有 顺便再 顺便 顺带 然后再 然后 同时还 同时 以及 并且 再帮我 也帮我 再 也要 也想 和 跟 外加")
	denial = append(words("我不是要 我不是想 我不是 不是要 不是想 不是 我不要 我不想 不想 不要 不用 别 我不办 不办 不查 不交"),
		[]rune("not "), []rune("no not "), []rune("i don't want "), []rune("i do not want "), []rune("i dont want "),
		[]rune("don't "), []rune("do not "), []rune("i didn't mean "), []rune("i did not mean "))
)

func words(list string) [][]rune {
	var w [][]rune
	for _, s := range strings.Fields(list) {
		w = append(w, []rune(s))
	}
	return w
}

// begins reports whether text goes on behind the word it begins with.
func begins(text, word []rune) bool {
	return len(text) > len(word) && slices.Equal(text[:len(word)], word)
}

var wordJoints = map[string]bool{"and": true, "also": true, "then": true, "plus": true, "afterwards": true}

// split cuts a message at punctuation, and at joining words too if fine is set. Stretches without a word
// are left out.
func split(text string, fine bool) []segment {
	runes := []rune(text)
	var list []segment
	from, joined := 0, false
	cut := func(end, next int, joins bool) {
		if s, ok := newSegment(runes, from, end); ok {
			s.joined = joined
			list, joined = append(list, s), joins
		} else {
			joined = joined || joins
		}
		from = next
	}
	for i := 0; i < len(runes); i++ {
		if parts(runes, i) {
			cut(i, i+1, false)
			continue
		}
		if !fine {
			continue
		}
		if n := joint(runes, i); n > 0 {
			cut(i, i+n, true)
			i += n - 1
		}
	}
	cut(len(runes), len(runes), false)
	return list
}

// newSegment trims runes[start:end]; it is none without a letter, sign or digit.
func newSegment(runes []rune, start, end int) (segment, bool) {
	for start < end && !wordly(runes[start]) {
		start++
	}
	for end > start && !wordly(runes[end-1]) {
		end--
	}
	if start == end {
		return segment{}, false
	}
	s := segment{start: start, end: end, text: string(runes[start:end])}
	folded := fold(make([]rune, 0, 16), string(runes[start:min(end, start+16)]))
	s.denied = slices.ContainsFunc(denial, func(d []rune) bool { return begins(folded, d) })
	return s, true
}

func wordly(r rune) bool {
	_, ok := kindOf(foldRune(r))
	return ok
}

// parts reports whether the mark at i separates; a point or comma between digits, or a point within a
// word, does not.
func parts(runes []rune, i int) bool {
	switch runes[i] {
	case '，', '。', '；', '！', '？', '、', '\n', ';', '!', '?', '…':
		return true
	case ',', '.', '．':
		return i == 0 || i+1 == len(runes) || !wordly(runes[i-1]) || !wordly(runes[i+1]) || isHan(runes[i-1]) || isHan(runes[i+1])
	}
	return false
}

// joint returns how long the joining word at i is, 0 if there is none. Nothing joins at the very beginning.
func joint(runes []rune, i int) int {
	if i == 0 {
		return 0
	}
	if isHan(runes[i]) {
		for _, j := range joints {
			if runes[i] == j[0] && begins(runes[i:], j) {
				return len(j)
			}
		}
		return 0
	}
	if runes[i-1] != ' ' {
		return 0
	}
	end := i
	for end < len(runes) && isLetter(foldRune(runes[end])) {
		end++
	}
	if end < len(runes) && runes[end] == ' ' && wordJoints[strings.ToLower(string(runes[i:end]))] {
		return end - i
	}
	return 0
}
