package understand

// Language tells in which language a text clearly is: "zh", "en", or "" where it shows none. Words that
// Chinese writers use as they are ("ok", "app") and words with digits in them (plates, numbers) show none.
func Language(text string) string {
	folded := fold(nil, text)
	tokens := scan(nil, folded)
	signs, words := 0, 0
	for i, t := range tokens {
		switch length := t.end - t.start; {
		case t.kind == hanToken && !(length == 1 && i+1 < len(tokens) && tokens[i+1].start == t.end && touchesDigit(tokens, i+1)):
			signs += length // but not the one before a plate
		case t.kind == latinToken && length > 1 && !touchesDigit(tokens, i) && !borrowed[string(folded[t.start:t.end])]:
			words++
		}
	}
	switch {
	case signs > 0 && signs >= 2*words: // a word of Chinese is about two signs
		return "zh"
	case words > 0:
		return "en"
	}
	return ""
}

// touchesDigit reports whether digits stand right beside token i, as in "A12345".
func touchesDigit(tokens []token, i int) bool {
	before := i > 0 && tokens[i-1].kind == digitToken && tokens[i-1].end == tokens[i].start
	return before || i+1 < len(tokens) && tokens[i+1].kind == digitToken && tokens[i+1].start == tokens[i].end
}

var borrowed = map[string]bool{
	"ok": true, "okay": true, "hi": true, "bye": true, "app": true, "pdf": true, "vip": true, "id": true,
	"qq": true, "wifi": true, "etc": true, "pos": true, "atm": true, "no": true, "ems": true,
}
