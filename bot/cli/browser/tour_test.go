package browser

import (
	"fmt"
	"testing"

	"github.com/banshi-bot/banshi/bot/web/webtest"
)

// looks are how the pages are looked at: narrow and wide, both languages, large letters, dark.
var looks = []look{
	{width: 320, height: 640, lang: "zh"},
	{width: 320, height: 640, lang: "en", dark: true, elder: true},
	{width: 768, height: 900, lang: "en", dark: true},
	{width: 1280, height: 800, lang: "zh", dark: true, elder: true},
	{width: 1280, height: 800, lang: "en"},
}

// TestSound looks at every page a citizen may see: nothing is cut off, no rule of accessibility is broken.
func TestSound(t *testing.T) {
	webtest.Need(t)
	s := serve(t)
	for i, l := range looks {
		t.Run(l.String(), func(t *testing.T) {
			chatPages(t, s, l, fmt.Sprintf("330106800002%04d", 200+i))
			loginPages(t, s, l)
			plainPages(t, s, l, fmt.Sprintf("330106800003%04d", 200+i))
		})
	}
}

// chatPages goes from the guided page to a receipt, and asks why.
func chatPages(t *testing.T, s *server, l look, number string) {
	w := said[l.lang]
	b := newTab(t, l)
	b.open(s)
	b.sound("guided")
	b.press(w.more)
	b.sound("menu")
	b.press(w.more)
	if l.width < 900 {
		b.press(w.try)
		b.sound("try")
		b.press(w.try)
	}
	b.press(w.card)
	b.wait(`chat.log.last >= 2`)
	b.sound("number")
	b.says(number)
	b.wait(`root.querySelector('.card-kind .choices')`)
	b.sound("summary")
	b.press(w.why)
	b.wait(`!document.getElementById('why').hidden`)
	b.sound("why")
	b.press("✕")
	b.press(w.pay)
	p := b.follow(w.toPay)
	p.sees(w.cashier)
	p.sound("cashier")
	p.press(w.test)
	p.sound("cashier-open")
	p.press(w.payNow)
	p.sees(w.paid)
	p.sound("link-paid")
	b.wait(`root.querySelector('.receipt-kind')`)
	b.sound("receipt")
	if links := eval[int](b, `return root.querySelectorAll('.payment-kind a').length`); links != 0 {
		t.Errorf("%d links still lead to a cashier that was paid", links)
	}
	b.says(map[string]string{"zh": "菜单", "en": "menu"}[l.lang])
	b.wait(`chat.log.lines().pop().querySelector('.choices')`)
	b.sound("list")
	b.press(w.human)
	b.wait(`root.querySelector('.handover-kind')`)
	b.sound("handover")
}

// loginPages are those of a one-time link and of the identity check.
func loginPages(t *testing.T, s *server, l look) {
	w := said[l.lang]
	b := newTab(t, l)
	b.open(s)
	b.says(map[string]string{"zh": "在杭州查社保", "en": "check my social security in Hangzhou"}[l.lang])
	b.wait(`root.querySelector('.login-kind a.button')`)
	b.sound("login")
	p := b.follow(w.login)
	p.wait(`document.querySelector('form button')`)
	p.sound("link-login")
	link := eval[string](p, `return location.href`)
	p.press(w.proceed)
	p.wait(`document.querySelector('fieldset')`)
	p.sound("identity")
	p.press(w.verify)
	p.sees(w.verified)
	p.sound("link-proved")
	p.goes(link)
	p.sound("link-used")
	p.goes(s.url + "/go/nothing")
	p.sound("link-gone")
	p.goes(s.url + "/sandbox/pay/nothing")
	p.sound("cashier-nothing")
}

// plainPages are the chat without JavaScript, as far as the payment.
func plainPages(t *testing.T, s *server, l look, number string) {
	b := newTab(t, l)
	b.goes(s.url + "/chat?lang=" + l.lang)
	b.sound("plain")
	for _, text := range []string{said[l.lang].card, number} {
		b.writes(text)
		b.sees(text)
	}
	b.wait(`document.querySelector('button[name=choice]')`)
	b.sound("plain-summary")
	b.press(said[l.lang].pay)
	b.wait(`document.querySelector('a.go[href*="/sandbox/pay/"]')`)
	b.sound("plain-pay")
}
