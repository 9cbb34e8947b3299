package value

import (
	"strconv"
	"strings"
)

// A span of time as it was said, unit by unit; halves are kept in the next smaller unit.
type lasting struct {
	start, end                                    int
	years, months, weeks, days, workdays          int
	hours, minutes, seconds                       int
	halfYear, halfMonth, halfWeek, halfDay, halfH bool
}

var zhUnits = []struct {
	word string
	unit byte
}{
	{"个工作日", 'b'}, {"工作日", 'b'}, {"个星期", 'w'}, {"星期", 'w'}, {"个礼拜", 'w'}, {"礼拜", 'w'}, {"周", 'w'},
	{"个月", 'm'}, {"月", 'n'}, {"年", 'y'}, {"天", 'd'}, {"日", 'D'},
	{"个小时", 'h'}, {"小时", 'h'}, {"个钟头", 'h'}, {"钟头", 'h'}, {"时", 'H'}, {"分钟", 'i'}, {"分", 'I'}, {"秒钟", 's'}, {"秒", 's'},
}

// durationAt reads 三天, 两个半月, 一年零三个月, 8天20小时.
func durationAt(t text, i int) (lasting, bool) {
	d := lasting{start: i}
	if i > 0 && (isNumeral(t.at(i-1)) || isDigit(t.at(i-1)) || t.at(i-1) == '第' || t.at(i-1) == '.') {
		return d, false
	}
	units := 0
	for {
		j := d.end
		if units == 0 {
			j = i
		} else if k := t.any(j, "又", "零", "余", "多", "和"); k >= 0 {
			j = k
		}
		end, ok := d.add(t, j, units)
		if !ok {
			break
		}
		d.end = end
		units++
	}
	return d, units > 0
}

// add reads one number with its unit at j.
func (d *lasting) add(t text, j, before int) (int, bool) {
	n, half := 0, false
	switch at := t.at(j); {
	case at == '半':
		half, j = true, j+1
	case isDigit(at) || isNumeral(at):
		v, k := numeral(t, j)
		w, ok := v.whole()
		if !ok || w > 100_000 || k == j {
			return 0, false
		}
		n, j = int(w), t.skip(k)
	default:
		return 0, false
	}
	if t.has(j, "个半") { // 两个半月
		half, j = true, j+2
	}
	for _, u := range zhUnits {
		k := t.any(j, u.word)
		if k < 0 {
			continue
		}
		if before == 0 && strings.IndexByte("nDHI", u.unit) >= 0 && !(u.unit == 'D' && t.any(k, "内", "后", "前", "之", "以") >= 0 && !t.has(k, "以来")) && !(u.unit == 'n' && half) {
			return 0, false // 3月, 4日, 8时 and 5分 alone are no spans
		}
		if t.at(k) == '半' && !half && n > 0 {
			half, k = true, k+1
		}
		if u.unit == 'n' && !half || half && strings.IndexByte("bDHIsi", u.unit) >= 0 && u.unit != 'i' {
			return 0, false
		}
		d.take(u.unit, n, half)
		return k, true
	}
	return 0, false
}

func (d *lasting) take(unit byte, n int, half bool) {
	switch unit {
	case 'y':
		d.years, d.halfYear = d.years+n, d.halfYear || half
	case 'm', 'n':
		d.months, d.halfMonth = d.months+n, d.halfMonth || half
	case 'w':
		d.weeks, d.halfWeek = d.weeks+n, d.halfWeek || half
	case 'd', 'D':
		d.days, d.halfDay = d.days+n, d.halfDay || half
	case 'b':
		d.workdays += n
	case 'h', 'H':
		d.hours, d.halfH = d.hours+n, d.halfH || half
	case 'i', 'I':
		d.minutes += n
		if half {
			d.seconds += 30
		}
	case 's':
		d.seconds += n
	}
}

// from goes the span on from a day, or back where sign is -1.
func (d lasting) from(now day, sign int) day {
	months := d.years*12 + d.months
	if d.halfYear {
		months += 6
	}
	days := d.weeks*7 + d.days
	if d.halfMonth {
		days += 15
	}
	if d.halfWeek {
		days += 3
	}
	if months > 12*1000 || days > 365*1000 {
		return noDay
	}
	at := now.addMonths(sign*months) + day(sign*days)
	if d.workdays > 0 {
		at = at.workdays(sign * min(d.workdays, 1000))
	}
	return at
}

// String writes the span in the way of ISO 8601: P3D, P1Y6M, PT2H30M. Working days are written P5B.
func (d lasting) String() string {
	var b strings.Builder
	b.WriteByte('P')
	put := func(n int, half bool, unit byte) {
		if n == 0 && !half {
			return
		}
		b.WriteString(strconv.Itoa(n))
		if half {
			b.WriteString(".5")
		}
		b.WriteByte(unit)
	}
	put(d.years, d.halfYear, 'Y')
	put(d.months, d.halfMonth, 'M')
	put(d.weeks, d.halfWeek, 'W')
	put(d.days, d.halfDay, 'D')
	put(d.workdays, false, 'B')
	if d.hours+d.minutes+d.seconds > 0 || d.halfH {
		b.WriteByte('T')
		put(d.hours, d.halfH, 'H')
		put(d.minutes, false, 'M')
		put(d.seconds, false, 'S')
	}
	if b.Len() == 1 {
		return "P0D"
	}
	return b.String()
}
