package wechat

import (
	"regexp"
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/channel"
)

// textBytes is the most WeChat takes as one text, passive and customer-service alike.
const textBytes = 2048

// render merges the replies among entries into one text.
func (a *account) render(entries []bot.Logged) string {
	var replies []bot.Reply
	for _, e := range entries {
		if e.Reply != nil {
			replies = append(replies, *e.Reply)
		}
	}
	return harmless(strings.Join(channel.Text(replies, a.words), "\n\n"))
}

// words are how choices are written in a language, the account's where a reply has none.
func (a *account) words(lang string) channel.Words {
	if lang == "" {
		lang = a.lang
	}
	return channel.Words{Choice: say("choice", lang), Offered: say("offered", lang)}
}

// harmless keeps WeChat from reading a value as markup: it makes links, and menu lines that speak in the
// citizen's name, of any <a href>.
func harmless(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if !strings.Contains(text, "<") {
		return text
	}
	return markup.ReplaceAllString(text, "＜$1")
}

var markup = regexp.MustCompile(`<([a-zA-Z/!?])`)

// pages cuts a text into what WeChat takes at once; but for the last each leaves room for the word that there
// is more.
func (a *account) pages(text string) []string {
	if len(text) <= textBytes {
		return []string{text}
	}
	return channel.Split(text, textBytes-len(a.text("more")))
}
