package value

import "strings"

// monthsKind is a run of whole months, canonical 2026-01..2026-03. Words such as 近三个月 count back from
// this month, which is the last of them.
type monthsKind struct {
	named
	min, max *bound
}

func newMonths(n named) (Kind, error) {
	k := monthsKind{named: n}
	var err error
	k.min, k.max, err = n.monthBounds()
	return k, err
}

// Parse reads the one run of months that was said.
func (k monthsKind) Parse(said string, c Context) (string, error) {
	t := newText(said)
	found := stretchesIn(t, c)
	if len(found) == 0 {
		return "", k.problem("unreadable")
	}
	for _, s := range found[1:] {
		if s.first != found[0].first || s.last != found[0].last {
			return "", k.problem("several")
		}
	}
	v := found[0].String()
	return valid(v, k.checkAt(v, c))
}

func (s stretch) String() string { return monthName(s.first) + ".." + monthName(s.last) }

func (k monthsKind) checkAt(v string, c Context) error {
	first, last, ok := readMonths(v)
	if !ok {
		return k.problem("unreadable")
	}
	if err := k.within(k.min, k.max, first, last, c); err != nil {
		return err
	}
	return k.check(v)
}

func readMonths(v string) (first, last int, ok bool) {
	a, b, ok := strings.Cut(v, "..")
	if !ok {
		return 0, 0, false
	}
	first, ok1 := readMonth(a)
	last, ok2 := readMonth(b)
	return first, last, ok1 && ok2 && first <= last
}

// Format writes 2026年1月至2026年3月 or January 2026 to March 2026.
func (k monthsKind) Format(v, lang string) string {
	a, b, _ := strings.Cut(v, "..")
	switch {
	case a == b:
		return formatMonth(a, lang)
	case lang == "en":
		return formatMonth(a, lang) + " to " + formatMonth(b, lang)
	}
	return formatMonth(a, lang) + "至" + formatMonth(b, lang)
}

// Mask is Format: months identify nobody.
func (k monthsKind) Mask(v, lang string) string { return k.Format(v, lang) }

// stretchesIn finds the runs of months of a text; a single month is a run of one.
func stretchesIn(t text, c Context) []stretch {
	var found []stretch
	for i := 0; i < len(t.low); {
		s, ok := stretchAt(t, i, c)
		if !ok {
			s, ok = monthAt(t, i, c, false)
		}
		if !ok {
			i++
			continue
		}
		found = append(found, s)
		i = s.end
	}
	return found
}

// stretchAt reads a run of months that is more than one month by its words.
func stretchAt(t text, i int, c Context) (stretch, bool) {
	for _, read := range [...]func(text, int, Context) (stretch, bool){fromTo, partOfYear, recent, englishRecent} {
		if s, ok := read(t, i, c); ok {
			return s, true
		}
	}
	return stretch{}, false
}

