package value

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Redact replaces every value in a text by its kind, as in "<plate>": those that Find finds, names of persons
// said with a cue or beside a number, addresses of mail, and whatever digits are left. Numbers that everybody
// dials stay. It is for texts that are kept apart from whose they were: a word too many is better than one
// too few.
func Redact(text string, c Context) string {
	var spans []redacted
	for _, e := range Find(text, c) {
		if !slices.Contains(dialled, halfWidth(e.Text)) {
			spans = append(spans, redacted{e.Start, e.End, e.Kind})
		}
	}
	r := []rune(text)
	spans = append(spans, mails(text)...)
	spans = append(spans, figures(r)...)
	spans = append(spans, namesIn(r, spans)...)
	return withKinds(r, spans)
}

// redacted is a place in a text, in code points, that is to read as its kind.
type redacted struct {
	start, end int
	kind       string
}

// withKinds writes each place as its kind; places that overlap are one, of the first and longest kind.
func withKinds(r []rune, spans []redacted) string {
	slices.SortStableFunc(spans, func(a, b redacted) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end)) })
	var out strings.Builder
	at := 0
	for _, s := range spans {
		if s.start >= at {
			out.WriteString(string(r[at:s.start]))
			out.WriteString("<" + s.kind + ">")
		}
		at = max(at, s.end)
	}
	out.WriteString(string(r[at:]))
	return out.String()
}

var mailForm = regexp.MustCompile(`[\w.+-]+[@＠][\w-]+(\.[\w-]+)+`)

// mails finds addresses of mail.
func mails(text string) []redacted {
	var out []redacted
	for _, m := range mailForm.FindAllStringIndex(text, -1) {
		start := len([]rune(text[:m[0]]))
		out = append(out, redacted{start, start + len([]rune(text[m[0]:m[1]])), "mail"})
	}
	return out
}

// dialled are numbers that belong to nobody.
var dialled = []string{"110", "119", "120", "122", "12123", "12306", "12315", "12329", "12333", "12345", "12366", "12367", "12368", "12393"}

// figures finds runs of digits, with the Latin letters that touch them.
func figures(r []rune) []redacted {
	var out []redacted
	for i := 0; i < len(r); {
		end, digits := i, false
		for end < len(r) && (unicode.IsDigit(r[end]) || isLatin(foldASCII(fold(r[end])))) {
			digits = digits || unicode.IsDigit(r[end])
			end++
		}
		if digits && !slices.Contains(dialled, halfWidth(string(r[i:end]))) {
			out = append(out, redacted{i, end, "digits"})
		}
		i = max(end, i+1)
	}
	return out
}

// cues come right before a name anywhere in a text.
var cues = []string{"名字叫", "名字是", "姓名是", "姓名叫", "姓名", "我叫", "他叫", "她叫", "对方叫", "老婆叫", "老公叫", "爱人叫", "对象叫", "儿子叫", "女儿叫", "爸爸叫", "妈妈叫", "名叫", "叫做",
	"my name is", "name's", "name is", "her name", "his name", "i am called"}

// relatives come before a name where a plain surname follows.
var relatives = []string{"我是", "本人", "我爸", "我妈", "爸爸", "妈妈", "父亲", "母亲", "儿子", "女儿", "老婆", "老公", "爱人", "妻子", "丈夫", "哥哥", "姐姐", "弟弟", "妹妹", "爷爷", "奶奶", "同事", "朋友", "孩子", "户主", "联系人", "业主", "法人", "患者", "病人"}

// plainSurnames begin few words that are no names.
const plainSurnames = "王李张刘陈杨赵吴徐孙胡朱郭何罗郑梁谢宋唐许邓韩冯曹彭曾肖蔡潘袁董余蒋叶程魏苏吕丁任沈姚卢傅钟姜崔谭廖范汪陆贾韦夏邹熊孟秦阎薛侯尹段雷黎史陶毛贺顾龚邵覃武戴莫孔汤周林马黄高"

