package value

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"
)

var nameProblems = []string{"letters", "too_short", "too_long", "several", "unreadable"}

// compoundSurnames are those of two characters.
const compoundSurnames = "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 令狐 百里 呼延 东郭 南门 羊舌 微生 左丘 东门 西门 第五 拓跋 夹谷 轩辕 完颜"

// surnames are the single-character surnames by which a bare answer is believed to be a name.
const surnames = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉督岳帅缑亢况郈有琴归海晋楚闫法汝鄢涂钦商佘佟付肖覃代褟仝苟岑禚揭代党邸冼"

// firstOfNames begin the names of peoples without surnames, written without the middle dot.
const firstOfNames = "阿买帕迪热玛努艾伊库吐图达扎旺丹次尼洛桑索多拉巴格米哈赛萨乌依亚麦加卡木塔斯苏央德仁白益贡强边卓措旦赤坚曲土顿鄂其朝那恩特布额敖孟呼宝"

// nameCues may stand before a name.
var nameCues = []string{"我的名字叫", "我的名字是", "我的姓名是", "本人姓名", "姓名是", "名字是", "名字叫", "姓名叫", "姓名", "名字", "我叫", "他叫", "她叫", "对方叫", "对方是", "我老婆叫", "我老公叫", "老婆叫", "老公叫", "我爱人叫", "爱人叫", "我对象叫", "对象叫", "女朋友叫", "男朋友叫", "未婚妻叫", "未婚夫叫", "叫做", "我是", "本人", "叫", "是",
	"my name is", "her name is", "his name is", "my wife is", "my husband is", "my partner is", "name is", "my name's", "full name", "name", "i am", "i'm", "it's", "this is"}

// notNames are words that no name contains.
var notNames = []string{"什么", "怎么", "一下", "谢谢", "你好", "您好", "没有", "不知道", "知道", "可以", "不是", "不要", "不行", "不能", "不用", "为啥", "哪里", "多少", "人工", "取消", "返回", "重来",
	"社保", "医保", "公积金", "罚单", "罚款", "违章", "预约", "查询", "办理", "缴费", "投诉", "建议", "身份证", "车牌", "编号", "号码", "电话", "手机", "明天", "今天", "后天", "上午", "下午", "结婚", "离婚", "登记", "签注", "护照", "医院", "挂号",
	"我要", "我想", "请问", "帮我", "算了", "等等", "好的", "是的", "对的", "忘了", "吗", "呢", "吧", "啊"}

// name is a person's name: 2 to 25 characters, Han with the middle dot, or Latin.
type name struct{ named }

func newName(n named) (Kind, error) { return name{n}, nil }

// Parse reads a name that stands alone or after 我叫 and the like.
func (k name) Parse(said string, c Context) (string, error) {
	v, code := readName(said)
	if code != "" {
		return "", k.problem(code)
	}
	return k.pass(v)
}

// readName finds the name in an answer; what is said before and after it is taken off.
func readName(said string) (v, code string) {
	s := tidy(halfWidth(said))
	s = dots(tidy(cutCue(s)))
	n := utf8.RuneCountInString(s)
	switch {
	case s == "":
		return "", "unreadable"
	case strings.ContainsFunc(s, unicode.IsDigit):
		return "", "letters"
	case strings.ContainsAny(s, "、，,/;；") || strings.Contains(s, "和") && n > 4:
		return "", "several"
	case hasHan(s):
		return hanName(s)
	}
	return latinName(s, n)
}

func hanName(s string) (string, string) {
	s = strings.Join(strings.Fields(s), "")
	n := utf8.RuneCountInString(s)
	for _, r := range s {
		if !isHan(r) && r != '·' {
			return "", "letters"
		}
	}
	if strings.HasPrefix(s, "·") || strings.HasSuffix(s, "·") || strings.Contains(s, "··") {
		return "", "letters"
	}
	for _, w := range notNames {
		if strings.Contains(s, w) {
			return "", "unreadable"
		}
	}
	switch {
	case n < 2:
		return "", "too_short"
	case n > 25:
		return "", "too_long"
	case strings.Contains(s, "·"), n <= 4 && believable(s), n <= 6 && strings.ContainsRune(firstOfNames, newText(s).low[0]):
		return s, ""
	}
	return "", "unreadable"
}

