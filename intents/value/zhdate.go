package value

import "strings"

// zhCalendarDate reads 2026年3月4日, 三月初一, 下个月五号, 12号: a year, a month and a day, of which only
// the day must be said.
func zhCalendarDate(t text, i int, c Context, now day) (dating, bool) {
	start := i
	if i > 0 && (isNumeral(t.at(i-1)) || isDigit(t.at(i-1)) || t.at(i-1) == '第' || t.at(i-1) == '点' || t.at(i-1) == '.') {
		return dating{}, false
	}
	lunar := false
	i, lunar = lunarPrefix(t, i)
	nowYear, nowMonth, _ := now.ymd()
	year, i := zhYear(t, i, nowYear)
	if j, l := lunarPrefix(t, i); l {
		i, lunar = j, true
	}
	i = t.skip(i)
	m := zhMonth(t, i)
	if m.end == i {
		if year != 0 || lunar {
			return dating{}, false
		}
		return zhDayOnly(t, start, now)
	}
	dd, end, lunarDay := zhDay(t, t.skip(m.end), false)
	if dd == 0 {
		return dating{}, false
	}
	lunar = lunar || m.lunar || lunarDay
	switch {
	case m.relative:
		y, mm := monthOn(nowYear, nowMonth, m.n)
		if year != 0 {
			y = year
		}
		return definite(start, end, dayOf(y, mm, dd)), true
	case lunar:
		return lunarDating(start, end, year, m.n, dd, now), true
	case year != 0:
		return definite(start, end, dayOf(year, m.n, dd)), true
	}
	return yearly(start, end, now, func(y int) day { return dayOf(y, m.n, dd) }), true
}

func lunarPrefix(t text, i int) (int, bool) {
	if j := t.any(i, "农历", "阴历", "旧历"); j >= 0 {
		return j, true
	}
	if j := t.any(i, "公历", "阳历", "新历"); j >= 0 {
		return j, false
	}
	return i, false
}

func lunarDating(start, end, year, m, dd int, now day) dating {
	if year != 0 {
		return definite(start, end, lunarDay(year, m, dd))
	}
	return yearly(start, end, now, func(y int) day { return lunarDay(y, m, dd) })
}

// zhYear reads 2026年, 二〇二六年, 26年, 今年; 0 where none stands at i.
func zhYear(t text, i, now int) (year, end int) {
	for _, w := range [...]struct {
		word string
		on   int
	}{{"今年", 0}, {"本年", 0}, {"明年", 1}, {"后年", 2}, {"去年", -1}, {"前年", -2}} {
		if t.has(i, w.word) {
			return now + w.on, i + 2
		}
	}
	if !isDigit(t.at(i)) && !isNumeral(t.at(i)) {
		return 0, i
	}
	d, j := numeral(t, i)
	n, ok := d.whole()
	width := j - i
	j = t.skip(j)
	if !ok || width < 2 || t.at(j) != '年' || n < 10 || n > 2200 {
		return 0, i
	}
	if n < 100 {
		if width != 2 {
			return 0, i
		}
		return century(int(n)), j + 1
	}
	return int(n), j + 1
}

// A saidMonth is a month by number, or relative to this one.
type saidMonth struct {
	n, end          int
	relative, lunar bool
}

func zhMonth(t text, i int) saidMonth {
	for _, w := range [...]struct {
		word string
		m    saidMonth
	}{
		{"正月", saidMonth{n: 1, lunar: true}}, {"冬月", saidMonth{n: 11, lunar: true}}, {"腊月", saidMonth{n: 12, lunar: true}},
		{"本月", saidMonth{relative: true}}, {"当月", saidMonth{relative: true}},
	} {
		if t.has(i, w.word) {
			w.m.end = i + 2
			return w.m
		}
	}
	if on, j, ok := zhRelative(t, i); ok {
		if t.at(j) == '个' {
			j++
		}
		if t.at(j) == '月' {
			return saidMonth{n: on, end: j + 1, relative: true}
		}
		return saidMonth{end: i}
	}
	j, leap := i, false
	if t.at(j) == '闰' {
		j, leap = j+1, true
	}
	n, j := zhSmall(t, j, 12)
	if n == 0 || t.at(t.skip(j)) != '月' {
		return saidMonth{end: i}
	}
	j = t.skip(j) + 1
	if t.at(j) == '份' {
		j++
	}
	if leap {
		return saidMonth{n: -n, end: j, lunar: true}
	}
	return saidMonth{n: n, end: j}
}

// zhRelative reads 上, 上上, 这, 下, 下下 as -1, -2, 0, 1, 2.
func zhRelative(t text, i int) (on, end int, ok bool) {
	for j := i; ; j++ {
		switch t.at(j) {
		case '上':
			on--
		case '下':
			on++
		case '这', '本':
			return 0, j + 1, j == i
		default:
			return on, j, j > i
		}
		if j-i > 3 {
			return 0, i, false
		}
	}
}

