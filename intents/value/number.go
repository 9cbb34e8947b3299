package value

import (
	"math/big"
	"strconv"
	"strings"
)

// number is a plain number, canonical as a decimal without needless zeros. Params Min and Max bound it; a
// slot with bounds counts something, so its numbers are whole.
type number struct {
	named
	min, max *int64
}

func newNumber(n named) (Kind, error) {
	k := number{named: n}
	var err error
	k.min, k.max, err = n.bounds()
	return k, err
}

// Sort is Number.
func (k number) Sort() Sort { return Number }

// Parse reads the one number that was said.
func (k number) Parse(said string, c Context) (string, error) {
	v, code := oneNumber(newText(said), false)
	if code != "" {
		return "", k.problem(code)
	}
	return valid(v, k.checkAt(v, c))
}

func (k number) checkAt(v string, _ Context) error {
	r, ok := new(big.Rat).SetString(v)
	if !ok || strings.ContainsAny(v, "/eE_xX") {
		return k.problem("unreadable")
	}
	if (k.min != nil || k.max != nil) && !r.IsInt() {
		return k.problem("whole")
	}
	if outside(r, k.min, k.max) {
		return k.problem("range", boundArgs(k.min, k.max)...)
	}
	return k.check(v)
}

func outside(r *big.Rat, lo, hi *int64) bool {
	return lo != nil && r.Cmp(new(big.Rat).SetInt64(*lo)) < 0 || hi != nil && r.Cmp(new(big.Rat).SetInt64(*hi)) > 0
}

func boundArgs(lo, hi *int64) []string {
	var args []string
	if lo != nil {
		args = append(args, "min", strconv.FormatInt(*lo, 10))
	}
	if hi != nil {
		args = append(args, "max", strconv.FormatInt(*hi, 10))
	}
	return args
}

// oneNumber reads the one number of a text, or a problem code. percent takes 30% and 百分之三十 for 30.
func oneNumber(t text, percent bool) (v, code string) {
	for i := 0; i < len(t.low); {
		q, ok := quantity{}, false
		if percent {
			q, ok = percentAt(t, i)
		}
		if !ok {
			if q, ok = numberAt(t, i); !ok {
				i++
				continue
			}
			if i > 0 && t.low[i] == '-' && q.d.n < 0 && isHan(t.at(i-1)) {
				q.d.n = -q.d.n // a dash after words is no sign
			}
		}
		if s := q.d.String(); v != "" && v != s {
			return "", "several"
		} else if v = s; q.end == i {
			return "", "unreadable"
		}
		i = q.end
	}
	if v == "" {
		return "", "unreadable"
	}
	return v, ""
}

// Format writes the number.
func (k number) Format(v, lang string) string { return v }

// Mask is Format: a number identifies nobody.
func (k number) Mask(v, lang string) string { return v }

// percent is a number of hundredths, canonical without the sign: 30% is "30".
type percent struct{ number }

func newPercent(n named) (Kind, error) {
	k := percent{number{named: n}}
	var err error
	k.min, k.max, err = n.bounds()
	return k, err
}

// Parse reads 30%, 百分之三十, 三成, 30 percent, or a bare number.
func (k percent) Parse(said string, c Context) (string, error) {
	v, code := oneNumber(newText(said), true)
	if code != "" {
		return "", k.problem(code)
	}
	return valid(v, k.checkAt(v, c))
}

func (k percent) checkAt(v string, _ Context) error {
	r, ok := new(big.Rat).SetString(v)
	if !ok || strings.ContainsAny(v, "/eE_xX") {
		return k.problem("unreadable")
	}
	if outside(r, k.min, k.max) {
		return k.problem("range", boundArgs(k.min, k.max)...)
	}
	return k.check(v)
}

// Format writes 30%.
func (k percent) Format(v, lang string) string { return v + "%" }

// Mask is Format.
func (k percent) Mask(v, lang string) string { return k.Format(v, lang) }

// percentAt reads a percentage with its sign or words.
func percentAt(t text, i int) (quantity, bool) {
	if j := t.any(i, "百分之", "百分"); j >= 0 {
		if d, end := numeral(t, j); end > j {
			return quantity{i, end, d, true}, true
		}
		return quantity{}, false
	}
	q, ok := numberAt(t, i)
	if !ok {
		return q, false
	}
	j := t.skip(q.end)
	if end := t.any(j, "%", "percent", "per cent", "个百分点", "趴"); end >= 0 {
		q.end, q.unit = end, true
		return q, true
	}
	if t.at(q.end) == '成' && q.d.n > 0 && q.d.n <= 10 && q.d.scale == 0 && isNumeral(t.at(i)) {
		q.d.n, q.end, q.unit = q.d.n*10, q.end+1, true
		if t.at(q.end) == '半' {
			q.d.n, q.end = q.d.n+5, q.end+1
		}
		return q, true
	}
	return quantity{}, false
}

// ordinalAt reads 第三, 第250.
func ordinalAt(t text, i int) (quantity, bool) {
	if t.at(i) != '第' {
		return quantity{}, false
	}
	d, end := numeral(t, i+1)
	if end == i+1 || d.scale > 0 {
		return quantity{}, false
	}
	return quantity{i, end, d, true}, true
}
