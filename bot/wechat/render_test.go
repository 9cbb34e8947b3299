package wechat

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/banshi-bot/banshi/bot"
)

func logged(replies ...bot.Reply) []bot.Logged {
	var entries []bot.Logged
	for _, r := range replies {
		entries = append(entries, bot.Logged{Reply: &r})
	}
	return entries
}

func TestRender(t *testing.T) {
	choices := []bot.Choice{{Value: "pay", Label: "缴纳 200.00 元"}, {Value: "later", Label: "以后再说"}}
	for _, c := range []struct {
		replies []bot.Reply
		want    string
	}{
		{[]bot.Reply{{Text: "您好"}}, "您好"},
		{[]bot.Reply{{Text: "请核对", Choices: choices}}, "请核对\n回复 1：缴纳 200.00 元\n回复 2：以后再说"},
		{[]bot.Reply{{Text: "Please check", Lang: "en", Choices: choices[:1]}}, "Please check\nReply 1: 缴纳 200.00 元"},
		{[]bot.Reply{{Text: "一", Choices: choices}, {Text: "二", Choices: choices[:1]}}, "一\n可回复：缴纳 200.00 元 / 以后再说\n\n二\n回复 1：缴纳 200.00 元"},
		{[]bot.Reply{{Text: "请付款：{link}。", URL: "https://a.example/go/x"}}, "请付款：https://a.example/go/x。"},
		{[]bot.Reply{{Text: "请付款", URL: "https://a.example/go/x"}}, "请付款\nhttps://a.example/go/x"},
		{[]bot.Reply{{Text: `看<a href="weixin://bizmsgmenu?msgmenucontent=是">这里</a> 1<2`}}, `看＜a href="weixin://bizmsgmenu?msgmenucontent=是">这里＜/a> 1<2`},
		{[]bot.Reply{{Text: ""}}, ""},
		{nil, ""},
	} {
		a := &account{lang: "zh"}
		if got := a.render(logged(c.replies...)); got != c.want {
			t.Errorf("%+v:\n%q, want\n%q", c.replies, got, c.want)
		}
	}
	said := bot.Event{What: bot.Said{Text: "不是我们说的"}}
	if got := (&account{}).render([]bot.Logged{{Said: &said}}); got != "" {
		t.Errorf("a citizen's entry was rendered: %q", got)
	}
}

func TestCDATAEnd(t *testing.T) {
	b := passive("a", "b", "x]]>y\x00z", time.Unix(1772625600, 0))
	m, err := parseMessage(b)
	if err != nil || m.content != "x]]>yz" || m.to != "a" || m.from != "b" {
		t.Errorf("%+v %v from %s", m, err, b)
	}
}

func TestSplitKeepsAddressesWhole(t *testing.T) {
	address := "https://bot.example/go/0123456789abcdef0123456789abcdef"
	text := strings.Repeat("句", 20) + address + strings.Repeat("尾", 10)
	for _, piece := range split(text, 100) {
		if strings.Contains(piece, "https") && !strings.Contains(piece, address) {
			t.Errorf("cut: %q", piece)
		}
	}
	pieces := split("第一句。第二句！第三句？", 30)
	if len(pieces) != 2 || pieces[0] != "第一句。第二句！" {
		t.Errorf("%q", pieces)
	}
}

// FuzzSplit: the pieces fit, are whole characters, and lose nothing but white space.
func FuzzSplit(f *testing.F) {
	f.Add("第一句。第二句！", 30)
	f.Add(strings.Repeat("a", 100), 16)
	f.Add(" \n \n"+strings.Repeat("好 ", 100), 20)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		if limit < 16 || limit > 4096 {
			return
		}
		text = strings.ToValidUTF8(text, "?")
		var all strings.Builder
		for _, piece := range split(text, limit) {
			if len(piece) > limit || piece == "" || !utf8.ValidString(piece) {
				t.Fatalf("piece %q of limit %d", piece, limit)
			}
			all.WriteString(piece)
		}
		bare := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if bare(all.String()) != bare(text) {
			t.Fatalf("%q became %q", text, all.String())
		}
	})
}

func TestEveryTextInBothLanguages(t *testing.T) {
	for name, in := range texts {
		for _, lang := range []string{"zh", "en"} {
			if in[lang] == "" || len(in[lang]) > textBytes/2 {
				t.Errorf("%s in %s: %q", name, lang, in[lang])
			}
		}
	}
}
