package wechat

import (
	"testing"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/channel/channeltest"
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
		{[]bot.Reply{{Text: "您好\n电话 12333", Phone: "电话 12333"}, {Text: "请核对\n电话 12333", Phone: "电话 12333", Choices: choices}},
			"您好\n\n请核对\n回复 1：缴纳 200.00 元\n回复 2：以后再说\n电话 12333"},
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

func TestConformance(t *testing.T) {
	channeltest.Run(t, channeltest.Channel{Limit: textBytes, Numbers: true, Render: func(replies []bot.Reply) []string {
		a := &account{lang: "zh"}
		if text := a.render(logged(replies...)); text != "" {
			return a.pages(text)
		}
		return nil
	}})
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
