package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// workshop is where the binary lies while the tests run.
var workshop string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	var err error
	if workshop, err = os.MkdirTemp("", "banshi-e2e-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(workshop)
	return m.Run()
}

// built is the binary under test, built once from this tree by the first test that wants it.
var built = sync.OnceValues(func() (string, error) {
	path := filepath.Join(workshop, "banshi")
	out, err := exec.Command("go", "build", "-o", path, "github.com/banshi-bot/banshi").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("build banshi: %w\n%s", err, out)
	}
	return path, err
})

func banshi(t *testing.T) string {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return path
}
