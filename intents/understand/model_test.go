package understand

import (
	"bytes"
	"testing"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

func small() []Sample {
	var s []Sample
	for _, e := range []struct {
		intent string
		texts  []string
	}{
		{"fine", []string{"交罚单", "缴交通罚款", "我要交罚款", "罚单怎么交", "交警罚款缴费", "pay a traffic fine", "pay my ticket", "i got a fine to pay", "pay fine online"}},
		{"marriage", []string{"预约结婚登记", "我们要领证", "结婚登记预约", "想约个时间领结婚证", "登记结婚", "book a marriage registration", "we want to get married", "marriage appointment"}},
		{"social", []string{"查社保", "社保余额查询", "我的社保交了几年", "养老保险查询", "社保缴费记录", "check my social security", "social insurance balance", "how many years of social security"}},
		{"fund", []string{"查公积金", "公积金余额", "住房公积金查询", "公积金还有多少", "我的公积金", "housing fund balance", "check my provident fund", "how much is in my housing fund"}},
	} {
		for _, t := range e.texts {
			s = append(s, Sample{Text: t, Intent: e.intent})
		}
	}
	return s
}

func TestTrainTwiceGivesTheSameBytes(t *testing.T) {
	var first []byte
	for cores := 1; cores <= 4; cores++ {
		got, err := Train(small(), Config{Cores: cores}).MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = got
		}
		if !bytes.Equal(got, first) {
			t.Errorf("other bytes with %d cores", cores)
		}
	}
}

func TestUnderstandSmall(t *testing.T) {
	m := Train(small(), Config{})
	for _, c := range []struct{ said, want string }{
		{"我想交个罚单", "fine"},
		{"我想繳罰款", "fine"},
		{"帮我查一下社保", "social"},
		{"约个领证的时间", "marriage"},
		{"please let me pay my traffic ticket", "fine"},
		{"what is my provident fund balance", "fund"},
	} {
		u := m.Understand(c.said, value.Context{})
		if u.Ranked[0].Intent != c.want {
			t.Errorf("Understand(%q) = %+v, want %s", c.said, u, c.want)
		}
		t.Logf("%s %+v", c.said, u)
	}
	if u := m.Understand("好的", value.Context{}); len(u.Acts) == 0 || u.Acts[0].Name != intents.ActYes || !u.Acts[0].Exact {
		t.Errorf("好的: %+v", u)
	}
}

func TestStoredModelUnderstandsTheSame(t *testing.T) {
	m := Train(small(), Config{})
	data, err := m.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	n, err := Load(data, Config{})
	if err != nil {
		t.Fatal(err)
	}
	again, _ := n.MarshalBinary()
	if !bytes.Equal(data, again) {
		t.Error("a stored model is written back with other bytes")
	}
	for i := range data {
		if i%97 != 0 {
			continue
		}
		broken := bytes.Clone(data)
		broken[i] ^= 0x40
		if _, err := Load(broken, Config{}); err == nil {
			t.Errorf("byte %d changed and nobody noticed", i)
		}
	}
}
