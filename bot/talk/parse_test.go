package talk

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestParseFaults(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"", "t.talk:1:1: error scene: nothing is said in this talk"},
		{"> hi\nhello", "t.talk:2:1: error margin: no margin: a line begins with one of > < @ * + = #"},
		{"hello\n> hi", "t.talk:1:1: error margin: neither a key: value of the head nor a line with a margin > < @ * + = #"},
		{"chanel: web\n> hi", "t.talk:1:1: error head: key chanel: known are intent, channel, region, lang, clock, as, elder"},
		{"channel: fax\n> hi", "t.talk:1:1: error head: channel fax: known are web, wechat, terminal"},
		{"lang: fr\n> hi", "t.talk:1:1: error head: lang fr: zh or en"},
		{"clock: noon\n> hi", "t.talk:1:1: error head: clock noon: write it as 2026-03-04 09:00"},
		{"as: 张伟\n> hi", "t.talk:1:1: error head: as: write a name, an identity number and a level, as in 张伟 440524188001010014 L2"},
		{"as: 张伟 123 L2\n> hi", "t.talk:1:1: error head: as: 123 is no identity number"},
		{"= empty", "t.talk:1:1: error scene: nothing is said in this scene"},
		{"  > hi", "t.talk:1:3: error indent: an indented line goes on with nothing"},
		{"> a |  | b", "t.talk:1:3: error say: the citizen says nothing here"},
		{"> {a: b, c}d: e}", ""},
		{"> hi\n<", "t.talk:2:1: error pattern: the bot says nothing here"},
		{"> hi\n< a {b", "t.talk:2:3: error pattern: a { without its }: write \\{ for the sign itself"},
		{"> hi\n< a {b c}", "t.talk:2:3: error pattern: a name in braces is letters, digits and _"},
		{"> hi\n@ traffic number=1", `t.talk:2:3: error call: "traffic": write agency.operation argument=value`},
		{"> hi\n@ a.b 12 n=1", `t.talk:2:3: error call: "12" is no argument: write name=value`},
		{"> hi\n@ a.b n=1\n  nothing here", "t.talk:3:3: error answer: write field: value, field: value"},
		{"> hi\n@ a.b\n  ! refused: rain", "t.talk:3:3: error answer: ! refused: \"rain\" is no error family"},
		{"> hi\n@ a.b\n  ! boom", "t.talk:3:3: error answer: ! boom: known are"},
		{"> hi\n@ a.b\n  ! timeout\n  x: 1", "t.talk:4:3: error answer: nothing may follow a failure"},
		{"> hi\n@ a.b\n  - x: 1", "t.talk:3:3: error answer: an item needs the name of its list"},
		{"> hi\n@ a.b\n  l: [ {x: 1}", "t.talk:3:3: error answer: a list is not closed with ]"},
		{"> hi\n@ a.b\n  l: [ x ]", "t.talk:3:3: error answer: list l: write items as"},
		{"> hi\n* rain", `t.talk:2:3: error world: "rain": known are paid`},
		{"> hi\n* paid colour=1", "t.talk:2:3: error world: paid takes no colour="},
		{"> hi\n* login now", "t.talk:2:3: error world: login: write login L2, or login fails"},
		{"> hi\n* operator", "t.talk:2:3: error world: operator: write operator NAME: text"},
		{"> hi\n* query rain", "t.talk:2:3: error world: query: say what the provider says"},
		{"> hi\n* desk ajar", "t.talk:2:3: error world: desk: open or closed"},
		{"> hi\n* news", "t.talk:2:3: error world: news: write news CASE state="},
		{"> hi\n+ soon", `t.talk:2:3: error clock: "soon": write it as 30s, 10m, 2h, 6d or 6天`},
		{"> \xff", "t.talk:1:1: error encoding: the talk is not UTF-8"},
		{strings.Repeat("# \n", 100_000), "t.talk:1:1: error size: the talk is larger than 256 KiB"},
	} {
		_, faults := Parse("t.talk", []byte(c.src))
		got := ""
		if len(faults) > 0 {
			got = faults[0].String()
		}
		if got != c.want && (c.want == "" || !strings.HasPrefix(got, c.want)) {
			t.Errorf("Parse(%.40q)\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

// TestParseAllFaults holds that faults are told all at once.
func TestParseAllFaults(t *testing.T) {
	_, faults := Parse("t.talk", []byte("lang: fr\n> hi\n< {\n* rain\n+ soon\n"))
	if len(faults) != 4 {
		t.Errorf("%d faults: %v", len(faults), faults)
	}
}

func TestHead(t *testing.T) {
	talk := parse(t, "\ufeff# 说明\r\nclock：2026-03-04 09:30\r\nregion: 330100\r\nchannel: wechat\r\nlang: en\r\nelder: on\r\n"+
		"as: 张 伟 440524188001010014 L3\r\n\r\n= 一\r\n> hi\r\n= 二\r\nlang: zh\r\n> 你好\r\n")
	one, two := talk.Scenes[0].Head, talk.Scenes[1].Head
	if at := time.UnixMilli(one.Clock).UTC().Format(time.RFC3339); at != "2026-03-04T01:30:00Z" {
		t.Errorf("clock = %s", at)
	}
	if one.Region != "330100" || !one.Channel.Passive || one.Lang != "en" || !one.Elder || one.As.Name != "张 伟" || one.As.Level != 3 {
		t.Errorf("head = %+v", one)
	}
	if two.Lang != "zh" || two.Region != "330100" {
		t.Errorf("second head = %+v", two)
	}
}

func TestSayings(t *testing.T) {
	for _, c := range []struct {
		src  string
		want []Saying
	}{
		{"a", []Saying{{Text: "a"}}},
		{"a | b ｜ c", []Saying{{Text: "a"}, {Text: "b"}, {Text: "c"}}},
		{"a |\n  b", []Saying{{Text: "a"}, {Text: "b"}}},
		{`a \| b`, []Saying{{Text: `a \| b`}}},
		{"a\n  b", []Saying{{Text: "a\nb"}}},
		{"[ 缴纳 ]", []Saying{{Text: "缴纳", Press: true}}},
		{`\[x]`, []Saying{{Text: `\[x]`}}},
		{"{no: 12, name: 张伟}", []Saying{{Fields: map[string]string{"no": "12", "name": "张伟"}}}},
		{"{receipt}", []Saying{{Text: "{receipt}"}}},
	} {
		got := parse(t, "> "+c.src).Scenes[0].Lines[0].Says
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q = %+v, want %+v", c.src, got, c.want)
		}
	}
}

func TestCalls(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"a.b", "a.b"},
		{"a.b x=1 y=two words z=\"3 4\"", "a.b x=1 y=two words z=3 4"},
		{"a.b …", "a.b …"},
		{"a.b x=1 …", "a.b x=1 …"},
		{"a.b x=… y=1", "a.b x=… y=1"},
		{"a.b x=1\n  f: v, g: w w, h: a, b\n  k: 2026-03-01 08:12,", "a.b x=1 / f=v g=w w h=a, b k=2026-03-01 08:12"},
		{"a.b\n  f：值， g: \"a, g: b\"", "a.b / f=值 g=a, g: b"},
		{"a.b\n  l: [ {x: 1, y: 2, 3}, {x: 4} ], f: 1", "a.b / f=1 / l[x=1 y=2, 3][x=4]"},
		{"a.b\n  l: [\n    {x: 1},\n    {x: 2}\n  ]", "a.b / l[x=1][x=2]"},
		{"a.b\n  l:\n  - x: 1\n  - x: 2, y: 3\n  f: 1", "a.b / f=1 / l[x=1][x=2 y=3]"},
		{"a.b\n  l: []", "a.b / l"},
		{"a.b\n  ! timeout", "a.b !timeout"},
		{"a.b\n  ！refused：not_found", "a.b !refused not_found"},
		{"pay amount=1 for=2\n  url: https://pay.example/1", "pay amount=1 for=2 / url=https://pay.example/1"},
	} {
		got := callText(parse(t, "> hi\n@ "+c.src).Scenes[0].Lines[1].Call)
		if got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

func callText(c *Call) string {
	s := strings.TrimPrefix(c.line(), "@ ")
	if c.Answer.Fault != "" {
		return strings.TrimSpace(s + " !" + c.Answer.Fault + " " + c.Answer.Family)
	}
	text := func(fields []Field) string {
		var all []string
		for _, f := range fields {
			all = append(all, f.Name+"="+f.Value)
		}
		return strings.Join(all, " ")
	}
	if len(c.Answer.Fields) > 0 {
		s += " / " + text(c.Answer.Fields)
	}
	for _, l := range c.Answer.Lists {
		s += " / " + l.Name
		for _, item := range l.Items {
			s += "[" + text(item) + "]"
		}
	}
	return s
}

func TestHappenings(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"paid receipt=R1", "paid|||map[receipt:R1]"},
		{"paid receipt=R1 amount=200.00 元", "paid|||map[amount:200.00 元 receipt:R1]"},
		{"query paid amount=1", "query|paid||map[amount:1]"},
		{"login L2 name=张 伟 id_no=1", "login|L2||map[id_no:1 name:张 伟]"},
		{"operator 王芳: 您好，a=b", "operator|王芳|您好，a=b|map[]"},
		{"operator 王芳：您好\n  再见", "operator|王芳|您好\n再见|map[]"},
		{"operator leaves", "operator|leaves||map[]"},
		{"operator 王芳 takes over", "operator|王芳 takes over||map[]"},
		{"voice: 交罚单", "voice||交罚单|map[]"},
		{"voice 交罚单", "voice|交罚单||map[]"},
		{"image", "image|||map[]"},
		{"late", "late|||map[]"},
		{"news 20260304001 state=done detail=a b", "news|20260304001||map[detail:a b state:done]"},
		{"set lang=en elder=on", "set|||map[elder:on lang:en]"},
		{"enters intent=traffic_fine_pay", "enters|||map[intent:traffic_fine_pay]"},
	} {
		h := parse(t, "> hi\n* "+c.src).Scenes[0].Lines[1].World
		got := fmt.Sprintf("%s|%s|%s|%v", h.What, h.Of, h.Text, h.With)
		if got != c.want {
			t.Errorf("%q = %s, want %s", c.src, got, c.want)
		}
	}
}