// believable tells whether an answer begins with a surname.
func believable(s string) bool {
	r := []rune(s)
	folded := newText(s).low
	if len(r) >= 3 && isCompound(string(folded[:2])) {
		return true
	}
	return strings.ContainsRune(surnames, folded[0]) || strings.ContainsRune(surnames, r[0]) || !unicode.In(r[0], basicHan)
}

// basicHan are the characters in daily use; a name may begin with a rarer one.
var basicHan = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x4E00, Hi: 0x9FFF, Stride: 1}}}

func isCompound(s string) bool {
	return strings.Contains(" "+compoundSurnames+" ", " "+s+" ")
}

// latinName wants two words, or one that is written like a name.
func latinName(s string, n int) (string, string) {
	words := strings.Fields(s)
	letters := 0
	for _, r := range s {
		switch {
		case unicode.IsLetter(r):
			letters++
		case r != ' ' && r != '-' && r != '\'' && r != '.' && r != '·':
			return "", "letters"
		}
	}
	switch {
	case letters < 2:
		return "", "too_short"
	case n > 60:
		return "", "too_long"
	case len(words) > 5 || len(words) == 1 && !unicode.IsUpper([]rune(s)[0]) || notEnglishName(words):
		return "", "unreadable"
	}
	for i, w := range words {
		r, size := utf8.DecodeRuneInString(w)
		words[i] = string(unicode.ToUpper(r)) + w[size:]
	}
	return strings.Join(words, " "), ""
}

// notEnglishName recognises ordinary words where a name was asked for.
func notEnglishName(words []string) bool {
	const ordinary = " i me my you the a an is are do does can could what why how when where which not no yes and or to of for in on pay check help please want need cancel back thanks thank hello agent human person know refund menu stop start fine ok okay sure restart skip "
	for _, w := range words {
		if strings.Contains(ordinary, " "+strings.ToLower(w)+" ") {
			return true
		}
	}
	return false
}

// cutCue takes 我叫 and the like off the beginning.
func cutCue(s string) string {
	low := strings.ToLower(s)
	for _, cue := range nameCues {
		if strings.HasPrefix(low, cue) && len(low) == len(s) && (!isLatin(rune(cue[0])) || !startsLatin(low[len(cue):])) {
			return strings.TrimLeft(s[len(cue):], " :：是叫为,，")
		}
	}
	return s
}

func startsLatin(s string) bool { return s != "" && isLatin(rune(s[0])) }

// halfWidth folds width and marks only: a name keeps its characters.
func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			return r - 0xFEE0
		case unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsSpace(r), unicode.IsControl(r):
			return ' '
		}
		return r
	}, s)
}

// dots writes every middle dot the same way; a full stop between Han characters is one too.
func dots(s string) string {
	r := []rune(s)
	for i := range r {
		switch r[i] {
		case '•', '・', '‧', '∙', '⋅':
			r[i] = '·'
		case '.', '。':
			if i > 0 && i+1 < len(r) && isHan(r[i-1]) && isHan(r[i+1]) {
				r[i] = '·'
			}
		}
	}
	return string(r)
}

func hasHan(s string) bool { return strings.ContainsFunc(s, isHan) }

// Format writes the name.
func (k name) Format(v, lang string) string { return v }

// Mask leaves the surname: 张*, 欧阳**, and the first letter of each Latin word.
func (k name) Mask(v, lang string) string { return maskName(v) }

func maskName(v string) string {
	r := []rune(v)
	if !hasHan(v) {
		words := strings.Fields(v)
		for i, w := range words {
			first, _ := utf8.DecodeRuneInString(w)
			words[i] = string(first) + strings.Repeat("*", max(1, utf8.RuneCountInString(w)-1))
		}
		return strings.Join(words, " ")
	}
	keep := 1
	if len(r) > 2 && isCompound(string(newText(v).low[:2])) {
		keep = 2
	}
	return string(r[:min(keep, len(r))]) + strings.Repeat("*", max(1, len(r)-keep))
}
