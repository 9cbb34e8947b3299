package bot_test

import (
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/library"
)

// TestModelSeesNoValue: what the model is asked has the kinds of a citizen's values in their places, also of those the
// recogniser named none.
func TestModelSeesNoValue(t *testing.T) {
	c, faults := intents.Load(library.Files, intents.Options{})
	if c == nil {
		t.Fatal(faults)
	}
	book := intents.Book{Catalog: c, Model: true}
	for _, said := range []string{
		"呜啦呜啦 浙A12345", "我老婆叫王小芳 咋整", "发到 zhang.wei@example.com 呗", "卡 6222 0212 3456 7890 123 咋回事", "表号 88A99120 的那个", "家住文三路 张伟 13800138000",
	} {
		u := intents.Understanding{Zone: intents.ZoneFallback, Ranked: []intents.Guess{{Intent: "traffic_fine_pay", Score: 0.1}}}
		_, effects := bot.Step(book, bot.Conversation{Lang: "zh", Region: "330100"}, bot.Event{At: 1, What: bot.Said{ID: "m", Text: said, Understanding: u}})
		asked := ""
		for _, e := range effects {
			if e.Do.Guess != nil {
				asked = e.Do.Guess.Text
			}
		}
		if asked == "" {
			t.Errorf("%q is not asked about", said)
		}
		for _, v := range []string{"浙A12345", "王小芳", "zhang", "7890", "99120", "张伟", "13800138000"} {
			if strings.Contains(asked, v) {
				t.Errorf("%q is asked as %q", said, asked)
			}
		}
	}
}
