package talk

import "testing"

func TestPattern(t *testing.T) {
	for _, c := range []struct {
		pattern, said string
		want          bool
	}{
		{"请发来编号。", "请发来编号。", true},
		{"请发来编号。", "请发来编号", false},
		{"a  b\n\n c", "a b\nc", true},
		{"a…c", "abbb\nbc", true},
		{"…", "anything\n[at] [all]", true},
		{"号 {no}。", "号 F20260304001。", true},
		{"号 {no}。", "号 F2026 0304。", false},
		{"号 {no}。", "号 F2026，x。", false},
		{"{a}和{a}", "甲和甲", true},
		{"{a}和{a}", "甲和乙", false},
		{"{known}好", "王芳好", true},
		{"{known}好", "李芳好", false},
		{"请打开{link}。", "请打开https://go.example/1?a=b。", true},
		{"请打开{link}。", "请打开go.example。", false},
		{`\{x}`, "{x}", true},
		{`a\…`, "a…", true},
		{`a\…`, "abc", false},
		{`a\\`, `a\`, true},
		{"好吗？\n[是] [否]", "好吗？\n[是] [否]", true},
		{"好吗？ [是] [否]", "好吗？\n[是] [否]", true},
		{"好吗？\n[是]\n[否]", "好吗？\n[是] [否]", true},
		{"好吗？\n[是] …", "好吗？\n[是] [否] [再说]", true},
		{"好吗？\n[…]", "好吗？\n[是]", true},
		{"好吗？\n[是] [否]", "好吗？\n[否] [是]", false},
		{"好吗？", "好吗？\n[是]", false},
		{"见[说明]。\n[是]", "见[说明]。\n[是]", true},
		{"[演示] 请付款", "[演示] 请付款", true},
		{`见 [说明\]`, "见 [说明]", true},
		{".*", "x", false},
	} {
		p, err := newPattern(c.pattern)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.match(c.said, map[string]string{"known": "王芳"}); got != c.want {
			t.Errorf("%q against %q: %v", c.pattern, c.said, got)
		}
	}
}

func TestNamesAreMet(t *testing.T) {
	p, err := newPattern("回执号 {receipt}。…")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	if !p.match("回执号 F1。谢谢", names) || names["receipt"] != "F1" {
		t.Fatalf("names = %v", names)
	}
	if got := expand(`查{receipt}，{other}\|`, names); got != "查F1，{other}|" {
		t.Errorf("expand = %q", got)
	}
}

func TestEscape(t *testing.T) {
	for _, said := range []string{"a", "a{b}", `a\b`, "等…", "[x]", "a [x]", "a\n[x]", "{{}}"} {
		p, err := newPattern(escape(said))
		if err != nil || !p.match(foldLines(said), map[string]string{}) {
			t.Errorf("escape(%q) = %q does not match it", said, escape(said))
		}
	}
}
