package intents

import (
	"strings"
	"unicode"
)

// What is said out of politeness around a message and changes nothing in it.
var (
	politeBefore = []string{"请问", "請問", "麻烦您", "麻烦你", "麻煩您", "麻煩你", "麻烦", "麻煩", "请", "請", "please "}
	politeAfter  = []string{"谢谢您", "谢谢你", "谢谢啦", "谢谢了", "谢谢", "謝謝您", "謝謝你", "謝謝", "多谢", "多謝", " thank you", " thanks", " please"}
	// 请 begins these as a part of the word: to ask for leave, for instructions, an invitation, to hire somebody.
	politeNot = []string{"请假", "請假", "请示", "請示", "请柬", "请帖", "请愿", "请律师", "請律師", "请个", "請個", "請个", "请人", "請人"}
)

// Bare takes please and thanks off the ends of a message that says something else too.
func Bare(text string) string {
	out := trimEdges(text)
	begun := cutAny(out, politeBefore, foldPrefix)
	for _, w := range politeNot {
		if strings.HasPrefix(out, w) {
			begun = out
		}
	}
	done := trimEdges(cutAny(begun, politeAfter, foldSuffix))
	if done == out || len([]rune(done)) < 2 {
		return text
	}
	return done
}

func trimEdges(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) })
}

// cutAny takes the first of some words that fits off a text.
func cutAny(s string, words []string, cut func(s, word string) (string, bool)) string {
	for _, w := range words {
		if rest, ok := cut(s, w); ok {
			return rest
		}
	}
	return s
}

func foldPrefix(s, w string) (string, bool) {
	if len(s) > len(w) && strings.EqualFold(s[:len(w)], w) {
		return s[len(w):], true
	}
	return s, false
}

func foldSuffix(s, w string) (string, bool) {
	if len(s) > len(w) && strings.EqualFold(s[len(s)-len(w):], w) {
		return s[:len(s)-len(w)], true
	}
	return s, false
}
