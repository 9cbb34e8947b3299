package value

import "strings"

// words finds what is said in words, the longest reading at each place.
func (f *finder) words() {
	g := Regions()
	for i := 0; i < len(f.t.low); {
		r := f.t.low[i]
		if f.taken[i] || r == ' ' {
			i++
			continue
		}
		if end := f.wordAt(g, i); end > i {
			f.take(i, end)
			i = end
			continue
		}
		i = f.next(i)
	}
}

// next is the next place where words can begin: Latin words are passed whole.
func (f *finder) next(i int) int {
	if isLatin(f.t.low[i]) {
		for i < len(f.t.low) && isLatin(f.t.low[i]) {
			i++
		}
		return i
	}
	return i + 1
}

// wordAt finds the values at a place that no code has and gives the place after them.
func (f *finder) wordAt(g *Gazetteer, i int) int {
	r := f.t.low[i]
	speaks := isDigit(r) || isLatin(r) && beginsEnglish(f.t, i) || isNumeral(r)
	if isLatin(r) && !speaks {
		return f.plainWord(g, i)
	}
	all := f.read(g, i, speaks)
	which, end := all.longest(f.limit(i))
	switch which {
	case 0:
		f.putDate(all.date)
	case 1:
		f.putMonths(all.months)
	case 2:
		f.put("duration", i, end, all.duration.String(), true)
	case 3:
		f.putTime(all.time)
	case 4:
		f.putQuantity(all.kind, all.quantity)
	case 5:
		f.putRegions(all.codes, i, end)
	case 6:
		f.put("period", i, end, all.period, true)
	default:
		return i
	}
	return end
}

// limit is the place of the next value that was found already.
func (f *finder) limit(i int) int {
	for i < len(f.taken) && !f.taken[i] {
		i++
	}
	return i
}

// readings are what the words at one place may be.
type readings struct {
	date      dating
	months    stretch
	duration  lasting
	time      moment
	quantity  quantity
	kind      string // of the quantity
	codes     []string
	codesEnd  int
	period    string
	periodEnd int
}

// read tries every reading at a place. speaks tells that a number or a word of English begins there.
func (f *finder) read(g *Gazetteer, i int, speaks bool) (all readings) {
	r := f.t.low[i]
	all.date, _ = anyDateAt(f.t, i, f.c, f.now)
	if speaks || startsDate(r) || r == '最' || r == '近' || r == '过' {
		all.months, _ = f.months(i)
	}
	if speaks || r == '半' {
		all.duration = f.duration(i)
	}
	if m, ok := f.timeAt(i); ok {
		all.time = m
	}
	all.quantity, all.kind = f.quantity(i, speaks)
	all.codes, all.codesEnd = f.region(g, i)
	all.period, all.periodEnd = f.period(i)
	return all
}

// longest tells which reading ends last before the limit, the first of equal ones; -1 where there is none.
func (all readings) longest(limit int) (which, end int) {
	which = -1
	for n, e := range [...]int{
		all.date.end, all.months.end, all.duration.end, all.time.end, all.quantity.end * b2i(all.kind != ""),
		all.codesEnd * b2i(len(all.codes) > 0), all.periodEnd * b2i(all.period != ""),
	} {
		if e > end && e <= limit {
			which, end = n, e
		}
	}
	return which, end
}

func (f *finder) duration(i int) lasting {
	if d, ok := durationAt(f.t, i); ok {
		return d
	}
	if d, ok := englishDurationAt(f.t, i); ok && !isHan(f.t.low[i]) {
		return d
	}
	return lasting{}
}

func (f *finder) putTime(m moment) {
	f.when = m
	f.put("time", m.start, m.end, m.String(), true)
	if m.period != "" {
		f.put("period", m.start, m.end, m.period, true)
	}
}

func (f *finder) putRegions(codes []string, start, end int) {
	for _, c := range codes {
		f.put("region", start, end, c, true)
	}
}

// plainWord finds what a Latin word may be that begins no date, time or number.
func (f *finder) plainWord(g *Gazetteer, i int) int {
	if codes, end := f.region(g, i); len(codes) > 0 {
		f.putRegions(codes, i, end)
		return end
	}
	p, end := f.period(i)
	if end > i {
		f.put("period", i, end, p, true)
	}
	return end
}

// timeAt reads a time; the end of 下午2点到4点 lies in the part of the day of its beginning.
func (f *finder) timeAt(i int) (moment, bool) {
	m, ok := timeAt(f.t, i)
	if !ok || m.period != "" || f.when.end == 0 || f.when.period != "pm" && f.when.period != "evening" {
		return m, ok
	}
	if j := f.t.any(f.t.skip(f.when.end), "到", "至", "-", "~", "to "); j >= 0 && f.t.skip(j) == i && m.minute < 12*60 {
		m = m.within(f.when.period)
	}
	return m, ok
}

