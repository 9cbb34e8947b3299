package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// banshi is the binary under test, built once from this tree.
var banshi string

func TestMain(m *testing.M) {
	os.Exit(build(m))
}

func build(m *testing.M) int {
	dir, err := os.MkdirTemp("", "banshi-e2e-")
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
	return m.Run()
}
