package value

import (
	"fmt"
	"strconv"
	"strings"
)

// newCaseNumber makes the number of a case: 6 to 40 letters, digits and hyphens, at least two of them
// digits, upper case. It is printed on receipts and masked only where it may be that of a penalty decision.
func newCaseNumber(n named) (Kind, error) { return caseNumber{n}, nil }

type caseNumber struct{ named }

// Parse finds the one word that is written like a case number.
func (k caseNumber) Parse(said string, c Context) (string, error) {
	var found []string
	longest := 0
	for _, w := range tokens(newText(said)) {
		digits := strings.Count(strings.Map(onlyDigits, w), "0")
		if digits < 2 {
			continue
		}
		longest = max(longest, len(w))
		if len(w) >= 6 && len(w) <= 40 && !contains(found, w) {
			found = append(found, w)
		}
	}
	switch {
	case len(found) == 1:
		return k.pass(found[0])
	case len(found) > 1:
		return "", k.problem("several")
	case longest > 0:
		return "", k.problem("length", "n", strconv.Itoa(longest))
	}
	return "", k.problem("unreadable")
}

func onlyDigits(r rune) rune {
	if isDigit(r) {
		return '0'
	}
	return -1
}

// Format writes the number as it is.
func (k caseNumber) Format(v, lang string) string { return v }

// Mask writes the number as it is; that of a penalty decision, 15 or 16 digits alone, is masked as one.
func (k caseNumber) Mask(v, lang string) string {
	if len(v) < 15 || len(v) > 16 || strings.Trim(v, "0123456789") != "" {
		return v
	}
	return dotted(v, 4, 4)
}

// tokens are the words of letters, digits and inner hyphens, upper case.
func tokens(t text) []string {
	return strings.FieldsFunc(strings.ToUpper(string(t.low)), func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z')
	})
}

// engineTail is the end of an engine or vehicle number, as many characters as the city asks for (Params
// Min, or else Max; six if neither is given). A whole number is cut to its tail.
type engineTail struct {
	named
	length int
}

func newEngineTail(n named) (Kind, error) {
	k := engineTail{named: n, length: 6}
	for _, s := range []string{n.params.Min, n.params.Max} {
		if s == "" {
			continue
		}
		length, err := strconv.Atoi(s)
		if err != nil || length < 1 || length > 17 {
			return nil, fmt.Errorf("length %q: not a number from 1 to 17", s)
		}
		k.length = length
		break
	}
	return k, nil
}

// Parse finds the tail in what was said.
func (k engineTail) Parse(said string, c Context) (string, error) {
	t := newText(said)
	all := atoms(t)
	found := distinct(codes(t, all, lightMarks, k.shape))
	if len(found) == 1 {
		return k.pass(found[0])
	}
	if len(found) > 1 {
		return "", k.problem("several")
	}
	if s, n := digitsNear(t, all); s != "" {
		return "", k.problem("length", "n", strconv.Itoa(n), "want", strconv.Itoa(k.length))
	}
	return "", k.problem("unreadable")
}

func (k engineTail) shape(s string) (string, bool) {
	if len(s) < k.length || len(s) > 20 {
		return "", false
	}
	tail := s[len(s)-k.length:]
	return tail, strings.ContainsAny(tail, "0123456789")
}

// Format writes the tail as it is.
func (k engineTail) Format(v, lang string) string { return v }

// Mask leaves the first and the last character.
func (k engineTail) Mask(v, lang string) string { return dotted(v, 1, 1) }

// newAccount makes a utility account: digits kept as a string with their leading zeros, 5 to 20 of them
// or as many as Params Min and Max say.
func newAccount(n named) (Kind, error) {
	lo, hi, err := n.lengths(5, 20)
	if err != nil {
		return nil, err
	}
	shape := func(s string) (string, bool) { return s, len(s) >= lo && len(s) <= hi && allDigits(s) }
	return code{named: n, shape: shape, head: 2, tail: 3}, nil
}

// lengths reads Params Min and Max as counts of characters.
func (n named) lengths(lo, hi int) (int, int, error) {
	for _, b := range []struct {
		s  string
		to *int
	}{{n.params.Min, &lo}, {n.params.Max, &hi}} {
		if b.s == "" {
			continue
		}
		v, err := strconv.Atoi(b.s)
		if err != nil || v < 0 {
			return 0, 0, fmt.Errorf("bound %q: not a count", b.s)
		}
		*b.to = v
	}
	if lo > hi {
		return 0, 0, fmt.Errorf("min %d above max %d", lo, hi)
	}
	return lo, hi, nil
}
