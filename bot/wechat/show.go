package wechat

import "github.com/banshi-bot/banshi/bot"

// Render gives replies as WeChat would show them: merged into one text with numbered choices, cut into pages.
func Render(replies []bot.Logged, lang string) []string {
	a := &account{lang: lang}
	return a.pages(a.render(replies))
}
