package browser

import (
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/bot/web/webtest"
)

// TestLogin: the social security query is finished in the same conversation by the link to the identity check.
func TestLogin(t *testing.T) {
	webtest.Need(t)
	s := serve(t)
	b := newTab(t, look{width: 320, height: 640, lang: "zh"})
	w := said["zh"]
	b.open(s)
	b.says("在杭州查社保")
	before := eval[string](b, `return chat.conversation + ' ' + chat.keep.get('token')`)
	p := b.follow(w.login)
	p.press(w.proceed)
	p.press(w.verify)
	p.sees(w.verified)
	p.Clean("identity")
	b.sees("身份已验证")
	b.press("同意")
	b.press("养老保险")
	b.press("近12个月")
	b.sees("数据来自")
	b.still()
	b.Shot("social")
	if text := eval[string](b, `return said()`); !strings.Contains(text, "养老保险，近12个月：正常参保") {
		t.Errorf("no record: %s", text)
	}
	after := eval[string](b, `return chat.conversation + ' ' + chat.keep.get('token')`)
	conversation, token, _ := strings.Cut(after, " ")
	if old, oldToken, _ := strings.Cut(before, " "); old != conversation || oldToken == token {
		t.Error("the proof must keep the conversation and renew the token")
	}
	b.Clean("social security")
}

// TestHotline: a complaint goes through its questions, and the service is rated.
func TestHotline(t *testing.T) {
	webtest.Need(t)
	s := serve(t)
	b := newTab(t, look{width: 320, height: 640, lang: "en"})
	b.open(s)
	b.says("A street light is broken in Hangzhou, I want to complain")
	b.sees("what happened")
	b.says("It has been dark for two weeks, please send somebody")
	b.sees("Where is it")
	b.says("Wensan Road 1")
	b.press("Skip")
	b.wait(`root.querySelector('.card-kind')`)
	b.sound("hotline-summary")
	b.press("Send it")
	b.wait(`root.querySelector('.rating-kind')`)
	b.sound("rating")
	b.press("Very satisfied")
	b.sees("Thank you for your rating")
	if !strings.Contains(eval[string](b, `return said()`), "GD") {
		t.Error("no ticket number")
	}
	b.sound("rated")
}

// TestLargerInWords: asking for larger letters in words makes them larger.
func TestLargerInWords(t *testing.T) {
	webtest.Need(t)
	b := newTab(t, look{width: 320, height: 640, lang: "zh"})
	s := serve(t)
	b.open(s)
	b.says("字大点")
	b.wait(`root.querySelector('.frame').classList.contains('elder')`)
	b.sees("12345")
	b.look.elder = true
	b.sound("larger")
	b.goes(s.url)
	b.wait(`chat && chat.line && chat.line.ready`)
	if !eval[bool](b, `return root.querySelector('.frame').classList.contains('elder')`) {
		t.Error("the letters are small again after a reload")
	}
}
