package value

import (
	"regexp"
	"strings"
	"unicode"
)

// Amend changes a value by a partial correction of it: "最后两位是65", "不是8月，是9月", "not March, April",
// or the whole value again, "应该是浙AD12345". It returns the new canonical value, which the kind accepts, or
// false where the words do not say for certain what is to change.
func Amend(k Kind, old, said string, c Context) (string, bool) {
	if old == "" {
		return "", false
	}
	v, ok := amend(k, old, tidy(said), c)
	if !ok || v == old || Check(k, v, c) != nil {
		return "", false
	}
	return v, true
}

func amend(k Kind, old, said string, c Context) (string, bool) {
	if p, ok := k.(person); ok {
		return p.amend(old, said, c)
	}
	if isCode(k) {
		if v, ok, stop := amendEnds(k, old, said, c); ok || stop {
			return v, ok
		}
	}
	if d, ok := k.(date); ok {
		if v, ok := d.shift(old, said); ok {
			return v, true
		}
	}
	if wrong, right, ok := contrast(said); ok {
		return replace(k, old, wrong, right, c)
	}
	return restate(k, old, said, c)
}

// isCode tells the kinds whose values are corrected character by character.
func isCode(k Kind) bool {
	switch k.(type) {
	case code, idNumber, mobile, phone, plate, caseNumber, engineTail:
		return true
	}
	return false
}

// The ways to set a wrong part against the right one, on folded words. In the first the wrong part is
// named first.
var contrasts = []struct {
	re         *regexp.Regexp
	wrongFirst bool
}{
	{regexp.MustCompile(`^(?:.*?)(?:不是|不要|并非)\s*(.+?)[\s,，。.;；、]*(?:而是|应该是|应当是|应是|应为|改成|改为|换成|是|要)\s*(.+)$`), true},
	{regexp.MustCompile(`^(?:.*?(?:应该是|应是|应为|是|要))?\s*(.+?)[\s,，。.;；、]*(?:而不是|不是|不要)\s*(.+)$`), false},
	{regexp.MustCompile(`^(?:请|麻烦)?(?:你|您)?(?:帮我)?(?:把|将)?\s*(.+?)\s*(?:改成|改为|换成|换为|改到|变成)\s*(.+)$`), true},
	{regexp.MustCompile(`^(?:.*?)\bnot\s+(.+?)\s*[,;.]\s*(?:but\s+|it'?s\s+|it is\s+|should be\s+|i mean\s+|rather\s+)?(.+)$`), true},
	{regexp.MustCompile(`^(?:.*?)\bnot\s+(.+?)\s+but\s+(.+)$`), true},
	{regexp.MustCompile(`^(?:.*?(?:it'?s|it is|should be|i meant?)\s+)?(.+?)[\s,;]+(?:not|instead of|rather than)\s+(.+)$`), false},
	{regexp.MustCompile(`^(?:please\s+)?(?:change|replace|correct)\s+(.+?)\s+(?:to|into|with|by)\s+(.+)$`), true},
	{regexp.MustCompile(`^(.+?)\s+should (?:be|read)\s+(.+)$`), true},
	{regexp.MustCompile(`^(.+?)[,，]?\s*(?:应该是|应是|应为)\s*(.+)$`), true},
}

// contrast finds the wrong and the right part.
func contrast(said string) (wrong, right string, ok bool) {
	low := string(newText(said).low)
	for _, c := range contrasts {
		m := c.re.FindStringSubmatch(low)
		if m == nil {
			continue
		}
		wrong, right = tidy(m[1]), tidy(m[2])
		if !c.wrongFirst {
			wrong, right = right, wrong
		}
		if wrong != "" && right != "" {
			return wrong, particles(right), true
		}
	}
	return "", "", false
}

// particles takes the small words off the end of what is right.
func particles(s string) string {
	for _, p := range []string{"才对", "才是", "的", "了", "吧", "啊", "哦", "哈", " please"} {
		s = strings.TrimSuffix(s, p)
	}
	return tidy(s)
}

// replace puts the right part in the place of the wrong one.
func replace(k Kind, old, wrong, right string, c Context) (string, bool) {
	if d, ok := k.(date); ok {
		return d.replace(old, wrong, right, c)
	}
	if m, ok := k.(monthKind); ok {
		return m.replace(old, wrong, right, c)
	}
	whole, err := k.Parse(right, c)
	if was, errWas := k.Parse(wrong, c); errWas == nil {
		if was == old && err == nil {
			return whole, true
		}
		if err == nil {
			return "", false // it corrects a value that is not this one
		}
	}
	if _, isName := k.(name); isName || isCode(k) {
		if v, ok := replacePart(k, old, wrong, right, c); ok {
			return v, true
		}
	}
	if err == nil && vague(wrong) {
		return whole, true
	}
	return "", false
}

