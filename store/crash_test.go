package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/store"
	"github.com/banshi-bot/banshi/store/storetest"
)

// The test binary runs itself as the process that is killed.
const (
	childEnv     = "BANSHI_STORE_CHILD" // its data folder
	roundsEnv    = "BANSHI_STORE_KILLS" // how often it is killed; default 20
	childWriters = 8
)

func pid() string { return strconv.Itoa(os.Getpid()) }

// child commits turns as fast as it can and says "conversation n" after each commit, until it is killed. Where
// COMMIT answers with an error it exits with 3, as the server does.
func child(dir string) {
	keys, err := store.LoadOrMakeKey(filepath.Join(dir, "master"))
	if err != nil {
		fail(err)
	}
	s, err := store.Open(context.Background(), store.Options{
		Path: filepath.Join(dir, "banshi.db"), Keys: keys,
		OnUnknown: func(err error) { fmt.Fprintln(os.Stderr, err); os.Exit(3) },
	})
	if err != nil {
		fail(err)
	}
	var all sync.WaitGroup
	for w := range childWriters {
		all.Go(func() { childWrites(s, fmt.Sprintf("c%d", w)) })
	}
	all.Wait()
	os.Exit(0)
}

func childWrites(s *store.Store, conversation string) {
	st, err := s.Load(context.Background(), conversation)
	if err != nil {
		fail(err)
	}
	for n := st.N + 1; ; n++ {
		err := s.Commit(context.Background(), storetest.Turn(conversation, n))
		for errors.Is(err, bot.ErrNotWritten) && !errors.Is(err, store.ErrUnknown) { // the citizen says it again
			fmt.Fprintf(os.Stdout, "%s refused\n", conversation)
			err = s.Commit(context.Background(), storetest.Turn(conversation, n))
		}
		if err != nil {
			fail(err)
		}
		fmt.Fprintf(os.Stdout, "%s %d\n", conversation, n) // one write: lines of many do not mix
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func TestNothingAcknowledgedIsLostByKilling(t *testing.T) {
	rounds := 20
	if n, err := strconv.Atoi(os.Getenv(roundsEnv)); err == nil {
		rounds = n
	}
	dir := t.TempDir()
	acked := map[string]int64{}
	for range rounds {
		before := total(acked)
		killed(t, dir, acked)
		holds(t, dir, acked)
		if total(acked) == before {
			t.Fatal("a round in which nothing was acknowledged shows nothing")
		}
	}
	t.Logf("%d kills, %d turns acknowledged, none lost", rounds, total(acked))
}

// killed runs the child for a moment after its first acknowledgement and kills it.
func killed(t *testing.T, dir string, acked map[string]int64) {
	t.Helper()
	cmd, out := start(t, exec.Command(os.Args[0]), dir)
	lines := bufio.NewScanner(out)
	for i := 0; lines.Scan(); i++ {
		note(t, lines.Text(), acked)
		if i == 0 {
			time.AfterFunc(time.Duration(rand.IntN(40))*time.Millisecond, func() { cmd.Process.Signal(syscall.SIGKILL) })
		}
	}
	if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("the child was not killed but ended: %v", err)
	}
}

func start(t *testing.T, cmd *exec.Cmd, dir string) (*exec.Cmd, io.Reader) {
	t.Helper()
	cmd.Env = append(os.Environ(), childEnv+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, out
}

// note takes an acknowledgement in; the last line may be cut short.
func note(t *testing.T, line string, acked map[string]int64) {
	t.Helper()
	conversation, number, _ := strings.Cut(line, " ")
	if n, err := strconv.ParseInt(number, 10, 64); err == nil {
		acked[conversation] = max(acked[conversation], n)
	}
}

func total(acked map[string]int64) (sum int64) {
	for _, n := range acked {
		sum += n
	}
	return sum
}

// holds checks that a store has what was acknowledged, and is sound.
func holds(t *testing.T, dir string, acked map[string]int64) {
	t.Helper()
	keys, err := store.LoadKey(filepath.Join(dir, "master"))
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, store.Options{Path: filepath.Join(dir, "banshi.db"), Keys: keys})
	defer closeNow(t, s)
	for conversation, n := range acked {
		st, err := s.Load(t.Context(), conversation)
		if err != nil {
			t.Fatal(err)
		}
		if st.N < n {
			t.Errorf("%s: turn %d was acknowledged, %d is kept", conversation, n, st.N)
		}
		turn, err := s.TurnAt(t.Context(), conversation, n)
		if err != nil || string(turn.Body) != string(storetest.Turn(conversation, n).Body) {
			t.Errorf("%s/%d: %s, %v", conversation, n, turn.Body, err)
		}
	}
	sound(t, s)
}

// injected runs the child with a fault in its system calls.
func injected(t *testing.T, dir, fault string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("needs strace")
	}
	cmd, out := start(t, exec.Command(strace, "-f", "-qq", "-o", os.DevNull, "-e", "inject="+fault, os.Args[0]), dir)
	return cmd, bufio.NewScanner(out)
}

// A disk that fails to sync makes COMMIT answer with an error that says nothing about what was written.
func TestAFailingDiskEndsTheProcess(t *testing.T) {
	for _, when := range []int{40, 60, 90} {
		dir := t.TempDir()
		acked := map[string]int64{}
		cmd, lines := injected(t, dir, fmt.Sprintf("fsync,fdatasync:error=EIO:when=%d+", when))
		for lines.Scan() {
			note(t, lines.Text(), acked)
		}
		cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != 3 {
			t.Errorf("sync %d fails: exit %d, want 3", when, code)
			continue
		}
		holds(t, dir, acked)
	}
}

func TestAFullDiskRefusesAndRecovers(t *testing.T) {
	dir := t.TempDir()
	acked := map[string]int64{}
	cmd, lines := injected(t, dir, "pwrite64:error=ENOSPC:when=600..640")
	refused, after := 0, 0
	for lines.Scan() {
		note(t, lines.Text(), acked)
		if strings.HasSuffix(lines.Text(), "refused") {
			refused, after = refused+1, 0
		} else if after++; refused > 0 && after == 200 {
			stopTraced(t, cmd)
		}
	}
	cmd.Wait()
	if refused == 0 || after < 200 {
		t.Fatalf("refused %d times, then %d turns: the disk was to be full for a while", refused, after)
	}
	holds(t, dir, acked)
}

// stopTraced kills the child of strace, not strace: it would let the child go on without it.
func stopTraced(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", cmd.Process.Pid, cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, pid := range strings.Fields(string(children)) {
		if n, err := strconv.Atoi(pid); err == nil {
			syscall.Kill(n, syscall.SIGKILL)
		}
	}
}
