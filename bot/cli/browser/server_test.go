package browser

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// patience bounds every wait for something that must happen; a loaded machine is slow, not broken.
const patience = 30 * time.Second

// server is the binary on one data folder and one address, life after life.
type server struct {
	t    *testing.T
	dir  string
	host string
	url  string
	cmd  *exec.Cmd
	gone chan struct{}
}

// serve starts a server with a town of its own.
func serve(t *testing.T) *server {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host := ln.Addr().String()
	ln.Close()
	s := &server{t: t, dir: t.TempDir(), host: host, url: "http://" + host}
	s.start()
	t.Cleanup(s.kill)
	return s
}

// start begins a life and waits until it is ready.
func (s *server) start() {
	s.t.Helper()
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		s.t.Fatal(err)
	}
	defer log.Close()
	s.cmd = exec.Command(banshi, "serve", "--data", filepath.Join(s.dir, "data"), "--listen", s.host)
	s.cmd.Stderr = log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	ready := make(chan struct{})
	gone := make(chan struct{})
	s.gone = gone
	cmd := s.cmd
	go func() {
		defer close(gone)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), "ready") {
				close(ready)
			}
		}
		_ = cmd.Wait() // it is killed
	}()
	select {
	case <-ready:
	case <-gone:
		s.t.Fatalf("the server ended at its start\n%s", s.log())
	case <-time.After(patience):
		s.t.Fatalf("the server is not ready\n%s", s.log())
	}
}

// kill is SIGKILL.
func (s *server) kill() {
	_ = s.cmd.Process.Kill()
	<-s.gone
}

func (s *server) log() string {
	b, _ := os.ReadFile(filepath.Join(s.dir, "log"))
	return string(b[max(0, len(b)-4000):])
}
