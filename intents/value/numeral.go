package value

import "math/big"

// A decimal is a number read from words: n / 10^scale.
type decimal struct {
	n     int64
	scale int
}

// limit keeps what is read far from the ends of int64.
const limit = int64(1) << 50

func (d decimal) String() string {
	if d.scale == 0 {
		return big.NewInt(d.n).String()
	}
	r := new(big.Rat).SetFrac(big.NewInt(d.n), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.scale)), nil))
	s := r.FloatString(d.scale)
	for s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	if s[len(s)-1] == '.' {
		s = s[:len(s)-1]
	}
	return s
}

// times multiplies; ok is false where the result leaves the range.
func (d decimal) times(by int64) (decimal, bool) {
	for by%10 == 0 && d.scale > 0 {
		by, d.scale = by/10, d.scale-1
	}
	if d.n != 0 && by > limit/abs(d.n) {
		return d, false
	}
	return decimal{d.n * by, d.scale}, true
}

// whole gives the number where it has no fraction.
func (d decimal) whole() (int64, bool) {
	for d.scale > 0 && d.n%10 == 0 {
		d.n, d.scale = d.n/10, d.scale-1
	}
	return d.n, d.scale == 0
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

// hanDigit reads the digits of numerals. Unlike spoken it knows no 幺, 洞, 拐 and 勾, which are said only
// where digits are read out one by one.
func hanDigit(r rune) (int64, bool) {
	switch r {
	case '幺', '洞', '拐', '勾', '么':
		return 0, false
	}
	if isDigit(r) {
		return 0, false
	}
	d, ok := spoken(r)
	if r == '俩' {
		return 2, true
	}
	return int64(d - '0'), ok
}

func hanUnit(r rune) int64 {
	switch r {
	case '十', '拾':
		return 10
	case '百', '佰':
		return 100
	case '千', '仟':
		return 1000
	case '万':
		return 10_000
	case '亿':
		return 100_000_000
	}
	return 0
}

// isNumeral tells whether a folded rune can begin a Chinese numeral.
func isNumeral(r rune) bool {
	if _, ok := hanDigit(r); ok {
		return true
	}
	return r == '十' || r == '拾' || r == '廿' || r == '卅' || r == '百' || r == '千' || r == '半'
}

// numeral reads a number at i: Arabic with thousands marks and decimals, Chinese in figures (二〇二六) or
// with units (三百零六, 两千五, 1.5万, 贰佰), and gives the place after it. end is i where there is none.
func numeral(t text, i int) (d decimal, end int) {
	if isDigit(t.at(i)) {
		d, end = arabic(t, i)
		return scaled(t, d, end)
	}
	if !isNumeral(t.at(i)) || t.at(i) == '半' {
		return decimal{}, i
	}
	return hanNumber(t, i)
}

// arabic reads 1234, 1,234.50 and 12.5.
func arabic(t text, i int) (decimal, int) {
	var d decimal
	start := i
	for isDigit(t.at(i)) || t.at(i) == ',' && i > start && thousands(t, start, i) {
		if r := t.at(i); r != ',' {
			if d.n > limit/10 {
				return decimal{}, start
			}
			d.n = d.n*10 + int64(r-'0')
		}
		i++
	}
	if t.at(i) != '.' || !isDigit(t.at(i+1)) {
		return d, i
	}
	for i++; isDigit(t.at(i)); i++ {
		if d.n > limit/10 {
			return decimal{}, start
		}
		d.n, d.scale = d.n*10+int64(t.at(i)-'0'), d.scale+1
	}
	return d, i
}

// thousands tells whether the comma at i parts groups of three: 1,234 but not 3,4.
func thousands(t text, start, i int) bool {
	if i-start > 3 && t.at(i-4) != ',' || isDigit(t.at(i+4)) {
		return false
	}
	return isDigit(t.at(i+1)) && isDigit(t.at(i+2)) && isDigit(t.at(i+3))
}

// scaled reads the units after Arabic figures: 1.5万, 3千, 2百万, and the bare digit of 3千5.
func scaled(t text, d decimal, i int) (decimal, int) {
	last := int64(0)
	for {
		u := hanUnit(t.at(i))
		if u < 100 {
			break
		}
		next, ok := d.times(u)
		if !ok {
			return d, i
		}
		d, last, i = next, u, i+1
	}
	if last == 0 {
		return d, i
	}
	rest, end := arabicTail(t, i)
	if end > i && rest.n < last && d.scale == 0 {
		if end == i+1 {
			rest.n *= last / 10
		}
		return decimal{d.n + rest.n, 0}, end
	}
	return d, i
}

// arabicTail reads what follows a unit: 5 in 3千5, 500 or 5百 in 1万5百.
func arabicTail(t text, i int) (decimal, int) {
	if !isDigit(t.at(i)) {
		return decimal{}, i
	}
	d, end := arabic(t, i)
	if d.scale > 0 {
		return decimal{}, i
	}
	if u := hanUnit(t.at(end)); u >= 10 && u <= 1000 && d.n < 10 {
		return decimal{d.n * u, 0}, end + 1
	}
	return d, end
}

// hanNumber reads a Chinese numeral. Digits without a unit are figures (二〇二六); with units they add up,
// and a last digit after a unit above ten takes the next lower unit (两百五 is 250).
func hanNumber(t text, i int) (decimal, int) {
	start, h := i, hanReader{lastUnit: 1}
	for i < len(t.low) && i-start < 40 && h.take(t.low[i]) {
		i++
	}
	d := decimal{h.value(), 0}
	switch {
	case i == start, d.n > limit || d.n < 0, h.digits > 15:
		return decimal{}, start
	case t.at(i) == '点' && h.total == 0:
		return hanFraction(t, d, i)
	}
	return d, i
}

// hanReader adds a numeral up, character by character.
type hanReader struct {
	total   int64 // of the sections before 亿 and 万
	section int64 // below 万
	digit   int64 // that waits for its unit, or figures so far
	digits  int   // of them
	zero    bool  // one of them was 零: 三百零五 is 305
	units   bool  // there was a unit, so that digits stand alone

	lastUnit int64
}

// take reads one more character, or says that the numeral ended before it.
func (h *hanReader) take(r rune) bool {
	if v, ok := hanDigit(r); ok {
		return h.takeDigit(v)
	}
	if u := tens(r); u > 0 {
		if h.digits > 0 {
			return false
		}
		h.section, h.lastUnit, h.units = h.section+u, 10, true
		return true
	}
	switch u := hanUnit(r); {
	case u == 0:
		return false
	case u >= 10_000:
		return h.takeMyriad(u)
	default:
		return h.takeUnit(u)
	}
}

func (h *hanReader) takeDigit(v int64) bool {
	if h.units && h.digits > 0 && h.digit != 0 || h.digits > 15 {
		return false
	}
	if h.units {
		h.zero, h.digit = h.zero || v == 0, v
	} else {
		h.digit = h.digit*10 + v
	}
	h.digits++
	return true
}

// takeMyriad closes a section by 万 or 亿.
func (h *hanReader) takeMyriad(u int64) bool {
	n := h.section + h.digit
	if u > 10_000 {
		n += h.total
	}
	if n == 0 || n > limit/u || h.total > limit-n*u {
		return false
	}
	if u > 10_000 {
		h.total = 0
	}
	h.total += n * u
	h.section, h.digit, h.digits, h.zero, h.units, h.lastUnit = 0, 0, 0, false, true, u
	return true
}

// takeUnit multiplies the digit before 十, 百 or 千; a bare 十 is ten.
func (h *hanReader) takeUnit(u int64) bool {
	if h.digits > 1 && !h.units {
		return false
	}
	h.section += max(h.digit, 1) * u
	h.digit, h.digits, h.zero, h.units, h.lastUnit = 0, 0, false, true, u
	return true
}

func (h *hanReader) value() int64 {
	d := h.digit
	if h.digits > 0 && h.units && h.lastUnit > 10 && !h.zero {
		d *= h.lastUnit / 10
	}
	return h.total + h.section + d
}

// tens reads 廿 and 卅.
func tens(r rune) int64 {
	switch r {
	case '廿':
		return 20
	case '卅':
		return 30
	}
	return 0
}

// hanFraction reads the digits after 点: 三点五.
func hanFraction(t text, d decimal, i int) (decimal, int) {
	end := i
	for i++; i < len(t.low) && d.scale < 6; i++ {
		v, ok := hanDigit(t.low[i])
		if !ok {
			break
		}
		d.n, d.scale, end = d.n*10+v, d.scale+1, i+1
	}
	if d.scale == 0 {
		return d, end
	}
	if u := hanUnit(t.at(end)); u >= 100 {
		if m, ok := d.times(u); ok {
			return m, end + 1
		}
	}
	return d, end
}
