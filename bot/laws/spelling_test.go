package laws

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/library"
	recogniser "github.com/banshi-bot/banshi/intents/understand"
	"github.com/banshi-bot/banshi/intents/value"
)

// commands are words that are heard in any state.
var commands = []string{
	"取消", "不办了", "返回", "上一步", "重新开始", "不是", "人工", "跳过", "再说一遍", "为什么", "菜单", "付好了", "继续", "以后再说", "撤销",
	"换成英文", "登录", "删除我的数据", "要带什么材料", "多少钱",
}

// shipped is the catalog that ships, with its recogniser.
func shipped(t *testing.T) *intents.Catalog {
	c, faults := intents.Load(library.Files, intents.Options{})
	if c == nil {
		t.Fatal(faults)
	}
	return c.With(recogniser.Train(c.Samples(), recogniser.Config{Find: value.Find}))
}

// otherwise are ways to type and to say the same.
func otherwise(t *testing.T) map[string]func(string) string {
	traditional := traditionals(t)
	return map[string]func(string) string{
		"full width": func(s string) string {
			return strings.Map(func(r rune) rune {
				if r > ' ' && r <= '~' {
					return r + 0xfee0
				}
				return r
			}, s)
		},
		"traditional":    traditional.Replace,
		"please":         func(s string) string { return "请" + s },
		"thanks":         func(s string) string { return s + "谢谢" },
		"please, thanks": func(s string) string { return "麻烦您" + s + "，谢谢您！" },
		"all of it":      func(s string) string { return traditional.Replace("请问" + s + "，谢谢") },
	}
}

// traditionals writes characters that have just one traditional form with it.
func traditionals(t *testing.T) *strings.Replacer {
	b, err := os.ReadFile("../../intents/value/data/simplified.txt")
	if err != nil {
		t.Fatal(err)
	}
	from, to, _ := strings.Cut(strings.TrimSpace(string(b)), "\n")
	forms := map[string][]string{}
	simple := []rune(to)
	for i, r := range []rune(from) {
		forms[string(simple[i])] = append(forms[string(simple[i])], string(r))
	}
	var pairs []string
	for s, f := range forms {
		if len(f) == 1 && !strings.Contains("牴拚", f[0]) { // which are characters of their own as well
			pairs = append(pairs, s, f[0])
		}
	}
	return strings.NewReplacer(pairs...)
}

// TestLaw27 holds law 27: full width, traditional characters, please and thanks give the same commands. Every example
// of every service and every command is said to nobody yet and in the middle of each service.
func TestLaw27(t *testing.T) {
	c := shipped(t)
	book := intents.Book{Catalog: c}
	said := slices.Clone(commands)
	for _, s := range c.Samples() {
		if s.Lang == "zh" && s.Intent != intents.Outside && plain(s.Text) {
			said = append(said, s.Text)
		}
	}
	states := begun(book)
	for name, typed := range otherwise(t) {
		for i, text := range said {
			for k, at := range []bot.Conversation{states[0], states[1+i%(len(states)-1)]} {
				if k == 0 && i < len(commands) {
					continue // nothing is open to command
				}
				plain, other := commanded(book, at, text), commanded(book, at, typed(text))
				if plain != other {
					t.Errorf("%s: %q gives %s, %q gives %s", name, text, plain, typed(text), other)
				}
			}
		}
	}
	t.Logf("shown: %d messages, typed and said in %d other ways, gave the same commands", len(said), len(otherwise(t)))
}

// plain reports whether a text has no politeness of its own, and none comes about by saying please before it: 假货.
func plain(text string) bool { return intents.Bare(text) == text && intents.Bare("请"+text) == text }

// begun are a conversation nothing happened in, and one in the middle of each service.
func begun(book intents.Book) []bot.Conversation {
	unmet := bot.Conversation{ID: "TESTTESTTESTTEST", Lang: "zh", Region: "330100", At: clock, Channel: roads[0]}
	out := []bot.Conversation{unmet}
	for _, id := range book.Intents() {
		offered := unmet
		offered.Offered = []bot.Choice{{Value: "go:" + id, Label: id}}
		c, _ := bot.Step(book, offered, bot.Event{At: clock, What: bot.Chosen{ID: "m1", Value: "go:" + id}})
		if len(c.Frames) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// commanded is what a message leads to: what is said, what is asked of agencies, and what is open then.
func commanded(book intents.Book, c bot.Conversation, text string) string {
	u := book.Recogniser.Understand(text, value.Context{At: clock, Lang: "zh"})
	after, effects := bot.Step(book, c, bot.Event{At: clock, What: bot.Said{ID: "m2", Text: text, Understanding: u}})
	out := []string{after.Ask}
	for _, e := range effects {
		switch {
		case e.Do.Reply != nil:
			out = append(out, e.Do.Reply.Phrase)
		case e.Do.Ask != nil:
			out = append(out, asJSON(e.Do.Ask.Args))
		}
	}
	if f := last(after); f != nil {
		out = append(out, f.Intent, f.Asked)
		it, _ := book.Item(f.Intent, f.Region)
		for _, name := range slices.Sorted(maps.Keys(f.Slots)) {
			if s, ok := it.Slot(name); ok && s.Kind.Name() != "text" { // which is kept as it was written
				out = append(out, name+"="+f.Slots[name])
			}
		}
	}
	return strings.Join(out, " ")
}
