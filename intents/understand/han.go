package understand

import (
	"strings"
	"sync"

	"github.com/mozillazg/go-pinyin"

	"github.com/banshi-bot/banshi/intents/value"
)

// The Han characters of the basic plane, those that the table covers.
const (
	hanFirst = 0x3400
	hanLast  = 0x9fff
)

// A hanTable knows of each Han character the sound of its first reading.
type hanTable struct {
	syllable [hanLast - hanFirst + 1]uint16 // 0: unknown; tones do not count
	spelt    map[string]uint16              // the sounds by their letters
}

var han = sync.OnceValue(func() *hanTable {
	t := new(hanTable)
	t.spelt = make(map[string]uint16, 500)
	for r, sounds := range pinyin.PinyinDict {
		if hanFirst <= r && r <= hanLast {
			first, _, _ := strings.Cut(sounds, ",")
			letters := toneless.Replace(first)
			t.syllable[r-hanFirst] = soundOf(letters)
			if strings.ContainsAny(letters, "aeiouv") { // a hum is no syllable of pinyin
				t.spelt[letters] = soundOf(letters)
			}
		}
	}
	return t
})

// simplified writes a text with simplified characters, one for one.
func simplified(text string) string { return strings.Map(value.Simplified, text) }

// sound returns a number for how a Han character sounds, the same for homophones; 0 where it is not known.
func (t *hanTable) sound(r rune) uint16 {
	if r < hanFirst || r > hanLast {
		return 0
	}
	return t.syllable[r-hanFirst]
}

var toneless = strings.NewReplacer(
	"ā", "a", "á", "a", "ǎ", "a", "à", "a", "ē", "e", "é", "e", "ě", "e", "è", "e", "ế", "e", "ề", "e",
	"ī", "i", "í", "i", "ǐ", "i", "ì", "i", "ō", "o", "ó", "o", "ǒ", "o", "ò", "o",
	"ū", "u", "ú", "u", "ǔ", "u", "ù", "u", "ǖ", "v", "ǘ", "v", "ǚ", "v", "ǜ", "v", "ü", "v",
	"ń", "n", "ň", "n", "ǹ", "n", "ḿ", "m",
)

// soundOf packs the letters of a syllable without its tone into a number.
func soundOf(letters string) uint16 {
	h := uint32(2166136261)
	for _, c := range []byte(letters) {
		h = (h ^ uint32(c)) * 16777619
	}
	return uint16(h^h>>16) | 1
}
