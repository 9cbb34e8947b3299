package onetime

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/banshi-bot/banshi/bot"
)

// words are the pages' texts: title, text and button, Chinese and English.
var words = map[string][2][3]string{
	"login":    {{"验证身份", "点“继续”前往身份验证。验证后回到原来的对话，会接着为您办理。链接不是您自己要的，请直接关掉。", "继续"}, {"Verify your identity", "Press \"Continue\" to go to the identity check. Afterwards go back to your conversation; it will go on. If you did not ask for this link yourself, close this page.", "Continue"}},
	"pay":      {{"付款", "请核对后点“去付款”。付款后回到原来的对话，会告诉您结果。", "去付款"}, {"Payment", "Please check and press \"Go to payment\". Afterwards go back to your conversation; you will hear the result there.", "Go to payment"}},
	"receipt":  {{"缴款凭证", "", ""}, {"Receipt", "", ""}},
	"proved":   {{"身份已验证", "请回到原来的对话，正在接着为您办理。这个页面可以关闭。", ""}, {"Identity verified", "Please go back to your conversation, which is going on. You can close this page.", ""}},
	"unproved": {{"没有验证成功", "没有做任何操作。请回到原来的对话，可以再试一次，或说“人工”。", ""}, {"Not verified", "Nothing was done. Go back to your conversation to try again, or say \"agent\" there.", ""}},
	"paid":     {{"付款已提交", "请回到原来的对话，结果会显示在那里。这个页面可以关闭。", ""}, {"Payment submitted", "Please go back to your conversation; the result appears there. You can close this page.", ""}},
	"used":     {{"链接已用过", "为了安全，链接只能用一次。请回到原来的对话，需要的话重新取一个。", ""}, {"This link was used", "For safety a link works once. Go back to your conversation and ask for a new one if you need it.", ""}},
	"gone":     {{"链接已失效", "链接过期或不完整。请回到原来的对话，重新取一个。", ""}, {"This link is no longer valid", "It is over or incomplete. Go back to your conversation and ask for a new one.", ""}},
	"later":    {{"暂时无法处理", "没有做任何操作，请稍后再点一次链接。", ""}, {"Not possible right now", "Nothing was done. Please open the link again a little later.", ""}},
}

// say gives a page's texts in a language.
func say(lang, name string) view {
	if lang == "en" {
		w := words[name][1]
		return view{Lang: "en", Title: w[0], Text: w[1], Button: w[2]}
	}
	w := words[name][0]
	return view{Lang: "zh-CN", Title: w[0], Text: w[1], Button: w[2]}
}

// browserLang is the language a browser asks for first, as far as there are texts in it.
func browserLang(r *http.Request) string {
	if strings.HasPrefix(strings.ToLower(r.Header.Get("Accept-Language")), "en") {
		return "en"
	}
	return "zh"
}

// facts are what a page tells of an order; nothing that identifies a person.
func facts(lang string, o bot.Order) []bot.Fact {
	labels, unit := [4]string{"项目", "金额", "收款方", "支付流水号"}, "%d.%02d 元"
	if lang == "en" {
		labels, unit = [4]string{"For", "Amount", "Payee", "Payment no."}, "%d.%02d yuan"
	}
	out := []bot.Fact{{Label: labels[0], Value: o.Title}, {Label: labels[1], Value: fmt.Sprintf(unit, o.AmountFen/100, o.AmountFen%100)}, {Label: labels[2], Value: o.Payee}}
	if o.Receipt != "" {
		out = append(out, bot.Fact{Label: labels[3], Value: o.Receipt})
	}
	return out
}
