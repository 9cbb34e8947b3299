package value

import (
	"fmt"
	"time"
)

// A day is a day of the calendar, counted from 1970-01-01.
type day int

// noDay is not a day: where a date was said that does not exist.
const noDay day = -1 << 31

func newDay(y, m, d int) day {
	return day(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// dayOf is newDay for days that exist, noDay for the others, as for 30 February.
func dayOf(y, m, d int) day {
	if m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return noDay
	}
	return newDay(y, m, d)
}

func daysIn(y, m int) int {
	return time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func (d day) time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

func (d day) ymd() (y, m, dd int) {
	t := d.time()
	return t.Year(), int(t.Month()), t.Day()
}

// weekday counts from Monday, 1, to Sunday, 7.
func (d day) weekday() int { return (int(d.time().Weekday())+6)%7 + 1 }

// monday is the first day of the week.
func (d day) monday() day { return d - day(d.weekday()-1) }

// addMonths goes so many months on; a day the month does not have becomes its last.
func (d day) addMonths(n int) day {
	y, m, dd := d.ymd()
	y, m = monthOn(y, m, n)
	return newDay(y, m, min(dd, daysIn(y, m)))
}

// monthOn goes n months on from a month.
func monthOn(y, m, n int) (int, int) {
	at := y*12 + m - 1 + n
	y, m = at/12, at%12
	if m < 0 {
		y, m = y-1, m+12
	}
	return y, m + 1
}

func (d day) String() string {
	if d == noDay {
		return ""
	}
	y, m, dd := d.ymd()
	return fmt.Sprintf("%04d-%02d-%02d", y, m, dd)
}

func readDay(s string) (day, bool) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		return noDay, false
	}
	return day(t.Unix() / 86400), true
}

// shanghai is the zone of every office on the mainland; it has no summer time.
var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

func (c Context) zone() *time.Location {
	if c.Zone == nil {
		return shanghai
	}
	return c.Zone
}

func (c Context) clock() time.Time { return time.UnixMilli(c.At).In(c.zone()) }

// day is the context's day in the office's zone.
func (c Context) day() day {
	t := c.clock()
	return newDay(t.Year(), int(t.Month()), t.Day())
}
