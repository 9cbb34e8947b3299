package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is a banshi as a process of its own.
type server struct {
	cmd   *exec.Cmd
	data  string
	url   string        // http://127.0.0.1:PORT
	admin string        // …/metrics
	ready time.Duration // from its start to the line that says so
	gone  chan error
}

// serve starts a server on a data folder and waits until it is ready.
func (b *bench) serve(ctx context.Context, data string, flags ...string) (*server, error) {
	s := &server{data: data, gone: make(chan error, 1)}
	args := append([]string{"serve", "--data", data, "--listen", "127.0.0.1:0", "--sandbox", "on"}, flags...)
	s.cmd = exec.CommandContext(ctx, b.binary, args...)
	var said bytes.Buffer
	log, err := os.Create(data + ".log")
	if err != nil {
		return nil, err
	}
	defer log.Close()
	s.cmd.Stderr = log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		line := lines.Text()
		fmt.Fprintln(&said, line)
		name, rest, _ := strings.Cut(line, " ")
		switch name {
		case "chat":
			s.url = strings.TrimSuffix(strings.TrimSpace(rest), "/")
		case "admin":
			s.admin = strings.TrimSpace(rest)
		case "ready":
			s.ready = time.Since(began)
			go func() {
				_, _ = io.Copy(io.Discard, out)
				s.gone <- s.cmd.Wait()
			}()
			return s, nil
		}
	}
	err = s.cmd.Wait()
	errors, _ := os.ReadFile(data + ".log")
	return nil, fmt.Errorf("the server ended before it was ready: %w\n%s%s", err, said.Bytes(), errors)
}

// stop asks the server to end and waits for it.
func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case err := <-s.gone:
		return err
	case <-time.After(15 * time.Second):
		_ = s.cmd.Process.Kill()
		return errors.New("the server did not stop within 15 s")
	}
}

// cpu is the time the kernel has counted for the server, in user and system mode.
func (s *server) cpu() (time.Duration, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:])) // the name before it may hold anything
	var ticks int64
	for _, f := range fields[11:13] { // utime, stime
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * tick, nil
}

// tick is the unit of /proc/PID/stat: USER_HZ is 100 on every Linux that Go runs on.
const tick = 10 * time.Millisecond

var residentLine = regexp.MustCompile(`VmRSS:\s+([0-9]+) kB`)

// resident is the memory the server holds, in bytes.
func (s *server) resident() (float64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	m := residentLine.FindSubmatch(b)
	if m == nil {
		return 0, errors.New("no VmRSS")
	}
	n, err := strconv.ParseFloat(string(m[1]), 64)
	return n * 1024, err
}

var turnsLine = regexp.MustCompile(`(?m)^banshi_turns_total ([0-9.e+]+)$`)

// committed is how many turns the server has committed, by its own metric.
func (s *server) committed() (float64, error) {
	res, err := http.Get(s.admin)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, err
	}
	m := turnsLine.FindSubmatch(b)
	if m == nil {
		return 0, errors.New("no banshi_turns_total in the metrics")
	}
	return strconv.ParseFloat(string(m[1]), 64)
}
