package value

// englishWordDate reads today, tomorrow, the day after tomorrow, the next day, last day.
func englishWordDate(t text, i int, now day) (dating, bool) {
	for _, w := range [...]struct {
		words string
		on    int
	}{
		{"the day after tomorrow", 2}, {"day after tomorrow", 2}, {"the day after tmrw", 2}, {"the day before yesterday", -2},
		{"day before yesterday", -2}, {"today", 0}, {"tonight", 0}, {"tomorrow", 1}, {"tmrw", 1}, {"tomorow", 1}, {"tommorow", 1}, {"tmr", 1},
		{"yesterday", -1}, {"the next day", 1}, {"next day", 1}, {"the last day", -1}, {"last day", -1}, {"past day", -1}, {"this day", 0},
		{"this morning", 0}, {"this afternoon", 0}, {"this evening", 0},
	} {
		end := t.any(i, w.words)
		if end < 0 || !letterEnd(t, end) || t.any(end, " of") >= 0 {
			continue
		}
		return definite(i, end, now+day(w.on)), true
	}
	return dating{}, false
}

// englishWeekdayDate reads Friday, next Friday, Friday next week, next week on Friday, this weekend.
func englishWeekdayDate(t text, start int, now day) (dating, bool) {
	i := start
	if j := t.any(i, "on "); j >= 0 {
		i = j
	}
	if on, j, ok := relativeUnit(t, i, "week"); ok {
		k := t.skip(j)
		if n := t.any(k, "on ", "'s "); n >= 0 {
			k = n
		}
		w, end := wordAt(t, k)
		if n := englishWeekdays[w]; n > 0 {
			return definite(start, end, now.monday()+day(7*on+n-1)), true
		}
		return dating{}, false
	}
	w, j := wordAt(t, i)
	on, relative := 0, true
	switch w {
	case "this", "coming":
	case "next":
		on = 1
	case "last", "past":
		on = -1
	default:
		relative = false
	}
	if relative {
		w, j = wordAt(t, t.skip(j))
	}
	n := englishWeekdays[w]
	if w == "weekend" && relative {
		n = 6
	}
	if n == 0 || w == "sun" && !relative || w == "sat" && !relative && i == start {
		return dating{}, false
	}
	if relative {
		return definite(start, j, now.monday()+day(7*on+n-1)), true
	}
	k := t.skip(j)
	if of := t.any(k, "of "); of >= 0 {
		k = of
	}
	if on, e, ok := relativeUnit(t, k, "week"); ok {
		return definite(start, e, now.monday()+day(7*on+n-1)), true
	}
	return weekly(start, j, now, n), true
}

// englishOffset reads two days ago, in 3 weeks, a month from now, two days after tomorrow, two Sundays from now.
func englishOffset(t text, start int, now day) (dating, bool) {
	i := start
	in := t.any(i, "in ", "within ")
	if in >= 0 {
		i = in
	}
	if d, ok := sundaysOn(t, i, now); ok && in < 0 {
		return d, true
	}
	d, ok := englishDurationAt(t, i)
	if !ok || d.hours+d.minutes+d.seconds > 0 || d.halfH {
		return dating{}, false
	}
	if in >= 0 {
		return definite(start, d.end, d.from(now, 1)), true
	}
	j := t.skip(d.end)
	if end := t.any(j, "ago", "earlier"); end >= 0 && letterEnd(t, end) {
		return definite(start, end, d.from(now, -1)), true
	}
	if end := t.any(j, "from now", "later", "from today", "after today", "hence"); end >= 0 && letterEnd(t, end) {
		return definite(start, end, d.from(now, 1)), true
	}
	for _, w := range [...]struct {
		words    string
		on, sign int
	}{{"from tomorrow", 1, 1}, {"after tomorrow", 1, 1}, {"from yesterday", -1, 1}, {"before yesterday", -1, -1}, {"before today", 0, -1}, {"before tomorrow", 1, -1}} {
		if end := t.any(j, w.words); end >= 0 && letterEnd(t, end) {
			return definite(start, end, d.from(now+day(w.on), w.sign)), true
		}
	}
	return dating{}, false
}

// sundaysOn reads two Sundays from now, two Monday later.
func sundaysOn(t text, start int, now day) (dating, bool) {
	d, j := sayNumber(t, start)
	n, ok := d.whole()
	if j == start || !ok || n < 1 || n > 50 {
		return dating{}, false
	}
	w, k := wordAt(t, t.skip(j))
	weekday := englishWeekdays[w]
	if weekday == 0 {
		return dating{}, false
	}
	end := t.any(t.skip(k), "from now", "later")
	if end < 0 {
		return dating{}, false
	}
	first := now.monday() + day(weekday-1)
	if first <= now {
		first += 7
	}
	return definite(start, end, first+day(7*(n-1))), true
}

