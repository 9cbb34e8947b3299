package value

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// march4 is a Wednesday, nine in the morning in Shanghai.
var march4 = time.Date(2026, 3, 4, 9, 0, 0, 0, shanghai).UnixMilli()

var zh = Context{At: march4, Lang: "zh"}
var en = Context{At: march4, Lang: "en"}

func kind(t testing.TB, name string, p Params) Kind {
	t.Helper()
	k, err := New(name, p)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// got parses and gives the value, or the code of the problem in angle brackets.
func got(t testing.TB, k Kind, said string, c Context) string {
	t.Helper()
	v, err := k.Parse(said, c)
	if err == nil {
		return v
	}
	var p *Problem
	if !errors.As(err, &p) {
		t.Fatalf("%s: Parse(%q): error %v is no *Problem", k.Name(), said, err)
	}
	if v != "" {
		t.Errorf("%s: Parse(%q) gave %q beside its problem %s", k.Name(), said, v, p.Code)
	}
	if p.Kind != k.Name() || !slices.Contains(Problems()[k.Name()], p.Code) {
		t.Errorf("%s: Parse(%q): problem %s is not listed", k.Name(), said, p)
	}
	return "<" + p.Code + ">"
}

type saying struct{ said, want string }

func try(t *testing.T, name string, p Params, c Context, all []saying) {
	t.Helper()
	k := kind(t, name, p)
	for _, s := range all {
		if v := got(t, k, s.said, c); v != s.want {
			t.Errorf("%s: Parse(%q) = %q, want %q", name, s.said, v, s.want)
		}
	}
}

func TestIDNumber(t *testing.T) {
	try(t, "id_number", Params{}, zh, []saying{
		{"440524188001010014", "440524188001010014"}, // the standard's sample
		{"44052418800101009X", "44052418800101009X"},
		{"44052418800101009x", "44052418800101009X"},
		{"４４０５２４１８８００１０１００９Ｘ", "44052418800101009X"},
		{"440524 18800101 0014", "440524188001010014"},
		{"440524-18800101-0014", "440524188001010014"},
		{"我的身份证号是440524188001010014，谢谢", "440524188001010014"},
		{"四四零五二四 一八八零零幺零幺 零零幺四", "440524188001010014"},
		{"四四零五二四幺八八零零一零一零零九叉", "44052418800101009X"},
		{"440524880101001", "440524198801010011"}, // the old fifteen digits
		{"900156188001010014", "900156188001010014"},
		{"440524188001010015", "<check>"},
		{"160524188001010014", "<province>"},
		{"440524188013010014", "<birth>"},
		{"44052418800101001", "<length>"},
		{"440524209901010017", "<future>"},
		{"440524188001010014和330102199001010012", "<several>"},
		{"H12345678", "H12345678"},
		{"m1234567890", "M1234567890"},
		{"台胞证12345678", "TW12345678"},
		{"TW12345678", "TW12345678"},
		{"ABC123456789012", "ABC123456789012"},
		{"不知道", "<unreadable>"},
		{"12345678", "<length>"},
		{"", "<unreadable>"},
	})
}

func TestIDFields(t *testing.T) {
	for _, c := range []struct{ kind, v, field, want string }{
		{"id_number", "440524188001010014", "born", "1880-01-01"},
		{"id_number", "440524188001010014", "sex", "male"},
		{"id_number", "44052418800101009X", "sex", "male"},
		{"id_number", "440524188001010014", "age", "146"},
		{"id_number", "440524188001010014", "region", "440524"},
		{"id_number", "H12345678", "born", "-"},
		{"id_number", "900156188001010014", "region", "-"},
		{"person", "张伟 440524188001010014", "name", "张伟"},
		{"person", "张伟 440524188001010014", "id_no", "440524188001010014"},
		{"person", "张伟 440524188001010014", "age", "146"},
		{"person", "John Smith 900156188001010014", "name", "John Smith"},
		{"plate", "浙AD12345", "energy", "new"},
		{"plate", "浙A12345", "energy", "ordinary"},
	} {
		k := kind(t, c.kind, Params{}).(Fielded)
		v, sort, ok := k.Field(c.v, c.field, zh)
		if !ok {
			v = "-"
		} else if sort != k.Fields()[c.field] {
			t.Errorf("%s.%s: sort %v, listed as %v", c.kind, c.field, sort, k.Fields()[c.field])
		}
		if v != c.want {
			t.Errorf("%s %s.%s = %q, want %q", c.kind, c.v, c.field, v, c.want)
		}
	}
}

func TestAgeTurnsOnTheBirthday(t *testing.T) {
	for _, c := range []struct {
		born string
		want string
	}{{"20040304", "22"}, {"20040305", "21"}, {"20040303", "22"}, {"20260304", "0"}} {
		if v := age(c.born, zh); v != c.want {
			t.Errorf("age(%s) = %s, want %s", c.born, v, c.want)
		}
	}
}

func TestPlate(t *testing.T) {
	try(t, "plate", Params{}, zh, []saying{
		{"浙A12345", "浙A12345"}, {"浙a１２３４５", "浙A12345"}, {"浙A·12345", "浙A12345"}, {"浙A-12345", "浙A12345"},
		{"浙 A 12345", "浙A12345"}, {"滬A12345", "沪A12345"}, {"浙A一二三四五", "浙A12345"}, {"浙A幺两三四五", "浙A12345"},
		{"车牌是浙A12345，蓝牌", "浙A12345"}, {"浙AD12345", "浙AD12345"}, {"浙AF1234A", "<length>"}, {"浙A12345D", "浙A12345D"},
		{"沪AD5678", "沪AD5678"}, {"沪AD5678F", "<length>"}, {"京A1234警", "京A1234警"}, {"粤Z1234港", "粤Z1234港"},
		{"京A1234学", "京A1234学"}, {"浙A1234", "<length>"}, {"浙A1234567", "<length>"}, {"浙A1234I", "<letters>"}, {"浙AO2345", "<letters>"},
		{"A12345", "<province>"}, {"WJ01警1234", "<military>"}, {"VA12345", "<military>"}, {"浙A12345和浙B12345", "<several>"},
		{"浙A12345 浙A12345", "浙A12345"}, {"没有车", "<unreadable>"}, {"3301061900123456", "<unreadable>"},
	})
}

func TestPlateProposesDigits(t *testing.T) {
	_, err := kind(t, "plate", Params{}).Parse("浙AI23O5", zh)
	var p *Problem
	if !errors.As(err, &p) || p.Args["proposal"] != "浙A12305" {
		t.Errorf("problem %v, want the proposal 浙A12305", err)
	}
}

func TestCodes(t *testing.T) {
	try(t, "penalty_number", Params{}, zh, []saying{
		{"3301061900123456", "3301061900123456"}, {"330106190012345", "330106190012345"}, {"编号是3301061900123456谢谢", "3301061900123456"},
		{"3301 0619 0012 3456", "3301061900123456"}, {"三三零一，零六一九，零零一二，三四五六", "3301061900123456"},
		{"３３０１０６１９００１２３４５６", "3301061900123456"}, {"33010619001", "<length>"}, {"3301061900123456 3301061900123457", "<several>"},
		{"3301061900123456，就是3301061900123456", "3301061900123456"}, {"440524188001010014", "<length>"}, {"交罚单", "<unreadable>"},
		{"手机13812345678，编号3301061900123456", "3301061900123456"}, {"33010619\u200b00123456", "3301061900123456"},
	})
	try(t, "hkmo_permit", Params{}, zh, []saying{
		{"C12345678", "C12345678"}, {"c 1234 5678", "C12345678"}, {"CA1234567", "CA1234567"}, {"W12345678", "<obsolete>"}, {"C1234567", "<length>"},
	})
	try(t, "passport", Params{}, zh, []saying{
		{"E12345678", "E12345678"}, {"ea1234567", "EA1234567"}, {"G12345678", "G12345678"}, {"MA1234567", "MA1234567"}, {"K12345678", "K12345678"},
		{"141234567", "141234567"}, {"X12345678", "<length>"}, {"护照丢了", "<unreadable>"},
	})
	try(t, "mobile", Params{}, zh, []saying{
		{"13812345678", "13812345678"}, {"+86 138 1234 5678", "13812345678"}, {"0086-13812345678", "13812345678"}, {"138-1234-5678", "13812345678"},
		{"幺三八 幺二三四 五六七八", "13812345678"}, {"１３８１２３４５６７８", "13812345678"}, {"12812345678", "<length>"}, {"1381234567", "<length>"},
		{"我手机13812345678微信同号", "13812345678"}, {"13812345678或13912345678", "<several>"},
	})
	try(t, "phone", Params{}, zh, []saying{
		{"13812345678", "13812345678"}, {"0571-87654321", "0571-87654321"}, {"057187654321", "0571-87654321"}, {"(010) 65551234", "010-65551234"},
		{"010-65551234", "010-65551234"}, {"+86 571 8765 4321", "0571-87654321"}, {"87654321", "<area>"}, {"110", "<unreadable>"},
	})
	try(t, "bank_card", Params{}, zh, []saying{
		{"6222 0212 3456 7890 128", "6222021234567890128"}, {"6222021234567890129", "<check>"}, {"622202", "<length>"},
	})
	try(t, "uscc", Params{}, zh, []saying{
		{"91350100M000100Y43", "91350100M000100Y43"}, {"91350100m000100y43", "91350100M000100Y43"}, {"91350100M000100Y44", "91350100M000100Y44"},
		{"91350100O000100Y43", "<letters>"}, {"91350100M000100Y4", "<length>"},
	})
	try(t, "case_number", Params{}, zh, []saying{
		{"F20260304001", "F20260304001"}, {"工单号是hz-2026-0001", "HZ-2026-0001"}, {"12", "<length>"}, {"查进度", "<unreadable>"}, {"F20260304001 F20260304002", "<several>"},
		{"my case is F20260304001", "F20260304001"},
	})
	try(t, "engine_tail", Params{}, zh, []saying{
		{"A12345", "A12345"}, {"后六位是123456", "123456"}, {"LSVAA4182E2123456", "123456"}, {"1234", "<length>"}, {"不知道", "<unreadable>"},
	})
	try(t, "engine_tail", Params{Min: "4", Max: "4"}, zh, []saying{{"1234", "1234"}, {"123", "<length>"}})
	try(t, "account", Params{}, zh, []saying{
		{"0012345678", "0012345678"}, {"户号是 0012 3456 78", "0012345678"}, {"零零一二三四五六七八", "0012345678"}, {"123", "<unreadable>"}, {"1234", "<length>"},
	})
	try(t, "account", Params{Min: "10", Max: "10", Pattern: "0[0-9]+"}, zh, []saying{{"0012345678", "0012345678"}, {"1012345678", "<pattern>"}, {"123456789", "<length>"}})
}

func TestAmountsAndNumbers(t *testing.T) {
	try(t, "amount", Params{}, zh, []saying{
		{"200", "20000"}, {"200元", "20000"}, {"二百块", "20000"}, {"两百块五", "20050"}, {"两百五", "25000"}, {"三块五", "350"}, {"三块五毛二", "352"}, {"5毛", "50"},
		{"五毛钱", "50"}, {"三百零六", "30600"}, {"三百零六元", "30600"}, {"贰佰元整", "20000"}, {"壹仟贰佰叁拾肆元伍角陆分", "123456"}, {"¥200", "20000"}, {"￥1,234.50", "123450"},
		{"１００元", "10000"}, {"1.5万", "1500000"}, {"一万五", "1500000"}, {"两万块", "2000000"}, {"3千5", "350000"}, {"人民币200元", "20000"}, {"200.5", "20050"}, {"0.01元", "1"},
		{"交200元吧", "20000"}, {"200元和300元", "<several>"}, {"没有", "<unreadable>"}, {"0.001元", "<range>"}, {"十块", "1000"}, {"一百二十三万", "123000000"}, {"12块钱", "1200"}, {"廿元", "2000"},
	})
	try(t, "amount", Params{Min: "1000", Max: "100000"}, zh, []saying{{"5元", "<range>"}, {"1001元", "<range>"}, {"1000元", "100000"}})
	try(t, "amount", Params{}, en, []saying{
		{"200 yuan", "20000"}, {"RMB 200", "20000"}, {"CNY1,000.5", "100050"}, {"two hundred yuan", "20000"}, {"two hundred and fifty", "25000"}, {"5k", "500000"}, {"a hundred yuan", "10000"},
	})
	try(t, "number", Params{}, zh, []saying{
		{"3", "3"}, {"三个", "3"}, {"两个人", "2"}, {"十二", "12"}, {"1.50", "1.5"}, {"-2", "-2"}, {"负三", "-3"}, {"三点五", "3.5"}, {"一百零八", "108"}, {"二〇二六", "2026"},
		{"1.5万", "15000"}, {"1,234", "1234"}, {"三万五千六百", "35600"}, {"三千零五", "3005"}, {"一亿二千万", "120000000"}, {"3到5", "<several>"}, {"很多", "<unreadable>"}, {"卅二", "32"},
		{"00", "0"}, {"1.2万亿", "1200000000000"}, {"一万亿", "1000000000000"}, {"二点五万", "25000"}, {"零点五", "0.5"}, {"一百六十五万三千", "1653000"}, {"十万零五百", "100500"}, {"二百五", "250"}, {"两千零四", "2004"}, {"１，２３４", "1234"}, {"叁仟", "3000"}, {"13812345678", "13812345678"},
	})
	try(t, "number", Params{Min: "1", Max: "3"}, zh, []saying{{"4", "<range>"}, {"1.5", "<whole>"}, {"3", "3"}})
	try(t, "number", Params{}, en, []saying{{"twenty-one", "21"}, {"three", "3"}, {"two thousand and five", "2005"}, {"nineteen", "19"}, {"three million", "3000000"}})
	try(t, "percent", Params{Min: "0", Max: "100"}, zh, []saying{
		{"30%", "30"}, {"百分之三十", "30"}, {"三成", "30"}, {"七成半", "75"}, {"12.5%", "12.5"}, {"30", "30"}, {"120%", "<range>"}, {"30 percent", "30"}, {"３０％", "30"},
	})
}

func TestNames(t *testing.T) {
	try(t, "name", Params{}, zh, []saying{
		{"张伟", "张伟"}, {"我叫张伟", "张伟"}, {"姓名：张伟", "张伟"}, {"我是欧阳娜娜", "欧阳娜娜"}, {"张 伟", "张伟"}, {"阿依古丽·买买提", "阿依古丽·买买提"},
		{"阿依古丽.买买提", "阿依古丽·买买提"}, {"𠮷田", "𠮷田"}, {"張偉", "張偉"}, {"John Smith", "John Smith"}, {"我叫阿布都", "阿布都"},
		{"不知道", "<unreadable>"}, {"为什么", "<unreadable>"}, {"交罚单", "<unreadable>"}, {"查一下社保", "<unreadable>"}, {"张伟3", "<letters>"}, {"张", "<too_short>"}, {"张伟、李娜", "<several>"}, {"", "<unreadable>"},
	})
	try(t, "name", Params{}, en, []saying{
		{"my name is john smith", "John Smith"}, {"It's Mary-Jane O'Neil", "Mary-Jane O'Neil"}, {"what is this", "<unreadable>"}, {"I am Li Na", "Li Na"}, {"pay a fine", "<unreadable>"},
	})
	try(t, "person", Params{}, zh, []saying{
		{"张伟 440524188001010014", "张伟 440524188001010014"}, {"440524188001010014张伟", "张伟 440524188001010014"},
		{"姓名张伟，身份证号440524188001010014", "张伟 440524188001010014"}, {"我叫张伟，身份证号码是44052418800101009x。", "张伟 44052418800101009X"},
		{"张伟", "<id_missing>"}, {"440524188001010014", "<name_missing>"}, {"张伟 440524188001010015", "<check>"}, {"张伟 4405241880", "<length>"},
		{"张伟，李娜 440524188001010014", "<several>"}, {"好", "<unreadable>"},
	})
	try(t, "person", Params{}, en, []saying{{"John Smith, ID number 440524188001010014", "John Smith 440524188001010014"}, {"my name is John Smith and my id is 440524188001010014", "John Smith 440524188001010014"}})
}

func TestTextAndTruth(t *testing.T) {
	try(t, "text", Params{Min: "5", Max: "10"}, zh, []saying{
		{"路灯坏了三天", "路灯坏了三天"}, {"  路灯坏了三天 ", "路灯坏了三天"}, {"路灯", "<too_short>"}, {"路灯坏了三天没人来修呢", "<too_long>"}, {"！！！！！！", "<unreadable>"}, {"路灯\x00坏了三天", "路灯坏了三天"},
	})
	try(t, "truth", Params{}, zh, []saying{
		{"是", "true"}, {"是的，谢谢", "true"}, {"不是", "false"}, {"没有。", "false"}, {"不", "false"}, {"对的", "true"}, {"yes please", "true"}, {"No", "false"}, {"Yes, I do", "true"}, {"可能", "<unreadable>"},
	})
}

func TestChoice(t *testing.T) {
	options := []Option{
		{Value: "marriage", Labels: map[string]string{"zh": "结婚登记", "en": "Marriage"}, Also: map[string][]string{"zh": {"结婚", "领证"}}},
		{Value: "divorce", Labels: map[string]string{"zh": "离婚登记", "en": "Divorce"}, Also: map[string][]string{"zh": {"离婚"}}},
		{Value: "reissue", Labels: map[string]string{"zh": "补领证件", "en": "Replacement"}},
	}
	try(t, "choice", Params{Options: options}, zh, []saying{
		{"结婚登记", "marriage"}, {"我要领证", "marriage"}, {"2", "divorce"}, {"第二个", "divorce"}, {"第三", "reissue"}, {"选1", "marriage"}, {"the second one", "divorce"}, {"最后一个", "reissue"},
		{"不是结婚，是离婚", "divorce"}, {"结婚还是离婚", "<ambiguous>"}, {"4", "<not_offered>"}, {"今天天气", "<unreadable>"}, {"MARRIAGE", "marriage"}, {"divorce", "divorce"},
	})
	k := kind(t, "choice", Params{Options: options})
	if s := k.Format("divorce", "en"); s != "Divorce" {
		t.Errorf("label %q", s)
	}
	found := k.(interface {
		Spot(string, Context) []Entity
	}).Spot("我想明天领证", zh)
	if len(found) != 1 || found[0].Value != "marriage" || found[0].Start != 4 || found[0].End != 6 {
		t.Errorf("Spot found %+v", found)
	}
	try(t, "period", Params{}, zh, []saying{
		{"上午", "am"}, {"下午三点", "pm"}, {"早上", "am"}, {"傍晚", "evening"}, {"中午", "noon"}, {"三点", "pm"}, {"9点半", "am"}, {"15:30", "pm"}, {"in the morning", "am"}, {"3pm", "pm"}, {"上午或者下午", "<ambiguous>"}, {"不要上午，下午吧", "pm"}, {"都行", "<unreadable>"}, {"1", "am"},
	})
	try(t, "period", Params{Options: []Option{{Value: "am"}, {Value: "pm"}}}, zh, []saying{{"晚上", "<not_offered>"}, {"第二个", "pm"}, {"下午", "pm"}})
}

func TestMask(t *testing.T) {
	for _, c := range []struct{ kind, v, zh, format, en string }{
		{"id_number", "440524188001010014", "440•••••••••••••14", "440524 18800101 0014", "440524 18800101 0014"},
		{"penalty_number", "3301061900123456", "3301••••••••3456", "3301061900123456", "3301061900123456"},
		{"penalty_number", "330106190012345", "3301•••••••2345", "330106190012345", "330106190012345"},
		{"case_number", "YJ3301100301", "YJ3301100301", "YJ3301100301", "YJ3301100301"},
		{"case_number", "3301061900123456", "3301••••••••3456", "3301061900123456", "3301061900123456"},
		{"plate", "浙A12345", "浙A1•••5", "浙A12345", "浙A12345"},
		{"plate", "浙AD12345", "浙AD••••5", "浙AD12345", "浙AD12345"},
		{"mobile", "13812345678", "138••••5678", "138 1234 5678", "138 1234 5678"},
		{"phone", "0571-87654321", "0571-••••4321", "0571-87654321", "0571-87654321"},
		{"bank_card", "6222021234567890128", "6222•••••••••••0128", "6222 0212 3456 7890 128", "6222 0212 3456 7890 128"},
		{"name", "张伟", "张*", "张伟", "张伟"}, {"name", "欧阳娜娜", "欧阳**", "欧阳娜娜", "欧阳娜娜"}, {"name", "欧阳", "欧*", "欧阳", "欧阳"},
		{"name", "John Smith", "J*** S****", "John Smith", "John Smith"},
		{"person", "张伟 440524188001010014", "张* 440•••••••••••••14", "张伟 440524 18800101 0014", "张伟 440524 18800101 0014"},
		{"amount", "20000", "200.00 元", "200.00 元", "200.00 yuan"}, {"amount", "5", "0.05 元", "0.05 元", "0.05 yuan"},
		{"date", "2026-03-04", "2026-03-04（周三）", "2026-03-04（周三）", "Wed, 4 Mar 2026"},
		{"month", "2026-03", "2026年3月", "2026年3月", "March 2026"},
		{"months", "2026-01..2026-03", "2026年1月至2026年3月", "2026年1月至2026年3月", "January 2026 to March 2026"},
		{"region", "330106", "浙江省杭州市西湖区", "浙江省杭州市西湖区", "Xihu District, Hangzhou, Zhejiang"},
		{"region", "110000", "北京市", "北京市", "Beijing"},
		{"percent", "30", "30%", "30%", "30%"}, {"period", "am", "上午", "上午", "morning"}, {"truth", "true", "是", "是", "yes"},
		{"engine_tail", "A12345", "A••••5", "A12345", "A12345"}, {"account", "0012345678", "00•••••678", "0012345678", "0012345678"},
	} {
		k := kind(t, c.kind, Params{})
		if s := k.Mask(c.v, "zh"); s != c.zh {
			t.Errorf("%s: Mask(%q) = %q, want %q", c.kind, c.v, s, c.zh)
		}
		if s := k.Format(c.v, "zh"); s != c.format {
			t.Errorf("%s: Format(%q, zh) = %q, want %q", c.kind, c.v, s, c.format)
		}
		if s := k.Format(c.v, "en"); s != c.en {
			t.Errorf("%s: Format(%q, en) = %q, want %q", c.kind, c.v, s, c.en)
		}
	}
}

func TestNew(t *testing.T) {
	for _, c := range []struct {
		kind string
		p    Params
	}{
		{"nonsense", Params{}}, {"choice", Params{}}, {"date", Params{Min: "soon"}}, {"date", Params{Max: "d"}}, {"text", Params{Min: "5", Max: "1"}},
		{"amount", Params{Min: "1.5"}}, {"plate", Params{Pattern: "("}}, {"engine_tail", Params{Min: "40"}}, {"account", Params{Min: "x"}}, {"number", Params{Min: "3", Max: "2"}},
	} {
		if _, err := New(c.kind, c.p); err == nil {
			t.Errorf("New(%s, %+v): no error", c.kind, c.p)
		}
	}
	for _, name := range Names() {
		p := Params{}
		if name == "choice" {
			p.Options = []Option{{Value: "a"}}
		}
		if k := kind(t, name, p); k.Name() != name {
			t.Errorf("kind %s is named %s", name, k.Name())
		}
		if len(Problems()[name]) == 0 {
			t.Errorf("kind %s lists no problems", name)
		}
	}
}

// TestPure holds the rule that this package touches no network, disk or clock.
func TestPure(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		src, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{`"os"`, `"net`, `"log`, `"database/sql"`, "time.Now", "time.Since", "time.LoadLocation"} {
			if strings.Contains(string(src), bad) {
				t.Errorf("%s names %s", f.Name(), bad)
			}
		}
	}
}
