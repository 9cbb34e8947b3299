package browser

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/banshi-bot/banshi/bot/web/webtest"
)

// evil runs where a text becomes anything but text; short fits into the smallest field, and chinese is long enough
// that the bot goes on in Chinese after either.
const (
	evil  = `<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>"'><svg onload=window.pwned=1> javascript:window.pwned=1 **<b>x</b>** http://x"onmouseover=window.pwned=1`
	short = `<img src=x onerror=window.pwned=1>`

	chinese = "这是一段说明，用来看看页面会不会把写进来的内容当成程序去执行，正常的话应该原样显示出来，什么也不会发生，谢谢你们"
)

// TestScriptsStayText writes scripts into whatever a citizen may fill, and looks at every page that shows it again.
func TestScriptsStayText(t *testing.T) {
	webtest.Need(t)
	s := serve(t)
	for _, c := range []struct {
		name string
		does func(b *tab)
	}{
		{"words", func(b *tab) { b.says(evil) }},
		{"a number", func(b *tab) {
			b.says("在杭州交罚单")
			b.wait(`root.querySelector('form.form input')`)
			b.fills(evil)
		}},
		{"a plate and an engine number", func(b *tab) {
			b.says("在杭州查违章")
			b.wait(`chat.log.last >= 2`)
			b.says(evil)
			b.wait(`chat.log.last >= 4`)
			b.says("浙A12345")
			b.wait(`chat.log.last >= 6`)
			b.says(evil)
		}},
		{"a suggestion, its place and a mobile number", func(b *tab) {
			b.says("给杭州提个建议")
			b.press("环境卫生")
			b.wait(`chat.log.last >= 4`)
			b.says("请多种树，" + chinese + evil)
			b.wait(`chat.log.last >= 6`)
			b.says("文三路和学院路交叉口往北" + short)
			b.wait(`chat.log.last >= 8`)
			b.says("我的手机号就是这个你看着办" + short)
			b.wait(`chat.log.last >= 10`)
			b.press("跳过")
			b.press("提交")
			b.press("非常满意")
		}},
		{"a complaint and its place", func(b *tab) {
			b.says("杭州的路灯坏了，我要投诉")
			b.wait(`chat.log.last >= 2`)
			b.says("路灯坏了两周，" + chinese + evil)
			b.wait(`chat.log.last >= 4`)
			b.says("文三路和学院路交叉口往北" + short)
			b.press("跳过")
			b.press("提交")
		}},
		{"a case number", func(b *tab) {
			b.says("查杭州的办件进度")
			b.wait(`chat.log.last >= 2`)
			b.says(evil)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newTab(t, look{width: 320, height: 640, lang: "zh"})
			b.open(s)
			c.does(b)
			b.still()
			b.harmless(c.name)
			b.press("为什么")
			b.wait(`!document.getElementById('why').hidden`)
			b.harmless(c.name + ", why")
			b.open(s)
			b.wait(`chat.log.last >= 2`)
			b.harmless(c.name + ", after a reload")
		})
	}
	t.Run("pages beside the chat", func(t *testing.T) {
		b := newTab(t, look{width: 320, height: 640, lang: "zh"})
		for _, path := range []string{
			"/chat?lang=%[1]s&turn=%[1]s", "/?lang=%[1]s", "/go/%[1]s", "/go/back?state=%[1]s&code=%[1]s", "/go/paid?x=%[1]s", "/sandbox/pay/%[1]s",
			"/sandbox/identity?state=%[1]s&return=%[1]s&level=%[1]s", "/sandbox/identity?state=%[1]s&return=/go/back&level=2&lang=%[1]s",
			"/sandbox/identity?state=x&return=javascript:window.pwned%%3D1",
		} {
			b.goes(s.url + fmt.Sprintf(path, url.QueryEscape(evil)))
			b.harmless(path)
		}
		b.goes(s.url + "/chat")
		b.writes(evil)
		b.wait(`document.querySelectorAll('.lines li').length >= 2`)
		b.harmless("without JavaScript")
	})
}

// harmless: nothing ran, nothing was stopped by the policy, and no element came from a text.
func (b *tab) harmless(what string) {
	b.T.Helper()
	b.Shot("xss-" + what[:min(len(what), 12)])
	b.Clean(what)
	if eval[bool](b, `return Boolean(window.pwned)`) {
		b.T.Errorf("%s: a script ran", what)
	}
	if n := eval[int](b, `return [document.body, root].flatMap((r) => Array.from(r.querySelectorAll('img, svg, script:not([src]), iframe, [onerror], [onload], [onmouseover], a[href^="javascript"]'))).length`); n != 0 {
		b.T.Errorf("%s: %d elements came from texts", what, n)
	}
}
