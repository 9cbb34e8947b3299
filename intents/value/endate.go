package value

import "strings"

var englishMonths = map[string]int{
	"january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5, "june": 6, "jun": 6,
	"july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sep": 9, "sept": 9, "october": 10, "oct": 10, "november": 11,
	"nov": 11, "december": 12, "dec": 12,
}

var englishWeekdays = map[string]int{
	"monday": 1, "mon": 1, "tuesday": 2, "tue": 2, "tues": 2, "wednesday": 3, "wed": 3, "thursday": 4, "thu": 4, "thur": 4, "thurs": 4,
	"friday": 5, "fri": 5, "saturday": 6, "sat": 6, "sunday": 7, "sun": 7,
	"mondays": 1, "tuesdays": 2, "wednesdays": 3, "thursdays": 4, "fridays": 5, "saturdays": 6, "sundays": 7,
}

var englishOrdinals = map[string]int{
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
	"eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17,
	"eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}

// englishDateAt reads the longest English date at i.
func englishDateAt(t text, i int, c Context, now day) (dating, bool) {
	if isWordly(t.at(i-1)) || isLatin(t.at(i)) && !beginsEnglish(t, i) {
		return dating{}, false
	}
	var best dating
	for _, read := range [...]func(text, int, day) (dating, bool){
		monthFirst, dayFirst, yearFirst, nthWeekday, nthOfMonth, englishWeekdayDate, englishWordDate, englishOffset, englishEdge, cuedNumber,
	} {
		if d, ok := read(t, i, now); ok && d.end > best.end {
			best = d
		}
	}
	return best, best.end > 0
}

// englishBegins are the words, beside the names of days, months and numbers, that a date, time or span can
// begin with.
var englishBegins = func() map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields("the a an in on within next last past this today tonight tomorrow tmrw tmr tomorow tommorow yesterday day end " +
		"beginning start few several couple half quarter coming current following previous noon midday midnight recent rmb cny q weekend and") {
		all[w] = true
	}
	for _, words := range []map[string]int{englishMonths, englishWeekdays, englishOrdinals} {
		for w := range words {
			all[w] = true
		}
	}
	for _, words := range []map[string]int64{englishOnes, englishTens, englishScales} {
		for w := range words {
			all[w] = true
		}
	}
	return all
}()

// beginsEnglish tells whether the Latin word at i may begin anything but a region.
func beginsEnglish(t text, i int) bool {
	end := i
	for isLatin(t.at(end)) {
		end++
	}
	return end > i && englishBegins[t.folded(i, end)]
}

// letterEnd tells that a word does not go on at i.
func letterEnd(t text, i int) bool { return !isLatin(t.at(i)) }

// monthWord reads the name of a month, its full stop with it.
func monthWord(t text, i int) (m, end int) {
	j := i
	for isLatin(t.at(j)) {
		j++
	}
	if j == i {
		return 0, i
	}
	m = englishMonths[t.folded(i, j)]
	if m == 0 {
		return 0, i
	}
	if t.at(j) == '.' {
		j++
	}
	return m, j
}

// dayNumber reads 4, 4th, fourth, twenty-first, twenty one; ordinal tells how it was said.
func dayNumber(t text, i int) (n, end int, ordinal bool) {
	if isDigit(t.at(i)) {
		n, end = shortNumber(t, i, 2)
		if w, j := wordAt(t, end); w == "st" || w == "nd" || w == "rd" || w == "th" {
			end, ordinal = j, true
		}
	} else {
		n, end, ordinal = dayWord(t, i)
	}
	if n < 1 || n > 31 || isWordly(t.at(end)) {
		return 0, i, false
	}
	return n, end, ordinal
}

func dayWord(t text, i int) (n, end int, ordinal bool) {
	w, j := wordAt(t, i)
	if n = englishOrdinals[w]; n > 0 {
		return n, j, true
	}
	if n = int(englishOnes[w]); n > 0 {
		return n, j, false
	}
	n, end = int(englishTens[w]), j
	if n == 0 {
		return 0, i, false
	}
	if t.at(j) == ' ' || t.at(j) == '-' {
		w, k := wordAt(t, j+1)
		if o := englishOrdinals[w]; o > 0 && o < 10 {
			return n + o, k, true
		}
		if o := int(englishOnes[w]); o > 0 && o < 10 {
			return n + o, k, false
		}
	}
	return n, end, false
}

