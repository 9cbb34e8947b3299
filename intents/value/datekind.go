package value

import (
	"fmt"
	"strconv"
	"strings"
)

var dateProblems = []string{"past", "too_early", "too_late", "not_workday", "no_such_day", "ambiguous", "several", "unreadable", "future"}

// date is a day of the calendar, canonical 2026-03-04. Params Min and Max are days, or relative to today:
// "+2d", "-30d", "+1m", "-1y", "0d"; Workdays admits the offices' working days only.
type date struct {
	named
	min, max *bound
}

// A bound is a day, or so many days, months and years from today.
type bound struct {
	at                  day
	days, months, years int
	relative            bool
}

func newDate(n named) (Kind, error) {
	k := date{named: n}
	for _, b := range []struct {
		s  string
		to **bound
	}{{n.params.Min, &k.min}, {n.params.Max, &k.max}} {
		if b.s == "" {
			continue
		}
		read, err := readBound(b.s)
		if err != nil {
			return nil, err
		}
		*b.to = &read
	}
	return k, nil
}

func readBound(s string) (bound, error) {
	if d, ok := readDay(s); ok {
		return bound{at: d}, nil
	}
	if s == "today" {
		return bound{relative: true}, nil
	}
	n, err := strconv.Atoi(strings.TrimRight(s, "dwmy"))
	if err != nil || s == "" || n > 100_000 || n < -100_000 {
		return bound{}, fmt.Errorf("bound %q: not a day such as 2026-01-01, +2d, -1m or +1y", s)
	}
	b := bound{relative: true}
	switch s[len(s)-1] {
	case 'd':
		b.days = n
	case 'w':
		b.days = 7 * n
	case 'm':
		b.months = n
	case 'y':
		b.years = n
	default:
		return bound{}, fmt.Errorf("bound %q: has no unit d, w, m or y", s)
	}
	return b, nil
}

func (b bound) on(now day) day {
	if !b.relative {
		return b.at
	}
	return now.addMonths(b.months+12*b.years) + day(b.days)
}

// Sort is Date.
func (k date) Sort() Sort { return Date }

// Parse reads the one day that was said.
func (k date) Parse(said string, c Context) (string, error) {
	t := newText(said)
	found := datesIn(t, c, true)
	now := c.day()
	var days []day
	for _, d := range found {
		at := k.choose(d, now)
		if at == noDay {
			return "", k.problem("no_such_day")
		}
		if d.other != noDay && d.other != at {
			return "", k.problem("ambiguous", "candidates", at.String()+","+d.other.String())
		}
		days = append(days, at)
	}
	switch {
	case len(days) == 0:
		return "", k.problem("unreadable")
	case !same(days):
		return "", k.problem("several")
	}
	v := days[0].String()
	return valid(v, k.checkAt(v, c))
}

func same(days []day) bool {
	for _, d := range days {
		if d != days[0] {
			return false
		}
	}
	return true
}

// choose takes the next such day, or the last where the slot asks for days gone by.
func (k date) choose(d dating, now day) day {
	if d.next != d.last && k.max != nil && k.max.on(now) <= now {
		return d.last
	}
	return d.next
}

// checkAt holds a day against the slot's bounds. It returns a *Problem or nil.
func (k date) checkAt(v string, c Context) error {
	at, ok := readDay(v)
	if !ok {
		return k.problem("unreadable")
	}
	now := c.day()
	if k.min != nil {
		if lo := k.min.on(now); at < lo {
			if at < now && lo >= now {
				return k.problem("past", "min", k.allowed(lo, 1))
			}
			return k.problem("too_early", "min", k.allowed(lo, 1))
		}
	}
	if k.max != nil {
		if hi := k.max.on(now); at > hi {
			if at > now && hi <= now && k.max.relative && hi == now {
				return k.problem("future", "max", hi.String())
			}
			return k.problem("too_late", "max", k.allowed(hi, -1))
		}
	}
	if k.params.Workdays && !at.works() {
		return k.problem("not_workday", "next", at.workdays(1).String())
	}
	return k.check(v)
}

// allowed is the first day from a bound inwards that the slot would accept.
func (k date) allowed(d day, step int) string {
	if k.params.Workdays && !d.works() {
		d = d.workdays(step)
	}
	return d.String()
}

var zhWeekdays = [...]string{"", "周一", "周二", "周三", "周四", "周五", "周六", "周日"}

// Format writes 2026-03-04（周三） or Wed, 4 Mar 2026.
func (k date) Format(v, lang string) string {
	d, ok := readDay(v)
	if !ok {
		return v
	}
	if lang == "en" {
		return d.time().Format("Mon, 2 Jan 2006")
	}
	return v + "（" + zhWeekdays[d.weekday()] + "）"
}

// Mask is Format: a day identifies nobody.
func (k date) Mask(v, lang string) string { return k.Format(v, lang) }

// datesIn finds the days of a text from left to right. alone admits what means a day only where a day was
// asked for: 3-4, 3.4, 15.
func datesIn(t text, c Context, alone bool) []dating {
	now := c.day()
	var found []dating
	for i := 0; i < len(t.low); {
		if d, ok := anyDateAt(t, i, c, now); ok {
			found = append(found, d)
			i = d.end
			continue
		}
		i++
	}
	if len(found) == 0 && alone {
		if d, ok := bareDate(t, c, now); ok {
			found = append(found, d)
		}
	}
	return found
}

// bareDate reads an answer that is nothing but 3-4, 3.4, 0304 or the number of a day.
func bareDate(t text, c Context, now day) (dating, bool) {
	s := tidy(string(t.low))
	a, b, two := strings.Cut(strings.NewReplacer(".", "-", "、", "-", " ", "-").Replace(s), "-")
	if two {
		m, err1 := strconv.Atoi(a)
		d, err2 := strconv.Atoi(b)
		if err1 == nil && err2 == nil && len(a) <= 2 && len(b) <= 2 {
			return monthDay(0, len(t.low), m, d, c, now)
		}
		return dating{}, false
	}
	n, end := zhSmall(t, t.skip(0), 31)
	if n > 0 && tidy(string(t.low[end:])) == "" {
		return monthly(0, end, now, n), true
	}
	return dating{}, false
}
