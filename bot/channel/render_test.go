package channel_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/channel"
	"github.com/banshi-bot/banshi/bot/channel/channeltest"
)

func TestConformance(t *testing.T) {
	for _, limit := range []int{120, 2048} {
		channeltest.Run(t, channeltest.Channel{Limit: limit, Numbers: true, Render: func(replies []bot.Reply) []string {
			var pieces []string
			for _, text := range channel.Text(replies, func(string) channel.Words { return channel.Words{} }) {
				pieces = append(pieces, channel.Split(text, limit)...)
			}
			return pieces
		}})
	}
}

func TestWords(t *testing.T) {
	words := func(lang string) channel.Words {
		if lang == "en" {
			return channel.Words{}
		}
		return channel.Words{Choice: "回复 {n}：{label}", Offered: "可回复：{label}"}
	}
	offer := []bot.Choice{{Value: "a", Label: "{n}"}, {Value: "b", Label: "乙"}}
	got := channel.Text([]bot.Reply{{Text: "一", Choices: offer}, {Text: "二", Choices: offer}}, words)
	got = append(got, channel.Text([]bot.Reply{{Text: "three", Lang: "en", Choices: offer}}, words)...)
	want := []string{"一\n可回复：{n} / 乙", "二\n回复 1：{n}\n回复 2：乙", "three\n1. {n}\n2. 乙"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestThePhoneStandsOnceBehindEverything(t *testing.T) {
	offer := []bot.Choice{{Value: "a", Label: "甲"}, {Value: "b", Label: "乙"}}
	for _, c := range []struct {
		replies []bot.Reply
		want    string
	}{
		{[]bot.Reply{{Text: "一\n电话 1", Phone: "电话 1", Choices: offer}}, "一\n1. 甲\n2. 乙\n电话 1"},
		{[]bot.Reply{{Text: "一\n电话 1", Phone: "电话 1"}, {Text: "二\n电话 2", Phone: "电话 2", Choices: offer}}, "一|二\n1. 甲\n2. 乙\n电话 2"},
		{[]bot.Reply{{Text: "一\n电话 1", Phone: "电话 1"}, {Text: "二"}}, "一|二\n电话 1"},
		{[]bot.Reply{{Text: "点 {link}\n电话 1", Phone: "电话 1", URL: "http://a.example/go/x"}}, "点 http://a.example/go/x\n电话 1"},
	} {
		got := strings.Join(channel.Text(c.replies, func(string) channel.Words { return channel.Words{} }), "|")
		if got != c.want {
			t.Errorf("%+v:\n%q, want\n%q", c.replies, got, c.want)
		}
	}
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		text  string
		limit int
		want  string
	}{
		{"", 16, ""},
		{"短", 16, "短"},
		{"第一句。第二句！第三句？", 30, "第一句。第二句！|第三句？"},
		{"first line\nsecond line", 16, "first line|second line"},
		{"0123456789abcdefghij", 16, "0123456789abcdef|ghij"},
		{"字 https://a.example/x", 20, "字|https://a.example/x"},
		{"a\xffb", 16, "a\ufffdb"},
	} {
		if got := strings.Join(channel.Split(c.text, c.limit), "|"); got != c.want {
			t.Errorf("Split(%q, %d) = %q, want %q", c.text, c.limit, got, c.want)
		}
	}
}

func FuzzSplit(f *testing.F) {
	f.Add("第一句。第二句！", 30)
	f.Add(" \n \n"+strings.Repeat("好 ", 100), 20)
	f.Add(strings.Repeat("a", 100)+"\xff", 16)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		if limit < 16 || limit > 4096 {
			return
		}
		var all strings.Builder
		for _, piece := range channel.Split(text, limit) {
			if len(piece) > limit || piece == "" || !utf8.ValidString(piece) {
				t.Fatalf("piece %q of limit %d", piece, limit)
			}
			all.WriteString(piece)
		}
		bare := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if bare(all.String()) != bare(strings.ToValidUTF8(text, "\uFFFD")) {
			t.Fatalf("%q became %q", text, all.String())
		}
	})
}
