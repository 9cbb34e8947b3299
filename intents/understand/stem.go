package understand

// stemHash is the hash of a Latin word without its commonest English endings, so that "paying", "paid my
// fines" and "pay a fine" share words. It is light on purpose: the character n-grams do the rest.
func stemHash(word []rune) uint64 {
	h := uint64(start)
	for _, r := range word[:stemLength(word)] {
		if r != '\'' {
			h = join(h, uint64(r))
		}
	}
	return h
}

// stemLength tells how much of a word stays after its ending is taken off.
func stemLength(w []rune) int {
	n := len(w)
	switch {
	case hasSuffix(w, "'s"):
		return n - 2
	case n > 5 && hasSuffix(w, "ing"):
		return undouble(w[:n-3])
	case n > 4 && hasSuffix(w, "ies"):
		return n - 2
	case n > 4 && hasSuffix(w, "ied"):
		return n - 2
	case n > 4 && hasSuffix(w, "ed"):
		return undouble(w[:n-2])
	case n > 4 && (hasSuffix(w, "sses") || hasSuffix(w, "shes") || hasSuffix(w, "ches") || hasSuffix(w, "xes")):
		return n - 2
	case n > 3 && hasSuffix(w, "s") && !hasSuffix(w, "ss") && !hasSuffix(w, "us") && !hasSuffix(w, "is"):
		return n - 1
	}
	return n
}

// undouble drops one of two equal consonants at the end, as in "stopp".
func undouble(w []rune) int {
	n := len(w)
	if n > 3 && w[n-1] == w[n-2] && w[n-1] != 'l' && w[n-1] != 's' && w[n-1] != 'e' {
		return n - 1
	}
	return n
}

func hasSuffix(w []rune, suffix string) bool {
	if len(w) < len(suffix) {
		return false
	}
	for i := range len(suffix) {
		if w[len(w)-len(suffix)+i] != rune(suffix[i]) {
			return false
		}
	}
	return true
}
