package understand

import (
	"strconv"
	"strings"
)

// most is the highest number a choice by number may have.
const most = 20

// choice reads a bare message that picks the n-th of what was offered: "2", "第二个", "选三", "最后一个",
// "the second one", "option b". n is -1 for the last.
func choice(s string) (n int, ok bool) {
	if n, ok := choiceZH(s); ok {
		return n, true
	}
	return choiceEN(s)
}

func choiceZH(s string) (int, bool) {
	for _, before := range []string{"我想选择", "我要选择", "我想选", "我要选", "我选择", "我选", "选择", "选", "我要", "就选", "就要", "就", "点"} {
		if rest, ok := strings.CutPrefix(s, before); ok {
			s = rest
			break
		}
	}
	switch strings.TrimSuffix(strings.TrimPrefix(s, "第"), "的") {
	case "最后一个", "最后那个", "最后一项", "最后一条", "最后", "最下面那个", "最下面的", "最后面那个", "倒数第一个":
		return -1, true
	case "最上面那个", "最上面的", "头一个", "前一个", "首个", "最前面那个":
		return 1, true
	case "上面那个", "前面那个", "前者":
		return 1, true
	case "下面那个", "后面那个", "后者":
		return -1, true
	}
	ordinal := strings.HasPrefix(s, "第")
	s = strings.TrimPrefix(s, "第")
	for _, unit := range []string{"个服务", "个选项", "个", "项", "条", "号", "种", "家", "张", "笔", "位", "那个", "样", "选项"} {
		if rest, ok := strings.CutSuffix(s, unit); ok {
			s = rest
			break
		}
	}
	n, ok := numeral(s)
	return n, ok && n >= 1 && n <= most && (ordinal || n > 0)
}

// numeral reads 1 to 20 in digits or Chinese numerals.
func numeral(s string) (int, bool) {
	if n, err := strconv.Atoi(s); err == nil && len(s) <= 2 {
		return n, s[0] != '0' && s[0] != '+' && s[0] != '-'
	}
	const signs = "一二三四五六七八九"
	digit := func(r string) int {
		if r == "两" {
			return 2
		}
		if i := strings.Index(signs, r); len(r) == 3 && i >= 0 {
			return i/3 + 1
		}
		return 0
	}
	if s == "二十" {
		return 20, true
	}
	if rest, ok := strings.CutPrefix(s, "十"); ok {
		if rest == "" {
			return 10, true
		}
		return 10 + digit(rest), digit(rest) > 0
	}
	return digit(s), digit(s) > 0
}

var ordinals = map[string]int{
	"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5,
	"sixth": 6, "6th": 6, "seventh": 7, "7th": 7, "eighth": 8, "8th": 8, "ninth": 9, "9th": 9, "tenth": 10, "10th": 10,
	"last": -1, "final": -1, "bottom": -1, "top": 1, "former": 1, "latter": -1,
}

var cardinals = map[string]int{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}

func choiceEN(s string) (int, bool) {
	words := strings.Fields(s)
	for len(words) > 1 && choosing[words[0]] {
		words = words[1:]
	}
	if len(words) == 2 && ordinals[words[0]] != 0 && (words[1] == "one" || words[1] == "option" || words[1] == "choice" || words[1] == "item") {
		return ordinals[words[0]], true
	}
	if len(words) == 2 && (words[0] == "option" || words[0] == "number" || words[0] == "no" || words[0] == "choice" || words[0] == "item") {
		return count(words[1])
	}
	if len(words) != 1 {
		return 0, false
	}
	if n := ordinals[words[0]]; n != 0 {
		return n, true
	}
	return count(words[0])
}

// choosing words may stand before a choice in English.
var choosing = map[string]bool{
	"the": true, "i": true, "want": true, "choose": true, "pick": true, "take": true, "ill": true, "id": true, "like": true, "select": true, "give": true, "me": true, "will": true, "would": true, "go": true, "with": true,
}

func count(word string) (int, bool) {
	if n := cardinals[word]; n != 0 {
		return n, true
	}
	n, ok := numeral(word)
	return n, ok && n >= 1 && n <= most
}
