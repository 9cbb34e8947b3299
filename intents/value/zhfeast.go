package value

// feasts are days people name instead of a date. The words are tried in order, longer before shorter.
var feasts = []struct {
	word string
	of   func(year int) day
}{
	{"大年三十", newYearsEveOf}, {"年三十", newYearsEveOf}, {"除夕", newYearsEveOf},
	{"大年初", nil}, // followed by the number
	{"春节", lunarFeast(1, 1)}, {"元宵节", lunarFeast(1, 15)}, {"端午节", lunarFeast(5, 5)}, {"端午", lunarFeast(5, 5)},
	{"七夕", lunarFeast(7, 7)}, {"中秋节", lunarFeast(8, 15)}, {"中秋", lunarFeast(8, 15)}, {"重阳节", lunarFeast(9, 9)},
	{"腊八节", lunarFeast(12, 8)},
	{"元旦", feast(1, 1)}, {"情人节", feast(2, 14)}, {"妇女节", feast(3, 8)}, {"清明节", tombDay}, {"清明", tombDay},
	{"劳动节", feast(5, 1)}, {"五一", feast(5, 1)}, {"儿童节", feast(6, 1)}, {"六一", feast(6, 1)},
	{"教师节", feast(9, 10)}, {"国庆节", feast(10, 1)}, {"国庆", feast(10, 1)}, {"圣诞节", feast(12, 25)}, {"圣诞", feast(12, 25)},
}

func feast(m, d int) func(int) day { return func(y int) day { return dayOf(y, m, d) } }

func lunarFeast(m, d int) func(int) day { return func(y int) day { return lunarDay(y, m, d) } }

// newYearsEveOf is the eve of the Spring Festival of a year of ours: 2026's is 2026-02-16.
func newYearsEveOf(y int) day { return newYearsEve(y - 1) }

// tombDay is Qingming by the usual formula, right from 1900 to 2099.
func tombDay(y int) day {
	if y < 1900 || y > 2099 {
		return noDay
	}
	n, c := y%100, 481
	if y < 2000 {
		c = 559
	}
	return newDay(y, 4, (n*2422+c*100)/10000-n/4)
}

// zhFeastDate reads 国庆节, 明年春节, 大年初三.
func zhFeastDate(t text, i int, _ Context, now day) (dating, bool) {
	y, _, _ := now.ymd()
	year, j := zhYear(t, i, y)
	if t.at(j) == '的' && year != 0 {
		j++
	}
	for _, f := range feasts {
		end := t.any(j, f.word)
		if end < 0 {
			continue
		}
		of := f.of
		if of == nil {
			n, e := zhSmall(t, end, 15)
			if n == 0 {
				continue
			}
			of, end = lunarFeast(1, n), e
		}
		if isNumeral(t.at(j)) && (j > 0 && isNumeral(t.at(j-1)) || isNumeral(t.at(end)) || t.at(end) == '点') {
			return dating{}, false // 五一 within a number
		}
		if year != 0 {
			return definite(i, end, of(year)), true
		}
		return yearly(i, end, now, of), true
	}
	return dating{}, false
}

// zhEdgeDate reads 月底, 下个月初, 3月底, 年底: the last or first day. A 前 or 之前 belongs to it.
func zhEdgeDate(t text, i int, _ Context, now day) (dating, bool) {
	y, m, _ := now.ymd()
	year, j := zhYear(t, i, y)
	if end := t.any(j, "年底", "年末", "底", "末"); end >= 0 && (year != 0 || t.at(j) == '年') {
		if year != 0 {
			y = year
		}
		return definite(i, edgeEnd(t, end), newDay(y, 12, 31)), true
	}
	said := zhMonth(t, j)
	switch {
	case said.end > j && said.relative:
		y, m = monthOn(y, m, said.n)
	case said.end > j && !said.lunar:
		if year == 0 && said.n < m {
			y++
		}
		m = said.n
	case year == 0 && t.at(j) == '月' && !isNumeral(t.at(j-1)) && !isDigit(t.at(j-1)):
		said.end = j + 1
	default:
		return dating{}, false
	}
	if year != 0 {
		y = year
	}
	if end := t.any(said.end, "底", "末"); end >= 0 {
		return definite(i, edgeEnd(t, end), newDay(y, m, daysIn(y, m))), true
	}
	if end := t.any(said.end, "初"); end >= 0 && !isNumeral(t.at(end)) && !isDigit(t.at(end)) {
		return definite(i, end, newDay(y, m, 1)), true
	}
	return dating{}, false
}

func edgeEnd(t text, end int) int {
	if j := t.any(end, "之前", "以前", "前"); j >= 0 {
		return j
	}
	return end
}

// zhOffsetDate reads 三天后, 两周前, 半个月后, 5个工作日之后.
func zhOffsetDate(t text, i int, _ Context, now day) (dating, bool) {
	d, ok := durationAt(t, i)
	if !ok || d.hours+d.minutes+d.seconds > 0 {
		return dating{}, false
	}
	j := t.skip(d.end)
	sign := 1
	end := t.any(j, "以后", "之后", "过后", "后")
	if end < 0 {
		if end = t.any(j, "以前", "之前", "前"); end < 0 {
			return dating{}, false
		}
		sign = -1
	}
	if t.at(end) == '天' { // 三天后天
		return dating{}, false
	}
	return definite(i, end, d.from(now, sign)), true
}
