package terminal

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/bot"
)

func TestRead(t *testing.T) {
	for _, c := range []struct {
		said string
		want line
	}{
		{"交罚单", line{what: bot.Said{ID: "7", Text: "交罚单"}}},
		{"  1 \r", line{what: bot.Said{ID: "7", Text: "1"}}},
		{"a\x00b\x1b[31mc", line{what: bot.Said{ID: "7", Text: "ab[31mc"}}}, // control characters are no words
		{`{"id":"x","text":"交罚单"}`, line{what: bot.Said{ID: "x", Text: "交罚单"}}},
		{`{"text":"/pay"}`, line{what: bot.Said{ID: "7", Text: "/pay"}}}, // within JSON a slash is just said
		{`{"id":"x","choice":"later"}`, line{what: bot.Chosen{ID: "x", Value: "later"}}},
		{`{"id":"x","fields":{"no":"1"}}`, line{what: bot.Filled{ID: "x", Fields: map[string]string{"no": "1"}}}},
		{"/wait 10m", line{command: "wait", args: []string{"10m"}}},
		{"/", line{what: bot.Said{ID: "7", Text: "/"}}},
		{"/开始", line{what: bot.Said{ID: "7", Text: "/开始"}}},
	} {
		got, err := read(c.said, "7")
		if err != nil || got.command != c.want.command || !reflect.DeepEqual(got.what, c.want.what) || len(got.args) != len(c.want.args) {
			t.Errorf("read(%q) = %+v, %v, want %+v", c.said, got, err, c.want)
		}
	}
	for _, said := range []string{`{"id":"x"`, `{"id":"x"}`, `{"id":1,"text":"a"}`, "\x01\x02", "/nothing", strings.Repeat("长", 2001)} {
		if got, err := read(said, "7"); err == nil {
			t.Errorf("read(%.20q) = %+v, want an error", said, got)
		}
	}
	if _, err := read(strings.Repeat("长", 2000), "7"); err != nil {
		t.Errorf("2,000 characters: %v", err)
	}
}

func TestSpan(t *testing.T) {
	for _, c := range []struct {
		said string
		want time.Duration
	}{
		{"30s", 30 * time.Second}, {"10m", 10 * time.Minute}, {"1h30m", 90 * time.Minute}, {"6d", 144 * time.Hour}, {"0.5d", 12 * time.Hour},
		{"", -1}, {"10", -1}, {"-5m", -1}, {"-1d", -1}, {"d", -1},
	} {
		got, err := Span(c.said)
		if (err != nil) != (c.want < 0) || err == nil && got != c.want {
			t.Errorf("Span(%q) = %v, %v, want %v", c.said, got, err, c.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		width  int
		text   string
		indent string
		want   string
	}{
		{0, strings.Repeat("长", 100), "", strings.Repeat("长", 100)},
		{10, "一二三四五", "", "一二三四五"},
		{10, "一二三四五六", "", "一二三四五\n六"},
		{10, "一二三四五。六", "", "一二三四\n五。六"}, // a full stop may not begin a line
		{10, "to be or not to be", "", "to be or\nnot to be"},
		{10, "1. to be or not", "   ", "1. to be\n   or not"},
		{4, "ab http://c/d e", "", "ab\nhttp://c/d\ne"}, // an address stays whole
		{1, "长", "", "长"}, // wider than the line, and yet it ends
		{10, "a\n\nb", "", "a\n\nb"},
		{4, "1. 一二三", "   ", "1.\n一二\n三"}, // no room for the indent
	} {
		if got := (Style{Width: c.width}).wrap(c.text, c.indent); got != c.want {
			t.Errorf("wrap(%q, %d) = %q, want %q", c.text, c.width, got, c.want)
		}
	}
}

func TestQuiet(t *testing.T) {
	if got := (Style{}).quiet("a\nb\n"); got != "a\nb\n" {
		t.Errorf("without colour: %q", got)
	}
	if got := (Style{Color: true}).quiet("a\n\nb"); got != "\x1b[2ma\x1b[0m\n\n\x1b[2mb\x1b[0m" {
		t.Errorf("with colour: %q", got)
	}
}
