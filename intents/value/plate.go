package value

import (
	"strconv"
	"strings"
)

var plateProblems = []string{"length", "letters", "province", "military", "several", "unreadable", "serial"}

// provincesOfPlates begin the plates of the 31 provinces of the mainland (GA 36).
const provincesOfPlates = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"

// lastOfPlates may end a plate in place of its last character.
const lastOfPlates = "挂学警港澳使领"

// plate is the number of a vehicle, upper case without separators: 浙A12345, 浙AD12345.
type plate struct{ named }

func newPlate(n named) (Kind, error) { return plate{n}, nil }

// A plateSpan is something that begins like a plate, with what is wrong with it.
type plateSpan struct {
	span
	problem string
	n       int // characters, for a wrong length
}

// Parse finds the one plate in what was said.
func (k plate) Parse(said string, c Context) (string, error) {
	t := newText(said)
	all := atoms(t)
	var good, bad []plateSpan
	for i := range t.low {
		if p, ok := plateAt(t, all, i); ok && p.problem == "" {
			good = append(good, p)
		} else if ok {
			bad = append(bad, p)
		}
	}
	values := map[string]bool{}
	for _, p := range good {
		values[p.value] = true
	}
	switch {
	case len(values) == 1:
		return k.pass(good[0].value)
	case len(values) > 1:
		return "", k.problem("several")
	case len(bad) > 0:
		return "", k.wrong(bad[0])
	case military(all):
		return "", k.problem("military")
	case looksLikePlate(all):
		return "", k.problem("province")
	}
	return "", k.problem("unreadable")
}

func (k plate) wrong(p plateSpan) error {
	switch p.problem {
	case "letters": // I and O are not used: propose 1 and 0, never take them
		return k.problem("letters", "proposal", p.value[:4]+strings.NewReplacer("I", "1", "O", "0").Replace(p.value[4:]))
	case "length":
		return k.problem("length", "n", strconv.Itoa(p.n))
	}
	return k.problem(p.problem)
}

// Format writes the plate as it is on the vehicle, without the dot.
func (k plate) Format(v, lang string) string { return v }

// Mask leaves province, letter, the first character and the last: 浙A1•••5.
func (k plate) Mask(v, lang string) string { return dotted(v, 3, 1) }

// Fields tells the colour that new-energy and ordinary plates have.
func (k plate) Fields() map[string]Sort { return map[string]Sort{"energy": Text} }

// Field "energy" is "new" for the eight characters of a new-energy plate, "ordinary" for seven.
func (k plate) Field(v, name string, c Context) (string, Sort, bool) {
	if name != "energy" {
		return "", Text, false
	}
	if len([]rune(v)) == 8 {
		return "new", Text, true
	}
	return "ordinary", Text, true
}

// plateAt reads a plate whose province stands at i. ok is false where nothing like a plate begins there.
func plateAt(t text, all []atom, i int) (plateSpan, bool) {
	if !strings.ContainsRune(provincesOfPlates, t.at(i)) {
		return plateSpan{}, false
	}
	a := atomAfter(all, i)
	if a < 0 || !plateGap(t, i+1, all[a].start) || all[a].s[0] < 'A' {
		return plateSpan{}, false
	}
	serial, end, best := "", i+1, plateSpan{}
	for j := a; j < len(all) && j-a < 8; j++ {
		if j > a && !plateGap(t, all[j-1].end, all[j].start) {
			break
		}
		serial, end = serial+all[j].s, all[j].end
		if len(serial) > 9 {
			break
		}
		s, e := serial, end
		if strings.ContainsRune(lastOfPlates, t.at(end)) && len(serial) == 5 {
			s, e = serial+string(t.at(end)), end+1
		}
		problem := serialProblem(s)
		if problem != "length" {
			best = plateSpan{span{i, e, string(t.at(i)) + s}, problem, 0}
		}
	}
	if best.end > 0 {
		return best, true
	}
	n := len(serial) + 1
	return plateSpan{span{i, end, ""}, "length", n}, n >= 4
}

func atomAfter(all []atom, i int) int {
	for j, a := range all {
		if a.start > i {
			return j
		}
		if a.end > i {
			return -1
		}
	}
	return -1
}

func plateGap(t text, from, to int) bool {
	if to-from > 2 {
		return false
	}
	for ; from < to; from++ {
		if !strings.ContainsRune(" ·.-", t.low[from]) {
			return false
		}
	}
	return true
}

// serialProblem judges what follows the province: a letter for the city and five or six characters.
func serialProblem(s string) string {
	r := []rune(s)
	if len(r) != 6 && len(r) != 7 {
		return "length"
	}
	if s[0] == 'I' || strings.ContainsAny(s[1:], "IO") {
		return "letters"
	}
	if len(r) == 6 {
		return ordinarySerial(s[1:])
	}
	return newEnergySerial(s[1:])
}

// ordinarySerial admits five characters of which at most two are letters.
func ordinarySerial(s string) string {
	count := 0
	for _, r := range s {
		if r >= 'A' && r <= 'Z' {
			count++
		}
	}
	if count > 3 {
		return "serial"
	}
	return ""
}

// newEnergySerial admits, for small vehicles, one of the letters of the energy, a letter or digit and four
// digits; for large ones five digits and the letter.
func newEnergySerial(s string) string {
	const energy = "DFABCEGHJK"
	small := strings.ContainsRune(energy, rune(s[0])) && allDigits(s[2:])
	large := allDigits(s[:5]) && strings.ContainsRune(energy, rune(s[5]))
	if small || large {
		return ""
	}
	return "length" // seven characters where ordinary plates have six
}

// military recognises plates of two letters and five digits, and of the armed police.
func military(all []atom) bool {
	for i, a := range all {
		s := a.s
		if len(s) <= 2 && i+1 < len(all) {
			s += all[i+1].s
		}
		if strings.HasPrefix(s, "WJ") && a.digits >= 2 {
			return true
		}
		if len(s) == 7 && letters(s[:2]) && allDigits(s[2:]) {
			return true
		}
	}
	return false
}

// looksLikePlate recognises a plate without its province: A12345.
func looksLikePlate(all []atom) bool {
	for _, a := range all {
		if (len(a.s) == 6 || len(a.s) == 7) && letters(a.s[:1]) && a.digits >= 4 {
			return true
		}
	}
	return false
}
