package value

// dateParts are what is said of a date, 0 where nothing is said; bare is a number without a unit.
type dateParts struct{ y, m, d, weekday, bare int }

// partsOf reads the parts of a date: 8月, 5号, 周四, 2026年, March, the 5th, Friday. ok is false where
// other words stand with them.
func partsOf(s string, now day) (p dateParts, ok bool) {
	t := newText(particles(s))
	y, _, _ := now.ymd()
	for i := t.skip(0); i < len(t.low); i = t.skip(i) {
		end := p.read(t, i, y)
		if end == i {
			return p, false
		}
		i = end
	}
	return p, p != dateParts{}
}

// read takes one part at i and gives the place after it.
func (p *dateParts) read(t text, i, thisYear int) int {
	if y, j := zhYear(t, i, thisYear); y > 0 {
		p.y = y
		return j
	}
	if m := zhMonth(t, i); m.end > i && !m.relative && !m.lunar {
		p.m = m.n
		if d, j, _ := zhDay(t, m.end, false); d > 0 {
			p.d = d
			return j
		}
		return m.end
	}
	if d, j, lunar := zhDay(t, i, true); d > 0 && !lunar {
		p.d = d
		return j
	}
	if j := t.any(i, "周", "星期", "礼拜"); j >= 0 && weekdayNumber(t.at(j)) > 0 && t.at(j) != '末' {
		p.weekday = weekdayNumber(t.at(j))
		return j + 1
	}
	return p.readEnglish(t, i)
}

func (p *dateParts) readEnglish(t text, i int) int {
	if m, j := monthWord(t, i); m > 0 {
		p.m = m
		return j
	}
	w, j := wordAt(t, i)
	if w == "the" || w == "of" || w == "on" {
		return j
	}
	if n := englishWeekdays[w]; n > 0 {
		p.weekday = n
		return j
	}
	if n, j := shortNumber(t, i, 4); j-i == 4 && n > 1900 {
		p.y = n
		return j
	}
	if d, j, ordinal := dayNumber(t, i); d > 0 {
		if ordinal || p.m > 0 {
			p.d = d
		} else {
			p.bare = d
		}
		return j
	}
	if n, j := zhSmall(t, i, 31); n > 0 {
		p.bare = n
		return j
	}
	return i
}

// replace sets the right parts where the wrong ones stand. Without a wrong part, what is said must be
// more than a bare number.
func (k date) replace(old, wrong, right string, c Context) (string, bool) {
	at, ok := readDay(old)
	if !ok {
		return "", false
	}
	to, ok := partsOf(right, c.day())
	if !ok || to.y > 0 && to.m > 0 && to.d > 0 {
		return k.whole(old, wrong, right, c)
	}
	from := dateParts{}
	if wrong != "" && !vague(wrong) {
		if from, ok = partsOf(wrong, c.day()); !ok {
			return "", false
		}
	}
	y, m, d := at.ymd()
	if from.y != 0 && from.y != y || from.m != 0 && from.m != m || from.d != 0 && from.d != d || from.weekday != 0 && from.weekday != at.weekday() {
		return "", false
	}
	if to.weekday > 0 && to.m == 0 && to.d == 0 && to.y == 0 {
		return (at.monday() + day(to.weekday-1)).String(), true
	}
	if !to.place(from, m, d) {
		return "", false
	}
	now := dayOf(or(to.y, y), or(to.m, m), or(to.d, d))
	if now == noDay || to.weekday > 0 && now.weekday() != to.weekday {
		return "", false
	}
	return now.String(), true
}

// place finds out what a bare number is, by what it replaces.
func (p *dateParts) place(from dateParts, m, d int) bool {
	if p.bare == 0 {
		return from.bare == 0
	}
	switch {
	case from.d > 0, from.bare > 0 && from.bare == d && from.bare != m:
		p.d = p.bare
	case from.m > 0, from.bare > 0 && from.bare == m && from.bare != d:
		p.m = p.bare
	default:
		return false
	}
	return true
}

// whole reads a right part that is a date by itself: 不是周三，是下周五.
func (k date) whole(old, wrong, right string, c Context) (string, bool) {
	if wrong != "" && !vague(wrong) {
		was, err := k.Parse(wrong, c)
		if parts, ok := partsOf(wrong, c.day()); (err != nil || was != old) && (!ok || !parts.fit(old)) {
			return "", false
		}
	}
	v, err := k.Parse(right, c)
	return v, err == nil
}

// fit tells whether all that was said is so on a day.
func (p dateParts) fit(old string) bool {
	at, ok := readDay(old)
	if !ok || p.bare > 0 {
		return false
	}
	y, m, d := at.ymd()
	return (p.y == 0 || p.y == y) && (p.m == 0 || p.m == m) && (p.d == 0 || p.d == d) && (p.weekday == 0 || p.weekday == at.weekday())
}

// replace changes the month or the year of a month.
func (k monthKind) replace(old, wrong, right string, c Context) (string, bool) {
	n, ok := readMonth(old)
	if !ok {
		return "", false
	}
	to, ok := partsOf(right, c.day())
	if !ok || to.d > 0 || to.weekday > 0 {
		v, err := k.Parse(right, c)
		return v, err == nil && (wrong == "" || vague(wrong))
	}
	from := dateParts{}
	if wrong != "" && !vague(wrong) {
		if from, ok = partsOf(wrong, c.day()); !ok {
			return "", false
		}
	}
	y, m := n/12, n%12+1
	if from.y != 0 && from.y != y || from.m != 0 && from.m != m || from.bare != 0 && from.bare != m || from.d != 0 {
		return "", false
	}
	if to.bare > 0 && (from.m > 0 || from.bare > 0) && to.bare <= 12 {
		to.m = to.bare
	}
	if to.m == 0 && to.y == 0 {
		return "", false
	}
	return monthName(monthCount(or(to.y, y), or(to.m, m))), true
}

func or(n, otherwise int) int {
	if n != 0 {
		return n
	}
	return otherwise
}
