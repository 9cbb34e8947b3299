package value

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// seeds are messages of every sort; the fuzz targets begin with them.
var seeds = []string{
	"", " ", "3301061900123456", "三三零一零六一九零零一二三四五六", "浙A12345", "浙AD12345后天下午三点半去", "下周三上午在杭州西湖区办结婚登记", "440524188001010014", "44052418800101009X",
	"查近三个月社保", "2026年1月到3月", "三百零六块五毛二", "¥1,234.50", "1.5万", "百分之三十", "大年初一", "二〇二六年三月四号", "3/4", "the day after tomorrow at 3pm", "next Friday", "two hundred and fifty yuan",
	"Xihu District, Hangzhou", "朝阳", "张伟 440524188001010014", "我叫阿依古丽·买买提", "最后两位是65", "不是8月，是9月", "the last two digits are 65", "13812345678", "+86 138 1234 5678", "0571-87654321",
	"91350100M000100Y43", "C12345678", "E12345678", "第二个", "是的", "No", "１２３４", "\u200b3301\u200b", "十点半到十一点", "一二三四五六七八九十百千万亿零点", "负-1.5.3,000", "99999999999999999999999999", "万万万亿亿",
	"半年", "两个半月", "8天又二十个小时", "两千零四年八月十五", "2月30日", "13.5.2015", "27-7-3", "农历闰六月初一", "𠮷田", "\xff\xfe", "京A·", "浙", "上上上上上周一", "第", "点", "负", "¥", "half past", "the", "in", "a few",
}

// kindsToTry makes each kind as slots do.
func kindsToTry(t testing.TB) []Kind {
	var all []Kind
	for _, name := range Names() {
		p := Params{}
		if name == "choice" {
			p.Options = []Option{{Value: "marriage", Labels: map[string]string{"zh": "结婚登记"}}, {Value: "divorce", Labels: map[string]string{"zh": "离婚登记"}}}
		}
		all = append(all, kind(t, name, p))
	}
	return all
}

// identifying are the kinds whose mask must not tell the value.
var identifying = map[string]bool{
	"id_number": true, "plate": true, "penalty_number": true, "hkmo_permit": true, "passport": true, "mobile": true, "phone": true, "bank_card": true,
	"name": true, "person": true, "engine_tail": true, "account": true,
}

// holds checks what must hold of whatever was said to a kind.
func holds(t testing.TB, k Kind, said string, c Context) {
	v, err := k.Parse(said, c)
	if err != nil {
		p, ok := err.(*Problem)
		if !ok || v != "" || !contains(Problems()[k.Name()], p.Code) {
			t.Fatalf("%s: Parse(%q) = %q, %v", k.Name(), said, v, err)
		}
		return
	}
	if err := Check(k, v, c); err != nil {
		t.Fatalf("%s: Parse(%q) = %q, which it does not accept: %v", k.Name(), said, v, err)
	}
	if k.Name() != "amount" { // the one kind whose canonical values are no answers
		if again, err := k.Parse(v, c); err != nil || again != v {
			t.Fatalf("%s: Parse(%q) = %q, and of that %q, %v", k.Name(), said, v, again, err)
		}
	}
	for _, lang := range []string{"zh", "en"} {
		if k.Format(v, lang) == "" || k.Mask(v, lang) == "" {
			t.Fatalf("%s: %q is written as nothing", k.Name(), v)
		}
		if identifying[k.Name()] && strings.Contains(k.Mask(v, lang), v) {
			t.Fatalf("%s: Mask(%q) = %q tells it", k.Name(), v, k.Mask(v, lang))
		}
	}
	if f, ok := k.(Fielded); ok {
		for name, want := range f.Fields() {
			if _, sort, ok := f.Field(v, name, c); ok && sort != want {
				t.Fatalf("%s.%s: sort %d, listed as %d", k.Name(), name, sort, want)
			}
		}
	}
}

// found checks what must hold of whatever Find returns.
func found(t testing.TB, message string, c Context) {
	n := utf8.RuneCountInString(message)
	at := 0
	for _, e := range Find(message, c) {
		if e.Start < at || e.End <= e.Start || e.End > n || string([]rune(message)[e.Start:e.End]) != e.Text {
			t.Fatalf("Find(%q): %+v is out of place", message, e)
		}
		if e.Valid && e.Value == "" {
			t.Fatalf("Find(%q): %+v is valid without a value", message, e)
		}
		at = e.Start
		if _, ok := builders[e.Kind]; !ok || !e.Valid || e.Kind == "choice" || e.Kind == "name" {
			continue
		}
		if err := Check(kind(t, e.Kind, Params{}), e.Value, c); err != nil {
			t.Fatalf("Find(%q): %+v is no canonical value: %v", message, e, err)
		}
	}
}

