package value

import "strings"

var codeProblems = []string{"length", "several", "unreadable"}

// newPenalty makes the number of a penalty decision: 16 digits, or 15 where the officer left out the
// last. No check digit is known, so none is held against it.
func newPenalty(n named) (Kind, error) {
	return code{named: n, shape: penaltyShape, head: 4, tail: 4}, nil
}

func penaltyShape(s string) (string, bool) {
	return s, (len(s) == 15 || len(s) == 16) && allDigits(s)
}

// newPermit makes the permit to Hong Kong and Macao: C and 8 digits, or C, a letter and 7 digits. The old
// booklet W and 8 digits is recognised and named obsolete.
func newPermit(n named) (Kind, error) {
	return code{named: n, shape: permitShape, judge: judgePermit, head: 2, tail: 2}, nil
}

func permitShape(s string) (string, bool) {
	if len(s) != 9 || s[0] != 'C' && s[0] != 'W' || !allDigits(s[2:]) {
		return "", false
	}
	return s, isDigit(rune(s[1])) || s[0] == 'C' && s[1] >= 'A' && s[1] <= 'Z'
}

func judgePermit(v string, _ Context) string {
	if v[0] == 'W' {
		return "obsolete"
	}
	return ""
}

// newPassport makes the passports of the mainland (E, EA…, G, 14, 15, D, S, P), Hong Kong (K, H) and
// Macao (MA).
func newPassport(n named) (Kind, error) {
	return code{named: n, shape: passportShape, head: 2, tail: 2}, nil
}

func passportShape(s string) (string, bool) {
	if len(s) != 9 {
		return "", false
	}
	rest := s[2:]
	switch s[0] {
	case 'E':
		return s, allDigits(rest) && s[1] != 'I' && s[1] != 'O'
	case 'G', 'D', 'S', 'P', 'K', 'H':
		return s, allDigits(s[1:]) || allDigits(rest) && strings.ContainsRune("DSPKHEJ", rune(s[1]))
	case 'M':
		return s, s[1] == 'A' && allDigits(rest)
	case '1':
		return s, (s[1] == '4' || s[1] == '5') && allDigits(rest)
	}
	return "", false
}

// newBankCard makes a bank card: 16 to 19 digits that pass Luhn.
func newBankCard(n named) (Kind, error) {
	return code{named: n, shape: cardShape, judge: judgeCard, head: 4, tail: 4, groups: []int{4, 4, 4, 4}}, nil
}

func cardShape(s string) (string, bool) {
	return s, len(s) >= 16 && len(s) <= 19 && s[0] != '0' && allDigits(s)
}

func judgeCard(v string, _ Context) string {
	if !luhn(v) {
		return "check"
	}
	return ""
}

func luhn(s string) bool {
	sum := 0
	for i := 0; i < len(s); i++ {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// newUSCC makes the unified social credit code of GB 32100. Some genuine early codes fail its check, so
// Parse does not hold the check against them; Find tells it in Valid. It names no natural person and is
// not masked.
func newUSCC(n named) (Kind, error) {
	return code{named: n, shape: usccShape, judge: judgeUSCC}, nil
}

const usccLetters = "0123456789ABCDEFGHJKLMNPQRTUWXY"

func usccShape(s string) (string, bool) {
	if len(s) != 18 || !strings.ContainsRune("123456789AEINY", rune(s[0])) {
		return "", false
	}
	digits := 0
	for i := 0; i < len(s); i++ {
		if isDigit(rune(s[i])) {
			digits++
		}
	}
	return s, digits >= 9 && allDigits(s[2:8])
}

func judgeUSCC(v string, _ Context) string {
	if strings.ContainsAny(v, "IOSVZ") {
		return "letters"
	}
	return ""
}

// usccChecks tells whether the last character is the one the others ask for.
func usccChecks(v string) bool {
	sum, weight := 0, 1
	for i := 0; i < 17; i++ {
		at := strings.IndexByte(usccLetters, v[i])
		if at < 0 {
			return false
		}
		sum += at * weight
		weight = weight * 3 % 31
	}
	return v[17] == usccLetters[(31-sum%31)%31]
}
