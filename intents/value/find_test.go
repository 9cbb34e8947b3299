package value

import (
	"fmt"
	"strings"
	"testing"
)

// TestFind gives messages and what must be found in them, as kind=value with ! where the check fails.
func TestFind(t *testing.T) {
	for _, c := range []struct{ said, want string }{
		{"我要交3301061900123456这张罚单", "penalty_number=3301061900123456"},
		{"编号是3301 0619 0012 3456谢谢", "penalty_number=3301061900123456"},
		{"三三零一零六一九零零一二三四五六", "penalty_number=3301061900123456"},
		{"4111111111111111", "penalty_number=4111111111111111 bank_card=4111111111111111"}, // sixteen digits that pass Luhn
		{"330106190012345", "id_number=330106191900123458! penalty_number=330106190012345"},
		{"身份证44052418800101009X", "id_number=44052418800101009X"},
		{"440524188001010015", "id_number=440524188001010015!"},
		{"浙A12345后天下午三点半去", "plate=浙A12345 date=2026-03-06 time=15:30 period=pm"},
		{"下周三上午在杭州西湖区办结婚登记", "date=2026-03-11 period=am region=330106"},
		{"查近三个月社保", "months=2026-01..2026-03"},
		{"查3月的", "month=2026-03 months=2026-03..2026-03"},
		{"交200元罚款", "amount=20000"}, {"利率3.5%", "percent=3.5"}, {"第二个", "ordinal=2"}, {"我有三张罚单", "number=3"}, {"共3笔", "number=3"},
		{"帮我看一下", ""}, {"一次性告知", ""}, {"二手车过户", ""}, {"一会儿再说", ""}, {"要几天", ""}, {"幸福路15号", "number=15"}, {"地铁3号线", "number=3"}, {"每月15号", "number=15"}, {"一周三次", "duration=P1W number=3"},
		{"周四到周二", "date=2026-03-05 date=2026-03-10"}, {"下午2点到4点", "time=14:00 period=pm time=16:00 period=pm"},
		{"明早八点", "date=2026-03-05 time=08:00 period=am"}, {"今晚", "date=2026-03-04 period=evening"},
		{"朝阳区", "region=110105 region=220104"}, {"我在朝阳", "region=110105 region=211300 region=211321 region=220104"}, {"吉林", "region=220000 region=220200"}, {"和平饭店", ""}, {"海淀的", "region=110108"},
		{"户号0012345678", "digits=0012345678"}, {"手机138-1234-5678", "mobile=13812345678"}, {"电话0571-87654321", "phone=0571-87654321"}, {"C12345678", "hkmo_permit=C12345678"}, {"E12345678", "passport=E12345678"},
		{"91350100M000100Y43", "uscc=91350100M000100Y43"}, {"2026-03-04 13812345678", "date=2026-03-04 mobile=13812345678"}, {"2月30日", "date=!"},
		{"5个工作日内", "duration=P5B"}, {"两个半月", "duration=P2.5M"}, {"公积金", ""}, {"", ""}, {"谢谢", ""}, {"😀浙A12345", "plate=浙A12345"},
		{"I am 65 years old", "number=65"}, {"may I help", ""}, {"Book next Friday at 3pm in Hangzhou", "date=2026-03-13 time=15:00 period=pm region=330100"},
		{"I may pay 200 yuan tomorrow morning", "amount=20000 date=2026-03-05 period=am"}, {"pay fine 3301061900123456", "penalty_number=3301061900123456"},
		{"good morning", ""}, {"sun is hot", ""}, {"last three months", "months=2026-01..2026-03"},
	} {
		var all []string
		for _, e := range Find(c.said, zh) {
			s := e.Kind + "=" + e.Value
			if !e.Valid {
				s += "!"
			}
			all = append(all, s)
		}
		if got := strings.Join(all, " "); got != c.want {
			t.Errorf("Find(%q): %s\n\twant %s", c.said, got, c.want)
		}
		found(t, c.said, zh)
	}
}

func TestFindTellsPlacesInCodePoints(t *testing.T) {
	e := Find("😀车牌　浙Ａ１２３４５！", zh)
	if len(e) != 1 || e[0].Start != 4 || e[0].End != 11 || e[0].Text != "浙Ａ１２３４５" || e[0].Value != "浙A12345" {
		t.Errorf("found %+v", e)
	}
}

func TestFindOffersBothReadingsOfADate(t *testing.T) {
	var days []string
	for _, e := range Find("on 3/4", en) {
		if e.Kind == "date" {
			days = append(days, e.Value)
		}
	}
	if fmt.Sprint(days) != "[2026-03-04 2026-04-03]" {
		t.Errorf("found %v", days)
	}
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		kind    string
		p       Params
		message string
		want    string
	}{
		{"penalty_number", Params{}, "4111111111111111", "4111111111111111"},
		{"bank_card", Params{}, "4111111111111111", "4111111111111111"},
		{"phone", Params{}, "13812345678", "13812345678"},
		{"account", Params{}, "户号0012345678", "0012345678"},
		{"account", Params{Pattern: "[0-9]{13}"}, "户号0012345678", ""},
		{"date", Params{Max: "0d"}, "3月3日", "2026-03-03"},
		{"date", Params{Min: "0d"}, "3月3日", "2027-03-03"},
		{"date", Params{Min: "+2d"}, "明天", ""},
		{"id_number", Params{}, "440524188001010015", ""},
		{"amount", Params{}, "200元", "20000"},
		{"period", Params{Options: []Option{{Value: "am"}, {Value: "pm"}}}, "下午三点", "pm"},
		{"region", Params{Options: []Option{{Value: "330106"}}}, "杭州西湖区", "330106"},
		{"plate", Params{}, "13812345678", ""},
	} {
		k, got := kind(t, c.kind, c.p), ""
		for _, e := range Find(c.message, zh) {
			if v, ok := Fit(k, e, zh); ok {
				got = v
			}
		}
		if got != c.want {
			t.Errorf("%s from %q: %q, want %q", c.kind, c.message, got, c.want)
		}
	}
}

// TestSimplified: also rare characters, and other ways to write one that is simplified already.
func TestSimplified(t *testing.T) {
	for traditional, want := range map[rune]rune{'罰': '罚', '舖': '铺', '遶': '绕', '逕': '径', '㩜': '㨫', '䲘': '鳤', '妳': '你', '甦': '苏', '罚': '罚', 'a': 'a', '㐀': '㐀', '鿿': '鿿', 'ꀀ': 'ꀀ'} {
		if got := Simplified(traditional); got != want {
			t.Errorf("Simplified(%c) = %c, want %c", traditional, got, want)
		}
	}
}
