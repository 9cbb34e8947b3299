package intents

import "testing"

func TestFold(t *testing.T) {
	for _, c := range []struct{ said, want string }{
		{"现在怎么办", "现在怎么办"},
		{"现在怎么办?", "现在怎么办"},
		{"现在怎么办？", "现在怎么办"}, // as a Chinese keyboard types it
		{"付款！", "付款"},
		{"好，付款。", "好付款"},
		{"更　多 ？！", "更多"},
		{"ＰＡＹ　ｎｏｗ！", "paynow"},
		{"What’s next?", "whatsnext"},
		{"［查社保］", "查社保"},
		{"【查社保】", "查社保"},
		{"「查社保」", "查社保"},
		{"現在怎麼辦？", "现在怎么办"},
		{"（１）", "(1)"},
		{"？！", ""},
	} {
		if got := Fold(c.said); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.said, got, c.want)
		}
	}
}

func TestAfter(t *testing.T) {
	c := &Catalog{Phrases: map[string]Text{"words.change_to": {ZH: "改成|换成", EN: "should be|to"}}}
	for _, s := range []struct{ said, want string }{
		{"地址改成文三路1号", "文三路1号"},
		{"Place should be 1 Wensan Road", "1 Wensan Road"},
		{"to 1 Wensan Road", "1 Wensan Road"},
		{"the stop is too far", ""},
		{"photo of it", ""},
	} {
		if got, ok := c.After("change_to", s.said); got != s.want || ok != (s.want != "") {
			t.Errorf("After(%q) = %q, %v", s.said, got, ok)
		}
	}
	if _, ok := c.After("none", "改成文三路"); ok {
		t.Error("a list without words has one")
	}
}
