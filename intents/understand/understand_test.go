package understand

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

func TestSeveralWishes(t *testing.T) {
	m := Train(small(), Config{})
	for _, c := range []struct {
		said string
		want string // intent[what was said] ...
	}{
		{"交罚单，另外再查一下社保", "fine[交罚单] social[查一下社保]"},
		{"我要交罚款和查公积金", "fine[我要交罚款] fund[查公积金]"},
		{"查社保，还有公积金余额", "social[查社保] fund[公积金余额]"},
		{"pay my fine and then check my social security", "fine[pay my fine] social[check my social security]"},
		{"交罚单", ""},
		{"我要交罚单，罚单怎么交", ""},
		{"你好，我要交罚单，谢谢", ""},
		{"不是交罚单，是查公积金", ""},
		{"和平区怎么交罚单", ""},
		{"交罚单。", ""},
	} {
		var got []string
		runes := []rune(c.said)
		for _, w := range m.Understand(c.said, value.Context{}).Wishes {
			got = append(got, fmt.Sprintf("%s[%s]", w.Intent, string(runes[w.Start:w.End])))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q holds %v, want %q", c.said, got, c.want)
		}
	}
}

func TestWhatIsDeniedIsNotMeant(t *testing.T) {
	m := Train(small(), Config{})
	for _, c := range []struct{ said, want string }{
		{"不是交罚单，是查公积金", "fund"},
		{"我不要查社保，我要交罚单", "fine"},
		{"I don't want to pay a fine, I want to get married", "marriage"},
	} {
		if got := m.Understand(c.said, value.Context{}).Ranked[0].Intent; got != c.want {
			t.Errorf("%q means %s, want %s", c.said, got, c.want)
		}
	}
}

func TestActsBesideAWish(t *testing.T) {
	m := Train(small(), Config{})
	for _, c := range []struct{ said, act, intent string }{
		{"不是，我要查公积金", intents.ActNo, "fund"},
		{"你好，我要交罚单", intents.ActGreeting, "fine"},
		{"no, I want to check my housing fund", intents.ActNo, "fund"},
		{"取消，我要查社保", intents.ActCancel, "social"},
		{"结婚登记要多少钱", intents.ActFee, "marriage"},
		{"查公积金要带什么材料", intents.ActMaterials, "fund"},
	} {
		u := m.Understand(c.said, value.Context{})
		if len(u.Acts) == 0 || u.Acts[0].Name != c.act || u.Acts[0].Exact || u.Ranked[0].Intent != c.intent {
			t.Errorf("%q is %+v and %s, want %s and %s", c.said, u.Acts, u.Ranked[0].Intent, c.act, c.intent)
		}
	}
}

func TestTheSameInEveryWriting(t *testing.T) {
	m := Train(small(), Config{})
	for _, c := range [][2]string{
		{"我要缴交通罚款", "我要繳交通罰款"}, {"查社保123", "查社保１２３"}, {"pay my ticket", "ＰＡＹ ＭＹ Ticket"}, {"查公积金", "查\u200b公积\ufeff金"},
	} {
		a, b := m.Understand(c[0], value.Context{}), m.Understand(c[1], value.Context{})
		if fmt.Sprint(a.Ranked) != fmt.Sprint(b.Ranked) {
			t.Errorf("%q and %q differ: %v, %v", c[0], c[1], a.Ranked, b.Ranked)
		}
	}
}

func TestNothingKnownFallsBack(t *testing.T) {
	m := Train(small(), Config{})
	for _, said := range []string{"", " ", "🤔🤔", "。。。", "ωψξ", "\x00\xff"} {
		if u := m.Understand(said, value.Context{}); u.Zone != intents.ZoneFallback {
			t.Errorf("%q: %+v", said, u)
		}
	}
}

