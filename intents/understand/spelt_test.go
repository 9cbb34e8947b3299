package understand

import (
	"slices"
	"testing"

	"github.com/banshi-bot/banshi/intents/value"
)

// TestSpell reads pinyin as the characters it stands for.
func TestSpell(t *testing.T) {
	for _, c := range []struct{ word, han string }{
		{"chaxun", "查询"}, {"shebao", "社保"}, {"gongjijin", "公积金"}, {"xi'an", "西安"}, {"xian", "先"}, {"nv", "女"},
		{"zhuangguang", "装光"}, {"pay", ""}, {"violation", ""}, {"", ""}, {"ten", ""}, {"q", ""}, {"'", ""}, {"é", ""},
		{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ""},
	} {
		got, ok := han().spell(nil, []rune(c.word))
		var want []uint16
		for _, r := range c.han {
			want = append(want, han().sound(r))
		}
		if ok != (c.han != "") || ok && !slices.Equal(got, want) {
			t.Errorf("%q is %v %v, want the sounds of %q", c.word, got, ok, c.han)
		}
	}
}

// TestPinyinIsUnderstood holds that who types without an input method is understood from Chinese examples alone.
func TestPinyinIsUnderstood(t *testing.T) {
	m := Train(small(), Config{})
	for _, c := range []struct{ said, want string }{
		{"chaxun shebao", "social"}, {"cha gongjijin yue", "fund"}, {"jiao fadan", "fine"}, {"yuyue jiehun dengji", "marriage"},
	} {
		if got := m.Understand(c.said, value.Context{}).Ranked[0].Intent; got != c.want {
			t.Errorf("%q means %s, want %s", c.said, got, c.want)
		}
	}
}
