package value

import "fmt"

// A moment is a time of day as it was said. half tells which half of the day was said with it.
type moment struct {
	start, end int
	minute     int    // of the day
	period     string // "am", "pm", "noon", "evening", "" where it was left open
}

// String writes 15:30.
func (m moment) String() string { return fmt.Sprintf("%02d:%02d", m.minute/60, m.minute%60) }

// dayParts are the words for parts of a day, longer before shorter.
var dayParts = []struct{ word, period string }{
	{"凌晨", "early"}, {"清晨", "am"}, {"大清早", "am"}, {"清早", "am"}, {"早上", "am"}, {"早晨", "am"}, {"一早", "am"}, {"上午", "am"}, {"早间", "am"},
	{"中午", "noon"}, {"正午", "noon"}, {"晌午", "noon"},
	{"下午", "pm"}, {"午后", "pm"}, {"下半天", "pm"}, {"上半天", "am"}, {"傍晚", "evening"}, {"晚上", "evening"}, {"晚间", "evening"}, {"夜里", "evening"},
	{"夜间", "evening"}, {"半夜", "early"}, {"早", "am"}, {"晚", "evening"},
}

// dayPartAt reads 上午, 下午, 晚上. The single characters 早 and 晚 count only after a day (明早) or before a time.
func dayPartAt(t text, i int) (period string, end int) {
	switch t.at(i) { // most words cannot begin one
	case '凌', '清', '大', '早', '一', '上', '中', '正', '晌', '下', '午', '傍', '晚', '夜', '半':
	default:
		return "", i
	}
	for _, w := range dayParts {
		j := t.any(i, w.word)
		if j < 0 {
			continue
		}
		if j-i == 1 && !(i > 0 && (t.at(i-1) == '明' || t.at(i-1) == '今' || t.at(i-1) == '昨' || t.at(i-1) == '天')) && !hourAt(t, j) {
			return "", i
		}
		return w.period, j
	}
	return "", i
}

func hourAt(t text, i int) bool {
	if !isDigit(t.at(i)) && !isNumeral(t.at(i)) {
		return false
	}
	m, ok := zhHour(t, i)
	return ok && m.end > i
}

// zhTimeAt reads 下午三点半, 15:30, 早上八点一刻.
func zhTimeAt(t text, i int) (moment, bool) {
	period, j := dayPartAt(t, i)
	j = t.skip(j)
	if period == "" && i > 0 && (isNumeral(t.at(i-1)) || isWordly(t.at(i-1)) || t.at(i-1) == '第' || t.at(i-1) == ':' || t.at(i-1) == '.') {
		return moment{}, false
	}
	m, ok := zhHour(t, j)
	if !ok {
		return moment{}, false
	}
	m.start = i
	return m.within(period), true
}

// zhHour reads the hour and minute after the part of the day.
func zhHour(t text, i int) (moment, bool) {
	var h, j int
	if t.at(i) == '零' {
		h, j = 0, i+1
	} else if isDigit(t.at(i)) {
		h, j = shortNumber(t, i, 2)
	} else if h, j = zhSmall(t, i, 24); h == 0 {
		return moment{}, false
	}
	if j == i || h > 24 {
		return moment{}, false
	}
	m := moment{end: j, minute: h * 60}
	switch r := t.at(j); {
	case r == ':' && isDigit(t.at(j+1)) && isDigit(t.at(j+2)) && !isDigit(t.at(j+3)):
		n, k := shortNumber(t, j+1, 2)
		if n > 59 {
			return moment{}, false
		}
		m.minute, m.end = m.minute+n, k
		if t.at(k) == ':' && isDigit(t.at(k+1)) && isDigit(t.at(k+2)) {
			m.end = k + 3
		}
		return m, true
	case r == '点' || r == '时':
		if r == '点' && t.any(j+1, "击", "名", "餐", "赞", "评", "子", "儿") >= 0 || r == '时' && t.any(j+1, "间", "候", "期", "段") >= 0 {
			return moment{}, false
		}
		m.end = j + 1
		if t.at(m.end) == '钟' {
			m.end++
		}
		m.minutes(t)
		return m, true
	}
	return moment{}, false
}

// minutes reads what follows 点: 半, 一刻, 二十, 05分, 整.
func (m *moment) minutes(t text) {
	i := m.end
	switch {
	case t.at(i) == '半':
		m.minute, m.end = m.minute+30, i+1
	case t.at(i) == '整':
		m.end = i + 1
	case t.has(i, "一刻"):
		m.minute, m.end = m.minute+15, i+2
	case t.has(i, "三刻"):
		m.minute, m.end = m.minute+45, i+2
	default:
		j := i
		if t.at(j) == '过' || t.at(j) == '零' {
			j++
		}
		n, k := zhSmall(t, j, 59)
		if n == 0 || n > 59 {
			return
		}
		if t.at(k) == '分' && t.at(k+1) != '钟' {
			m.minute, m.end = m.minute+n, k+1
		} else if k-j > 1 && t.at(k) != '个' {
			m.minute, m.end = m.minute+n, k
		}
	}
}

// within puts the hour into the part of the day it was said with, and names the part where the hour alone
// tells it.
func (m moment) within(period string) moment {
	h := m.minute / 60
	switch {
	case period == "pm" && h < 12, period == "evening" && h < 12 && h >= 5, period == "noon" && h < 6:
		m.minute += 12 * 60
	case period == "evening" && (h == 12 || h < 5), period == "early" && h == 12:
		m.minute = m.minute % (12 * 60)
	}
	m.minute %= 24 * 60
	if period == "early" {
		period = "am"
	}
	if period == "" {
		switch h := m.minute / 60; {
		case h == 12:
			period = "noon"
		case h >= 18:
			period = "evening"
		case h > 12:
			period = "pm"
		}
	}
	m.period = period
	return m
}
