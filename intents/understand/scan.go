package understand

// A tokenKind says what a token is made of.
type tokenKind uint8

const (
	latinToken tokenKind = iota
	digitToken
	hanToken
)

// A token is a run of characters of one kind; gap says that punctuation stood before it.
type token struct {
	kind       tokenKind
	start, end int // in the folded text
	gap        bool
}

// scan appends the tokens of a folded text. An apostrophe inside a word belongs to it.
func scan(tokens []token, text []rune) []token {
	gap := true
	for i := 0; i < len(text); {
		kind, ok := kindOf(text[i])
		if !ok {
			gap = gap || text[i] != ' '
			i++
			continue
		}
		end := i + 1
		for end < len(text) && continues(text, end, kind) {
			end++
		}
		tokens = append(tokens, token{kind: kind, start: i, end: end, gap: gap})
		i, gap = end, false
	}
	return tokens
}

func kindOf(r rune) (tokenKind, bool) {
	switch {
	case isDigit(r):
		return digitToken, true
	case isHan(r):
		return hanToken, true
	case isLetter(r):
		return latinToken, true
	}
	return 0, false
}

// continues reports whether text[i] goes on with a token of the kind.
func continues(text []rune, i int, kind tokenKind) bool {
	if k, ok := kindOf(text[i]); ok {
		return k == kind
	}
	return kind == latinToken && text[i] == '\'' && i+1 < len(text) && isLetter(text[i+1])
}
