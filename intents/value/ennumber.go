package value

// englishUnits are the words of English numerals. Ordinals count as their number: they are days here.
var englishOnes = map[string]int64{
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
	"nineteen": 19,
}

var englishTens = map[string]int64{
	"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

var englishScales = map[string]int64{"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}

// wordAt gives the Latin word at i, apostrophes within it kept, and the place after it.
func wordAt(t text, i int) (string, int) {
	end := i
	for isLatin(t.at(end)) || t.at(end) == '\'' && end > i && isLatin(t.at(end+1)) {
		end++
	}
	if end == i {
		return "", i
	}
	return t.folded(i, end), end
}

// englishNumber reads two hundred and five, twenty-one, a hundred.
func englishNumber(t text, i int) (decimal, int) {
	if isLatin(t.at(i - 1)) {
		return decimal{}, i
	}
	var total, section int64
	end, said := i, false
	for j := i; ; {
		w, next := wordAt(t, j)
		one, isOne := englishOnes[w]
		ten, isTen := englishTens[w]
		scale, isScale := englishScales[w]
		switch {
		case isOne && (!said || section%10 == 0 && one < 10 && section%100 != 10 || section%100 == 0):
			section += one
		case isTen && (!said || section%100 == 0):
			section += ten
		case isScale && said && scale == 100 && section < 100:
			section *= 100
		case isScale && said && scale > 100 && section > 0 && total%(scale*1000) == 0:
			total, section = total+section*scale, 0
		case w == "a" && !said && englishScales[peekWord(t, next)] > 0:
			section = 1
		case w == "and" && said && (section%100 == 0):
			j = t.skip(next)
			if _, ok := wordAt(t, j); ok == j {
				return decimal{total + section, 0}, end
			}
			continue
		default:
			if !said {
				return decimal{}, i
			}
			return decimal{total + section, 0}, end
		}
		said, end = true, next
		j = next
		if t.at(j) == '-' || t.at(j) == ' ' {
			j++
		}
	}
}

func peekWord(t text, i int) string {
	w, _ := wordAt(t, t.skip(i))
	return w
}

// englishScale reads the word after figures: 2 thousand, 1.5k, 3 million.
func englishScale(t text, d decimal, end int) (decimal, int) {
	j := t.skip(end)
	w, next := wordAt(t, j)
	scale := englishScales[w]
	if w == "k" && j == end {
		scale = 1000
	}
	if scale == 0 {
		return d, end
	}
	if m, ok := d.times(scale); ok {
		return m, next
	}
	return d, end
}