// period reads a part of the day; most words cannot begin one.
func (f *finder) period(i int) (string, int) {
	if r := f.t.low[i]; isDigit(r) || isLatin(r) && (r != 'm' && r != 'a' && r != 'n' && r != 'p' && r != 'e' && r != 'l' && r != 't') {
		return "", i
	}
	return periodAt(f.t, i, false)
}

func (f *finder) months(i int) (stretch, bool) {
	if s, ok := stretchAt(f.t, i, f.c); ok {
		return s, true
	}
	return monthAt(f.t, i, f.c, false)
}

func (f *finder) putMonths(s stretch) {
	if s.first == s.last {
		f.put("month", s.start, s.end, monthName(s.first), true)
	}
	f.put("months", s.start, s.end, s.String(), true)
}

// putDate puts a date. The end of 周一到周五 does not lie before its beginning.
func (f *finder) putDate(d dating) {
	if j := f.t.any(f.t.skip(f.until.end), "到", "至", "-", "~", "to "); f.until.end > 0 && j >= 0 && f.t.skip(j) == d.start {
		for d.next != d.last && d.next < f.until.next && f.until.next-d.next < 7 {
			d.next += 7
		}
	}
	f.until = d
	f.put("date", d.start, d.end, d.next.String(), d.next != noDay)
	if d.other != noDay && d.other != d.next {
		f.put("date", d.start, d.end, d.other.String(), true)
	}
}

// quantity finds an amount, percentage, ordinal or plain number.
func (f *finder) quantity(i int, speaks bool) (quantity, string) {
	r := f.t.low[i]
	if speaks || r == '¥' || r == '人' {
		if q, ok := amountAt(f.t, i); ok {
			return q, "amount"
		}
	}
	if speaks || r == '百' || r == '-' {
		if q, ok := percentAt(f.t, i); ok {
			return q, "percent"
		}
	}
	if q, ok := ordinalAt(f.t, i); ok {
		return q, "ordinal"
	}
	if speaks {
		if q, ok := numberAt(f.t, i); ok && !f.withinWord(q) {
			return q, "number"
		}
	}
	return quantity{}, ""
}

// withinWord tells a single numeral that is a part of a word (一下, 二手, 三甲): next to other characters it
// counts only before what is counted.
func (f *finder) withinWord(q quantity) bool {
	if q.end-q.start != 1 || !isHan(f.t.at(q.start)) {
		return false
	}
	next := f.t.at(q.end)
	if isHan(next) {
		return !strings.ContainsRune("个张次笔人位份项条家台辆岁件本套间年月天层楼封页种趟遍", next) || f.t.has(q.end, "次性") || f.t.has(q.end, "个个")
	}
	return isHan(f.t.at(q.start - 1))
}

func (f *finder) putQuantity(kind string, q quantity) {
	v := q.d.String()
	if kind == "amount" {
		fen, ok := q.fen()
		if !ok {
			return
		}
		v = decimal{fen, 0}.String()
	}
	if kind == "number" && isDigit(f.t.at(q.start)) && f.longDigits(q) {
		f.put("digits", q.start, q.end, string(f.t.low[q.start:q.end]), true)
		return
	}
	f.put(kind, q.start, q.end, v, true)
}

// longDigits tells a number that is read digit by digit, as an account is.
func (f *finder) longDigits(q quantity) bool {
	n := q.end - q.start
	return (n >= 6 || n > 1 && f.t.at(q.start) == '0') && allDigits(string(f.t.low[q.start:q.end]))
}

// region reads a region at i. The short names of counties count only where they stand alone.
func (f *finder) region(g *Gazetteer, i int) ([]string, int) {
	if r := f.t.low[i]; !isHan(r) && !isLatin(r) {
		return nil, i
	}
	codes, end := g.at(f.t, i, false)
	if end == i {
		if c, e := g.at(f.t, i, true); e > i && f.alone(i, e) {
			return c, e
		}
	}
	return codes, end
}

// alone tells whether nothing but a cue of place and marks stand beside the words.
func (f *finder) alone(start, end int) bool {
	before := start == 0 || !isHan(f.t.at(start-1)) && !isLatin(f.t.at(start-1))
	for _, cue := range []string{"在", "去", "到", "住", "是", "来", "往"} {
		before = before || f.t.ends(start, cue)
	}
	after := end == len(f.t.low) || !isHan(f.t.at(end)) || f.t.any(end, "的", "办", "那", "这", "交", "查", "市", "吗") >= 0
	return before && after
}
