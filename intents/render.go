package intents

import "strings"

// Render writes the text in a language with each {path} replaced by what lookup has for it, and by nothing where
// it has nothing. What is put in is never looked at again.
func (t Text) Render(lang string, lookup func(path string) (string, bool)) string {
	text := t.In(lang)
	if strings.IndexByte(text, '{') < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + 32)
	for rest := text; rest != ""; {
		open := strings.IndexByte(rest, '{')
		if open < 0 {
			b.WriteString(rest)
			break
		}
		end := strings.IndexByte(rest[open:], '}')
		if end < 0 {
			b.WriteString(rest)
			break
		}
		b.WriteString(rest[:open])
		if v, ok := lookup(rest[open+1 : open+end]); ok {
			b.WriteString(v)
		}
		rest = rest[open+end+1:]
	}
	return b.String()
}

// place is a {path} within a text, or a brace that belongs to none.
type place struct {
	path string
	at   int // code points
	bad  bool
}

// places lists the {paths} of a text in one language.
func places(s string) []place {
	var found []place
	open, at := -1, 0
	runes := []rune(s)
	for k, r := range runes {
		switch {
		case r == '{' && open >= 0, r == '}' && open < 0:
			return append(found, place{at: k, bad: true})
		case r == '{':
			open, at = k, k
		case r == '}':
			path := string(runes[open+1 : k])
			found = append(found, place{path: path, at: at, bad: path == "" || strings.ContainsAny(path, " \n")})
			open = -1
		}
	}
	if open >= 0 {
		found = append(found, place{at: open, bad: true})
	}
	return found
}
