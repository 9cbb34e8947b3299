package browser

import (
	"slices"
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/bot/web/webtest"
)

const fine = "3301061900123456"

// begin presses the card of the traffic fine and gives its number, as far as the button that pays.
func begin(b *tab) words {
	b.T.Helper()
	w := said[b.look.lang]
	if b.look.width < 900 {
		b.press(w.try)
	}
	b.press(w.card)
	b.wait(`chat.log.last >= 2`)
	b.says(fine)
	b.press(w.pay)
	return w
}

// pays goes through the cashier and back.
func pays(b *tab, w words) {
	b.T.Helper()
	p := b.follow(w.toPay)
	p.sees(w.cashier)
	p.press(w.payNow)
	p.sees(w.paid)
	p.Clean("cashier")
}

// TestFine: a fine is paid by hand from the guided page's card to the receipt, on every road.
func TestFine(t *testing.T) {
	webtest.Need(t)
	for _, c := range []struct{ name, lang, road, broken string }{
		{"zh", "zh", "socket", ""},
		{"en", "en", "socket", ""},
		{"old web-view", "zh", "stream", `delete CSSStyleSheet.prototype.replaceSync; window.WebSocket = function () { throw new Error('no socket'); };`},
		{"old web-view, no stream", "en", "poll", `delete CSSStyleSheet.prototype.replaceSync;
			window.WebSocket = function () { this.close = () => {}; setTimeout(() => this.onclose(), 5); };
			const real = window.fetch; window.fetch = (u, o) => String(u).includes('/web/stream') ? Promise.reject(new TypeError('no stream')) : real(u, o);`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t)
			b := newTab(t, look{width: 320, height: 640, lang: c.lang})
			if c.broken != "" {
				b.Before(c.broken)
			}
			b.open(s)
			pays(b, begin(b))
			b.wait(`root.querySelector('.receipt-kind')`)
			b.sound("receipt " + c.name)
			lines := b.lines()
			if last := lines[len(lines)-1]; len(lines) != 7 || !strings.Contains(last, "F20") || !strings.Contains(last, "200.00") {
				t.Errorf("lines %q", lines)
			}
			if road := eval[string](b, `return ['socket', 'stream', 'poll'][chat.line.road]`); road != c.road {
				t.Errorf("by %s, want %s", road, c.road)
			}
		})
	}
}

// TestKilledInMidConversation: the server dies at once, twice, while a message is typed and while the citizen is at
// the cashier; nothing is lost, nothing doubled, on the screen or after a reload.
func TestKilledInMidConversation(t *testing.T) {
	webtest.Need(t)
	s := serve(t)
	b := newTab(t, look{width: 320, height: 640, lang: "zh"})
	w := said["zh"]
	b.open(s)
	b.says(w.card)
	b.wait(`chat.log.last >= 2`)
	s.kill()
	b.wait(`!chat.line.ready`)
	b.says(fine) // while nobody is there to hear it
	b.wait(`!root.querySelector('.notice').hidden`)
	b.Shot("offline")
	s.start()
	b.press(w.pay)
	b.wait(`root.querySelector('.payment-kind a.button')`)
	p := b.follow(w.toPay)
	p.sees(w.cashier)
	s.kill()
	s.start()
	p.press(w.payNow)
	p.sees(w.paid)
	b.wait(`root.querySelector('.receipt-kind')`)
	before := b.lines()
	want := []string{"> " + w.card, "请发来处罚决定书编号", "> " + fine, "交通违法缴款", "> 缴纳 200.00 元", "[演示] 请在15分钟内付款", "[演示] 已缴清 200.00 元"}
	if len(before) != len(want) {
		t.Fatalf("lines %q", before)
	}
	for i, line := range before {
		if !strings.Contains(line, want[i]) {
			t.Errorf("line %d is %q, want %q", i, line, want[i])
		}
	}
	b.open(s)
	b.wait(`chat.log.last >= 7`)
	if after := b.lines(); len(after) != len(before) || !slices.Equal(after[4:], before[4:]) {
		t.Errorf("after a reload %q, before %q", after, before)
	}
	if left := eval[int](b, `return chat.outbox.list().length`); left != 0 {
		t.Errorf("%d messages still wait to be sent", left)
	}
}
