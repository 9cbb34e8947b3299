package understand

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/banshi-bot/banshi/intents"
)

//go:embed data/acts.txt
var actsText string

// A phrasebook is the built-in file of dialogue acts.
type phrasebook struct {
	exact   map[string][]string // bare message -> acts, the likelier first
	samples []Sample            // what the recogniser of acts learns from
}

var phrases = sync.OnceValue(func() *phrasebook { return parsePhrases(actsText) })

// parsePhrases reads the format that the file's head describes.
func parsePhrases(text string) *phrasebook {
	book := &phrasebook{exact: make(map[string][]string)}
	act := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
			continue
		case line[0] == '[':
			act = strings.Trim(line, "[]")
			continue
		}
		line, whole := strings.CutPrefix(line, "= ")
		for _, phrase := range strings.Split(line, " | ") {
			book.samples = append(book.samples, Sample{Text: phrase, Intent: act})
			if key := Bare(phrase); whole && !slices.Contains(book.exact[key], act) {
				book.exact[key] = append(book.exact[key], act)
			}
		}
	}
	return book
}

// Smalltalk returns texts that ask for no service: commands, small talk, danger, thanks. A catalog that has
// no intents of that kind trains better with them as negatives.
func Smalltalk() []Sample {
	var list []Sample
	for _, s := range phrases().samples {
		if s.Intent != Outside && !slices.Contains(questions, s.Intent) {
			list = append(list, Sample{Text: s.Text, Intent: Outside, Lang: Language(s.Text)})
		}
	}
	return list
}

// exactActs tells what a message that is an act and nothing else does; nothing for all other messages.
func exactActs(text string) []intents.Act {
	key := Bare(text)
	if key == "" || len(key) > 120 {
		return nil
	}
	thanked := false
	for {
		if acts := lookUp(key); acts != nil {
			if thanked && acts[0].Name != intents.ActThanks {
				acts = append(acts, intents.Act{Name: intents.ActThanks, Score: 0.9})
			}
			return acts
		}
		short, thanks := trimFiller(key)
		if short == key || short == "" {
			return nil
		}
		key, thanked = short, thanked || thanks
	}
}

func lookUp(key string) []intents.Act {
	if n, ok := choice(key); ok {
		return []intents.Act{{Name: intents.ActChoose, Score: 1, N: n, Exact: true}}
	}
	var acts []intents.Act
	for i, name := range phrases().exact[key] {
		acts = append(acts, intents.Act{Name: name, Score: 1 - float64(i)/10, Exact: true})
	}
	return acts
}

// Bare is a message without case, width, punctuation and needless space: equal for texts that are the same
// to the recogniser.
func Bare(text string) string {
	folded := fold(nil, text)
	tokens := scan(nil, folded)
	var b strings.Builder
	for i, t := range tokens {
		if i > 0 && t.kind != hanToken && tokens[i-1].kind != hanToken && tokens[i-1].end < t.start {
			b.WriteByte(' ')
		}
		for _, r := range folded[t.start:t.end] {
			if r != '\'' {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// What may stand before and after an act without changing it. Longer ones come first.
var (
	leading = []string{
		"麻烦你帮我", "麻烦您帮我", "请你帮我", "请帮我", "麻烦帮我", "麻烦你", "麻烦您", "麻烦", "拜托", "请问一下", "请问",
		"请你", "请您", "请", "帮我", "给我", "那就", "那么", "那", "哦", "噢", "喔", "嗯嗯", "嗯", "恩", "呃", "额", "啊", "哎呀", "哎", "唉",
		"诶", "我说", "还是", "先", "你好", "您好",
		"could you please ", "can you please ", "would you please ", "could you ", "can you ", "would you ", "please ", "pls ", "plz ",
		"oh ", "um ", "uh ", "er ", "well ", "so ", "hmm ", "ah ", "then ", "just ", "ok ", "okay ", "hi ", "hello ", "hey ",
	}
	trailing = []string{
		"谢谢你了", "谢谢您了", "谢谢你", "谢谢您", "谢谢了", "谢谢啦", "谢谢", "多谢", "谢了", "一下吧", "一下", "好吗", "行吗", "可以吗", "好不好",
		"吧", "啊", "呀", "哦", "噢", "喔", "呢", "嘛", "哈", "啦", "咯", "喽", "了", "的", "嘞", "滴", "哟", "呗", "么", "吗", "哎", "诶", "哇",
		" thank you very much", " thank you so much", " thank you", " thanks a lot", " thanks", " thx", " please", " pls", " plz",
		" now", " then", " sir", " madam", " ok", " okay", " for me", " dear", " mate",
	}
)

// trimFiller takes one filler off either end.
func trimFiller(s string) (short string, thanks bool) {
	for _, f := range trailing {
		if rest, ok := strings.CutSuffix(s, f); ok && rest != "" {
			return rest, strings.Contains(f, "谢") || strings.Contains(f, "thank") || strings.Contains(f, "thx")
		}
	}
	for _, f := range leading {
		if rest, ok := strings.CutPrefix(s, f); ok && rest != "" {
			return rest, false
		}
	}
	return s, false
}
