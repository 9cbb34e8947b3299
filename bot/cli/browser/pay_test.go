package browser

import (
	"testing"
)

// words are what a citizen presses and reads, by language.
type words struct {
	card, elder, pay, toPay, cashier, payNow, paid, receipt, why string
}

var said = map[string]words{
	"zh": {card: "在杭州交罚单", elder: "长辈版", pay: "缴纳", toPay: "去付款", cashier: "演示收银台", payNow: "付款 200", paid: "付款已提交", receipt: "回执", why: "为什么"},
	"en": {card: "Pay a traffic fine in Hangzhou", elder: "Large text", pay: "Pay 200", toPay: "Pay", cashier: "Demo cashier", payNow: "Pay ¥200", paid: "Payment submitted", receipt: "receipt", why: "Why?"},
}

const fine = "3301061900123456"

// begin presses the card of the traffic fine and gives its number.
func begin(b *tab) words {
	b.t.Helper()
	w := said[b.look.lang]
	b.press(w.card)
	b.wait(`chat.log.last >= 2`)
	b.says(fine)
	b.press(w.pay)
	return w
}

// pays goes through the cashier and back.
func pays(b *tab, w words) *tab {
	b.t.Helper()
	p := b.follow(w.toPay)
	p.sees(w.cashier)
	p.sound("cashier")
	p.press(w.payNow)
	p.sees(w.paid)
	p.sound("link-paid")
	return p
}

func TestFineInTheBrowser(t *testing.T) {
	need(t)
	for _, lang := range []string{"zh", "en"} {
		t.Run(lang, func(t *testing.T) {
			s := serve(t)
			b := newTab(t, look{width: 320, height: 640, lang: lang})
			b.open(s)
			b.sound("guided")
			w := begin(b)
			pays(b, w)
			b.wait(`root.querySelector('.receipt-kind')`)
			b.sound("receipt")
			for _, l := range b.lines() {
				t.Log(l)
			}
		})
	}
}