// plainWords begin with such a surname all the same.
var plainWords = []string{"许可", "任务", "任何", "任职", "任命", "余额", "程序", "何时", "何地", "张贴", "段落", "夏天", "夏令", "顾客", "陆路", "陈述", "罗列", "胡同", "武装", "武术", "毛病", "周末", "周边", "周几", "周围", "马上", "马路", "黄金", "黄牌", "黄线", "黄标", "高考", "高新", "高中", "高龄", "高速", "高铁", "高温", "林业", "林地", "林木", "林权", "雷电", "钟点", "孔子", "范围", "贺卡", "史料", "叶子", "汤圆", "谢谢", "孙子", "孙女", "余下", "何处", "陶瓷", "苏州", "徐州", "郑州", "秦皇", "唐山", "吴江", "周转", "毛坯", "潘多", "沈阳", "韩国", "梁平", "侯车", "任教", "许诺", "王者", "马桶", "高层", "高校", "高级", "高血", "高压", "林区", "黄码"}

// namesIn finds names of persons. known are the values found already: a few signs with a surname beside one
// of them are a name too.
func namesIn(r []rune, known []redacted) []redacted {
	var out []redacted
	low := []rune(strings.Map(func(c rune) rune { return foldASCII(fold(c)) }, string(r)))
	if len(low) != len(r) {
		low = r
	}
	text := string(low)
	for _, list := range [][]string{cues, relatives} {
		sure := &list[0] == &cues[0]
		for _, cue := range list {
			for at := 0; ; {
				i := strings.Index(text[at:], cue)
				if i < 0 {
					break
				}
				at += i + len(cue)
				if s, ok := nameAt(r, len([]rune(text[:at])), sure); ok {
					out = append(out, s)
				}
			}
		}
	}
	return append(out, loneNames(r, known)...)
}

// nameAt reads a name that begins at a place: two to four Han signs or capitalised words. Where the cue before it
// is sure, any signs are one.
func nameAt(r []rune, at int, sure bool) (redacted, bool) {
	for at < len(r) && (unicode.IsSpace(r[at]) || strings.ContainsRune(":：是叫为,，", r[at])) {
		at++
	}
	end := at
	for end < len(r) && (isHan(r[end]) || r[end] == '·') {
		end++
	}
	if end-at >= 2 {
		return redacted{at, min(end, at+length(r[at:end])), "name"}, sure || plain(r[at:end])
	}
	words := 0
	for end = at; end < len(r) && words < 4; {
		stop := end
		for stop < len(r) && (isLatin(foldASCII(fold(r[stop]))) || r[stop] == '\'' || r[stop] == '-') {
			stop++
		}
		if stop == end || !unicode.IsUpper(r[end]) && (!sure || words > 1) {
			break
		}
		words++
		end = stop
		if end < len(r) && r[end] == ' ' {
			end++
		}
	}
	for end > at && r[end-1] == ' ' {
		end--
	}
	return redacted{at, end, "name"}, words > 0 && (sure || words > 1)
}

// length is how many signs of a run a name that begins it has.
func length(han []rune) int {
	switch {
	case slices.Contains(han, '·'):
		return len(han)
	case len(han) > 2 && isCompound(string(han[:2])):
		return min(len(han), 4)
	}
	return min(len(han), 3)
}

// plain reports whether signs begin like a name and like no other word.
func plain(han []rune) bool {
	if len(han) > 2 && isCompound(string(han[:2])) {
		return true
	}
	return strings.ContainsRune(plainSurnames, han[0]) && !slices.Contains(plainWords, string(han[:2]))
}

// loneNames finds short runs of signs that stand by themselves: where the text holds another value, those with
// any surname; else those with a plain one.
func loneNames(r []rune, known []redacted) []redacted {
	inside := make([]bool, len(r))
	named := false
	for _, s := range known {
		named = named || s.kind != "region" && s.kind != "date" && s.kind != "number"
		for i := s.start; i < s.end; i++ {
			inside[i] = true
		}
	}
	var out []redacted
	for i := 0; i < len(r); {
		end := i
		for end < len(r) && !inside[end] && (isHan(r[end]) || r[end] == '·') {
			end++
		}
		if n := end - i; n >= 2 && length(r[i:end]) == n {
			if _, code := hanName(string(r[i:end])); code == "" && (plain(r[i:end]) || named && (n > 4 || believable(string(r[i:end])))) {
				out = append(out, redacted{i, end, "name"})
			}
		}
		i = max(end, i+1)
	}
	return out
}