// amended checks that what Amend returns is accepted and new.
func amended(t testing.TB, k Kind, old, said string, c Context) {
	v, ok := Amend(k, old, said, c)
	if ok && (v == old || Check(k, v, c) != nil) || !ok && v != "" {
		t.Fatalf("%s: Amend(%q, %q) = %q, %v", k.Name(), old, said, v, ok)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	kinds := kindsToTry(f)
	f.Fuzz(func(t *testing.T, said string) {
		for _, k := range kinds {
			holds(t, k, said, zh)
			holds(t, k, said, en)
		}
	})
}

func FuzzFind(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, message string) {
		found(t, message, zh)
		found(t, message, en)
	})
}

func FuzzAmend(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	kinds := kindsToTry(f)
	olds := map[string]string{
		"penalty_number": "3301061900123456", "plate": "浙A12345", "id_number": "440524188001010014", "date": "2026-08-05", "month": "2026-03", "amount": "20000", "name": "张伟",
		"person": "张伟 440524188001010014", "phone": "0571-87654321", "mobile": "13812345678", "region": "330100", "choice": "marriage", "period": "am", "case_number": "HZ-2026-0001", "months": "2026-01..2026-03",
		"account": "0012345678", "text": "路灯坏了", "truth": "true", "number": "3", "percent": "30", "engine_tail": "A12345", "bank_card": "6222021234567890128", "uscc": "91350100M000100Y43", "passport": "E12345678", "hkmo_permit": "C12345678",
	}
	f.Fuzz(func(t *testing.T, said string) {
		for _, k := range kinds {
			amended(t, k, olds[k.Name()], said, zh)
		}
	})
}

// pieces are what random messages are made of.
var pieces = strings.Split("3301061900123456|440524188001010014|浙|A|D|12345|三|零|百|千|万|亿|点|半|年|月|日|号|周|下|上|这|个|后|前|天|今|明|大|初|廿|农历|底|元|块|毛|分|¥|%|第|负|-|/|.|,|，| |:|到|至|近|最|杭州|西湖区|朝阳|吉林|市|区|上午|下午|晚上|3|4|15|2026|最后|两位|是|不是|改成|应该是|last|two|digits|are|not|March|April|next|Friday|the|day|after|tomorrow|in|weeks|ago|pm|am|half|past|three|hundred|and|of|month|张|伟|·|叉|幺|洞|Ｘ|１|\u200b|\n|😀|Hangzhou|District", "|")

func randomMessage(r *rand.Rand) string {
	var b strings.Builder
	for n := r.IntN(14); n >= 0; n-- {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

// TestRandom puts random messages through everything; BenchmarkRandom does so a million times with
// -bench Random -benchtime 1000000x.
func TestRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	kinds := kindsToTry(t)
	for range 4000 {
		throughEverything(t, kinds, r)
	}
}

func BenchmarkRandom(b *testing.B) {
	r := rand.New(rand.NewPCG(3, 4))
	kinds := kindsToTry(b)
	for b.Loop() {
		throughEverything(b, kinds, r)
	}
}

func throughEverything(t testing.TB, kinds []Kind, r *rand.Rand) {
	s := randomMessage(r)
	c := zh
	if r.IntN(3) == 0 {
		c = en
	}
	found(t, s, c)
	k := kinds[r.IntN(len(kinds))]
	holds(t, k, s, c)
	if v, err := k.Parse(s, c); err == nil {
		amended(t, k, v, randomMessage(r), c)
	}
}

func BenchmarkFind(b *testing.B) {
	for _, c := range []struct {
		name, message string
		c             Context
	}{
		{"short", "交罚单3301061900123456", zh},
		{"chinese", "我想预约下周三上午在杭州市西湖区办结婚登记，身份证440524188001010014", zh},
		{"english", "I want to book an appointment for next Friday at 3pm in Hangzhou please", en},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Find(c.message, c.c)
			}
		})
	}
}
