package browser

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"github.com/banshi-bot/banshi/bot/web/webtest"
)

// look is how a citizen looks at a page.
type look struct {
	width, height int64
	lang          string // zh or en
	dark, elder   bool
}

func (l look) String() string {
	s := fmt.Sprintf("%s-%d", l.lang, l.width)
	if l.dark {
		s += "-dark"
	}
	if l.elder {
		s += "-large"
	}
	return s
}

// tag is what the citizen's browser asks for.
func (l look) tag() string {
	return map[string]string{"zh": "zh-CN,zh", "en": "en-GB,en"}[l.lang]
}

// tab is a page of the server.
type tab struct {
	*webtest.Tab
	look look
}

func newTab(t *testing.T, l look) *tab {
	t.Helper()
	b := &tab{webtest.Open(t, 5*time.Minute, l.String()), l}
	b.dress()
	return b
}

// dress gives a page its size, language and colours.
func (b *tab) dress() {
	b.T.Helper()
	scheme := "light"
	if b.look.dark {
		scheme = "dark"
	}
	b.Size(b.look.width, b.look.height)
	b.Scheme(scheme)
	b.Languages(b.look.tag())
}

// goes shows an address.
func (b *tab) goes(address string) {
	b.T.Helper()
	b.Do(chromedp.Navigate(address))
}

// open shows the chat page and waits until the chat is there.
func (b *tab) open(s *server) {
	b.T.Helper()
	b.goes(s.url + "/?lang=" + b.look.lang)
	b.wait(`chat && chat.line && chat.line.ready`)
	if b.look.elder && !eval[bool](b, `return Boolean(chat.keep.get('elder'))`) {
		b.press(said[b.look.lang].elder)
	}
}

// chatJS names the chat and its root, where the page has one, and what the page says.
const chatJS = `const chat = document.querySelector('banshi-chat'), root = chat ? chat.shadowRoot : document;
	const said = () => ((chat ? chat.log.list : document.body) || document.createElement('p')).textContent;`

func eval[V any](b *tab, js string) V {
	b.T.Helper()
	return webtest.Eval[V](b.Tab, chatJS+js)
}

// wait until an expression holds, over any page that is loaded meanwhile.
func (b *tab) wait(expression string) {
	b.T.Helper()
	if err := b.Poll(chatJS+" return Boolean("+expression+")", patience); err != nil {
		b.T.Fatalf("waiting for %s: %v; the page says %q", expression, err, eval[string](b, `return said().slice(-800)`))
	}
}

// sees waits until the newest of what the bot said has a text.
func (b *tab) sees(text string) {
	b.T.Helper()
	b.wait(fmt.Sprintf(`said().includes(%q)`, text))
}

// press clicks the last button or link with a text that can be pressed, once there is one: one that says just that
// before one that says more.
func (b *tab) press(text string) {
	b.T.Helper()
	find := fmt.Sprintf(`((all) => all.filter((n) => n.textContent === %[1]q).pop() || all.filter((n) => n.textContent.includes(%[1]q)).pop())(
		[document, root].flatMap((r) => Array.from(r.querySelectorAll('button, a, summary'))).filter((n) => !n.disabled && n.getAttribute('aria-disabled') !== 'true'))`, text)
	b.wait(find)
	eval[bool](b, find+`.click(); return true`)
}

// says types into the composer and presses Enter.
func (b *tab) says(text string) {
	b.T.Helper()
	eval[bool](b, `chat.input.focus(); return true`)
	b.Do(chromedp.KeyEvent(text))
	b.Enter()
}

// fills types into the first field of the form that is open, and sends it.
func (b *tab) fills(text string) {
	b.T.Helper()
	b.wait(`root.querySelector('form.form :enabled')`)
	eval[bool](b, `root.querySelector('form.form :enabled').focus(); return true`)
	b.Do(chromedp.KeyEvent(text))
	eval[bool](b, `root.activeElement.form.querySelector('button').click(); return true`)
}

// writes sends a text from the page without JavaScript.
func (b *tab) writes(text string) {
	b.T.Helper()
	b.wait(`document.getElementById('text')`)
	eval[bool](b, `document.getElementById('text').focus(); return true`)
	b.Do(chromedp.KeyEvent(text))
	eval[bool](b, `document.getElementById('text').form.querySelector('button').click(); return true`)
}

// follow clicks the last link with a text with the mouse, and gives the page it opens beside this one.
func (b *tab) follow(text string) *tab {
	b.T.Helper()
	find := fmt.Sprintf(`Array.from(root.querySelectorAll('a[target=_blank]')).filter((n) => n.textContent.includes(%q))`, text)
	b.wait(find + `.length`)
	opened := chromedp.WaitNewTarget(b.Ctx, func(*target.Info) bool { return true })
	at := eval[[]float64](b, `const a = `+find+`.pop(); a.scrollIntoView({block: 'center'}); const r = a.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]`)
	b.Do(chromedp.MouseClickXY(at[0], at[1]))
	select {
	case id := <-opened:
		p := &tab{b.Beside(id), b.look}
		p.dress()
		p.Do(chromedp.Reload())
		return p
	case <-time.After(patience):
		b.T.Fatalf("%q opens no page", text)
		return nil
	}
}

// lines are the texts of the log, the citizen's with a ">" in front.
func (b *tab) lines() []string {
	b.T.Helper()
	return eval[[]string](b, `return chat.log.lines().filter((li) => !li.classList.contains('greeting'))
		.map((li) => (li.who === 'own' ? '> ' : '') + (li.querySelector('.text') || li).textContent)`)
}

// sound checks what must hold on every page: no overflow, no axe violation, no error, no CSP report.
func (b *tab) sound(what string) {
	b.T.Helper()
	b.still()
	b.Shot(what)
	b.Fits(what, eval[string](b, `return chat ? "document.querySelector('banshi-chat').shadowRoot" : "document"`))
	if out := eval[[]string](b, `
		const out = [];
		if (chat) {
			const frame = root.querySelector('.frame');
			if (frame.scrollHeight > frame.clientHeight + 1) out.push('something hangs out of the frame, ' + frame.scrollHeight + ' > ' + frame.clientHeight);
			const head = root.querySelector('.bar').getBoundingClientRect();
			if (root.getElementById('menu').hidden && head.height > innerHeight * .32) out.push('the head takes ' + head.height + ' of ' + innerHeight);
		}
		return out`); len(out) > 0 {
		b.T.Errorf("%s %s: larger than the page: %v", what, b.look, out)
	}
	b.Clean(what)
	b.Accessible(what)
}

// still waits until the bot has said all it was going to say.
func (b *tab) still() {
	b.T.Helper()
	b.wait(`!chat || (!chat.outbox.list().length && !chat.awaited)`)
}
