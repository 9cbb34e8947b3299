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
