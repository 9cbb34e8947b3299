package value

// A dating is words that name a day. Where they leave the year or the month open, next is the first such
// day from today on and last the latest up to today; else both are the day. Either is noDay where the
// words name a day that does not exist. other is the second reading of 3/4.
type dating struct {
	start, end int
	next, last day
	other      day
}

func definite(start, end int, d day) dating {
	return dating{start, end, d, d, noDay}
}

// yearly resolves a day of the year without its year; of finds it in a given one.
func yearly(start, end int, now day, of func(year int) day) dating {
	y, _, _ := now.ymd()
	d := dating{start, end, noDay, noDay, noDay}
	for i := -1; i <= 8 && d.next == noDay; i++ {
		if at := of(y + i); at != noDay && at >= now {
			d.next = at
		}
	}
	for i := 1; i >= -8 && d.last == noDay; i-- {
		if at := of(y + i); at != noDay && at <= now {
			d.last = at
		}
	}
	return d
}

// monthly resolves a day of the month without its month.
func monthly(start, end int, now day, dd int) dating {
	y, m, _ := now.ymd()
	d := dating{start, end, noDay, noDay, noDay}
	for i := 0; i <= 12 && d.next == noDay; i++ {
		yy, mm := monthOn(y, m, i)
		if at := dayOf(yy, mm, dd); at != noDay && at >= now {
			d.next = at
		}
	}
	for i := 0; i >= -12 && d.last == noDay; i-- {
		yy, mm := monthOn(y, m, i)
		if at := dayOf(yy, mm, dd); at != noDay && at <= now {
			d.last = at
		}
	}
	return d
}

// weekly resolves a bare weekday.
func weekly(start, end int, now day, weekday int) dating {
	next := now.monday() + day(weekday-1)
	if next < now {
		next += 7
	}
	last := next
	if last > now {
		last -= 7
	}
	return dating{start, end, next, last, noDay}
}

// dateAt reads the longest date that begins at i.
func dateAt(t text, i int, c Context, now day) (dating, bool) {
	var best dating
	for _, read := range [...]func(text, int, Context, day) (dating, bool){
		numericDate, zhCalendarDate, zhWordDate, zhWeekDate, zhFeastDate, zhEdgeDate, zhOffsetDate,
	} {
		if d, ok := read(t, i, c, now); ok && d.end > best.end {
			best = d
		}
	}
	if best.end == 0 {
		return dating{}, false
	}
	best.end = trailingWeekday(t, best.end)
	return best, true
}

// trailingWeekday passes a weekday said after a date: 3月4日（周三）, 10月12号，星期一.
func trailingWeekday(t text, i int) int {
	j := i
	for j < len(t.low) && j < i+2 && (t.low[j] == ' ' || t.low[j] == ',' || t.low[j] == '(' || t.low[j] == '，') {
		j++
	}
	at := t.any(j, "周", "星期", "礼拜")
	if at < 0 || weekdayNumber(t.at(at)) == 0 {
		return i
	}
	at++
	if t.at(at) == ')' {
		at++
	}
	return at
}

// numericDate reads 2026-03-04, 2026/3/4, 2026.3.4, 20260304, 4.3.2026, 3/4 and the like.
func numericDate(t text, i int, c Context, now day) (dating, bool) {
	if !isDigit(t.at(i)) || i > 0 && (isWordly(t.at(i-1)) || (t.at(i-1) == '.' || t.at(i-1) == '-') && isDigit(t.at(i-2))) {
		return dating{}, false
	}
	a, ai := shortNumber(t, i, 8)
	if ai-i == 8 && !isWordly(t.at(ai)) {
		if d := dayOf(a/10000, a/100%100, a%100); a >= 1850_00_00 && a < 2200_00_00 && d != noDay {
			return definite(i, ai, d), true
		}
	}
	sep := t.at(ai)
	if sep == 0 || sep != '-' && sep != '/' && sep != '.' && sep != ' ' || ai-i > 4 {
		return dating{}, false
	}
	b, bi := shortNumber(t, ai+1, 2)
	if bi == ai+1 {
		return dating{}, false
	}
	if (t.at(bi) == sep || sep == '/' && t.at(bi) == ',') && isDigit(t.at(bi+1)) {
		n, ni := shortNumber(t, bi+1, 4)
		if isWordly(t.at(ni)) || t.at(ni) == sep && isDigit(t.at(ni+1)) {
			return dating{}, false
		}
		if sep == ' ' && (ai-i != 4 || bi-ai != 3 || ni-bi != 3) {
			return dating{}, false
		}
		return threeParts(i, ni, part{a, ai - i}, part{b, bi - ai - 1}, part{n, ni - bi - 1}, c)
	}
	if sep != '/' || isWordly(t.at(bi)) || t.at(bi) == '/' {
		return dating{}, false
	}
	return monthDay(i, bi, a, b, c, now)
}

type part struct{ n, width int }

// threeParts decides which of three numbers is the year, the month and the day.
func threeParts(start, end int, a, b, n part, c Context) (dating, bool) {
	switch {
	case a.width == 4:
		return exists(start, end, a.n, b.n, n.n, noDay)
	case n.width == 3 || a.width > 2 || b.width > 2:
		return dating{}, false
	case n.width == 4 || n.n > 31 || a.width == 1 && n.width == 2 || c.Lang == "en":
		y := n.n
		if n.width < 3 {
			y = century(n.n)
		}
		if c.Lang == "en" && b.n <= 31 && a.n <= 12 {
			return exists(start, end, y, a.n, b.n, swapped(y, a.n, b.n))
		}
		if b.n > 12 {
			return exists(start, end, y, a.n, b.n, noDay)
		}
		return exists(start, end, y, b.n, a.n, noDay)
	}
	return exists(start, end, century(a.n), b.n, n.n, noDay)
}

// exists makes a date of numbers that look like one; noDay for 30 February.
func exists(start, end, y, m, d int, other day) (dating, bool) {
	if m < 1 || m > 12 || d < 1 || d > 31 {
		return dating{}, false
	}
	at := definite(start, end, dayOf(y, m, d))
	at.other = other
	return at, true
}

// swapped is the day with month and day the other way round, where both readings are possible.
func swapped(y, m, d int) day {
	if m == d || d > 12 {
		return noDay
	}
	return dayOf(y, d, m)
}

// monthDay reads 3/4: in Chinese month and day, in English either.
func monthDay(start, end, a, b int, c Context, now day) (dating, bool) {
	if a > 12 {
		a, b = b, a
	}
	if a < 1 || a > 12 || b < 1 || b > 31 {
		return dating{}, false
	}
	d := yearly(start, end, now, func(y int) day { return dayOf(y, a, b) })
	if c.Lang == "en" && a != b && b <= 12 {
		d.other = yearly(start, end, now, func(y int) day { return dayOf(y, b, a) }).next
	}
	return d, true
}

// shortNumber reads up to so many ASCII digits; the end stays put where more follow.
func shortNumber(t text, i, most int) (n, end int) {
	for end = i; isDigit(t.at(end)); end++ {
		if end-i == most {
			return 0, i
		}
		n = n*10 + int(t.at(end)-'0')
	}
	return n, end
}

// century puts a year of two digits into this one up to 69, into the last from 70.
func century(y int) int {
	if y < 70 {
		return 2000 + y
	}
	return 1900 + y
}
