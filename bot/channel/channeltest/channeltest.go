// Package channeltest is what every channel's renderer must hold: nothing a reply says is lost silently.
//
//	channeltest.Run(t, channeltest.Channel{Limit: 2048, Numbers: true, Render: render})
package channeltest

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/banshi-bot/banshi/bot"
)

// Channel is a renderer under test.
type Channel struct {
	Limit   int  // bytes of one message; 0 has none
	Numbers bool // choices are answered by number, for want of buttons
	Render  func([]bot.Reply) []string
}

const link = "https://bot.example/go/0123456789abcdef0123456789abcdef"

// Run renders every kind of reply and looks for what it says.
func Run(t *testing.T, c Channel) {
	t.Helper()
	for _, kind := range Kinds {
		t.Run(kind, func(t *testing.T) { c.keeps(t, reply(kind)) })
	}
	t.Run("several in order", c.order)
	t.Run("long", c.long)
	t.Run("choices twice", c.twice)
	t.Run("nothing", func(t *testing.T) {
		if got := c.Render(nil); len(got) != 0 {
			t.Errorf("of nothing came %q", got)
		}
	})
}

// Kinds are all kinds of reply.
var Kinds = []string{
	bot.KindText, bot.KindChoices, bot.KindCard, bot.KindList, bot.KindForm, bot.KindPayment, bot.KindLogin,
	bot.KindReceipt, bot.KindNotice, bot.KindHandover, bot.KindRating, bot.KindEnded,
}

// reply says something of every sort that its kind has.
func reply(kind string) bot.Reply {
	r := bot.Reply{Kind: kind, Text: "这是 " + kind + " 的全部内容。\nsecond line 😀"}
	switch kind {
	case bot.KindChoices, bot.KindList, bot.KindRating, bot.KindCard:
		r.Choices = []bot.Choice{{Value: "v-one", Label: "缴纳 200.00 元"}, {Value: "v-two", Label: "以后再说"}}
	case bot.KindPayment, bot.KindLogin, bot.KindReceipt:
		r.Text += "：{link}。"
		r.URL = link
	case bot.KindNotice: // a text may have no place for its link
		r.URL = link
	}
	return r
}

// render also checks what holds for every message that goes out.
func (c Channel) render(t *testing.T, replies ...bot.Reply) []string {
	t.Helper()
	got := c.Render(replies)
	for _, piece := range got {
		if c.Limit > 0 && len(piece) > c.Limit {
			t.Errorf("a message of %d bytes, at most %d: %q", len(piece), c.Limit, piece)
		}
		if !utf8.ValidString(piece) || strings.TrimSpace(piece) == "" {
			t.Errorf("a message of %q", piece)
		}
	}
	return got
}

func (c Channel) keeps(t *testing.T, r bot.Reply) {
	got := strings.Join(c.render(t, r), "\n")
	for _, line := range strings.Split(r.Plain(), "\n") {
		if !strings.Contains(got, line) {
			t.Errorf("lost %q in %q", line, got)
		}
	}
	if r.URL != "" && !strings.Contains(got, r.URL) {
		t.Errorf("lost the link in %q", got)
	}
	for i, choice := range r.Choices {
		if !strings.Contains(got, choice.Label) {
			t.Errorf("lost the choice %q in %q", choice.Label, got)
		}
		if c.Numbers && !numbered(got, i+1, choice.Label) {
			t.Errorf("no number %d at %q in %q", i+1, choice.Label, got)
		}
	}
}

// numbered reports whether a line has both a number and a label.
func numbered(text string, n int, label string) bool {
	for _, line := range strings.Split(text, "\n") {
		before, _, found := strings.Cut(line, label)
		if found && strings.Contains(before, fmt.Sprint(n)) {
			return true
		}
	}
	return false
}

func (c Channel) order(t *testing.T) {
	got := strings.Join(c.render(t, bot.Reply{Text: "第一句"}, bot.Reply{Text: "第二句"}, bot.Reply{Text: "第三句"}), "\n")
	one, two, three := strings.Index(got, "第一句"), strings.Index(got, "第二句"), strings.Index(got, "第三句")
	if one < 0 || two < one || three < two {
		t.Errorf("order in %q", got)
	}
}

// long: a text of many messages keeps every sentence, and its link in one piece.
func (c Channel) long(t *testing.T) {
	var text strings.Builder
	for i := range 200 {
		fmt.Fprintf(&text, "第%d条：请携带有关材料的原件和复印件到窗口办理。", i)
	}
	got := c.render(t, bot.Reply{Text: text.String() + "{link}", URL: link})
	all := strings.Join(got, "")
	for i := range 200 {
		if !strings.Contains(all, fmt.Sprintf("第%d条：", i)) {
			t.Fatalf("lost sentence %d", i)
		}
	}
	for _, piece := range got {
		if strings.Contains(piece, link) {
			return
		}
	}
	t.Errorf("the link was cut")
}

// twice: of two replies with choices only the last may be answered by number, and none loses its labels.
func (c Channel) twice(t *testing.T) {
	first := bot.Reply{Text: "先选", Choices: []bot.Choice{{Value: "a", Label: "前者"}}}
	second := bot.Reply{Text: "再选", Choices: []bot.Choice{{Value: "b", Label: "后者"}}}
	got := strings.Join(c.render(t, first, second), "\n")
	if !strings.Contains(got, "前者") || !strings.Contains(got, "后者") {
		t.Errorf("lost a choice in %q", got)
	}
	if c.Numbers && (numbered(got, 1, "前者") || !numbered(got, 1, "后者")) {
		t.Errorf("numbers in %q", got)
	}
}
