package value

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

var numberProblems = []string{"range", "several", "unreadable"}

// A quantity is a number with its place; unit tells whether a word said what it is of.
type quantity struct {
	start, end int
	d          decimal
	unit       bool
}

// amount is money in fen, canonical as a decimal string. A bare number in an answer is yuan, so Parse of a
// canonical amount is not that amount: use Check where a value is already canonical.
type amount struct {
	named
	min, max *int64
}

func newAmount(n named) (Kind, error) {
	k := amount{named: n}
	var err error
	k.min, k.max, err = n.bounds()
	return k, err
}

// bounds reads Params Min and Max as whole numbers.
func (n named) bounds() (lo, hi *int64, err error) {
	for _, b := range []struct {
		s  string
		to **int64
	}{{n.params.Min, &lo}, {n.params.Max, &hi}} {
		if b.s == "" {
			continue
		}
		v, err := strconv.ParseInt(b.s, 10, 64)
		if err != nil {
			return nil, nil, fmt.Errorf("bound %q: not a whole number", b.s)
		}
		*b.to = &v
	}
	if lo != nil && hi != nil && *lo > *hi {
		return nil, nil, fmt.Errorf("min %d above max %d", *lo, *hi)
	}
	return lo, hi, nil
}

// Sort is Number.
func (k amount) Sort() Sort { return Number }

// Parse reads the one amount that was said.
func (k amount) Parse(said string, c Context) (string, error) {
	found := amountsIn(newText(said))
	if len(found) == 0 {
		return "", k.problem("unreadable")
	}
	fen, ok := found[0].fen()
	for _, q := range found[1:] {
		if other, _ := q.fen(); other != fen {
			return "", k.problem("several")
		}
	}
	if !ok {
		return "", k.outside()
	}
	v := strconv.FormatInt(fen, 10)
	return valid(v, k.checkAt(v, c))
}

// fen turns yuan into fen; ok is false for more than two decimals.
func (q quantity) fen() (int64, bool) {
	d, ok := q.d.times(100)
	if !ok {
		return 0, false
	}
	return d.whole()
}

func (k amount) checkAt(v string, _ Context) error {
	fen, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return k.problem("unreadable")
	}
	if fen < 0 || k.min != nil && fen < *k.min || k.max != nil && fen > *k.max {
		return k.outside()
	}
	return k.check(v)
}

func (k amount) outside() error {
	var args []string
	if k.min != nil {
		args = append(args, "min", yuan(*k.min))
	}
	if k.max != nil {
		args = append(args, "max", yuan(*k.max))
	}
	return k.problem("range", args...)
}

func yuan(fen int64) string {
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	return fmt.Sprintf("%s%d.%02d", sign, fen/100, fen%100)
}

// Format writes 200.00 元 or 200.00 yuan.
func (k amount) Format(v, lang string) string {
	fen, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return v
	}
	if lang == "en" {
		return yuan(fen) + " yuan"
	}
	return yuan(fen) + " 元"
}

// Mask is Format: an amount identifies nobody.
func (k amount) Mask(v, lang string) string { return k.Format(v, lang) }

// amountsIn finds the amounts of an answer: those with a unit, else the numbers without one.
func amountsIn(t text) []quantity {
	var with, without []quantity
	for i := 0; i < len(t.low); {
		if q, ok := amountAt(t, i); ok {
			with = append(with, q)
			i = q.end
			continue
		}
		q, ok := numberAt(t, i)
		if !ok {
			i++
			continue
		}
		if !q.unit && isHan(t.at(q.end)) && strings.ContainsRune("月日号年点个岁时天期次笔%", t.at(q.end)) {
			i = q.end
			continue
		}
		without = append(without, q)
		i = q.end
	}
	if len(with) > 0 {
		return with
	}
	return without
}

var currencyBefore = []string{"¥", "人民币", "rmb", "cny"}

