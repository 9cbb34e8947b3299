package talk

import (
	"os"
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/connectors"
)

func TestUpdate(t *testing.T) {
	for _, c := range []struct{ name, old, want string }{
		{"a reply that still matches keeps its holes", "> 罚\n< 请{what}。\n> 12\n< …\n", "> 罚\n< 请{what}。\n> 12\n< …\n"},
		{"another reply is replaced, prose and margins stay", "# 一\n＞ 罚\n# 二\n＜ 旧话\n  还有\n# 三\n", "# 一\n＞ 罚\n# 二\n< 请发来编号。\n# 三\n"},
		{"a missing reply comes after its cause", "> 罚\n\n> 12\n< 没听懂：12\n", "> 罚\n< 请发来编号。\n\n> 12\n< 没听懂：12\n"},
		{"what is not said goes", "> 罚\n< 请发来编号。\n< 多余\n> 12\n< …\n", "> 罚\n< 请发来编号。\n> 12\n< …\n"},
		{
			"arguments are corrected, the answer stays",
			"> 3301061900123456\n@ traffic.decision number=1\n  plate: 浙A12345,\n  total_fen: 5\n< …\n",
			"> 3301061900123456\n@ traffic.decision number=3301061900123456\n  plate: 浙A12345,\n  total_fen: 5\n< …\n",
		},
		{
			"a new call waits for its answer",
			"> 3301061900123456\n< …\n",
			"> 3301061900123456\n@ traffic.decision number=3301061900123456\n  ! unanswered\n",
		},
		{
			"a late call keeps its place",
			"> 3301061900123456\n* late\n@ traffic.decision …\n  ! down\n",
			"> 3301061900123456\n* late\n< 请稍等。\n@ traffic.decision …\n  ! down\n< 出错：agency_down\n",
		},
		{
			"choices and signs are written so that they match",
			"> 3301061900123456\n@ traffic.decision …\n  plate: 浙A12345, total_fen: 5\n> a{b}…[c]\n",
			"> 3301061900123456\n@ traffic.decision …\n  plate: 浙A12345, total_fen: 5\n< 车辆 浙A12345\n  共 200.00 元\n  [缴纳 200.00 元] [以后再说]\n> a{b}…[c]\n< 没听懂：a\\{b}\\…[c\\]\n",
		},
		{"a scene that begins with a reply", "= 一\n< 旧话\n> 罚\n", "= 一\n> 罚\n< 请发来编号。\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := string(Update(parse(t, c.old), fineConfig(t)))
			if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			for _, f := range Run(parse(t, got), fineConfig(t)) {
				if !strings.Contains(got, "unanswered") {
					t.Errorf("the updated talk fails: %v", f)
				}
			}
		})
	}
}

// TestUpdateAsks lets an agency answer the calls a talk does not have yet.
func TestUpdateAsks(t *testing.T) {
	cfg := fineConfig(t)
	cfg.Answer = func(a bot.Ask) (Outcome, bool) {
		if a.Args["number"] == "3301061900123457" {
			return Outcome{Fault: connectors.Said("not_found", "E1", "read")}, true
		}
		return Outcome{Answer: connectors.Answer{
			Fields: map[string]string{"plate": "浙A12345", "total_fen": "20000", "note": "在文三路, note: 违停"},
			Lists:  map[string][]map[string]string{"acts": {{"what": "超速", "fen": "200"}}},
		}}, true
	}
	old := "> 3301061900123456\n@ traffic.decision …\n  ! unanswered\n> 3301061900123457\n"
	want := `> 3301061900123456
@ traffic.decision number=3301061900123456
  plate: 浙A12345, total_fen: 20000, note: "在文三路, note: 违停"
  acts:
  - what: 超速, fen: 200
< 车辆 浙A12345
  共 200.00 元
  [缴纳 200.00 元] [以后再说]
> 3301061900123457
@ traffic.decision number=3301061900123457
  ! refused: not_found
< 出错：not_found
`
	got := string(Update(parse(t, old), cfg))
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, f := range Run(parse(t, got), fineConfig(t)) {
		t.Error(f)
	}
}

// TestUpdateKeeps holds that a talk without a fault is rewritten to itself.
func TestUpdateKeeps(t *testing.T) {
	src, err := os.ReadFile("testdata/fine.talk")
	if err != nil {
		t.Fatal(err)
	}
	if got := Update(read(t, "testdata/fine.talk"), fineConfig(t)); string(got) != string(src) {
		t.Errorf("got\n%s", got)
	}
}

func parse(t testing.TB, src string) *Talk {
	t.Helper()
	talk, faults := Parse("t.talk", []byte(src))
	for _, f := range faults {
		t.Error(f)
	}
	return talk
}
