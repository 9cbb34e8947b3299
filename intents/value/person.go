package value

import (
	"strings"
)

var personProblems = []string{"name_missing", "id_missing", "length", "check", "province", "birth", "future", "several", "unreadable", "letters"}

// person is a name and an ID number said in one answer, in either order; canonical "张伟 330102199001010012".
type person struct {
	named
	id idNumber
}

func newPerson(n named) (Kind, error) {
	id, err := newIDNumber(named{name: n.name})
	if err != nil {
		return nil, err
	}
	return person{n, id.(idNumber)}, nil
}

// Parse finds the ID and takes what is left for the name.
func (k person) Parse(said string, c Context) (string, error) {
	t := newText(said)
	all := atoms(t)
	found := codes(t, all, lightMarks, idShape)
	if len(distinct(found)) > 1 {
		return "", k.problem("several")
	}
	if len(found) == 0 {
		return "", k.withoutID(t, all, said)
	}
	id, err := k.id.accept(found[0].value, c)
	if err != nil {
		return "", err
	}
	left := t.from(0, found[0].start) + " " + t.from(found[len(found)-1].end, len(t.raw))
	v, code := readName(withoutIDCues(left))
	switch code {
	case "":
		return k.pass(v + " " + id)
	case "several":
		return "", k.problem("several")
	case "letters":
		return "", k.problem("letters")
	}
	return "", k.problem("name_missing")
}

// withoutID tells a number that is no ID from one that was not said.
func (k person) withoutID(t text, all []atom, said string) error {
	if _, n := digitsNear(t, all); n >= 6 {
		return k.id.missed(t, all)
	}
	if _, code := readName(said); code == "" {
		return k.problem("id_missing")
	}
	return k.problem("unreadable")
}

var idCues = []string{"我的身份证号码是", "居民身份证号码", "公民身份号码", "身份证号码是", "身份证号码", "身份证号是", "身份证号", "身份证是", "身份证", "证件号码", "证件号", "证件", "id number is", "id number", "id card", "id no.", "id no", "id is", " id:", " id "}

// withoutIDCues takes the words that announce the number out of what is left of an answer.
func withoutIDCues(s string) string {
	s = halfWidth(s)
	if low := strings.ToLower(s); len(low) == len(s) {
		for _, cue := range idCues {
			for {
				at := strings.Index(low, cue)
				if at < 0 {
					break
				}
				s, low = s[:at]+" "+s[at+len(cue):], low[:at]+" "+low[at+len(cue):]
			}
		}
	}
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(":：()（）", r) {
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	for _, end := range []string{" and my", " my", " 号码", " 号", "的", " 是", " and"} {
		s = strings.TrimSuffix(s, end)
	}
	return s
}

func (k person) cut(v string) (who, id string) {
	at := strings.LastIndexByte(v, ' ')
	if at < 0 {
		return v, ""
	}
	return v[:at], v[at+1:]
}

// Format writes name and ID.
func (k person) Format(v, lang string) string {
	who, id := k.cut(v)
	return who + " " + k.id.Format(id, lang)
}

// Mask masks both.
func (k person) Mask(v, lang string) string {
	who, id := k.cut(v)
	return maskName(who) + " " + k.id.Mask(id, lang)
}

// Fields are the name, the number and what the number tells.
func (k person) Fields() map[string]Sort {
	fields := k.id.Fields()
	delete(fields, "region")
	fields["name"], fields["id_no"] = Text, Text
	return fields
}

// Field reads a part of a person.
func (k person) Field(v, name string, c Context) (string, Sort, bool) {
	who, id := k.cut(v)
	switch name {
	case "name":
		return who, Text, true
	case "id_no":
		return id, Text, true
	case "region":
		return "", Text, false
	}
	return k.id.Field(id, name, c)
}
