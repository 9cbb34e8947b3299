package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// workshop holds the program under test while tests run.
var workshop string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "banshi-cli-")
	if err != nil {
		panic(err)
	}
	workshop = dir
	status := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(status)
}

// program is the program as people run it, built by the first test that wants it; not under the race detector, which
// sees nothing between processes and makes each of a hundred commands ten times as slow.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(workshop, "banshi")
	out, err := exec.Command("go", "build", "-o", path, "github.com/banshi-bot/banshi").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("build banshi: %w\n%s", err, out)
	}
	return path, err
})

func banshi(t *testing.T) string {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestScripts runs the commands as a shell does; each script is one folder of its own.
func TestScripts(t *testing.T) {
	bin, models := filepath.Dir(banshi(t)), t.TempDir() // the library's recogniser is trained once for all scripts
	warm := exec.Command(banshi(t), "understand", "--cache", models)
	if out, err := warm.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			tiny, err := filepath.Abs("../../intents/testdata/tiny")
			if err != nil {
				return err
			}
			faults, err := filepath.Abs("../../intents/testdata/faults")
			if err != nil {
				return err
			}
			library, err := filepath.Abs("../../intents/library")
			if err != nil {
				return err
			}
			port, err := freePort()
			if err != nil {
				return err
			}
			other, err := freePort()
			if err != nil {
				return err
			}
			e.Vars = append(e.Vars, "TINY="+tiny, "FAULTS="+faults, "LIBRARY="+library, "ADDR="+port, "OTHER="+other, "HOME="+e.WorkDir, "BANSHI_CACHE="+models)
			e.Setenv("PATH", bin+string(os.PathListSeparator)+e.Getenv("PATH"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"healthy": healthy, "waitfile": waitFile, "code": code, "capture": capture},
	})
}

// freePort finds a loopback address nobody listens on.
func freePort() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer ln.Close()
	return ln.Addr().String(), nil
}

// healthy waits until a server started in the background answers.
func healthy(ts *testscript.TestScript, _ bool, args []string) {
	until(ts, args, func(address string) error { return health(context.Background(), address) })
}

// waitFile waits until a file is there.
func waitFile(ts *testscript.TestScript, _ bool, args []string) {
	until(ts, args, func(name string) error { _, err := os.Stat(ts.MkAbs(name)); return err })
}

// capture keeps in a variable what the group of a pattern found in the last stdout.
func capture(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("a variable and a pattern are needed")
	}
	found := regexp.MustCompile("(?m)" + args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if len(found) != 2 {
		ts.Fatalf("nothing in stdout is %s", args[1])
	}
	ts.Setenv(args[0], found[1])
}

// until asks again and again for what a process in the background is about to do.
func until(ts *testscript.TestScript, args []string, done func(string) error) {
	if len(args) != 1 {
		ts.Fatalf("one argument is needed")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		err := done(args[0])
		if err == nil {
			return
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			ts.Fatalf("%s: %v", args[0], err)
		}
	}
}

// code runs a command that must end with an exit code.
func code(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N command args")
	}
	want, err := strconv.Atoi(args[0])
	if err != nil {
		ts.Fatalf("code %q is no number", args[0])
	}
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}
