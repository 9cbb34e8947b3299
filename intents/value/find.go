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
	var d dating
	ok := false
	if !isLatin(r) {
		d, ok = dateAt(t, i, c, now)
	}
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
		'正', '冬', '腊', '闰', '月', '年', '半', '元', '春', '除', '端', '七', '中', '重', '清', '劳', '国', '圣', '情', '妇', '儿', '教', '初':
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
	until dating // and the last date
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

// leftovers finds the long runs of digits that no other value has, such as accounts with letters or pauses.
func (f *finder) leftovers() {
	for _, a := range f.all {
		if a.digits == len(a.s) && len(a.s) >= 6 && f.free(a.start, a.end) {
			f.put("digits", a.start, a.end, a.s, true)
		}
	}
}