// zhSmall reads a number from 1 to most, in figures or characters; 0 where there is none.
func zhSmall(t text, i, most int) (n, end int) {
	if isDigit(t.at(i)) {
		n, end = shortNumber(t, i, 2)
	} else if isNumeral(t.at(i)) {
		d, j := numeral(t, i)
		w, ok := d.whole()
		if !ok || w > 99 {
			return 0, i
		}
		n, end = int(w), j
	}
	if n < 1 || n > most {
		return 0, i
	}
	return n, end
}

// zhDay reads a day of the month: 4日, 四号, 初一, 廿三, and after a month the bare 十五. marked wants 日 or 号.
func zhDay(t text, i int, marked bool) (n, end int, lunar bool) {
	if t.at(i) == '初' {
		n, end = zhSmall(t, i+1, 10)
		return n, end, true
	}
	lunar = t.at(i) == '廿'
	n, end = zhSmall(t, i, 31)
	if n == 0 {
		return 0, i, false
	}
	j := t.skip(end)
	if t.at(j) == '日' || t.at(j) == '号' {
		if !marked || !strings.ContainsRune("线楼院窗房门室车店路码内", t.at(j+1)) || t.at(j+1) == 0 {
			return n, j + 1, lunar
		}
		return 0, i, false
	}
	if marked || strings.ContainsRune("个点时年月份元块天周.:%", t.at(j)) && t.at(j) != 0 || isDigit(t.at(end)) {
		return 0, i, false
	}
	return n, end, lunar
}

// zhDayOnly reads 12号 and 29日 without a month.
func zhDayOnly(t text, i int, now day) (dating, bool) {
	n, end, _ := zhDay(t, i, true)
	if i > 0 && strings.ContainsRune("路街道巷弄村园苑城厦院区座组", t.at(i-1)) || t.ends(i, "每月") || t.ends(i, "每个月") { // an address, or any month
		return dating{}, false
	}
	if n == 0 || t.at(i) == '初' || t.any(end, "内", "以内", "之内", "后", "以后", "之后", "前", "以前") >= 0 && t.at(end-1) == '日' {
		return dating{}, false
	}
	return monthly(i, end, now, n), true
}

// zhWordDate reads 今天, 明日, 大后天.
func zhWordDate(t text, i int, _ Context, now day) (dating, bool) {
	for _, w := range [...]struct {
		word string
		on   int
	}{{"大大后", 4}, {"大后", 3}, {"大前", -3}, {"后", 2}, {"明", 1}, {"今", 0}, {"昨", -1}, {"前", -2}} {
		j := t.any(i, w.word)
		if j < 0 {
			continue
		}
		short := w.on > 1 || w.on < -1
		switch r := t.at(j); {
		case r == '天' || r == '日' && (!short || w.word == "后" || w.word == "前"):
			return definite(i, j+1, now+day(w.on)), true
		case short:
		case r == '儿':
			if t.at(j+1) == '个' {
				j++
			}
			return definite(i, j+1, now+day(w.on)), true
		case r == '早' || r == '晚' || r == '晨' || t.any(j, "上午", "下午", "中午") >= 0:
			return definite(i, j, now+day(w.on)), true
		}
	}
	return dating{}, false
}

// zhWeekDate reads 下周三, 这个星期五, 礼拜天, 周末.
func zhWeekDate(t text, i int, _ Context, now day) (dating, bool) {
	on, j, said := zhRelative(t, i)
	if said && t.at(j) == '个' {
		j++
	}
	j = t.any(j, "周", "星期", "礼拜")
	if j < 0 {
		return dating{}, false
	}
	if t.at(j) == '的' {
		j++
	}
	n := weekdayNumber(t.at(j))
	if n == 0 || isHan(t.at(j+1)) && strings.ContainsRune("次个天年月", t.at(j+1)) {
		return dating{}, false
	}
	if said {
		return definite(i, j+1, now.monday()+day(7*on+n-1)), true
	}
	if i > 0 && (t.at(i-1) == '每' || t.at(i-1) == '个' || isNumeral(t.at(i-1)) || isDigit(t.at(i-1))) {
		return dating{}, false
	}
	return weekly(i, j+1, now, n), true
}

func weekdayNumber(r rune) int {
	switch r {
	case '一', '1':
		return 1
	case '二', '2':
		return 2
	case '三', '3':
		return 3
	case '四', '4':
		return 4
	case '五', '5':
		return 5
	case '六', '6', '末':
		return 6
	case '日', '天', '7':
		return 7
	}
	return 0
}
