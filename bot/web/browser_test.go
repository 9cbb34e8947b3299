package web

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/banshi-bot/banshi/bot/web/webtest"
)

func TestMain(m *testing.M) {
	status := m.Run()
	webtest.Close()
	os.Exit(status)
}

// tab is a page with the chat in it.
type tab struct{ *webtest.Tab }

func newTab(t *testing.T, width, height int64) *tab {
	t.Helper()
	b := &tab{webtest.Open(t, time.Minute, "")}
	b.Size(width, height)
	return b
}

// open shows an address and waits until the chat is there.
func (b *tab) open(address string) {
	b.T.Helper()
	b.Do(chromedp.Navigate(address))
	b.wait(`document.querySelector('banshi-chat') && document.querySelector('banshi-chat').line.ready`)
}

const (
	chatRoot = `document.querySelector('banshi-chat').shadowRoot`
	chatJS   = `const chat = document.querySelector('banshi-chat'), root = chat.shadowRoot;`
)

func eval[V any](b *tab, js string) V {
	b.T.Helper()
	return webtest.Eval[V](b.Tab, chatJS+js)
}

// wait until an expression holds, over any page that is loaded meanwhile.
func (b *tab) wait(expression string) {
	b.T.Helper()
	if err := b.Poll("return Boolean("+expression+")", 15*time.Second); err != nil {
		b.T.Fatalf("waiting for %s: %v", expression, err)
	}
}

// waitText until the log holds a text.
func (b *tab) waitText(text string) {
	b.T.Helper()
	b.wait(fmt.Sprintf(`document.querySelector('banshi-chat').log.list.textContent.includes(%q)`, text))
}

// write types into the composer and presses Enter.
func (b *tab) write(text string) {
	b.T.Helper()
	eval[bool](b, `chat.input.focus(); return true`)
	b.Do(chromedp.KeyEvent(text))
	b.Enter()
}

// press clicks the last button or link of the chat with a text.
func (b *tab) press(text string) {
	b.T.Helper()
	if !eval[bool](b, fmt.Sprintf(`const found = Array.from(root.querySelectorAll('button, a')).filter((n) => n.textContent.includes(%q) && !n.disabled);
		if (found.length) found[found.length - 1].click(); return found.length > 0`, text)) {
		b.T.Fatalf("no button %q", text)
	}
}

// lines are the texts of the log, the citizen's with a ">" in front.
func (b *tab) lines() []string {
	b.T.Helper()
	return eval[[]string](b, `return chat.log.lines().filter((li) => !li.classList.contains('greeting'))
		.map((li) => (li.who === 'own' ? '> ' : '') + (li.querySelector('.text') || li).textContent)`)
}

// sound checks what must hold on every page: no overflow to the side, no axe violation, no error, no CSP report.
func (b *tab) sound(what string) {
	b.T.Helper()
	b.Fits(what, chatRoot)
	if over := eval[int](b, `const scroll = root.querySelector('.scroll'); return scroll.scrollWidth - scroll.clientWidth`); over > 0 {
		b.T.Errorf("%s: the list is %d pixels too wide", what, over)
	}
	b.Clean(what)
	b.Accessible(what)
}
