package value

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed data/holidays.txt
var holidaysFile string

// holidays tells of the days that are not what their weekday says: true for a day of work.
var holidays = sync.OnceValue(func() map[day]bool {
	all := map[day]bool{}
	for line := range strings.Lines(holidaysFile) {
		if len(line) < 11 || line[0] != '+' && line[0] != '-' {
			continue
		}
		if d, ok := readDay(line[1:11]); ok {
			all[d] = line[0] == '+'
		}
	}
	return all
})

// Workday tells whether offices work on a day written 2026-03-04: the official holidays and adjusted
// days of work where they are known, else Monday to Friday. It is false for what is not a day.
func Workday(date string) bool {
	d, ok := readDay(date)
	return ok && d.works()
}

func (d day) works() bool {
	if work, ok := holidays()[d]; ok {
		return work
	}
	return d.weekday() < 6
}

// workdays goes so many days of work on.
func (d day) workdays(n int) day {
	step := day(1)
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		if d += step; d.works() {
			n--
		}
	}
	return d
}
