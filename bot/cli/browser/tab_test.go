package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	devtools "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// chrome is one Chromium for all tests, started by the first that needs it.
var chrome struct {
	once   sync.Once
	ctx    context.Context
	cancel []context.CancelFunc
	dir    string
	err    error
}

func chromium() string {
	if path := os.Getenv("BANSHI_CHROMIUM"); path != "" {
		return path
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// need skips a test where there is no browser.
func need(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser test")
	}
	if chromium() != "" {
		return
	}
	if os.Getenv("BANSHI_CI") == "1" {
		t.Fatal("no Chromium found: set BANSHI_CHROMIUM")
	}
	t.Skip("skipped: no Chromium found; BANSHI_CHROMIUM names one")
}

func launch() {
	if chrome.dir, chrome.err = os.MkdirTemp("", "banshi-chromium"); chrome.err != nil {
		return
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium()), chromedp.UserDataDir(chrome.dir), chromedp.WindowSize(1280, 800),
		chromedp.Flag("headless", "new"), chromedp.Flag("force-color-profile", "srgb"), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
	)
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	chrome.ctx, chrome.cancel = ctx, []context.CancelFunc{cancel, stop}
	chrome.err = chromedp.Do(ctx)
}

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

// tab is a page in a browser of its own: nothing is kept from others.
type tab struct {
	t    *testing.T
	ctx  context.Context
	look look
}

func newTab(t *testing.T, l look) *tab {
	t.Helper()
	chrome.once.Do(launch)
	if chrome.err != nil {
		t.Fatalf("chromium: %v", chrome.err)
	}
	ctx, cancel := chromedp.NewContext(chrome.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(stop)
	b := &tab{t, ctx, l}
	b.dress()
	t.Cleanup(func() {
		if t.Failed() {
			b.shot("failed-" + t.Name())
		}
	})
	return b
}

// dress gives a page its size, language and colours, and keeps what goes wrong in it.
func (b *tab) dress() {
	b.t.Helper()
	scheme := "light"
	if b.look.dark {
		scheme = "dark"
	}
	b.do(
		command(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
			Width: b.look.width, Height: b.look.height, DeviceScaleFactor: 1, Mobile: b.look.width < 600,
		}),
		command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		}),
		command(emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: "Mozilla/5.0 Chrome", AcceptLanguage: b.look.tag()}),
	)
	b.before(`window.broken = []; addEventListener('securitypolicyviolation', (e) => broken.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sourceFile));
		addEventListener('error', (e) => broken.push(String(e.message)));`)
}

func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// before runs a script in every page before its own.
func (b *tab) before(script string) {
	b.t.Helper()
	b.do(command(devtools.AddScriptToEvaluateOnNewDocument, devtools.AddScriptToEvaluateOnNewDocumentParams{Source: script}))
}

// goes shows an address.
func (b *tab) goes(address string) {
	b.t.Helper()
	b.do(chromedp.Navigate(address))
}

// open shows the chat page and waits until the chat is there.
func (b *tab) open(s *server) {
	b.t.Helper()
	b.goes(s.url + "/?lang=" + b.look.lang)
	b.wait(`chat && chat.line && chat.line.ready`)
	if b.look.elder && !eval[bool](b, `return Boolean(chat.keep.get('elder'))`) {
		b.press(said[b.look.lang].elder)
	}
}

// chatJS names the chat and its root, where the page has one, and what the page says.
const chatJS = `const chat = document.querySelector('banshi-chat'), root = chat ? chat.shadowRoot : document;
	const said = () => ((chat ? chat.log.list : document.body) || document.createElement('p')).textContent;`

func eval[T any](b *tab, js string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T]("(() => {"+chatJS+js+"})()"))
	if err != nil {
		b.t.Fatalf("%s: %v", js, err)
	}
	return v
}

// wait until an expression holds, over any page that is loaded meanwhile.
func (b *tab) wait(expression string) {
	b.t.Helper()
	poll := chromedp.Poll[bool]("(() => {"+chatJS+" return Boolean("+expression+")})()", chromedp.WithPollingTimeout(patience), chromedp.WithPollingInterval(20*time.Millisecond))
	_, err := chromedp.Run(b.ctx, poll)
	for tries := 0; err != nil && tries < 5 && (strings.Contains(err.Error(), "context") || strings.Contains(err.Error(), "navigated")); tries++ {
		_, err = chromedp.Run(b.ctx, poll)
	}
	if err != nil {
		b.t.Fatalf("waiting for %s: %v; the page says %q", expression, err, eval[string](b, `return said().slice(-800)`))
	}
}

// sees waits until the newest of what the bot said has a text.
func (b *tab) sees(text string) {
	b.t.Helper()
	b.wait(fmt.Sprintf(`said().includes(%q)`, text))
}

// press clicks the last button or link with a text that can be pressed, once there is one: one that says just that
// before one that says more.
func (b *tab) press(text string) {
	b.t.Helper()
	find := fmt.Sprintf(`((all) => all.filter((n) => n.textContent === %[1]q).pop() || all.filter((n) => n.textContent.includes(%[1]q)).pop())(
		[document, root].flatMap((r) => Array.from(r.querySelectorAll('button, a, summary'))).filter((n) => !n.disabled && n.getAttribute('aria-disabled') !== 'true'))`, text)
	b.wait(find)
	eval[bool](b, find+`.click(); return true`)
}

