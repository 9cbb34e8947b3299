package browser

import (
	"testing"
)

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
