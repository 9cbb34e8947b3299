package browser

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// banshi is the binary under test, built once from this tree; axe is the accessibility checker.
var (
	banshi string
	axe    string
)

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	if chromium() == "" {
		return m.Run() // every test says that it is skipped
	}
	dir, err := os.MkdirTemp("", "banshi-browser-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	banshi = filepath.Join(dir, "banshi")
	cmd := exec.Command("go", "build", "-o", banshi, "github.com/banshi-bot/banshi")
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "build banshi:", err)
		return 1
	}
	script, err := os.ReadFile("../../web/testdata/axe/axe.min.js") // its digest is held by the tests of package web
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	axe = string(script)
	status := m.Run()
	if chrome.ctx != nil {
		chromedp.Cancel(chrome.ctx)
		for _, cancel := range chrome.cancel {
			cancel()
		}
		os.RemoveAll(chrome.dir)
	}
	return status
}
