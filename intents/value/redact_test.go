package value

import (
	"strings"
	"testing"
)

func TestRedactLeavesNoValue(t *testing.T) {
	for _, c := range []struct{ said, want string }{
		{"养狗证怎么办", "养狗证怎么办"},
		{"公交卡丢了怎么补", "公交卡丢了怎么补"},
		{"打12345没人接", "打12345没人接"},
		{"我的车浙A12345被拖走了", "我的车<plate>被拖走了"},
		{"330106199001011234这个人是谁", "<id_number>这个人是谁"},
		{"我叫王小明，想问问狗证", "我叫<name>，想问问狗证"},
		{"张伟 330102199001010012 办个证", "<name> <id_number> 办个证"},
		{"我爸李建国的养老卡丢了", "我爸<name>的养老卡丢了"},
		{"欧阳修远", "<name>"},
		{"阿依古丽·买买提，13812345678", "<name>，<mobile>"},
		{"my name is John Smith and my dog is lost", "my name is <name> and my dog is lost"},
		{"write to a.b@mail.example please", "write to <mail> please"},
		{"我住文一路88号2幢301", "我住文一路<number>号<number>幢<number>"},
		{"微信abc123加我", "微信<digits>加我"},
	} {
		if got := Redact(c.said, Context{}); got != c.want {
			t.Errorf("Redact(%q) = %q, want %q", c.said, got, c.want)
		}
	}
}

func FuzzRedact(f *testing.F) {
	for _, s := range []string{"", "浙A12345", "我叫张伟，电话１３８１２３４５６７８", "明天下午3点到朝阳", "İ我叫", "name's İstanbul Öz"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, said string) {
		got := Redact(said, Context{})
		for _, e := range Find(said, Context{}) {
			if e.Kind == "id_number" && strings.Contains(got, e.Text) {
				t.Errorf("%q still holds %q", got, e.Text)
			}
		}
	})
}
