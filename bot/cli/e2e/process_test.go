package e2e

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience bounds every wait for something that must happen; a loaded machine is slow, not broken.
const patience = 90 * time.Second

// process is one life of the binary: from its start to its end.
type process struct {
	cmd   *exec.Cmd
	ready chan struct{} // closed at the line that begins with ready
	gone  chan struct{} // closed when it has ended

	mu  sync.Mutex
	out bytes.Buffer // what it printed
	err *os.File     // what it logged
}

// launch starts the binary. Its log goes to a file of its own, so that nothing it says is lost.
func launch(t *testing.T, log string, env []string, args ...string) *process {
	t.Helper()
	return launchAs(t, log, env, exec.Command(banshi(t), args...))
}

// launchAs is launch for a command that starts the binary under another program. Both are one group of processes.
func launchAs(t *testing.T, log string, env []string, cmd *exec.Cmd) *process {
	t.Helper()
	file, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: cmd, ready: make(chan struct{}), gone: make(chan struct{}), err: file}
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stderr = file
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go p.follow(bufio.NewScanner(out))
	return p
}

func (p *process) follow(lines *bufio.Scanner) {
	defer close(p.gone)
	said := false
	for lines.Scan() {
		p.mu.Lock()
		fmt.Fprintln(&p.out, lines.Text())
		p.mu.Unlock()
		if strings.HasPrefix(lines.Text(), "ready") && !said {
			said = true
			close(p.ready)
		}
	}
	_ = p.cmd.Wait() // how it ended is read from ProcessState
	p.err.Close()
}

// serves waits until the process is ready.
func (p *process) serves(t *testing.T) {
	t.Helper()
	select {
	case <-p.ready:
	case <-p.gone:
		t.Fatalf("%v ended at its start: %v\n%s", p.cmd.Args, p.cmd.ProcessState, tailOf(p.err.Name()))
	case <-time.After(patience):
		t.Fatalf("%v is not ready\n%s", p.cmd.Args, tailOf(p.err.Name()))
	}
}

// ends waits until the process is gone and gives its exit code, -1 where a signal ended it.
func (p *process) ends(t *testing.T) int {
	t.Helper()
	select {
	case <-p.gone:
	case <-time.After(patience):
		p.signal(syscall.SIGKILL)
		t.Fatalf("%v does not end", p.cmd.Args)
	}
	return p.cmd.ProcessState.ExitCode()
}

// kill is SIGKILL.
func (p *process) kill(t *testing.T) {
	t.Helper()
	p.signal(syscall.SIGKILL)
	p.ends(t)
}

// stop is SIGTERM, and gives the exit code.
func (p *process) stop(t *testing.T) int {
	t.Helper()
	p.terminate()
	return p.ends(t)
}

// terminate is SIGTERM.
func (p *process) terminate() { p.signal(syscall.SIGTERM) }

// signal reaches the process and what it was started under. One that ended by itself is told by ends.
func (p *process) signal(s syscall.Signal) {
	select {
	case <-p.gone:
	default:
		_ = syscall.Kill(-p.cmd.Process.Pid, s)
	}
}

func tailOf(path string) string {
	b, _ := os.ReadFile(path)
	return string(b[max(0, len(b)-4000):])
}

// freePort finds a port below those the system gives away by itself, so that a server finds it free again after it
// was killed.
func freePort(t *testing.T) int {
	t.Helper()
	for range 100 {
		port := 20000 + rand.IntN(10000)
		ln, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		ln.Close()
		return port
	}
	t.Fatal("no free port")
	return 0
}

// site is a server in a process of its own, one life of it after another on one data folder.
type site struct {
	t      *testing.T
	root   string // all its files
	dir    string // the server's data folder
	log    string // where the server's lives log
	url    string
	town   string // address of the town's servers, "" where the server plays it
	secret string // file both share
	more   []string

	mu    sync.Mutex
	life  *process
	began chan struct{} // closed and replaced when a life begins
}

// newSite starts a town; the server is started by the test.
func newSite(t *testing.T, more ...string) *site {
	t.Helper()
	s := newAlone(t, more...)
	s.town = fmt.Sprintf("http://127.0.0.1:%d", freePort(t))
	town := launch(t, filepath.Join(s.root, "town.log"), s.env(), "sandbox", "--data", filepath.Join(s.root, "town"), "--listen", host(s.town))
	t.Cleanup(func() { town.kill(t) })
	town.serves(t)
	return s
}

// newAlone is a site whose town lives in the server itself.
func newAlone(t *testing.T, more ...string) *site {
	t.Helper()
	root := t.TempDir()
	return &site{
		t: t, root: root, dir: filepath.Join(root, "data"), log: filepath.Join(root, "server.log"), secret: filepath.Join(root, "secret"),
		url: fmt.Sprintf("http://127.0.0.1:%d", freePort(t)), began: make(chan struct{}), more: more,
	}
}

// trained is where all sites keep the recogniser: it is trained once.
func trained() string { return filepath.Join(workshop, "cache") }

func host(url string) string { return strings.TrimPrefix(url, "http://") }

func (s *site) env() []string {
	return []string{"BANSHI_SANDBOX_SECRET_FILE=" + s.secret, "BANSHI_CACHE=" + trained()}
}

// args are those of the server.
func (s *site) args() []string {
	args := []string{"serve", "--data", s.dir, "--listen", host(s.url)}
	if s.town != "" {
		args = append(args, "--sandbox-url", s.town)
	}
	return append(args, s.more...)
}

// start begins a life of the server, without waiting for it.
func (s *site) start() *process {
	s.t.Helper()
	return s.startAs(exec.Command(banshi(s.t), s.args()...))
}

// startAs is start for a command that starts the server under another program.
func (s *site) startAs(cmd *exec.Cmd) *process {
	s.t.Helper()
	p := launchAs(s.t, s.log, s.env(), cmd)
	s.t.Cleanup(func() { p.kill(s.t) })
	s.mu.Lock()
	defer s.mu.Unlock()
	s.life = p
	close(s.began)
	s.began = make(chan struct{})
	return p
}

// serving gives the server once it is ready, the next life where this one ends before; false when done is closed.
func (s *site) serving(done <-chan struct{}) bool {
	for {
		select {
		case <-done:
			return false
		default:
		}
		s.mu.Lock()
		life, next := s.life, s.began
		s.mu.Unlock()
		if life != nil {
			select {
			case <-life.gone:
			default:
				select {
				case <-life.ready:
					return true
				case <-life.gone:
				case <-done:
					return false
				}
			}
		}
		select {
		case <-next:
		case <-done:
			return false
		}
	}
}