// amountAt reads an amount with its unit: 200元, ¥1,234.50, 三百零六块五, 两万块, 5毛, 200 yuan.
func amountAt(t text, i int) (quantity, bool) {
	start := i
	before := t.any(i, currencyBefore...)
	if before >= 0 {
		i = t.skip(before)
	}
	d, end := sayNumber(t, i)
	if end == i || before < 0 && glued(t, i) {
		return quantity{}, false
	}
	q := quantity{start, end, d, true}
	j := t.skip(end)
	switch unit := t.any(j, "元", "块", "圆", "yuan", "rmb", "cny", "kuai", "人民币"); {
	case unit >= 0 && !isLatin(t.at(unit)):
		q.end = q.small(t, unit)
		return q, true
	case before >= 0:
		return q, true
	}
	return q.underYuan(t, j)
}

// glued tells whether a number at i is the rest of something longer.
func glued(t text, i int) bool {
	p := t.at(i - 1)
	return isWordly(p) && (isDigit(t.at(i)) || isLatin(t.at(i))) || p == '.' && isDigit(t.at(i-2)) ||
		isNumeral(p) && isNumeral(t.at(i)) || p == '第'
}

// small reads the part below a yuan: 三块五, 20元5角3分, 100元整.
func (q *quantity) small(t text, i int) int {
	if j := t.any(i, "钱", "整", "正"); j >= 0 {
		if k := t.any(j, "整", "正"); k >= 0 {
			return k
		}
		return j
	}
	end, tens, named := i, int64(10), true
	for n := 0; n < 2; n++ {
		v, ok := oneDigit(t, end)
		if !ok {
			break
		}
		j := end + 1
		if u := t.any(j, "角", "毛"); u >= 0 {
			tens, j, named = 10, u, true
		} else if u := t.any(j, "分"); u >= 0 {
			tens, j = 1, u
		} else if !named || isDigit(t.at(j)) || isHan(t.at(j)) && !strings.ContainsRune("的了吧呢啊呀整正钱", t.at(j)) {
			break
		} else {
			named = false
		}
		q.addFen(v * tens)
		end, tens = j, 1
	}
	if j := t.any(end, "整", "正", "钱"); j >= 0 {
		return j
	}
	return end
}

func oneDigit(t text, i int) (int64, bool) {
	if isDigit(t.at(i)) {
		return int64(t.at(i) - '0'), true
	}
	return hanDigit(t.at(i))
}

func (q *quantity) addFen(fen int64) {
	if d, ok := q.d.times(100); ok && d.scale == 0 {
		q.d = decimal{d.n + fen, 2}
	}
}

// underYuan reads 5毛, 8角5分, 50分.
func (q quantity) underYuan(t text, i int) (quantity, bool) {
	if u := t.any(i, "毛", "角"); u >= 0 && q.d.scale == 0 {
		q.d, q.end = decimal{q.d.n, 1}, u
		if v, ok := oneDigit(t, u); ok && t.at(u+1) == '分' {
			q.addFen(v)
			q.end = u + 2
		}
		if t.at(q.end) == '钱' {
			q.end++
		}
		return q, true
	}
	if t.has(i, "分钱") && q.d.scale == 0 {
		q.d, q.end = decimal{q.d.n, 2}, i+utf8.RuneCountInString("分钱")
		return q, true
	}
	return q, false
}

// sayNumber reads a numeral in Chinese or English; end is i where there is none.
func sayNumber(t text, i int) (decimal, int) {
	if d, end := numeral(t, i); end > i {
		return englishScale(t, d, end)
	}
	if isLatin(t.at(i)) {
		return englishNumber(t, i)
	}
	return decimal{}, i
}

// numberAt reads a number that is no part of something longer.
func numberAt(t text, i int) (quantity, bool) {
	sign, start := int64(1), i
	if j := t.any(i, "负", "-"); j >= 0 && (i == 0 || !isWordly(t.at(i-1))) {
		sign, i = -1, j
	}
	d, end := sayNumber(t, i)
	if end == i || glued(t, i) || isLatin(t.at(end)) {
		return quantity{}, false
	}
	d.n *= sign
	return quantity{start, end, d, false}, true
}