// says types into the composer and presses Enter.
func (b *tab) says(text string) {
	b.t.Helper()
	eval[bool](b, `chat.input.focus(); return true`)
	b.do(chromedp.KeyEvent(text))
	b.enter()
}

// fills types into the first field of the form that is open, and sends it.
func (b *tab) fills(text string) {
	b.t.Helper()
	b.wait(`root.querySelector('form.form :enabled')`)
	eval[bool](b, `root.querySelector('form.form :enabled').focus(); return true`)
	b.do(chromedp.KeyEvent(text))
	eval[bool](b, `root.activeElement.form.querySelector('button').click(); return true`)
}

// writes sends a text from the page without JavaScript.
func (b *tab) writes(text string) {
	b.t.Helper()
	b.wait(`document.getElementById('text')`)
	eval[bool](b, `document.getElementById('text').focus(); return true`)
	b.do(chromedp.KeyEvent(text))
	eval[bool](b, `document.getElementById('text').form.querySelector('button').click(); return true`)
}

// enter presses the key as a keyboard does: what keydown prevents is not typed.
func (b *tab) enter() {
	b.t.Helper()
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
		b.do(command(input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13}))
	}
}

// follow clicks the last link with a text with the mouse, and gives the page it opens beside this one.
func (b *tab) follow(text string) *tab {
	b.t.Helper()
	find := fmt.Sprintf(`Array.from(root.querySelectorAll('a[target=_blank]')).filter((n) => n.textContent.includes(%q))`, text)
	b.wait(find + `.length`)
	opened := chromedp.WaitNewTarget(b.ctx, func(*target.Info) bool { return true })
	at := eval[[]float64](b, `const a = `+find+`.pop(); a.scrollIntoView({block: 'center'}); const r = a.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]`)
	b.do(chromedp.MouseClickXY(at[0], at[1]))
	select {
	case id := <-opened:
		ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithTargetID(id))
		b.t.Cleanup(cancel)
		p := &tab{b.t, ctx, b.look}
		p.dress()
		p.do(chromedp.Reload())
		return p
	case <-time.After(patience):
		b.t.Fatalf("%q opens no page", text)
		return nil
	}
}

// lines are the texts of the log, the citizen's with a ">" in front.
func (b *tab) lines() []string {
	b.t.Helper()
	return eval[[]string](b, `return chat.log.lines().filter((li) => !li.classList.contains('greeting'))
		.map((li) => (li.who === 'own' ? '> ' : '') + (li.querySelector('.text') || li).textContent)`)
}

// shot keeps a picture where BANSHI_SHOTS names a folder.
func (b *tab) shot(name string) {
	b.t.Helper()
	dir := os.Getenv("BANSHI_SHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Logf("picture %s: %v", name, err)
		return
	}
	name = strings.ReplaceAll(name+"-"+b.look.String(), "/", "-") + ".png"
	if err := os.WriteFile(filepath.Join(dir, name), picture, 0o644); err != nil {
		b.t.Error(err)
	}
}

// sound checks what must hold on every page: no overflow to the side, no axe violation, no error, no CSP report.
func (b *tab) sound(what string) {
	b.t.Helper()
	b.still()
	b.shot(what)
	if wide := eval[[]string](b, `
		const out = [], width = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth > width) out.push('page ' + document.documentElement.scrollWidth);
		root.querySelectorAll('*').forEach((n) => { const r = n.getBoundingClientRect(); if (r.width && r.right > width + 1 && !n.closest('.hidden, .scroll table, head')) out.push(n.tagName + '.' + n.className + ' ' + r.right); });
		if (chat) {
			const frame = root.querySelector('.frame');
			if (frame.scrollHeight > frame.clientHeight + 1) out.push('something hangs out of the frame, ' + frame.scrollHeight + ' > ' + frame.clientHeight);
			const head = root.querySelector('.bar').getBoundingClientRect();
			if (root.getElementById('menu').hidden && head.height > innerHeight * .32) out.push('the head takes ' + head.height + ' of ' + innerHeight);
		}
		return out`); len(wide) > 0 {
		b.t.Errorf("%s %s: larger than the page: %v", what, b.look, wide)
	}
	b.clean(what)
	b.do(chromedp.Evaluate[chromedp.Void](axe))
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](`axe.run().then((r) => r.violations.map((v) => v.id + ': ' + v.help + ' ' + v.nodes.map((n) => JSON.stringify(n.target) + ' ' + n.failureSummary).join(' | ')))`, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("axe: %v", err)
	}
	if len(found) > 0 {
		b.t.Errorf("%s %s: axe: %s", what, b.look, strings.Join(found, "\n"))
	}
}

// still waits until the bot has said all it was going to say.
func (b *tab) still() {
	b.t.Helper()
	b.wait(`!chat || (!chat.outbox.list().length && !chat.awaited)`)
}

// clean: no script failed, and the content security policy stopped nothing.
func (b *tab) clean(what string) {
	b.t.Helper()
	if broken := eval[[]string](b, `return window.broken`); len(broken) > 0 {
		b.t.Errorf("%s: %v", what, broken)
	}
}
