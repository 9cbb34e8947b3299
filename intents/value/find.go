package value

import (
	"cmp"
	"slices"
)

// Find returns every value in a message, from left to right, with its place. Where words may be of several
// kinds (16 digits: a penalty number or a bank card) or of several values (朝阳: four regions), each is
// returned over the same place; which one is meant is not decided here. Names of persons are not looked for.
func Find(message string, c Context) []Entity {
	t := newText(message)
	f := finder{t: t, c: c, now: c.day(), taken: make([]bool, len(t.low))}
	f.all = atoms(t)
	f.plates()
	f.codes()
	f.words()
	f.leftovers()
	slices.SortStableFunc(f.found, func(a, b Entity) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
	return f.found
}

// anyDateAt reads a date in either language.
func anyDateAt(t text, i int, c Context, now day) (dating, bool) {
	r := t.at(i)
	if !isDigit(r) && !isLatin(r) && !startsDate(r) {
		return dating{}, false
	}
	d, ok := dateAt(t, i, c, now)
	if isDigit(r) || isLatin(r) {
		if e, also := englishDateAt(t, i, c, now); also && (!ok || e.end > d.end) {
			return e, true
		}
	}
	return d, ok
}

// startsDate admits the characters a Chinese date can begin with.
func startsDate(r rune) bool {
	switch r {
	case '今', '明', '后', '昨', '前', '大', '去', '本', '当', '这', '上', '下', '周', '星', '礼', '农', '阴', '旧', '公', '阳', '新',
		'正', '冬', '腊', '闰', '月', '年', '几', '元', '春', '除', '端', '七', '中', '重', '清', '劳', '国', '圣', '情', '妇', '儿', '教', '初':
		return true
	}
	return isNumeral(r)
}

// finder is the work of one Find.
type finder struct {
	t     text
	c     Context
	now   day
	all   []atom
	taken []bool // places that belong to a value
	when  moment // the last time found
	found []Entity
}

func (f *finder) put(kind string, start, end int, v string, valid bool) {
	f.found = append(f.found, Entity{kind, f.t.from(start, end), start, end, v, valid})
}

func (f *finder) take(start, end int) {
	for i := start; i < end; i++ {
		f.taken[i] = true
	}
}

func (f *finder) free(start, end int) bool {
	for i := start; i < end; i++ {
		if f.taken[i] {
			return false
		}
	}
	return true
}

func (f *finder) plates() {
	for i := range f.t.low {
		p, ok := plateAt(f.t, f.all, i)
		if !ok || p.problem != "" {
			continue
		}
		f.put("plate", p.start, p.end, p.value, true)
		f.take(p.start, p.end)
	}
}

// codes finds the numbers people are named by, in the digits no plate has taken.
func (f *finder) codes() {
	for i := 0; i < len(f.all); {
		a := f.all[i]
		if f.taken[a.start] {
			i++
			continue
		}
		s, n := codeAt(f.t, f.all[i:], lightMarks, f.codeShape)
		if n == 0 {
			i++
			continue
		}
		if d, ok := numericDate(f.t, s.start, f.c, f.now); ok && d.end >= s.end {
			i += n
			continue
		}
		f.putCodes(s)
		f.take(s.start, s.end)
		i += n
	}
}

// codeShape tells whether letters and digits are a code of any kind that is found by its shape.
func (f *finder) codeShape(s string) (string, bool) {
	if len(s) < 9 || len(s) > 19 {
		return "", false
	}
	for _, shape := range [...]func(string) (string, bool){
		idShape, penaltyShape, mobileShape, permitShape, passportShape, landlineShape, cardShape, usccSure,
	} {
		if _, ok := shape(s); ok {
			return s, true
		}
	}
	return "", false
}

// usccSure wants the check to hold, or a letter: eighteen digits are an ID first.
func usccSure(s string) (string, bool) {
	v, ok := usccShape(s)
	return v, ok && (usccChecks(v) || !allDigits(v[:17]) && judgeUSCC(v, Context{}) == "")
}

// putCodes puts a code under every kind that it may be of.
func (f *finder) putCodes(s span) {
	put := func(kind string, shape func(string) (string, bool), valid func(v string) bool) {
		if v, ok := shape(s.value); ok {
			f.put(kind, s.start, s.end, v, valid(v))
		}
	}
	yes := func(string) bool { return true }
	put("id_number", idShape, func(v string) bool { return judgeID(v, f.c) == "" })
	put("penalty_number", penaltyShape, yes)
	put("mobile", mobileShape, yes)
	put("phone", landlineShape, yes)
	put("hkmo_permit", permitShape, func(v string) bool { return judgePermit(v, f.c) == "" })
	put("passport", passportShape, yes)
	put("uscc", usccSure, usccChecks)
	put("bank_card", func(v string) (string, bool) {
		v, ok := cardShape(v)
		return v, ok && (luhn(v) || len(v) == 17 || len(v) == 19)
	}, luhn)
}

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
	best, end := 0, i
	var date dating
	var span stretch
	var when moment
	var q quantity
	var last lasting
	better := func(ok bool, at int, n int) {
		if ok && at > end && f.free(i, at) {
			best, end = n, at
		}
	}
	r := f.t.low[i]
	speaks := isDigit(r) || isLatin(r) && beginsEnglish(f.t, i) || isNumeral(r)
	var ok bool
	if isLatin(r) && !speaks {
		return f.plainWord(g, i)
	}
	if date, ok = anyDateAt(f.t, i, f.c, f.now); ok {
		better(true, date.end, 1)
	}
	if speaks || startsDate(r) || r == '最' || r == '近' || r == '过' {
		if span, ok = f.months(i); ok {
			better(true, span.end, 2)
		}
	}
	if speaks || r == '半' || r == '几' {
		last, ok = durationAt(f.t, i)
		if !ok && !isHan(r) {
			last, ok = englishDurationAt(f.t, i)
		}
		better(ok, last.end, 3)
	}
	if when, ok = f.timeAt(i); ok {
		better(true, when.end, 4)
	}
	kind := ""
	if q, kind = f.quantity(i, speaks); kind != "" {
		better(true, q.end, 5)
	}
	codes, at := f.region(g, i)
	better(len(codes) > 0, at, 6)
	p, at := f.period(i)
	better(p != "" && at > i, at, 7)
	switch best {
	case 1:
		f.putDate(date)
	case 2:
		f.putMonths(span)
	case 3:
		f.put("duration", i, end, last.String(), true)
	case 4:
		f.when = when
		f.put("time", i, end, when.String(), true)
		if when.period != "" {
			f.put("period", i, end, when.period, true)
		}
	case 5:
		f.putQuantity(kind, q)
	case 6:
		for _, c := range codes {
			f.put("region", i, end, c, true)
		}
	case 7:
		f.put("period", i, end, p, true)
	}
	return end
}

// plainWord finds what a Latin word may be that begins no date, time or number.
func (f *finder) plainWord(g *Gazetteer, i int) int {
	if codes, end := f.region(g, i); len(codes) > 0 {
		for _, c := range codes {
			f.put("region", i, end, c, true)
		}
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

func (f *finder) putDate(d dating) {
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
		if q, ok := numberAt(f.t, i); ok {
			return q, "number"
		}
	}
	return quantity{}, ""
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

// leftovers finds the long runs of digits that no other value has, such as accounts with letters or pauses.
func (f *finder) leftovers() {
	for _, a := range f.all {
		if a.digits == len(a.s) && len(a.s) >= 6 && f.free(a.start, a.end) {
			f.put("digits", a.start, a.end, a.s, true)
		}
	}
}
