package prove

import (
	"fmt"
	"regexp/syntax"
	"strconv"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents/value"
)

// clock is when everything happens: 2026-03-04 09:00 in Shanghai, an ordinary Wednesday.
const clock = 1772586000000

// citizen is who proves themselves.
var citizen = bot.Citizen{Name: "张伟", IDNo: identity(1990, 1, 1, true), Mobile: "13800138000"}

// plain are a few values of each kind that nothing else is known of: two where two can differ.
var plain = map[string][]string{
	"plate":          {"浙A12345", "浙B67890"},
	"penalty_number": {"3301061900123456", "3301061900123457"},
	"hkmo_permit":    {"C12345678", "C87654321"},
	"passport":       {"E12345678", "E87654321"},
	"mobile":         {citizen.Mobile, "13900139000"},
	"phone":          {"0571-87654321", "13900139000"},
	"bank_card":      {"6222021234567890128"},
	"uscc":           {"91350100M000100Y43"},
	"case_number":    {"CR3301100101", "GD3301100202"},
	"account":        {"0012345678", "0012345679"},
	"period":         {"am", "pm"},
	"month":          {"2026-03", "2026-02", "2025-12", "2026-06"},
	"months":         {"2026-01..2026-03", "2025-01..2025-12"},
	"amount":         {"20000", "0"},
	"number":         {"3", "0", "1", "10", "100"},
	"percent":        {"30", "5"},
	"region":         {"330100", "410100", "110000"},
	"name":           {citizen.Name, "王芳"},
	"truth":          {"true", "false"},
}

// candidates are values that may be ones of a kind, the most ordinary first.
func candidates(k value.Kind, p value.Params) []string {
	out := append([]string(nil), plain[k.Name()]...)
	for _, o := range p.Options {
		out = append(out, o.Value)
	}
	switch k.Name() {
	case "id_number":
		out = append(out, citizen.IDNo)
		out = append(out, identities()...)
	case "person":
		out = append(out, citizen.Name+" "+citizen.IDNo)
		for i, id := range identities() {
			out = append(out, []string{"王芳", "李强"}[i%2]+" "+id)
		}
	case "date":
		out = append(out, days()...)
	case "text":
		out = append(out, texts(p)...)
	case "engine_tail":
		for n := range 17 {
			out = append(out, "1234567890123456"[:min(n+1, 16)])
		}
	case "number", "amount":
		out = append(out, bounds(p)...)
	}
	return append(out, matching(p.Pattern)...)
}

// identity is the identity number of somebody born on a day (GB 11643).
func identity(year, month, day int, male bool) string {
	order := 12
	if male {
		order = 11
	}
	s := fmt.Sprintf("330102%04d%02d%02d0%02d", year, month, day, order)
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += w * int(s[i]-'0')
	}
	return s + string("10X98765432"[sum%11])
}

// identities are of women and men of every age at which a rule may begin or end.
func identities() []string {
	var out []string
	year := time.UnixMilli(clock).UTC().Year()
	for _, age := range []int{34, 40, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 49, 50, 54, 55, 59, 60, 61, 64, 65, 69, 70, 79, 80} {
		out = append(out, identity(year-age, 2, 3, false), identity(year-age, 2, 3, true))
	}
	return out
}

// days are today and those around it, near ones first.
func days() []string {
	var out []string
	today := time.UnixMilli(clock).UTC()
	for _, n := range []int{7, 3, 2, 1, 0, 14, 28, 60, -1, -7, -30, -365, 365} {
		for more := range 3 {
			out = append(out, today.AddDate(0, 0, n+more).Format(time.DateOnly))
		}
	}
	return out
}

// words are a free text that is no wish of any kind.
const words = "这是为了走通流程而写的一段说明"

// texts are free texts short and long enough.
func texts(p value.Params) []string {
	out := []string{words}
	if n, err := strconv.Atoi(p.Min); err == nil && n > 0 && n < 5000 {
		out = append(out, string([]rune(strings.Repeat(words, n/len([]rune(words))+1))[:n]))
	}
	if n, err := strconv.Atoi(p.Max); err == nil && n > 0 && n < len([]rune(words)) {
		out = append(out, string([]rune(words)[:n]))
	}
	return out
}

// bounds are the numbers at the ends of what is admitted.
func bounds(p value.Params) []string {
	var out []string
	for _, s := range []string{p.Min, p.Max} {
		if _, err := strconv.ParseInt(s, 10, 64); err == nil {
			out = append(out, s)
		}
	}
	return out
}

// matching are a few strings that match a pattern.
func matching(pattern string) []string {
	if pattern == "" {
		return nil
	}
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil
	}
	re = re.Simplify()
	return []string{match(re, 0), match(re, 1)}
}

// match writes one string that a pattern matches; of alternatives it takes the one numbered, and repeats so often more.
func match(re *syntax.Regexp, which int) string {
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCharClass:
		if len(re.Rune) == 0 {
			return ""
		}
		return string(re.Rune[2*(which%(len(re.Rune)/2))])
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return "1"
	case syntax.OpAlternate:
		return match(re.Sub[which%len(re.Sub)], which)
	case syntax.OpStar, syntax.OpQuest:
		return strings.Repeat(match(re.Sub[0], which), which)
	case syntax.OpPlus:
		return strings.Repeat(match(re.Sub[0], which), which+1)
	case syntax.OpConcat, syntax.OpCapture:
		var b strings.Builder
		for _, sub := range re.Sub {
			b.WriteString(match(sub, which))
		}
		return b.String()
	}
	return ""
}
