package cli

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/bot"
)

func TestWhatNothingWasMadeOfIsKeptWithoutValues(t *testing.T) {
	h := newTestHouse(t, Globals{})
	values := []string{"330106199001011237", "13812345678", "王建国", "张伟", "浙A12345", "6222020200112233445", "a.b@mail.example", "John Smith", "88号", "１３９"}
	for i, text := range []string{
		"养狗证年审在哪弄 330106199001011237",
		"我叫王建国，想学做菜找谁 13812345678",
		"浙A12345这辆车想卖了",
		"张伟 13812345678 想学游泳",
		"天猫退货退到6222020200112233445",
		"my name is John Smith, where can i buy milk",
		"给我发个邮件 a.b@mail.example 聊聊足球",
		"我住文一路88号，想养一只猫",
		"今晚吃什么好呢１３９１２３４５６７８",
	} {
		for m, said := range []string{text, "都不是"} { // where nothing was offered, that changes nothing
			if _, err := say(t.Context(), h, fmt.Sprint("s", i), fmt.Sprint("m", m), said); err != nil {
				t.Fatal(err)
			}
		}
	}
	h.engine.Idle()
	kept, err := h.store.Unmatched(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	if len(kept) < 7 {
		t.Errorf("%d texts kept, wanted most of 9: %+v", len(kept), kept)
	}
	for _, u := range kept {
		for _, v := range values {
			if strings.Contains(u.Text, v) {
				t.Errorf("%q holds %s", u.Text, v)
			}
		}
		if u.At == 0 || u.Region != "330100" || u.Lang == "" {
			t.Errorf("kept as %+v", u)
		}
	}
}

func TestOnlyWhatNothingWasMadeOfIsKept(t *testing.T) {
	h := newTestHouse(t, Globals{})
	for i, text := range []string{"交罚单", "你好", "谢谢", "330106199001011237", "转人工"} {
		if _, err := say(t.Context(), h, fmt.Sprint("s", i), "m1", text); err != nil {
			t.Fatal(err)
		}
	}
	h.engine.Idle()
	if kept, err := h.store.Unmatched(t.Context(), 0, 100); err != nil || len(kept) > 0 {
		t.Errorf("kept %+v, %v", kept, err)
	}
}

// TestAskedInVain: a citizen asked which service was meant who takes none of them was not understood either.
func TestAskedInVain(t *testing.T) {
	before := bot.Conversation{
		Ask: "clarify", Wish: "宠物医院的费用浙A12345", Lang: "zh",
		Offered: []bot.Choice{{Value: "go:hospital_bill_pay"}, {Value: "go:social_security_query"}, {Value: "menu", Label: "其他"}},
	}
	menu := []bot.Numbered{{Reply: bot.Reply{Phrase: "menu"}}}
	press := bot.Event{At: 7, What: bot.Chosen{Value: "menu"}}
	if m, ok := bot.MissedIn(before, press, menu, nil); !ok || m.Text != "宠物医院的费用<plate>" || m.At != 7 {
		t.Errorf("missed %+v, %v", m, ok)
	}
	if m, ok := bot.MissedIn(before, bot.Event{What: bot.Chosen{Value: "go:hospital_bill_pay"}}, nil, nil); ok {
		t.Errorf("the right one was among them, yet %+v", m)
	}
	before.Ask = ""
	if m, ok := bot.MissedIn(before, press, menu, nil); ok {
		t.Errorf("nobody was asked, yet %+v", m)
	}
}

func TestUnmatchedListsGroups(t *testing.T) {
	g := Globals{}
	h := newTestHouse(t, g)
	for i, text := range []string{"狗证怎么办", "狗证怎么办", "请问狗证怎么办", "去哪儿买火车票便宜"} {
		if err := h.keepMissed(t.Context(), bot.Missed{At: h.now().UnixMilli(), Lang: "zh", Region: "330100", Text: text}); err != nil {
			t.Fatal(i, err)
		}
	}
	data := strings.TrimSuffix(strings.TrimPrefix(h.config.Store, "sqlite:"), "/banshi.db")
	if err := h.close(); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(banshi(t), "unmatched", "--json", "--limit", "1", "--data", data).Output()
	if err != nil {
		t.Fatal(err)
	}
	var first missedGroup
	if err := json.Unmarshal(out, &first); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if first.Times != 3 || len(first.Texts) != 2 || len(first.Guesses) != 2 || len(first.Effects) != 2 || first.Effects[0].Of != 2 {
		t.Errorf("first group %+v", first)
	}
}
