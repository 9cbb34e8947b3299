package value

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed data/simplified.txt
var simplifiedFile string

// The Han characters of the basic plane, among which simplified forms and their traditional ones lie.
const (
	hanFirst = 0x3400
	hanLast  = 0x9FFF
)

// simplified maps Han characters to their simplified forms; 0 where there is none.
var simplified = sync.OnceValue(func() *[hanLast - hanFirst + 1]uint16 {
	var table [hanLast - hanFirst + 1]uint16
	trad, simp, _ := strings.Cut(strings.TrimSpace(simplifiedFile), "\n")
	to := []rune(simp)
	for i, r := range []rune(trad) {
		table[r-hanFirst] = uint16(to[i])
	}
	return &table
})

// text is what was said, made ready for reading: raw are its code points, low the same number of them
// folded to half width, lower case and simplified characters, so that places in one are places in the other.
type text struct {
	raw, low []rune
	ascii    string // low, where all of it is ASCII: words are then cut from it without copying
}

func newText(said string) text {
	raw := []rune(said)
	low := make([]rune, len(raw))
	ascii := true
	for i, r := range raw {
		low[i] = fold(r)
		ascii = ascii && low[i] < 0x80
	}
	t := text{raw: raw, low: low}
	if ascii {
		t.ascii = string(low)
	}
	return t
}

// after is the text from a place on.
func (t text) after(i int) text {
	t.raw, t.low = t.raw[i:], t.low[i:]
	if t.ascii != "" {
		t.ascii = t.ascii[i:]
	}
	return t
}

// folded gives the folded words between two places.
func (t text) folded(start, end int) string {
	if t.ascii != "" {
		return t.ascii[start:end]
	}
	return string(t.low[start:end])
}

// from gives the original words between two places.
func (t text) from(start, end int) string { return string(t.raw[start:end]) }

// at gives the folded rune at a place, 0 outside the text.
func (t text) at(i int) rune {
	if i < 0 || i >= len(t.low) {
		return 0
	}
	return t.low[i]
}

// has tells whether the folded words at i begin with s.
func (t text) has(i int, s string) bool {
	if i < 0 {
		return false
	}
	for _, r := range s {
		if i >= len(t.low) || t.low[i] != r {
			return false
		}
		i++
	}
	return true
}

// ends tells whether the folded words before i end with s.
func (t text) ends(i int, s string) bool {
	return t.has(i-utf8.RuneCountInString(s), s)
}

// skip passes blanks.
func (t text) skip(i int) int {
	for i < len(t.low) && t.low[i] == ' ' {
		i++
	}
	return i
}

// any returns the place after the first of the words that stands at i, or -1.
func (t text) any(i int, words ...string) int {
	for _, w := range words {
		if t.has(i, w) {
			return i + utf8.RuneCountInString(w)
		}
	}
	return -1
}

// fold maps one code point to the one it is read as.
func fold(r rune) rune {
	switch {
	case r < 0x80:
		return foldASCII(r)
	case r >= hanFirst && r <= hanLast:
		return Simplified(r)
	case r >= 0xFF01 && r <= 0xFF5E: // full width
		return foldASCII(r - 0xFEE0)
	case r >= '①' && r <= '⑨':
		return r - '①' + '1'
	}
	return foldOther(r)
}

// Simplified is a Han character's simplified form; any other character, and one that has none, is itself.
func Simplified(r rune) rune {
	if r < hanFirst || r > hanLast {
		return r
	}
	if s := simplified()[r-hanFirst]; s != 0 {
		return rune(s)
	}
	return r
}

func foldASCII(r rune) rune {
	switch {
	case r >= 'A' && r <= 'Z':
		return r + 'a' - 'A'
	case r < ' ' || r == 0x7F:
		return ' '
	}
	return r
}

func foldOther(r rune) rune {
	switch r {
	case '〇', '○', '◯':
		return '零'
	case '‐', '‑', '‒', '–', '—', '−', '―', '﹣':
		return '-'
	case '•', '・', '‧', '∙', '⋅', '．':
		return '·'
	case '￥':
		return '¥'
	case '‘', '’', 'ʼ', '`':
		return '\''
	case 'ü', 'Ü':
		return 'u'
	}
	if unicode.Is(unicode.Cf, r) || unicode.IsSpace(r) || unicode.IsControl(r) {
		return ' '
	}
	return unicode.ToLower(r)
}

// tidy trims blanks and the marks of a sentence from both ends of folded or raw words.
func tidy(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) ||
			strings.ContainsRune("，。！？、；：,.!?;:\"'“”‘’()（）【】[]《》<>~～…", r)
	})
}

func isDigit(r rune) bool  { return r >= '0' && r <= '9' }
func isLatin(r rune) bool  { return r >= 'a' && r <= 'z' }
func isHan(r rune) bool    { return unicode.Is(unicode.Han, r) }
func isWordly(r rune) bool { return isDigit(r) || isLatin(r) }

// spoken gives the digit a folded rune stands for when numbers are read out one by one.
func spoken(r rune) (byte, bool) {
	switch r {
	case '零', '洞':
		return '0', true
	case '一', '幺', '壹', '么':
		return '1', true
	case '二', '两', '贰':
		return '2', true
	case '三', '叁':
		return '3', true
	case '四', '肆':
		return '4', true
	case '五', '伍':
		return '5', true
	case '六', '陆':
		return '6', true
	case '七', '柒', '拐':
		return '7', true
	case '八', '捌':
		return '8', true
	case '九', '玖', '勾':
		return '9', true
	}
	if isDigit(r) {
		return byte(r), true
	}
	return 0, false
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
