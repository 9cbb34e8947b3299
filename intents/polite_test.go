package intents

import "testing"

func TestBare(t *testing.T) {
	for _, c := range []struct{ said, want string }{
		{"交罚单谢谢", "交罚单"},
		{"请帮我查社保，谢谢您！", "帮我查社保"},
		{"請問在哪裡交，謝謝", "在哪裡交"},
		{"Please pay my fine, thank you.", "pay my fine"},
		{"谢谢", "谢谢"},
		{"请", "请"},
		{"请问，谢谢", "请问，谢谢"},
		{"pleased to meet you", "pleased to meet you"},
		{"请假怎么办", "请假怎么办"}, // to ask for leave
		{"请律师打官司", "请律师打官司"},
	} {
		if got := Bare(c.said); got != c.want {
			t.Errorf("Bare(%q) = %q, want %q", c.said, got, c.want)
		}
	}
}
