package value

import (
	"regexp"
	"strings"
)

// What a correction says of the end, the beginning or one place of a code, on folded words: how many
// characters, and what they are.
var (
	saysTail = regexp.MustCompile(`(?:最后面?|末尾|尾号|结尾|后面?|\blast)\s*([0-9一二两三四五六七八九十]+|one|two|three|four|five|six|seven|eight)?\s*(?:位数字|位数|位|个数字|个数|个字|个字符|码)?(?:\s*(?:digits?|numbers?|characters?|letters?))?\s*(应该是|应是|应为|是|改成|改为|换成|为|are|is|should be|to|:|=)?\s*(.+)$`)
	saysHead = regexp.MustCompile(`(?:最前面?|开头|前面?|\bfirst)\s*([0-9一二两三四五六七八九十]+|one|two|three|four|five|six|seven|eight)?\s*(?:位数字|位数|位|个数字|个数|个字|个字符|码)?(?:\s*(?:digits?|numbers?|characters?|letters?))?\s*(应该是|应是|应为|是|改成|改为|换成|为|are|is|should be|to|:|=)?\s*(.+)$`)
	saysNth  = regexp.MustCompile(`(?:(倒数)?第\s*([0-9一二两三四五六七八九十]+)\s*(?:位数字|位|个数字|个数|个字|个)|\bthe (\w+) (?:digit|number|character|letter))\s*(?:应该是|应是|应为|是|改成|改为|换成|为|is|should be|to|:|=)\s*(.+)$`)
	saysMore = regexp.MustCompile(`(?:最后面?|末尾|结尾|后面?)\s*(?:还)?(?:少了?|漏了?|加上?|补上?|还有)(?:打|写|输)?了?\s*(?:一位|一个|个|位)?(?:数字)?\s*(?:是)?\s*(.+)$|(?:\badd|\bappend)\s+(?:an?\s+)?(.+?)\s+(?:at|to) the end$`)
	saysLess = regexp.MustCompile(`(?:最后面?|末尾|结尾|后面?)\s*多(?:打|写|输)?了?\s*(?:一位|一个|个|位)?(?:数字)?\s*(?:是)?\s*(.+)$`)
)

// amendEnds reads corrections by place. stop tells that the words were one that cannot be carried out.
func amendEnds(k Kind, old, said string, c Context) (v string, ok, stop bool) {
	low := string(newText(particles(said)).low)
	chars := []rune(strings.ReplaceAll(old, "-", ""))
	if k.Name() == "case_number" {
		chars = []rune(old)
	}
	build := func(r []rune) (string, bool, bool) {
		v, err := k.Parse(string(r), c)
		return v, err == nil, true
	}
	if m := saysMore.FindStringSubmatch(low); m != nil {
		if s, ok := characters(k, m[1]+m[2]); ok {
			return build(append(chars, []rune(s)...))
		}
		return "", false, true
	}
	if m := saysLess.FindStringSubmatch(low); m != nil {
		if s, ok := characters(k, m[1]); ok && strings.HasSuffix(string(chars), s) {
			return build(chars[:len(chars)-len([]rune(s))])
		}
		return "", false, true
	}
	if m := saysNth.FindStringSubmatch(low); m != nil && smallCount(m[2]+m[3]) > 0 {
		return amendNth(k, chars, m, build)
	}
	if m := saysTail.FindStringSubmatch(low); m != nil && m[1]+m[2] != "" {
		s, n, ok := endPart(k, m[1], m[3], len(chars))
		if !ok {
			return "", false, true
		}
		return build(append(chars[:len(chars)-n:len(chars)-n], s...))
	}
	if m := saysHead.FindStringSubmatch(low); m != nil && m[1]+m[2] != "" {
		s, n, ok := endPart(k, m[1], m[3], len(chars))
		if !ok {
			return "", false, true
		}
		return build(append(s, chars[n:]...))
	}
	return "", false, false
}

var lastVerb = regexp.MustCompile(`^.*(?:应该是|应是|应为|是|改成|改为|换成|should be|to|it's)`)

// endPart reads the characters and holds their number against the one that was said.
func endPart(k Kind, count, words string, most int) ([]rune, int, bool) {
	right, _, _ := strings.Cut(words, "不是")
	s, ok := characters(k, tidy(right))
	if at := lastVerb.FindStringIndex(right); !ok && at != nil { // 写错了，应该是65
		s, ok = characters(k, tidy(right[at[1]:]))
	}
	r := []rune(s)
	if !ok || len(r) == 0 || len(r) >= most {
		return nil, 0, false
	}
	if count != "" && smallCount(count) != len(r) {
		return nil, 0, false
	}
	return r, len(r), true
}

func smallCount(s string) int {
	if n, ok := englishOnes[s]; ok {
		return int(n)
	}
	if n := englishOrdinals[s]; n > 0 {
		return n
	}
	n, _ := zhSmall(newText(s), 0, 40)
	return n
}

// amendNth changes one character: 第三位是5, 倒数第二位是6, the third digit is 5.
func amendNth(k Kind, chars []rune, m []string, build func([]rune) (string, bool, bool)) (string, bool, bool) {
	n := smallCount(m[2] + m[3])
	s, ok := characters(k, m[4])
	r := []rune(s)
	if !ok || len(r) != 1 || n < 1 || n > len(chars) {
		return "", false, true
	}
	at := n - 1
	if m[1] != "" {
		at = len(chars) - n
	}
	changed := append([]rune{}, chars...)
	changed[at] = r[0]
	return build(changed)
}