// yearAfter reads the year after a day: , 2026 or 2026 or '26 or nineteen seventy eight; 0 where none is said.
func yearAfter(t text, i int) (y, end int) {
	j := i
	comma := false
	for t.at(j) == ',' || t.at(j) == '.' || t.at(j) == ' ' || t.at(j) == '-' || t.at(j) == '/' {
		comma = comma || t.at(j) == ','
		j++
	}
	if isDigit(t.at(j)) {
		n, k := shortNumber(t, j, 4)
		if k-j == 4 && !isWordly(t.at(k)) && t.at(k) != ':' {
			return n, k
		}
		return 0, i
	}
	if j == i || !isLatin(t.at(j)) {
		return 0, i
	}
	return spokenYear(t, j, i)
}

// spokenYear reads two thousand and eighteen, nineteen seventy eight, nineteen zero one.
func spokenYear(t text, j, none int) (y, end int) {
	d, k := englishNumber(t, j)
	n, ok := d.whole()
	switch {
	case k == j || !ok:
		return 0, none
	case n >= 1000 && n < 2200:
		return int(n), k
	case n < 10 || n > 21 || t.at(k) != ' ':
		return 0, none
	}
	rest, e := englishNumber(t, k+1)
	r, ok := rest.whole()
	if w, z := wordAt(t, k+1); w == "zero" || w == "oh" {
		rest, e = englishNumber(t, t.skip(z))
		r, ok = rest.whole()
	}
	if e <= k+1 || !ok || r > 99 {
		return 0, none
	}
	return int(n*100 + r), e
}

// dated makes a date of a day and month with or without its year.
func dated(t text, start, end, m, d int, now day) (dating, bool) {
	if y, e := yearAfter(t, end); y > 0 {
		return definite(start, e, dayOf(y, m, d)), true
	}
	return yearly(start, end, now, func(y int) day { return dayOf(y, m, d) }), true
}

// weekdayBefore passes a weekday and its comma before a date: Wed, 22 of Jan.
func weekdayBefore(t text, i int) int {
	w, j := wordAt(t, i)
	if englishWeekdays[w] == 0 {
		return i
	}
	for t.at(j) == ',' || t.at(j) == '.' || t.at(j) == ' ' {
		j++
	}
	return j
}

// monthFirst reads March 4, Oct-2, Jan first, September the twenty-first, 2026.
func monthFirst(t text, start int, now day) (dating, bool) {
	m, i := monthWord(t, weekdayBefore(t, start))
	if m == 0 {
		return dating{}, false
	}
	for t.at(i) == ' ' || t.at(i) == '-' || t.at(i) == '/' || t.at(i) == '.' {
		i++
	}
	if j := t.any(i, "the "); j >= 0 {
		i = j
	}
	d, end, _ := dayNumber(t, i)
	if d == 0 || t.at(end) == ':' || isDigit(t.at(end)) {
		return dating{}, false
	}
	return dated(t, start, end, m, d, now)
}

// dayFirst reads 4 March, 4th of March 2026, the tenth of September.
func dayFirst(t text, start int, now day) (dating, bool) {
	i := weekdayBefore(t, start)
	if j := t.any(i, "the "); j >= 0 {
		i = j
	}
	d, end, _ := dayNumber(t, i)
	if d == 0 {
		return dating{}, false
	}
	for t.at(end) == ' ' || t.at(end) == '.' || t.at(end) == '-' || t.at(end) == '/' {
		end++
	}
	if j := t.any(end, "of "); j >= 0 {
		end = j
	}
	m, j := monthWord(t, end)
	if m == 0 {
		return dating{}, false
	}
	if t.at(j-1) == '.' && yearless(t, j) {
		j--
	}
	return dated(t, start, j, m, d, now)
}

func yearless(t text, i int) bool { y, _ := yearAfter(t, i); return y == 0 }

// yearFirst reads 2019-sep-1.
func yearFirst(t text, start int, now day) (dating, bool) {
	y, i := shortNumber(t, start, 4)
	if i-start != 4 || t.at(i) != '-' && t.at(i) != '/' && t.at(i) != ' ' {
		return dating{}, false
	}
	m, j := monthWord(t, i+1)
	if m == 0 || t.at(j) != t.at(i) {
		return dating{}, false
	}
	d, end, _ := dayNumber(t, j+1)
	if d == 0 {
		return dating{}, false
	}
	return definite(start, end, dayOf(y, m, d)), true
}