// fromTo reads 2026年1月到3月, 1月至3月, 1-3月, 2026-01..2026-03, January to March 2026.
func fromTo(t text, i int, c Context) (stretch, bool) {
	a, ok := monthAt(t, i, c, false)
	if !ok {
		return shortFromTo(t, i, c)
	}
	j := t.any(t.skip(a.end), "到", "至", "~", "..", "—", "-", "to ", "through ", "until ", "till ")
	if j < 0 {
		return stretch{}, false
	}
	j = t.skip(j)
	b, ok := monthAt(t, j, c, false)
	if !ok {
		end := t.any(j, "现在", "今", "now")
		return stretch{i, end, a.first, max(a.first, firstMonth(c))}, end >= 0
	}
	return ordered(t, i, j, a, b), true
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// ordered carries the year said with one end to the other end, and turns the ends round where needed.
func ordered(t text, i, j int, a, b stretch) stretch {
	aYear, bYear := saysYear(t, i, a.end), saysYear(t, j, b.end)
	if aYear && !bYear {
		b.last = a.first/12*12 + b.last%12
		if b.last < a.first {
			b.last += 12
		}
	}
	if bYear && !aYear {
		a.first = b.last/12*12 + a.first%12
		if a.first > b.last {
			a.first -= 12
		}
	}
	if a.first > b.last && !aYear && !bYear {
		a.first -= 12
	}
	if a.first > b.last {
		a.first, b.last = b.last, a.first
	}
	return stretch{i, b.end, a.first, b.last}
}

func saysYear(t text, i, end int) bool {
	s := string(t.low[i:end])
	if strings.Contains(s, "年") || strings.Contains(s, "个月") || strings.Contains(s, "本月") {
		return true
	}
	digits := 0
	for _, r := range s {
		if isDigit(r) {
			digits++
		}
	}
	return digits >= 4
}

// shortFromTo reads 1-3月 and 2026年1至3月.
func shortFromTo(t text, i int, c Context) (stretch, bool) {
	if i > 0 && (isNumeral(t.at(i-1)) || isWordly(t.at(i-1)) || t.at(i-1) == '-') {
		return stretch{}, false
	}
	now := firstMonth(c)
	year, j := zhYear(t, i, now/12)
	m, k := zhSmall(t, t.skip(j), 12)
	if m == 0 {
		return stretch{}, false
	}
	next := t.any(k, "到", "至", "-", "~")
	if next < 0 {
		return stretch{}, false
	}
	n, end := zhSmall(t, next, 12)
	if n == 0 || t.at(end) != '月' || n <= m {
		return stretch{}, false
	}
	if end++; t.at(end) == '份' {
		end++
	}
	if d, _, _ := zhDay(t, end, false); d > 0 {
		return stretch{}, false
	}
	if year < firstLunarYear {
		year = openMonth(n, c, false) / 12
	}
	return stretch{i, end, monthCount(year, m), monthCount(year, n)}, true
}

// recent reads 近三个月, 最近半年, 过去一年, 前两个月.
func recent(t text, i int, c Context) (stretch, bool) {
	j := t.any(i, "最近的", "最近", "过去的", "过去", "近", "前", "这", "上")
	if j < 0 || t.at(i) == '近' && t.at(i-1) == '最' {
		return stretch{}, false
	}
	d, ok := durationAt(t.after(j), 0)
	if !ok || d.days+d.weeks+d.hours+d.minutes+d.seconds+d.workdays > 0 || d.halfMonth {
		return stretch{}, false
	}
	n := d.years*12 + d.months + 6*b2i(d.halfYear)
	if n < 1 || n > 1200 {
		return stretch{}, false
	}
	now := firstMonth(c)
	if t.at(i) == '前' || t.at(i) == '上' { // the months before this one
		return stretch{i, j + d.end, now - n, now - 1}, true
	}
	return stretch{i, j + d.end, now - n + 1, now}, true
}

// partOfYear reads 去年, 今年, 2025年, 上半年, 今年一季度.
func partOfYear(t text, i int, c Context) (stretch, bool) {
	now := firstMonth(c)
	year, j := zhYear(t, i, now/12)
	if year == 0 {
		j = i
	}
	if t.at(j) == '的' && year != 0 {
		j++
	}
	of := year
	if of == 0 {
		of = now / 12
	}
	if k := t.any(j, "上半年"); k >= 0 {
		return stretch{i, k, monthCount(of, 1), monthCount(of, 6)}, true
	}
	if k := t.any(j, "下半年"); k >= 0 {
		return stretch{i, k, monthCount(of, 7), monthCount(of, 12)}, true
	}
	if q, k := quarter(t, j); q > 0 {
		return stretch{i, k, monthCount(of, q*3-2), monthCount(of, q*3)}, true
	}
	if m := zhMonth(t, t.skip(j)); year < firstLunarYear || m.end > t.skip(j) || t.any(j, "底", "末", "初") >= 0 {
		return stretch{}, false
	}
	if k := t.any(j, "以来", "至今", "到现在"); k >= 0 || year == now/12 {
		return stretch{i, max(j, k), monthCount(year, 1), max(now, monthCount(year, 1))}, true
	}
	if t.any(j, "全年") >= 0 {
		j += 2
	}
	return stretch{i, j, monthCount(year, 1), monthCount(year, 12)}, true
}

// quarter reads 一季度, 第二季度, q3.
func quarter(t text, i int) (n, end int) {
	if t.at(i) == 'q' && t.at(i+1) >= '1' && t.at(i+1) <= '4' && !isWordly(t.at(i+2)) && !isLatin(t.at(i-1)) {
		return int(t.at(i+1) - '0'), i + 2
	}
	j := i
	if t.at(j) == '第' {
		j++
	}
	n, j = zhSmall(t, j, 4)
	if n == 0 {
		return 0, i
	}
	if k := t.any(j, "季度", "个季度"); k >= 0 {
		return n, k
	}
	return 0, i
}