func TestLanguage(t *testing.T) {
	for _, c := range []struct{ said, want string }{
		{"我要交罚单", "zh"}, {"pay a fine", "en"}, {"hello", "en"}, {"ok", ""}, {"浙A12345", ""}, {"330106190012", ""}, {"A12345", ""}, {"", ""}, {"👍", ""},
		{"我要办ETC", "zh"}, {"what is 公积金", "en"}, {"app打不开", "zh"}, {"yes please", "en"}, {"好", "zh"}, {"OK的", "zh"},
	} {
		if got := Language(c.said); got != c.want {
			t.Errorf("Language(%q) = %q, want %q", c.said, got, c.want)
		}
	}
}

func TestEntitiesBecomeFeatures(t *testing.T) {
	find := func(text string, _ value.Context) []value.Entity {
		var found []value.Entity
		if i := strings.Index(text, "浙A"); i >= 0 {
			found = append(found, value.Entity{Kind: "plate", Start: utf8.RuneCountInString(text[:i])})
		}
		return found
	}
	samples := append(small(), Sample{Text: "浙A12345", Intent: "car"}, Sample{Text: "浙A99999的记录", Intent: "car"}, Sample{Text: "看看浙A54321", Intent: "car"})
	m := Train(samples, Config{Find: find})
	u := m.Understand("浙A88K66", value.Context{})
	if u.Ranked[0].Intent != "car" || len(u.Entities) != 1 {
		t.Errorf("a plate alone: %+v", u)
	}
}

func TestCatalogsOfAnySize(t *testing.T) {
	one := []Sample{{Text: "交罚单", Intent: "fine"}, {Text: "罚款", Intent: "fine"}}
	for name, samples := range map[string][]Sample{
		"empty": nil, "only outside": {{Text: "天气", Intent: Outside}}, "one intent": one, "one example": one[:1],
		"empty texts": {{Text: "", Intent: "a"}, {Text: "", Intent: "b"}}, "the same text twice": {{Text: "x", Intent: "a"}, {Text: "x", Intent: "b"}},
	} {
		m := Train(samples, Config{})
		u := m.Understand("交罚单", value.Context{})
		for _, g := range u.Ranked {
			if !(g.Score >= 0 && g.Score <= 1) {
				t.Errorf("%s: score %v", name, g.Score)
			}
		}
		if data, err := m.MarshalBinary(); err != nil {
			t.Error(err)
		} else if _, err := Load(data, Config{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestManyIntentsInTwoStages(t *testing.T) {
	samples := synthetic(300, 12, 1)
	m := Train(samples, Config{Cores: 1})
	right, unseen := 0, synthetic(300, 2, 2)
	for _, s := range unseen {
		u := m.Understand(s.Text, value.Context{})
		if len(u.Ranked) > 0 && u.Ranked[0].Intent == s.Intent {
			right++
		}
	}
	if share := float64(right) / float64(len(unseen)); share < 0.95 {
		t.Errorf("%.3f right, want 0.95", share)
	}
	a, _ := m.MarshalBinary()
	b, _ := Train(samples, Config{Cores: 3}).MarshalBinary()
	if !bytes.Equal(a, b) {
		t.Error("other bytes with other cores")
	}
}

func TestKeyNamesContent(t *testing.T) {
	s := small()
	if Key(s, Config{}) != Key(small(), Config{Cores: 7}) {
		t.Error("the same content has two keys")
	}
	seen := map[[32]byte]bool{Key(s, Config{}): true, Key(s, Config{Version: "2"}): true, Key(s[1:], Config{}): true}
	s[0].Text += " "
	seen[Key(s, Config{})] = true
	if len(seen) != 4 {
		t.Errorf("%d keys for 4 contents", len(seen))
	}
}

func FuzzUnderstand(f *testing.F) {
	for _, c := range bareMessages {
		for _, said := range strings.Split(c.said, "|") {
			f.Add(said)
		}
	}
	f.Add("交罚单，另外再查一下社保 and then pay my fine")
	m := Train(small(), Config{})
	f.Fuzz(func(t *testing.T, said string) {
		sane(t, said, m.Understand(said, value.Context{}))
	})
}

func FuzzLoad(f *testing.F) {
	data, err := Train(small(), Config{}).MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(format))
	f.Fuzz(func(t *testing.T, data []byte) {
		if m, err := Load(data, Config{}); err == nil {
			m.Understand("交罚单", value.Context{})
		}
	})
}
