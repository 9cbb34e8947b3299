package understand

import (
	"unicode"

	"github.com/banshi-bot/banshi/intents/value"
)

// foldRune brings one character to the form the recogniser reads: half width, lower case, simplified.
// It is 0 for characters that nobody sees.
func foldRune(r rune) rune {
	switch {
	case r < 0x80:
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		if r < 0x20 && r != '\n' && r != '\t' || r == 0x7f {
			return 0
		}
		return r
	case isHan(r):
		return value.Simplified(r)
	case r >= 0xff01 && r <= 0xff5e:
		return foldRune(r - 0xff01 + '!')
	}
	return foldRare(r)
}

// foldRare folds what is neither ASCII nor Han nor full-width ASCII.
func foldRare(r rune) rune {
	switch {
	case r >= 0x2460 && r <= 0x2468: // ① to ⑨
		return r - 0x2460 + '1'
	case r == 0x3000 || r == 0xa0 || r == 0x2028 || r == 0x2029:
		return ' '
	case r == '’' || r == '‘' || r == '´':
		return '\''
	case r == '“' || r == '”':
		return '"'
	case r >= 0xfe00 && r <= 0xfe0f, unicode.Is(unicode.Cf, r), unicode.IsControl(r), unicode.Is(unicode.Mn, r):
		return 0
	}
	return unicode.ToLower(r)
}

// fold appends text in the one form the recogniser reads to buf. It drops invisible characters, so
// places in the result are not places in text.
func fold(buf []rune, text string) []rune {
	for _, r := range text {
		if f := foldRune(r); f != 0 {
			buf = append(buf, f)
		}
	}
	return buf
}

func isHan(r rune) bool {
	return r >= 0x4e00 && r <= 0x9fff || r >= 0x3400 && r <= 0x4dbf || r >= 0x20000 && r <= 0x323af ||
		r >= 0xf900 && r <= 0xfaff || r == '〇'
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func isLetter(r rune) bool {
	if r < 0x80 {
		return 'a' <= r && r <= 'z'
	}
	return unicode.IsLetter(r) && !isHan(r)
}
