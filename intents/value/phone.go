package value

import "strings"

// newMobile makes a mainland mobile number, eleven digits without the country code.
func newMobile(n named) (Kind, error) {
	return mobile{code{named: n, shape: mobileShape, head: 3, tail: 4, groups: []int{3, 4}}}, nil
}

type mobile struct{ code }

func mobileShape(s string) (string, bool) {
	if len(s) == 15 {
		s = strings.TrimPrefix(s, "00")
	}
	if len(s) == 13 {
		s = strings.TrimPrefix(s, "86")
	}
	return s, len(s) == 11 && s[0] == '1' && s[1] >= '3' && allDigits(s)
}

// phone is a mobile number or a landline with its area code, canonical 0571-87654321.
type phone struct{ code }

func newPhone(n named) (Kind, error) {
	return phone{code{named: n, shape: phoneShape, head: 3, tail: 4}}, nil
}

// Parse names the missing area code where seven or eight digits stand alone.
func (k phone) Parse(said string, c Context) (string, error) {
	v, err := k.code.Parse(said, c)
	if err == nil {
		return v, nil
	}
	t := newText(said)
	if s, n := digitsNear(t, atoms(t)); (n == 7 || n == 8) && allDigits(s) && s[0] != '0' && s[0] != '1' {
		return "", k.problem("area")
	}
	return "", err
}

// Format writes a mobile number in groups; a landline has its own hyphen.
func (k phone) Format(v, lang string) string {
	if strings.Contains(v, "-") {
		return v
	}
	return grouped(v, []int{3, 4})
}

// Mask leaves the area code or the first three digits, and the last four.
func (k phone) Mask(v, lang string) string {
	if area, number, ok := strings.Cut(v, "-"); ok {
		return area + "-" + dotted(number, 0, 4)
	}
	return dotted(v, 3, 4)
}

func phoneShape(s string) (string, bool) {
	if v, ok := mobileShape(s); ok {
		return v, true
	}
	return landlineShape(s)
}

// landlineShape splits the area code off: 010 and 02x have three digits, all others four.
func landlineShape(s string) (string, bool) {
	if strings.HasPrefix(s, "86") && len(s) >= 12 {
		s = "0" + s[2:]
	}
	if len(s) < 10 || len(s) > 12 || s[0] != '0' || !allDigits(s) || s[1] == '0' {
		return "", false
	}
	area := 4
	if s[1] == '1' || s[1] == '2' {
		area = 3
	}
	number := s[area:]
	return s[:area] + "-" + number, (len(number) == 7 || len(number) == 8) && number[0] > '1'
}
