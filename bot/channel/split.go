package channel

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Split cuts a text into pieces of at most limit bytes, which must be 16 or more: between lines, else behind a
// sentence, else between words, else between characters, and not inside an address or number that fits into a
// piece. What is not UTF-8 becomes U+FFFD; nothing but white space at a cut is lost.
func Split(text string, limit int) []string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	var pieces []string
	for len(text) > limit {
		cut := cutAt(text, limit)
		if piece := strings.TrimRightFunc(text[:cut], unicode.IsSpace); piece != "" {
			pieces = append(pieces, piece)
		}
		text = strings.TrimLeftFunc(text[cut:], unicode.IsSpace)
	}
	if text != "" {
		pieces = append(pieces, text)
	}
	return pieces
}

// cutAt is where the first piece of a text ends: as late as it may, but at the best place of its second half.
func cutAt(text string, limit int) int {
	end := limit
	for !utf8.RuneStart(text[end]) {
		end--
	}
	head := text[:end]
	for _, better := range []func(rune) bool{lineEnd, sentenceEnd, unicode.IsSpace, wide} {
		if i := strings.LastIndexFunc(head, better); i > limit/2 {
			_, size := utf8.DecodeRuneInString(head[i:])
			return i + size
		}
	}
	if i := strings.LastIndexFunc(head, func(r rune) bool { return unicode.IsSpace(r) || wide(r) }); i >= 0 {
		_, size := utf8.DecodeRuneInString(head[i:])
		return i + size
	}
	return end
}

func lineEnd(r rune) bool { return r == '\n' }

func sentenceEnd(r rune) bool { return strings.ContainsRune("。！？；…", r) }

// wide are the characters a text may be cut behind, Han above all: addresses and numbers have none.
func wide(r rune) bool { return r > unicode.MaxASCII }