func TestSpan(t *testing.T) {
	for _, c := range []struct {
		src  string
		want time.Duration
	}{
		{"10m", 10 * time.Minute}, {"1h30m", 90 * time.Minute}, {"6天", 144 * time.Hour}, {"2 小时", 2 * time.Hour},
		{"30秒", 30 * time.Second}, {"1周", 168 * time.Hour}, {"15分钟", 15 * time.Minute},
		{"", 0}, {"0m", 0}, {"m", 0}, {"10", 0}, {"10x", 0}, {"99999999w", 0}, {"-1m", 0},
	} {
		if got, _ := readSpan(c.src); got != c.want {
			t.Errorf("readSpan(%q) = %v, want %v", c.src, got, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("> a | b\n< {x}…\n@ a.b x=1\n  l: [ {x: 1} ], f: 2\n* paid receipt=1\n+ 1m\n= two\nlang: en\n> [c]\n")
	f.Add("> 3301061900123456\n@ traffic.decision …\n  plate: 浙A12345, total_fen: 1\n< …\n> [缴纳…]\n@ pay …\n  url: https://a\n+ 1d\n")
	f.Fuzz(func(t *testing.T, src string) {
		talk, faults := Parse("t.talk", []byte(src))
		if len(faults) > 0 {
			for _, fault := range faults {
				if fault.Line < 1 || fault.Col < 1 {
					t.Errorf("fault without a place: %v", fault)
				}
			}
			return
		}
		cfg := fineConfig(t)
		for _, failure := range Run(talk, cfg) {
			if failure.Row < 1 || failure.String() == "" {
				t.Errorf("failure without a place: %+v", failure)
			}
		}
		once := Update(talk, cfg)
		again, faults := Parse("t.talk", once)
		if len(faults) > 0 {
			return // what is left of the talk may be nothing
		}
		if twice := Update(again, cfg); string(twice) != string(once) {
			t.Errorf("updating twice changes it\n%q\n%q", once, twice)
		}
	})
}
