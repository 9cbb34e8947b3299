package value

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

var textProblems = []string{"too_short", "too_long", "unreadable"}

// freeText is what a citizen writes in their own words, between Params Min and Max characters (1 and 2000
// where they are not given). Control characters are taken out, the ends trimmed.
type freeText struct {
	named
	min, max int
}

func newFreeText(n named) (Kind, error) {
	lo, hi, err := n.lengths(1, 2000)
	return freeText{n, lo, hi}, err
}

// Parse takes the whole answer.
func (k freeText) Parse(said string, c Context) (string, error) {
	v := strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r >= 0xE0000 && r <= 0xE007F || r == utf8.RuneError {
			return -1
		}
		return r
	}, said))
	n := utf8.RuneCountInString(v)
	switch {
	case !strings.ContainsFunc(v, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }):
		return "", k.problem("unreadable")
	case n < k.min:
		return "", k.problem("too_short", "n", strconv.Itoa(n), "min", strconv.Itoa(k.min))
	case n > k.max:
		return "", k.problem("too_long", "n", strconv.Itoa(n), "max", strconv.Itoa(k.max))
	}
	return k.pass(v)
}

// Format writes the words.
func (k freeText) Format(v, lang string) string { return v }

// Mask writes the words: they are shown only to who wrote them.
func (k freeText) Mask(v, lang string) string { return v }
