package web

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
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
	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe/axe.min.js
var axe string

// browser is one Chromium for all tests of the package, started by the first that needs it.
var browser struct {
	once   sync.Once
	ctx    context.Context
	cancel []context.CancelFunc
	dir    string
	err    error
}

func TestMain(m *testing.M) {
	status := m.Run()
	if browser.ctx != nil {
		chromedp.Cancel(browser.ctx)
		for _, cancel := range browser.cancel {
			cancel()
		}
		os.RemoveAll(browser.dir)
	}
	os.Exit(status)
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

func launch(path string) {
	browser.dir, browser.err = os.MkdirTemp("", "banshi-chromium")
	if browser.err != nil {
		return
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(browser.dir), chromedp.WindowSize(1280, 800),
		chromedp.Flag("headless", "new"), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
	)
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	browser.ctx, browser.cancel = ctx, []context.CancelFunc{cancel, stop}
	browser.err = chromedp.Do(ctx)
}

// tab is a page of its own: nothing is kept from others.
type tab struct {
	t   *testing.T
	ctx context.Context
}

func newTab(t *testing.T, width, height int64) *tab {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser test")
	}
	path := chromium()
	if path == "" {
		if os.Getenv("BANSHI_CI") == "1" {
			t.Fatal("no Chromium found: set BANSHI_CHROMIUM")
		}
		t.Skip("skipped: no Chromium found; BANSHI_CHROMIUM names one")
	}
	browser.once.Do(func() { launch(path) })
	if browser.err != nil {
		t.Fatalf("chromium: %v", browser.err)
	}
	ctx, cancel := chromedp.NewContext(browser.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(stop)
	b := &tab{t, ctx}
	b.size(width, height)
	b.before(`window.broken = []; addEventListener('securitypolicyviolation', (e) => broken.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sourceFile));
		addEventListener('error', (e) => broken.push(String(e.message)));`)
	t.Cleanup(func() {
		if t.Failed() {
			b.shot("failed-" + t.Name())
		}
	})
	return b
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

func (b *tab) size(width, height int64) {
	b.t.Helper()
	b.do(command(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: height, DeviceScaleFactor: 1, Mobile: width < 600,
	}))
}

// dark lets the system ask for dark pages.
func (b *tab) dark(scheme string) {
	b.t.Helper()
	b.do(command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	}))
}

// before runs a script in every page before its own.
func (b *tab) before(script string) {
	b.t.Helper()
	b.do(command(devtools.AddScriptToEvaluateOnNewDocument, devtools.AddScriptToEvaluateOnNewDocumentParams{Source: script}))
}

// open shows an address and waits until the chat is there.
func (b *tab) open(address string) {
	b.t.Helper()
	b.do(chromedp.Navigate(address))
	b.wait(`document.querySelector('banshi-chat') && document.querySelector('banshi-chat').line.ready`)
}

const chatJS = `const chat = document.querySelector('banshi-chat'), root = chat.shadowRoot;`

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
	poll := chromedp.Poll[bool]("Boolean("+expression+")", chromedp.WithPollingTimeout(15*time.Second), chromedp.WithPollingInterval(20*time.Millisecond))
	_, err := chromedp.Run(b.ctx, poll)
	for tries := 0; err != nil && tries < 5 && strings.Contains(err.Error(), "context"); tries++ {
		_, err = chromedp.Run(b.ctx, poll)
	}
	if err != nil {
		b.t.Fatalf("waiting for %s: %v", expression, err)
	}
}

// waitText until the log holds a text.
func (b *tab) waitText(text string) {
	b.t.Helper()
	b.wait(fmt.Sprintf(`document.querySelector('banshi-chat').log.list.textContent.includes(%q)`, text))
}

// write types into the composer and presses Enter.
func (b *tab) write(text string) {
	b.t.Helper()
	eval[bool](b, `chat.input.focus(); return true`)
	b.do(chromedp.KeyEvent(text))
	b.enter()
}

// enter presses the key as a keyboard does: what keydown prevents is not typed.
func (b *tab) enter() {
	b.t.Helper()
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
		b.do(command(input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13}))
	}
}

// press clicks the first button or link of the chat with a text.
func (b *tab) press(text string) {
	b.t.Helper()
	if !eval[bool](b, fmt.Sprintf(`const found = Array.from(root.querySelectorAll('button, a')).filter((n) => n.textContent.includes(%q) && !n.disabled);
		if (found.length) found[found.length - 1].click(); return found.length > 0`, text)) {
		b.t.Fatalf("no button %q", text)
	}
}

// lines are the texts of the log, the citizen's with a ">" in front.
func (b *tab) lines() []string {
	b.t.Helper()
	return eval[[]string](b, `return chat.log.lines().filter((li) => !li.classList.contains('greeting'))
		.map((li) => (li.who === 'own' ? '> ' : '') + (li.querySelector('.text') || li).textContent)`)
}

// shot keeps a picture where BANSHI_SHOTS names a directory.
func (b *tab) shot(name string) {
	b.t.Helper()
	dir := os.Getenv("BANSHI_SHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Logf("screenshot %s: %v", name, err)
		return
	}
	if err := os.WriteFile(filepath.Join(dir, strings.ReplaceAll(name, "/", "-")+".png"), picture, 0o644); err != nil {
		b.t.Error(err)
	}
}

// sound checks what must hold on every page: no overflow to the side, no axe violation, no error, no CSP report.
func (b *tab) sound(what string) {
	b.t.Helper()
	if wide := eval[[]string](b, `
		const out = [], width = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth > width) out.push('page ' + document.documentElement.scrollWidth);
		const scroll = root.querySelector('.scroll');
		if (scroll.scrollWidth > scroll.clientWidth) out.push('list ' + scroll.scrollWidth + ' > ' + scroll.clientWidth);
		root.querySelectorAll('*').forEach((n) => { const r = n.getBoundingClientRect(); if (r.width && r.right > width + 1 && !n.classList.contains('hidden')) out.push(n.className + ' ' + r.right); });
		return out`); len(wide) > 0 {
		b.t.Errorf("%s: wider than the page: %v", what, wide)
	}
	if broken := eval[[]string](b, `return window.broken`); len(broken) > 0 {
		b.t.Errorf("%s: %v", what, broken)
	}
	b.do(chromedp.Evaluate[chromedp.Void](axe))
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](`axe.run().then((r) => r.violations.map((v) => v.id + ': ' + v.help + ' ' + v.nodes.map((n) => JSON.stringify(n.target) + ' ' + n.failureSummary).join(' | ')))`, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("axe: %v", err)
	}
	if len(found) > 0 {
		b.t.Errorf("%s: axe: %s", what, strings.Join(found, "\n"))
	}
}

func TestVendoredAxe(t *testing.T) {
	const want = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
	sum := sha256.Sum256([]byte(axe))
	if got := hex.EncodeToString(sum[:]); got != want {
		t.Errorf("axe.min.js is %s, want %s", got, want)
	}
}
