package value

import (
	"fmt"
	"strconv"
	"strings"
)

var monthProblems = []string{"too_early", "too_late", "several", "unreadable"}

// A stretch is a run of whole months, counted as year*12+month-1.
type stretch struct {
	start, end  int // places in the text
	first, last int
}

func monthCount(y, m int) int { return y*12 + m - 1 }

func monthName(n int) string { return fmt.Sprintf("%04d-%02d", n/12, n%12+1) }

func readMonth(s string) (int, bool) {
	if len(s) != 7 || s[4] != '-' || !allDigits(s[:4]) || !allDigits(s[5:]) {
		return 0, false
	}
	y, _ := strconv.Atoi(s[:4])
	m, _ := strconv.Atoi(s[5:])
	return monthCount(y, m), m >= 1 && m <= 12
}

// monthKind is one month, canonical 2026-03. Params Min and Max are months, or relative: "-12m", "0m".
// A month said without its year is the last one up to now, unless the slot asks for months to come.
type monthKind struct {
	named
	min, max *bound
}

func newMonth(n named) (Kind, error) {
	k := monthKind{named: n}
	var err error
	k.min, k.max, err = n.monthBounds()
	return k, err
}

func (n named) monthBounds() (lo, hi *bound, err error) {
	for _, b := range []struct {
		s  string
		to **bound
	}{{n.params.Min, &lo}, {n.params.Max, &hi}} {
		if b.s == "" {
			continue
		}
		s := b.s
		if _, ok := readMonth(s); ok {
			s += "-01"
		}
		read, err := readBound(s)
		if err != nil {
			return nil, nil, err
		}
		*b.to = &read
	}
	return lo, hi, nil
}

func (b bound) month(now day) int {
	y, m, _ := b.on(now).ymd()
	return monthCount(y, m)
}

// within holds a run of months against bounds and returns a *Problem or nil.
func (n named) within(lo, hi *bound, first, last int, c Context) error {
	now := c.day()
	if lo != nil && first < lo.month(now) {
		return n.problem("too_early", "min", monthName(lo.month(now)))
	}
	if hi != nil && last > hi.month(now) {
		return n.problem("too_late", "max", monthName(hi.month(now)))
	}
	return nil
}

// Parse reads the one month that was said.
func (k monthKind) Parse(said string, c Context) (string, error) {
	t := newText(said)
	ahead := k.min != nil && k.min.month(c.day()) >= firstMonth(c)
	found := map[int]bool{}
	at := 0
	for i := 0; i < len(t.low); {
		s, ok := monthAt(t, i, c, ahead)
		if !ok {
			i++
			continue
		}
		found[s.first], at, i = true, s.first, s.end
	}
	if len(found) == 0 {
		n, end := zhSmall(t, t.skip(0), 12)
		if n == 0 || rest(t, end) != "" {
			return "", k.problem("unreadable")
		}
		at = openMonth(n, c, ahead)
	}
	if len(found) > 1 {
		return "", k.problem("several")
	}
	v := monthName(at)
	return valid(v, k.checkAt(v, c))
}

func firstMonth(c Context) int {
	y, m, _ := c.day().ymd()
	return monthCount(y, m)
}

func (k monthKind) checkAt(v string, c Context) error {
	n, ok := readMonth(v)
	if !ok {
		return k.problem("unreadable")
	}
	if err := k.within(k.min, k.max, n, n, c); err != nil {
		return err
	}
	return k.check(v)
}

// Format writes 2026年3月 or March 2026.
func (k monthKind) Format(v, lang string) string { return formatMonth(v, lang) }

func formatMonth(v, lang string) string {
	n, ok := readMonth(v)
	if !ok {
		return v
	}
	if lang == "en" {
		return newDay(n/12, n%12+1, 1).time().Format("January 2006")
	}
	return fmt.Sprintf("%d年%d月", n/12, n%12+1)
}

// Mask is Format: a month identifies nobody.
func (k monthKind) Mask(v, lang string) string { return k.Format(v, lang) }

// openMonth gives a month without a year its year: the last such month up to now, or the next from now on.
func openMonth(m int, c Context, ahead bool) int {
	now := firstMonth(c)
	at := now/12*12 + m - 1
	if ahead && at < now {
		return at + 12
	}
	if !ahead && at > now {
		return at - 12
	}
	return at
}

// monthAt reads one month at i, in either language.
func monthAt(t text, i int, c Context, ahead bool) (stretch, bool) {
	if s, ok := zhMonthAt(t, i, c, ahead); ok {
		return s, true
	}
	return englishMonthAt(t, i, c, ahead)
}

// zhMonthAt reads 2026年3月, 3月份, 上个月, 2026-03.
func zhMonthAt(t text, i int, c Context, ahead bool) (stretch, bool) {
	if i > 0 && (isNumeral(t.at(i-1)) || isWordly(t.at(i-1)) || t.at(i-1) == '-' || t.at(i-1) == '/') {
		return stretch{}, false
	}
	now := firstMonth(c)
	year, j := zhYear(t, i, now/12)
	j = t.skip(j)
	if t.at(j) == '的' {
		j++
	}
	m := zhMonth(t, j)
	if m.end == j || m.lunar {
		if year == 0 {
			return isoMonth(t, i)
		}
		return stretch{}, false
	}
	if d, _, _ := zhDay(t, t.skip(m.end), false); d > 0 { // a day follows: it is a date
		return stretch{}, false
	}
	if t.any(m.end, "底", "末", "初") >= 0 {
		return stretch{}, false
	}
	at := openMonth(m.n, c, ahead)
	switch {
	case m.relative && year != 0:
		at = year*12 + (now+m.n)%12
	case m.relative:
		at = now + m.n
	case year >= firstLunarYear:
		at = monthCount(year, m.n)
	case year != 0:
		return stretch{}, false
	}
	return stretch{i, m.end, at, at}, true
}

// isoMonth reads 2026-03, 2026/3, 2026.03 and 202603.
func isoMonth(t text, i int) (stretch, bool) {
	if y, j := shortNumber(t, i, 6); j-i == 6 && !isWordly(t.at(j)) && y%100 >= 1 && y%100 <= 12 && y >= 1950_00 && y < 2100_00 {
		return stretch{i, j, monthCount(y/100, y%100), monthCount(y/100, y%100)}, true
	}
	y, j := shortNumber(t, i, 4)
	if j-i != 4 || y < 1900 || y > 2100 || !strings.ContainsRune("-/.", t.at(j)) || t.at(j) == 0 {
		return stretch{}, false
	}
	m, k := shortNumber(t, j+1, 2)
	if m < 1 || m > 12 || isWordly(t.at(k)) || t.at(k) == t.at(j) && isDigit(t.at(k+1)) {
		return stretch{}, false
	}
	return stretch{i, k, monthCount(y, m), monthCount(y, m)}, true
}