// replacePart replaces the one place where the wrong characters stand.
func replacePart(k Kind, old, wrong, right string, c Context) (string, bool) {
	from, ok1 := characters(k, wrong)
	to, ok2 := characters(k, right)
	if !ok1 || !ok2 || from == "" || to == "" || overlapping(old, from) != 1 {
		return "", false
	}
	return reparse(k, strings.Replace(old, from, to, 1), c)
}

// overlapping counts the places where a part stands in a value: 22 stands twice in 222.
func overlapping(s, part string) int {
	n := 0
	for i := range s {
		if strings.HasPrefix(s[i:], part) {
			n++
		}
	}
	return n
}

// reparse reads a changed code again; the kind must take it as it stands.
func reparse(k Kind, v string, c Context) (string, bool) {
	got, err := k.Parse(v, c)
	return got, err == nil && got == v
}

// characters gives what was said as characters of a value, spoken digits as digits; ok is false where
// other words stand with them.
func characters(k Kind, s string) (string, bool) {
	if _, isName := k.(name); isName {
		return tidy(s), !strings.ContainsAny(s, "，, ")
	}
	t := newText(tidy(s))
	var b strings.Builder
	for i, r := range t.low {
		c, _ := codeByte(t, i)
		switch {
		case c != 0:
			b.WriteByte(c)
		case strings.ContainsRune(lightMarks, r):
		case strings.ContainsRune(provincesOfPlates+lastOfPlates, r) && k.Name() == "plate":
			b.WriteRune(r)
		default:
			return "", false
		}
	}
	return b.String(), b.Len() > 0
}

// vague tells whether the wrong part only points to the value: 车牌, 日期, it, 刚才那个.
func vague(wrong string) bool {
	for _, w := range []string{"刚才", "上面", "前面", "这个", "那个", "号码", "编号", "车牌", "身份证", "证件", "手机", "电话", "日期", "时间", "金额", "名字", "姓名", "地区", "城市", "写错", "打错", "输错", "说错", "错", "少", "漏",
		"it", "the number", "the plate", "the date", "the time", "the amount", "the name", "the city", "the id", "the phone", "wrong", "my ", "missed", "missing", "that"} {
		if strings.Contains(wrong, w) {
			return true
		}
	}
	return false
}

// restate reads the whole value said anew after a word of correction.
func restate(k Kind, old, said string, c Context) (string, bool) {
	low := string(newText(said).low)
	at := restated.FindStringSubmatchIndex(low)
	if at == nil {
		return "", false
	}
	right := low[at[2]:at[3]]
	if n, ok := k.(name); ok { // a name keeps its characters
		runes := []rune(said)
		right = string(runes[len([]rune(low[:at[2]])):])
		v, err := n.Parse(right, c)
		return v, err == nil
	}
	switch k := k.(type) {
	case freeText:
		return "", false
	case date:
		return k.replace(old, "", particles(right), c)
	case monthKind:
		return k.replace(old, "", particles(right), c)
	}
	v, err := k.Parse(particles(right), c)
	return v, err == nil
}

var restated = regexp.MustCompile(`^.*?(?:应该是|应当是|应是|应为|改成|改为|换成|改到|更正为|正确的是|其实是|是|should be|should read|change (?:it )?to|make it|make that|actually|i meant?|it'?s|it is)[\s:：,，]*(.+)$`)

// shift moves a date by what is said: 晚一天, 推迟一周, 提前两天, two days later, a week earlier.
func (k date) shift(old, said string) (string, bool) {
	at, ok := readDay(old)
	if !ok {
		return "", false
	}
	t := newText(said)
	low := string(t.low)
	sign := 0
	switch {
	case containsAny(low, "晚", "推迟", "推后", "延后", "延迟", "往后", "顺延", "later"):
		sign = 1
	case containsAny(low, "提前", "早", "往前", "earlier", "sooner"):
		sign = -1
	default:
		return "", false
	}
	for i := range t.low {
		d, ok := durationAt(t, i)
		if !ok {
			d, ok = englishDurationAt(t, i)
		}
		if !ok {
			continue
		}
		if d.hours+d.minutes+d.seconds > 0 || containsAny(low, "不要", "别", "not") {
			return "", false
		}
		return d.from(at, sign).String(), true
	}
	return "", false
}

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// amend corrects the name or the number of a person.
func (k person) amend(old, said string, c Context) (string, bool) {
	who, id := k.cut(old)
	if v, err := k.Parse(said, c); err == nil && !containsAny(said, "不是", "not ") {
		return v, true
	}
	newID, okID := Amend(k.id, id, said, c)
	newWho, okWho := "", false
	if !strings.ContainsFunc(said, unicode.IsDigit) {
		newWho, okWho = Amend(name{named{name: "name"}}, who, said, c)
	}
	switch {
	case okID == okWho:
		return "", false
	case okID:
		return who + " " + newID, true
	}
	return newWho + " " + id, true
}
