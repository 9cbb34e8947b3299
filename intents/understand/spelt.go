package understand

// Some write Chinese in Latin letters: "chaxun shebao". Where all words of a message can be read so, they are heard as
// the characters they stand for would be.

// longestSyllable is the number of letters in "zhuang", longestSpelt how many letters in a row are read as syllables.
const (
	longestSyllable = 6
	longestSpelt    = 40
)

// spell appends the sounds of a word of pinyin to sounds, as few as it can be cut into; ok is false for any other word.
func (t *hanTable) spell(sounds []uint16, word []rune) (all []uint16, ok bool) {
	for start, i := 0, 0; i <= len(word); i++ {
		if i < len(word) && word[i] != '\'' {
			continue
		}
		if sounds, ok = t.syllables(sounds, word[start:i]); !ok {
			return sounds, false
		}
		start = i + 1
	}
	return sounds, true
}

// syllables cuts letters without an apostrophe. Of two ways with as few syllables it takes the one whose first is longer.
func (t *hanTable) syllables(sounds []uint16, letters []rune) ([]uint16, bool) {
	n := len(letters)
	if n == 0 || n > longestSpelt {
		return sounds, false
	}
	var text [longestSpelt]byte
	for i, r := range letters {
		if r < 'a' || r > 'z' {
			return sounds, false
		}
		text[i] = byte(r)
	}
	var fewest, first [longestSpelt + 1]int // from each letter on; 0 syllables: not possible
	for from := n - 1; from >= 0; from-- {
		for length := min(longestSyllable, n-from); length > 0; length-- {
			rest := fewest[from+length]
			if from+length < n && rest == 0 || fewest[from] > 0 && fewest[from] <= rest+1 || t.spelt[string(text[from:from+length])] == 0 {
				continue
			}
			fewest[from], first[from] = rest+1, length
		}
	}
	if fewest[0] == 0 {
		return sounds, false
	}
	for from := 0; from < n; from += first[from] {
		sounds = append(sounds, t.spelt[string(text[from:from+first[from]])])
	}
	return sounds, true
}
