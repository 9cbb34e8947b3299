package browser

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/banshi-bot/banshi/bot/web/webtest"
)

// banshi is the binary under test, built once from this tree.
var banshi string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	if webtest.Chromium() == "" {
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
	defer webtest.Close()
	return m.Run()
}
