package understand

import "testing"

func TestGroupsJoinNearDuplicates(t *testing.T) {
	m := Train(small(), Config{})
	groups := m.Groups([]string{"怎么办理居住证", "养狗证怎么办", "居住证怎么办理", "请问怎么办理居住证", "怎么办理居住证", "how do i get a dog licence"})
	if len(groups) != 3 {
		t.Fatalf("%d groups, want 3: %+v", len(groups), groups)
	}
	if g := groups[0]; g.Times != 4 || len(g.Texts) != 3 || len(g.Guesses) != 2 {
		t.Errorf("first group %+v, want 4 messages, 3 texts, 2 guesses", g)
	}
}

func TestTryTellsWhatAddingChanges(t *testing.T) {
	samples := append(small(), Smalltalk()...)
	m := Train(samples, Config{})
	texts := []string{"单子怎么处理", "单子处理一下", "我要处理单子", "处理单子", "这个单子怎么处理", "帮我处理单子"}
	e := m.Try(samples, Config{}, "fine", texts, []string{"查公积金余额", "单子处理好没"})
	if e.Of != 6 || e.Matched < 4 {
		t.Errorf("%d of %d match, want at least 4 of 6", e.Matched, e.Of)
	}
	want := Change{Text: "单子处理好没", After: "fine"}
	if len(e.Changed) != 1 || e.Changed[0] != want {
		t.Errorf("changed %+v, want %+v", e.Changed, want)
	}
}
