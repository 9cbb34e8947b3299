package value

import (
	"strconv"
	"strings"
	"time"
)

var idProblems = []string{"length", "check", "province", "birth", "future", "several", "unreadable"}

// idNumber is the number that names a person: the resident ID (GB 11643), the residence permits of Hong
// Kong, Macao and Taiwan people (81, 82, 83) and of foreigners (9…), the foreigners' older card, and the
// home-return permit.
type idNumber struct{ code }

func newIDNumber(n named) (Kind, error) {
	k := idNumber{code{named: n, shape: idShape, judge: judgeID, head: 3, tail: 2, groups: []int{6, 8}}}
	return k, nil
}

// Parse also reads the eight digits of a Taiwan resident's permit where the words say that it is one.
func (k idNumber) Parse(said string, c Context) (string, error) {
	t := newText(said)
	if strings.Contains(string(t.low), "台胞证") || strings.Contains(string(t.low), "台湾居民") || isTaiwanPermit(said) {
		if v := distinct(codes(t, atoms(t), lightMarks, taiwanShape)); len(v) == 1 {
			return k.pass(v[0])
		}
	}
	return k.code.Parse(said, c)
}

func isTaiwanPermit(said string) bool {
	return len(said) == 10 && said[:2] == "TW" && allDigits(said[2:])
}

// taiwanShape makes the canonical form TW12345678, so that the eight digits are not taken for a date.
func taiwanShape(s string) (string, bool) {
	s = strings.TrimPrefix(s, "TW")
	return "TW" + s, len(s) == 8 && allDigits(s)
}

// Format writes a resident ID in its three groups and other numbers whole.
func (k idNumber) Format(v, lang string) string {
	if len(v) == 18 {
		return grouped(v, k.groups)
	}
	return strings.TrimPrefix(v, "TW")
}

// Fields are the parts an ID tells of its holder.
func (k idNumber) Fields() map[string]Sort {
	return map[string]Sort{"born": Date, "sex": Text, "age": Number, "region": Text}
}

// Field reads a part of an ID of 18 digits; other numbers have none.
func (k idNumber) Field(v, name string, c Context) (string, Sort, bool) {
	if len(v) != 18 {
		return "", Text, false
	}
	switch name {
	case "born":
		return v[6:10] + "-" + v[10:12] + "-" + v[12:14], Date, true
	case "sex":
		if (v[16]-'0')%2 == 1 {
			return "male", Text, true
		}
		return "female", Text, true
	case "age":
		return age(v[6:14], c), Number, true
	case "region":
		return v[:6], Text, v[0] != '9'
	}
	return "", Text, false
}

// age counts full years from a birth day written 20060102 to the context's day.
func age(born string, c Context) string {
	b, _ := time.Parse("20060102", born)
	now := c.day().time()
	years := now.Year() - b.Year()
	if now.Month() < b.Month() || now.Month() == b.Month() && now.Day() < b.Day() {
		years--
	}
	return strconv.Itoa(years)
}

// idShape admits what is written like an ID; a card of 15 digits gets its century and check digit.
func idShape(s string) (string, bool) {
	switch {
	case len(s) == 18 && allDigits(s[:17]) && (isDigit(rune(s[17])) || s[17] == 'X'):
		return s, true
	case len(s) == 15 && allDigits(s):
		s = s[:6] + "19" + s[6:]
		return s + string(idCheckDigit(s)), true
	case len(s) == 15 && letters(s[:3]) && allDigits(s[3:]):
		return s, true
	case (len(s) == 9 || len(s) == 11) && (s[0] == 'H' || s[0] == 'M') && allDigits(s[1:]):
		return s, true
	}
	return "", false
}

func letters(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < 'A' || r > 'Z' }) < 0
}

// judgeID finds what is wrong with an ID: the check digit last, because a wrong province or birth day
// tells the citizen more about where to look.
func judgeID(v string, c Context) string {
	if len(v) != 18 {
		return ""
	}
	if v[0] != '9' && !provinceCode(v[:2]) {
		return "province"
	}
	born, err := time.Parse("20060102", v[6:14])
	if err != nil || born.Year() < 1850 {
		return "birth"
	}
	if c.At != 0 && born.After(c.day().time()) {
		return "future"
	}
	if idCheckDigit(v[:17]) != v[17] {
		return "check"
	}
	return ""
}

// idCheckDigit computes the last character of an ID from the first 17 (ISO 7064 MOD 11-2).
func idCheckDigit(s string) byte {
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += w * int(s[i]-'0')
	}
	return "10X98765432"[sum%11]
}

// provinceCode admits the two digits that begin an ID. Counties are not looked up: IDs keep those that
// were abolished.
func provinceCode(s string) bool {
	switch s[0] {
	case '1':
		return s[1] >= '1' && s[1] <= '5'
	case '2':
		return s[1] >= '1' && s[1] <= '3'
	case '3':
		return s[1] >= '1' && s[1] <= '7'
	case '4':
		return s[1] >= '1' && s[1] <= '6'
	case '5':
		return s[1] >= '0' && s[1] <= '4'
	case '6':
		return s[1] >= '1' && s[1] <= '5'
	case '7':
		return s[1] == '1'
	case '8':
		return s[1] >= '1' && s[1] <= '3'
	}
	return false
}
