package webtest

import (
	"context"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// chrome is the one Chromium of a test binary.
var chrome struct {
	once   sync.Once
	ctx    context.Context
	cancel []context.CancelFunc
	dir    string
	err    error
}

// Chromium is the path of the browser, "" where there is none.
func Chromium() string {
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

// Need skips a test where there is no browser.
func Need(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser test")
	}
	if Chromium() != "" {
		return
	}
	if os.Getenv("BANSHI_CI") == "1" {
		t.Fatal("no Chromium found: set BANSHI_CHROMIUM")
	}
	t.Skip("skipped: no Chromium found; BANSHI_CHROMIUM names one")
}

// Close ends the browser, where one was started.
func Close() {
	if chrome.ctx == nil {
		return
	}
	_ = chromedp.Cancel(chrome.ctx) // it goes with the process at the latest
	for _, cancel := range chrome.cancel {
		cancel()
	}
	os.RemoveAll(chrome.dir)
}

func launch() {
	if chrome.dir, chrome.err = os.MkdirTemp("", "banshi-chromium"); chrome.err != nil {
		return
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(Chromium()), chromedp.UserDataDir(chrome.dir), chromedp.WindowSize(1280, 800),
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