// englishEdge reads end of the month, the beginning of next month, end of the year.
func englishEdge(t text, start int, now day) (dating, bool) {
	i := start
	if j := t.any(i, "the "); j >= 0 {
		i = j
	}
	last := t.any(i, "end of ", "last day of ")
	first := t.any(i, "beginning of ", "start of ", "first day of ")
	i = max(last, first)
	if i < 0 {
		return dating{}, false
	}
	y, m, _ := now.ymd()
	edge := func(end, y, m int) (dating, bool) {
		if last >= 0 {
			return definite(start, end, newDay(y, m, daysIn(y, m))), true
		}
		return definite(start, end, newDay(y, m, 1)), true
	}
	if on, end, ok := relativeUnit(t, i, "month"); ok {
		y, m = monthOn(y, m, on)
		return edge(end, y, m)
	}
	if on, end, ok := relativeUnit(t, i, "year"); ok {
		return edge(end, y+on, 1+11*b2i(last >= 0))
	}
	if end := t.any(i, "the month", "month"); end >= 0 && letterEnd(t, end) {
		return edge(end, y, m)
	}
	if end := t.any(i, "the year", "year"); end >= 0 && letterEnd(t, end) {
		return edge(end, y, 1+11*b2i(last >= 0))
	}
	if mm, end := monthWord(t, i); mm > 0 {
		if yy, e := yearAfter(t, end); yy > 0 {
			return edge(e, yy, mm)
		}
		if mm < m {
			y++
		}
		return edge(end, y, mm)
	}
	return dating{}, false
}

var englishTimeUnits = map[string]byte{
	"year": 'y', "years": 'y', "month": 'm', "months": 'm', "week": 'w', "weeks": 'w', "day": 'd', "days": 'd', "hour": 'h', "hours": 'h',
	"minute": 'i', "minutes": 'i', "min": 'i', "mins": 'i', "second": 's', "seconds": 's',
}

// englishDurationAt reads 3 days, a week, two and a half hours, 1 month and 21 days, four business days.
func englishDurationAt(t text, i int) (lasting, bool) {
	d := lasting{start: i}
	if isWordly(t.at(i - 1)) {
		return d, false
	}
	units := 0
	for j := i; ; units++ {
		end, ok := d.addEnglish(t, j)
		if !ok {
			return d, units > 0
		}
		d.end = end
		j = t.skip(end)
		if t.at(j) == ',' {
			j = t.skip(j + 1)
		}
		if k := t.any(j, "and "); k >= 0 {
			j = k
		}
	}
}

func (d *lasting) addEnglish(t text, j int) (int, bool) {
	n, half, k := 0, false, j
	if a := t.any(j, "half a ", "half an "); a >= 0 {
		half, k = true, a
	} else if few := t.any(j, "a few ", "few ", "several "); few >= 0 {
		n, k = 3, few
	} else if two := t.any(j, "a couple of ", "couple of ", "a couple "); two >= 0 {
		n, k = 2, two
	} else if a := t.any(j, "a ", "an "); a >= 0 {
		n, k = 1, a
	} else {
		v, end := sayNumber(t, j)
		w, ok := v.whole()
		if !ok || end == j || w > 100_000 {
			return 0, false
		}
		n, k = int(w), end
		if a := t.any(k, " and a half "); a >= 0 {
			half, k = true, a
		}
	}
	k = t.skip(k)
	if b := t.any(k, "business days", "working days", "business day", "working day", "workdays"); b >= 0 {
		d.workdays += n
		return b, !half
	}
	w, end := wordAt(t, k)
	unit := englishTimeUnits[w]
	if unit == 0 || end == k || t.has(end, " old") {
		return 0, false
	}
	d.take(unit, n, half)
	return end, true
}

// englishMonthAt reads March 2026, in March, last month, this month.
func englishMonthAt(t text, i int, c Context, ahead bool) (stretch, bool) {
	if !isLatin(t.at(i)) || isWordly(t.at(i-1)) {
		return stretch{}, false
	}
	now := firstMonth(c)
	if on, end, ok := relativeUnit(t, i, "month"); ok {
		return stretch{i, end, now + on, now + on}, true
	}
	m, end := monthWord(t, i)
	if m == 0 || !letterEnd(t, end) {
		return stretch{}, false
	}
	if y, e := yearAfter(t, end); y >= firstLunarYear {
		return stretch{i, e, monthCount(y, m), monthCount(y, m)}, true
	}
	if d, e, _ := dayNumber(t, t.skip(end)); d > 0 && e > end || (m == 5 || m == 3) && !monthCue(t, i) {
		return stretch{}, false // a date; or the verbs may and march
	}
	at := openMonth(m, c, ahead)
	return stretch{i, end, at, at}, true
}

// monthCue tells whether the word before may or march makes it a month.
func monthCue(t text, i int) bool {
	if i == 0 && len(t.low) < 10 {
		return true
	}
	for _, w := range []string{"in ", "for ", "from ", "to ", "of ", "since ", "until ", "through ", "not ", "it's ", "is "} {
		if t.ends(i, w) {
			return true
		}
	}
	return false
}

// englishRecent reads last three months, past year, this year, last year, first half of 2026.
func englishRecent(t text, i int, c Context) (stretch, bool) {
	if !isLatin(t.at(i)) || isWordly(t.at(i-1)) {
		return stretch{}, false
	}
	now := firstMonth(c)
	if on, end, ok := relativeUnit(t, i, "year"); ok {
		y := now/12 + on
		last := monthCount(y, 12)
		if on == 0 {
			last = now
		}
		return stretch{i, end, monthCount(y, 1), last}, true
	}
	j := t.any(i, "the last ", "the past ", "last ", "past ", "recent ")
	if j < 0 {
		return stretch{}, false
	}
	d, ok := englishDurationAt(t, j)
	if !ok || d.days+d.weeks+d.hours+d.minutes+d.seconds+d.workdays > 0 || d.halfMonth {
		return stretch{}, false
	}
	n := d.years*12 + d.months + 6*b2i(d.halfYear)
	if n < 1 || n > 1200 {
		return stretch{}, false
	}
	return stretch{i, d.end, now - n + 1, now}, true
}
