package webtest

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

//go:embed axe/axe.min.js
var axe string

// Tab is a page in a browser of its own. What fails in it fails its test.
type Tab struct {
	T    *testing.T
	Ctx  context.Context
	Look string // how it is looked at, in the names of pictures
}

// Open opens a tab that lives at most so long. The test is skipped where there is no browser.
func Open(t *testing.T, limit time.Duration, look string) *Tab {
	t.Helper()
	Need(t)
	chrome.once.Do(launch)
	if chrome.err != nil {
		t.Fatalf("chromium: %v", chrome.err)
	}
	ctx, cancel := chromedp.NewContext(chrome.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, limit)
	t.Cleanup(stop)
	b := &Tab{T: t, Ctx: ctx, Look: look}
	b.watch()
	t.Cleanup(func() {
		if t.Failed() {
			b.Shot("failed-" + t.Name())
		}
	})
	return b
}

// Beside is a page that this one opened.
func (b *Tab) Beside(id target.ID) *Tab {
	b.T.Helper()
	ctx, cancel := chromedp.NewContext(b.Ctx, chromedp.WithTargetID(id))
	b.T.Cleanup(cancel)
	p := &Tab{T: b.T, Ctx: ctx, Look: b.Look}
	p.watch()
	return p
}

// watch keeps what goes wrong in a page for Clean.
func (b *Tab) watch() {
	b.T.Helper()
	b.Before(`window.broken = []; addEventListener('securitypolicyviolation', (e) => broken.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sourceFile));
		addEventListener('error', (e) => broken.push(String(e.message)));`)
}

// Do takes steps.
func (b *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	b.T.Helper()
	if err := chromedp.Do(b.Ctx, steps...); err != nil {
		b.T.Fatal(err)
	}
}

// Command is a step that says one thing to the browser.
func Command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

// Size gives the page its size in pixels; below 600 it is a phone.
func (b *Tab) Size(width, height int64) {
	b.T.Helper()
	b.Do(Command(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: height, DeviceScaleFactor: 1, Mobile: width < 600,
	}))
}

// Scheme is the colours the system asks for: light or dark.
func (b *Tab) Scheme(scheme string) {
	b.T.Helper()
	b.Do(Command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	}))
}

// Languages are those the browser asks for, as in Accept-Language.
func (b *Tab) Languages(tags string) {
	b.T.Helper()
	b.Do(Command(emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: "Mozilla/5.0 Chrome", AcceptLanguage: tags}))
}

// Before runs a script in every page before its own.
func (b *Tab) Before(script string) {
	b.T.Helper()
	b.Do(Command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}))
}

// Eval gives what the body of a function returns.
func Eval[V any](b *Tab, body string) V {
	b.T.Helper()
	v, err := chromedp.Run(b.Ctx, chromedp.Evaluate[V]("(() => {"+body+"})()"))
	if err != nil {
		b.T.Fatalf("%s: %v", body, err)
	}
	return v
}

// Poll waits until the body of a function returns something true, over any page that is loaded meanwhile.
func (b *Tab) Poll(body string, patience time.Duration) error {
	poll := chromedp.Poll[bool]("(() => {"+body+"})()", chromedp.WithPollingTimeout(patience), chromedp.WithPollingInterval(20*time.Millisecond))
	_, err := chromedp.Run(b.Ctx, poll)
	for tries := 0; err != nil && tries < 5 && (strings.Contains(err.Error(), "context") || strings.Contains(err.Error(), "navigated")); tries++ {
		_, err = chromedp.Run(b.Ctx, poll)
	}
	return err
}

// Enter presses the key as a keyboard does: what keydown prevents is not typed.
func (b *Tab) Enter() {
	b.T.Helper()
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
		b.Do(Command(input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13}))
	}
}

// Shot keeps a picture where BANSHI_SHOTS names a folder.
func (b *Tab) Shot(name string) {
	b.T.Helper()
	dir := os.Getenv("BANSHI_SHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(b.Ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.T.Logf("picture %s: %v", name, err)
		return
	}
	if b.Look != "" {
		name += "-" + b.Look
	}
	if err := os.WriteFile(filepath.Join(dir, strings.ReplaceAll(name, "/", "-")+".png"), picture, 0o644); err != nil {
		b.T.Error(err)
	}
}

// Clean checks that no script failed and the content security policy stopped nothing.
func (b *Tab) Clean(what string) {
	b.T.Helper()
	if broken := Eval[[]string](b, `return window.broken`); len(broken) > 0 {
		b.T.Errorf("%s %s: %v", what, b.Look, broken)
	}
}

// Accessible checks that axe finds no violation.
func (b *Tab) Accessible(what string) {
	b.T.Helper()
	b.Do(chromedp.Evaluate[chromedp.Void](axe))
	found, err := chromedp.Run(b.Ctx, chromedp.Evaluate[[]string](`axe.run().then((r) => r.violations.map((v) => v.id + ': ' + v.help + ' ' + v.nodes.map((n) => JSON.stringify(n.target) + ' ' + n.failureSummary).join(' | ')))`, chromedp.EvalAwaitPromise))
	if err != nil {
		b.T.Fatalf("axe: %v", err)
	}
	if len(found) > 0 {
		b.T.Errorf("%s %s: axe: %s", what, b.Look, strings.Join(found, "\n"))
	}
}

// Fits checks that nothing is wider than the page; root is the JavaScript of the node whose inside is looked through.
func (b *Tab) Fits(what, root string) {
	b.T.Helper()
	if wide := Eval[[]string](b, fmt.Sprintf(`
		const out = [], width = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth > width) out.push('page ' + document.documentElement.scrollWidth);
		%s.querySelectorAll('*').forEach((n) => { const r = n.getBoundingClientRect(); if (r.width && r.right > width + 1 && !n.closest('.hidden, .scroll table, head')) out.push(n.tagName + '.' + n.className + ' ' + r.right); });
		return out`, root)); len(wide) > 0 {
		b.T.Errorf("%s %s: wider than the page: %v", what, b.Look, wide)
	}
}
