package understand

// The blocks of features. Each is brought to unit length of its own, times its weight in the recipe.
const (
	wordBlock = iota
	charBlock
	hanBlock
	soundBlock
	pairBlock
	entityBlock
	blocks
)

// grams holds the n-grams of one text by block, as hashes.
type grams struct {
	text   []rune
	tokens []token
	words  []uint64
	sounds []uint16
	keys   [blocks][]uint64
}

// read fills g with the n-grams of text and the class tokens of the kinds of values found in it.
func (g *grams) read(text string, kinds []string) {
	g.text = fold(g.text[:0], text)
	g.tokens = scan(g.tokens[:0], g.text)
	for b := range g.keys {
		g.keys[b] = g.keys[b][:0]
	}
	g.words = g.words[:0]
	before := uint64(edge)
	for _, t := range g.tokens {
		run := g.text[t.start:t.end]
		switch t.kind {
		case hanToken:
			g.hanRun(run)
			before = edge
		case digitToken:
			before = g.word(before, numberHash(run))
		case latinToken:
			before = g.word(before, stemHash(run))
			g.chars(run)
		}
	}
	g.pairs()
	g.pinyin()
	for _, k := range kinds {
		g.add(entityBlock, hashString(k))
	}
}

func (g *grams) add(block int, hash uint64) {
	g.keys[block] = append(g.keys[block], seal(hash, block))
}

// word adds a word and the pair it makes with the word before, and returns it.
func (g *grams) word(before, hash uint64) uint64 {
	g.add(wordBlock, hash)
	g.add(wordBlock, join(before, hash))
	g.words = append(g.words, hash)
	return hash
}

// reach is how many words apart a pair in no order may be.
const reach = 8

// pairs adds the words that stand near each other, in whatever order: "pay the fine" and "a fine to pay".
func (g *grams) pairs() {
	for i, a := range g.words {
		for _, b := range g.words[i+1 : min(i+1+reach, len(g.words))] {
			g.add(pairBlock, join(min(a, b), max(a, b)))
		}
	}
}

// chars adds the 2- to 5-grams of a word between word marks.
func (g *grams) chars(word []rune) {
	at := func(i int) uint64 {
		if i == 0 || i == len(word)+1 {
			return edge
		}
		return uint64(word[i-1])
	}
	for i := range len(word) + 1 {
		h := join(start, at(i))
		for n := 1; n < 5 && i+n < len(word)+2; n++ {
			h = join(h, at(i+n))
			g.add(charBlock, h)
		}
	}
}

// hanRun adds the 1- to 3-grams of a run of Han characters, by sign and by sound.
func (g *grams) hanRun(run []rune) {
	table := han()
	g.sounds = g.sounds[:0]
	for i := range run {
		g.sounds = append(g.sounds, table.sound(run[i]))
		sign := uint64(start)
		for n := 0; n < 3 && i+n < len(run); n++ {
			sign = join(sign, uint64(run[i+n]))
			g.add(hanBlock, sign)
		}
	}
	g.heard()
}

// heard adds the 1- to 3-grams of a run of sounds.
func (g *grams) heard() {
	for i := range g.sounds {
		h := uint64(start)
		for n := 0; n < 3 && i+n < len(g.sounds); n++ {
			h = join(h, uint64(g.sounds[i+n]))
			g.add(soundBlock, h)
		}
	}
}

// pinyin adds the sounds of a message in which all words can be read as Chinese in Latin letters.
func (g *grams) pinyin() {
	table := han()
	g.sounds = g.sounds[:0]
	for _, t := range g.tokens {
		switch t.kind {
		case hanToken:
			return
		case latinToken:
			var ok bool
			if g.sounds, ok = table.spell(g.sounds, g.text[t.start:t.end]); !ok {
				return
			}
		}
	}
	g.heard()
}

// numberHash stands for a number: short ones for themselves, long ones for how long they are.
func numberHash(run []rune) uint64 {
	if len(run) <= 3 {
		return hashRunes(run)
	}
	return join(number, uint64(min(len(run), 20)))
}

const (
	edge   = 0x10ffff + 1 + iota // the mark at both ends of a word
	start                        // before the first character of an n-gram
	number                       // before the length of a number
)

// join extends the hash of an n-gram by one more unit.
func join(h, unit uint64) uint64 {
	h = (h ^ unit) * 0x9e3779b97f4a7c15
	return h ^ h>>29
}

// seal finishes a hash, so that no n-gram of one block is taken for one of another.
func seal(h uint64, block int) uint64 {
	h = (h + uint64(block)*0xbf58476d1ce4e5b9) * 0x94d049bb133111eb
	return (h ^ h>>32) | 1 // 0 is the empty place of a table
}

func hashRunes(run []rune) uint64 {
	h := uint64(start)
	for _, r := range run {
		h = join(h, uint64(r))
	}
	return h
}

func hashString(s string) uint64 { return hashRunes([]rune(s)) }