// nthWeekday reads the first Friday of July, second Monday of next month, third Tuesday.
func nthWeekday(t text, start int, now day) (dating, bool) {
	i := start
	if j := t.any(i, "the "); j >= 0 {
		i = j
	}
	w, j := wordAt(t, i)
	n := englishOrdinals[w]
	if n == 0 || n > 5 {
		return dating{}, false
	}
	w, end := wordAt(t, t.skip(j))
	wd := englishWeekdays[w]
	if wd == 0 {
		return dating{}, false
	}
	of := func(y, m int) day {
		first := newDay(y, m, 1)
		d := first + day((wd-first.weekday()+7)%7+7*(n-1))
		if _, mm, _ := d.ymd(); mm != m {
			return noDay
		}
		return d
	}
	y, m, _ := now.ymd()
	k := t.any(end, " of ", " in ")
	if k < 0 {
		return definite(start, end, of(y, m)), true
	}
	if mm, e := monthWord(t, k); mm > 0 {
		if yy, e2 := yearAfter(t, e); yy > 0 {
			return definite(start, e2, of(yy, mm)), true
		}
		return yearly(start, e, now, func(y int) day { return of(y, mm) }), true
	}
	if on, e, ok := relativeUnit(t, k, "month"); ok {
		y, m = monthOn(y, m, on)
		return definite(start, e, of(y, m)), true
	}
	return definite(start, end, of(y, m)), true
}

// relativeUnit reads this month, the next week, last year as 0, 1, -1.
func relativeUnit(t text, i int, unit string) (on, end int, ok bool) {
	if j := t.any(i, "the "); j >= 0 {
		i = j
	}
	w, j := wordAt(t, i)
	switch w {
	case "this", "current":
	case "next", "following", "coming":
		on = 1
	case "last", "previous", "past":
		on = -1
	default:
		return 0, i, false
	}
	u, end := wordAt(t, t.skip(j))
	return on, end, u == unit
}

// nthOfMonth reads the 27th, Thursday the 21st, 20th of next month.
func nthOfMonth(t text, start int, now day) (dating, bool) {
	i := weekdayBefore(t, start)
	weekday := i > start
	the := t.any(i, "the ")
	if the >= 0 {
		i = the
	}
	d, end, ordinal := dayNumber(t, i)
	if d == 0 {
		return dating{}, false
	}
	if k := t.any(end, " of "); k >= 0 {
		if on, e, ok := relativeUnit(t, k, "month"); ok {
			y, m, _ := now.ymd()
			y, m = monthOn(y, m, on)
			return definite(start, e, dayOf(y, m, d)), true
		}
	}
	if weekday && the >= 0 {
		y, m, _ := now.ymd()
		return definite(start, end, dayOf(y, m, d)), true
	}
	if the < 0 || !dayEnds(t, end) || !ordinal && !forTheDay(t, start) {
		return dating{}, false
	}
	if ordinal && !isDigit(t.at(i)) && !forTheDay(t, start) { // the second, the first: rather a choice
		return dating{}, false
	}
	return monthly(start, end, now, d), true
}

// forTheDay tells whether the words before the 27 announce a day.
func forTheDay(t text, i int) bool {
	return t.ends(i, "on ") || t.ends(i, "for ") || t.ends(i, "by ") || t.ends(i, "until ") || t.ends(i, "before ") || t.ends(i, "after ")
}

// dayEnds tells that no word follows of which the number would be the count.
func dayEnds(t text, i int) bool {
	j := t.skip(i)
	if t.at(j) == 0 || !isWordly(t.at(j)) {
		return t.at(j) != '%' && t.at(j) != '¥'
	}
	w, _ := wordAt(t, j)
	return strings.Contains(" in at or and please if is for would works on to ", " "+w+" ")
}

// cuedNumber reads on 15, on 4.22, on 4-22.
func cuedNumber(t text, start int, now day) (dating, bool) {
	if !isDigit(t.at(start)) || !t.ends(start, "on ") && !t.ends(start, "in ") {
		return dating{}, false
	}
	a, i := shortNumber(t, start, 2)
	if i == start {
		return dating{}, false
	}
	if (t.at(i) == '.' || t.at(i) == '-') && isDigit(t.at(i+1)) {
		b, j := shortNumber(t, i+1, 2)
		if j == i+1 || isWordly(t.at(j)) || t.at(j) == t.at(i) && isDigit(t.at(j+1)) {
			return dating{}, false
		}
		return monthDay(start, j, a, b, Context{}, now)
	}
	if !t.ends(start, "on ") || a < 1 || a > 31 || !dayEnds(t, i) {
		return dating{}, false
	}
	return monthly(start, i, now, a), true
}
