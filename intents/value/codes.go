package value

import (
	"strconv"
	"strings"
)

// An atom is a run of letters and digits without anything between them; spoken digits are digits.
type atom struct {
	start, end int
	s          string // upper case
	digits     int
}

// A span is a value of some kind found at a place.
type span struct {
	start, end int
	value      string
}

const (
	longestCode  = 24 // characters of the longest code that is written in pieces
	mostPieces   = 20 // pieces it may be written in: a dictated digit may be one
	fewestDigits = 6  // of a code worth looking for
)

// atoms cuts a text into its atoms.
func atoms(t text) []atom {
	var all []atom
	var b []byte
	for i := 0; i < len(t.low); {
		a := atom{start: i}
		b = b[:0]
		for ; i < len(t.low); i++ {
			c, digit := codeByte(t, i)
			if c == 0 {
				break
			}
			if digit {
				a.digits++
			}
			b = append(b, c)
		}
		if len(b) == 0 {
			i++
			continue
		}
		a.end, a.s = i, string(b)
		all = append(all, a)
	}
	return all
}

func codeByte(t text, i int) (c byte, digit bool) {
	r := t.low[i]
	if isLatin(r) {
		return byte(r - 'a' + 'A'), false
	}
	if r == '叉' && i > 0 { // the X at the end of an ID, as it is read out
		if _, ok := spoken(t.low[i-1]); ok {
			return 'X', false
		}
	}
	if d, ok := spoken(r); ok {
		return d, true
	}
	return 0, false
}

// near tells whether two neighbouring atoms may be pieces of one code: only marks that people put
// between the groups of a number lie between them.
func near(t text, a, b atom, marks string) bool {
	if b.start-a.end > 3 {
		return false
	}
	for i := a.end; i < b.start; i++ {
		if !strings.ContainsRune(marks, t.low[i]) {
			return false
		}
	}
	return true
}

const (
	lightMarks  = " -·._/()"
	spokenMarks = lightMarks + ",，、。;；"
)

// codes finds every run of atoms that has the given shape, the longest first at each place. An atom that
// has the shape by itself is never made a part of a longer one.
func codes(t text, all []atom, marks string, shape func(string) (string, bool)) []span {
	var found []span
	for i := 0; i < len(all); {
		s, n := codeAt(t, all[i:], marks, shape)
		if n == 0 {
			i++
			continue
		}
		found = append(found, s)
		i += n
	}
	return found
}

// codeAt reads the code that begins with the first atom and tells how many atoms it took.
func codeAt(t text, all []atom, marks string, shape func(string) (string, bool)) (span, int) {
	if all[0].digits == 0 && len(all[0].s) > 3 {
		return span{}, 0
	}
	if v, ok := shape(all[0].s); ok {
		return span{all[0].start, all[0].end, v}, 1
	}
	joined, best, n := all[0].s, span{}, 0
	for j := 1; j < len(all) && j < mostPieces; j++ {
		if !near(t, all[j-1], all[j], marks) || len(joined)+len(all[j].s) > longestCode {
			break
		}
		if _, ok := shape(all[j].s); ok {
			break
		}
		joined += all[j].s
		if v, ok := shape(joined); ok {
			best, n = span{all[0].start, all[j].end, v}, j+1
		}
	}
	return best, n
}

// digitsNear counts the digits of the longest run, for telling how long what was said is.
func digitsNear(t text, all []atom) (letters string, n int) {
	best := ""
	for i := range all {
		joined := all[i].s
		for j := i + 1; j < len(all) && near(t, all[j-1], all[j], lightMarks) && all[j].digits > 0; j++ {
			joined += all[j].s
		}
		if strings.ContainsAny(joined, "0123456789") && len(joined) > len(best) {
			best = joined
		}
	}
	return best, len(best)
}

// distinct returns the different values among the spans, in order.
func distinct(spans []span) []string {
	var all []string
	for _, s := range spans {
		if !contains(all, s.value) {
			all = append(all, s.value)
		}
	}
	return all
}

func contains(all []string, s string) bool {
	for _, a := range all {
		if a == s {
			return true
		}
	}
	return false
}

// code is a kind whose values are codes of letters and digits.
type code struct {
	named
	shape      func(string) (string, bool)      // whether upper-case letters and digits are such a code, and its canonical form
	judge      func(v string, c Context) string // the problem of a code that has the shape, "" for none
	head, tail int                              // how much a mask leaves at the ends; both 0: all of it
	groups     []int                            // lengths of the groups it is written in
	whole      bool                             // never written in pieces
}

// Parse finds the one code of this kind in what was said.
func (k code) Parse(said string, c Context) (string, error) {
	t := newText(said)
	all := atoms(t)
	marks := lightMarks
	if k.whole {
		marks = ""
	}
	found := distinct(codes(t, all, marks, k.shape))
	if len(found) == 0 && !k.whole {
		found = distinct(codes(t, all, spokenMarks, k.shape))
	}
	if len(found) == 0 {
		return "", k.missed(t, all)
	}
	if len(found) > 1 {
		if found = k.passing(found, c); len(found) != 1 {
			return "", k.problem("several")
		}
	}
	return k.accept(found[0], c)
}

// passing keeps the codes whose check holds: one good number beside a bad one is the one meant.
func (k code) passing(found []string, c Context) []string {
	var good []string
	for _, v := range found {
		if k.judge == nil || k.judge(v, c) == "" {
			good = append(good, v)
		}
	}
	return good
}

func (k code) accept(v string, c Context) (string, error) {
	if k.judge != nil {
		if p := k.judge(v, c); p != "" {
			return "", k.problem(p)
		}
	}
	return k.pass(v)
}

func (k code) missed(t text, all []atom) error {
	if _, n := digitsNear(t, all); n >= 4 {
		return k.problem("length", "n", strconv.Itoa(n))
	}
	return k.problem("unreadable")
}

// Format writes the code in its groups.
func (k code) Format(v, lang string) string { return grouped(v, k.groups) }

// Mask leaves the ends of the code.
func (k code) Mask(v, lang string) string {
	if k.head+k.tail == 0 {
		return k.Format(v, lang)
	}
	return dotted(v, k.head, k.tail)
}

func grouped(v string, groups []int) string {
	var b strings.Builder
	for _, n := range groups {
		if len(v) <= n {
			break
		}
		b.WriteString(v[:n])
		b.WriteByte(' ')
		v = v[n:]
	}
	return b.String() + v
}

// dotted keeps head and tail characters of a value and puts one dot for each other; of a value too short
// for that at most the last character stays.
func dotted(v string, head, tail int) string {
	r := []rune(v)
	if head+tail >= len(r) {
		head, tail = 0, min(1, len(r)-1)
	}
	hidden := len(r) - head - tail
	return string(r[:head]) + strings.Repeat("•", max(hidden, 1)) + string(r[len(r)-max(tail, 0):])
}
