package understand

import "strings"

// Language tells in which language a text clearly is: "zh", "en", or "" where it shows none. Words that
// Chinese writers use as they are ("ok", "app") and words with digits in them (plates, numbers) show none.
func Language(text string) string {
	folded := fold(nil, text)
	tokens := scan(nil, folded)
	signs, words, known := 0, 0, false
	for i, t := range tokens {
		switch length := t.end - t.start; {
		case t.kind == hanToken && !(length == 1 && i+1 < len(tokens) && tokens[i+1].start == t.end && touchesDigit(tokens, i+1)):
			signs += length // but not the one before a plate
		case t.kind == latinToken && length > 1 && !touchesDigit(tokens, i) && !borrowed[string(folded[t.start:t.end])]:
			words++
			known = known || english[string(folded[t.start:t.end])]
		}
	}
	switch {
	case signs > 0 && signs >= 2*words: // a word of Chinese is about two signs
		return "zh"
	case known || words > 3: // a stray word may be a name or a slip of the keyboard
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

// english are words that only somebody writing English writes.
var english = setOf(`a about account after again agent all am amount an and any anything appeal apply appointment
are at back be book bill can cancel change check city claim clinic complain complaint contribution
correct could date day delete did disagree do doctor does done driving due english endorsement every
fee file fine fines first for form from fund get give go good got government
guangdong had has have hello help helpline hey hospital hotline hours how human i idea
in insurance is it just keep know later licence license like link list look lost make
marriage married marry may me medical menu money month months more morning most much my name
need new next nope not number of office officer on one open opinion or other over
parking pay paid payment pension people permit person phone place plate please police problem progress provident
query question quit receipt record refund register registration remind renew repeat report request reset restart resume
right road same say second security see sent service services should show sick skip social some
something speak start state status stop submit suggest suggestion sure tell thank thanks that the them
there these they thing third this ticket tickets time to today tomorrow traffic travel two undo
until up us use violation violations visa waiting want was water way we wedding week were
what when where which who why will with work wrong yeah yep yes yesterday you your`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
