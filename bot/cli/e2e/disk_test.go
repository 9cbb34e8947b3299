package e2e

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/banshi-bot/banshi/bot"
)

// failing starts a life of the server whose disk fails after its start as strace is told to. The server stays this
// process's own child; strace works beside it.
func (s *site) failing(t *testing.T, fault string) *process {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("needs strace")
	}
	call, _, _ := strings.Cut(fault, ":")
	args := []string{"-D", "-f", "-qq", "-I", "2", "-o", os.DevNull, "-e", "trace=" + call, "-e", "inject=" + fault, "--", banshi(t)}
	p := s.startAs(exec.Command(strace, append(args, s.args()...)...))
	p.serves(t)
	return p
}

// heals ends what strace does to a process.
func (p *process) heals(t *testing.T) {
	t.Helper()
	tracer := func() int {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
		if err != nil {
			t.Fatal(err)
		}
		_, after, _ := strings.Cut(string(status), "TracerPid:")
		pid, err := strconv.Atoi(strings.TrimSpace(after[:strings.IndexByte(after, '\n')]))
		if err != nil {
			t.Fatal(err)
		}
		return pid
	}
	pid := tracer()
	if pid == 0 {
		t.Fatal("nothing fails")
	}
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "strace is gone", func() bool { return tracer() == 0 })
}

// talker says one message after another and keeps what became of each.
type talker struct {
	*widget
	acked   map[string]int64 // by id: its place in the log
	refused []string
	lost    string // said last when the connection ended
}

// talker takes up a conversation that was begun while the disk was well.
func (s *site) talker(t *testing.T, token string) *talker {
	t.Helper()
	return &talker{widget: s.meets(t, token, 0), acked: map[string]int64{}}
}

// another says the next message and tells what became of it: ack, error or closed.
func (k *talker) another() string {
	k.t.Helper()
	return k.again(fmt.Sprintf("d%d", len(k.acked)+len(k.refused)+1))
}

// again says a message once more, or for the first time.
func (k *talker) again(id string) string {
	k.t.Helper()
	k.send(frame{Type: "message", ID: id, Text: "谢谢"})
	for {
		switch f := k.next(); f.Type {
		case "ack":
			if at, known := k.acked[id]; known && at != f.Seq {
				k.t.Errorf("%s stood at %d, now at %d", id, at, f.Seq)
			}
			k.acked[id] = f.Seq
			return f.Type
		case "error":
			if f.Code != "unavailable" || f.For != id {
				k.t.Fatalf("%s: %s", id, f.raw)
			}
			k.refused = append(k.refused, id)
			return f.Type
		case "closed":
			k.lost = id
			return f.Type
		}
	}
}

// heardOnce checks that the store has every message that was acknowledged once, at its place, and no other.
func (s *site) heardOnce(t *testing.T, conversation string, acked map[string]int64) {
	t.Helper()
	st := s.open(t)
	defer st.Close()
	sound(t, st)
	turns, err := st.Turns(t.Context(), conversation, -1, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	seq, heard := int64(0), map[string]int64{}
	for _, turn := range turns {
		r, err := bot.UnpackRecord(turn.Body)
		if err != nil {
			t.Fatal(err)
		}
		if r.Said > 0 {
			seq++
			if _, twice := heard[r.Event.MessageID()]; twice || r.Said != seq {
				t.Errorf("%s stands at %d of %d, twice %v", r.Event.MessageID(), r.Said, seq, twice)
			}
			heard[r.Event.MessageID()] = r.Said
		}
		seq += int64(len(r.Replies))
	}
	for id, at := range acked {
		if heard[id] != at {
			t.Errorf("%s was acknowledged as entry %d, the store has it at %d", id, at, heard[id])
		}
		delete(heard, id)
	}
	if len(heard) > 0 {
		t.Errorf("heard, but never acknowledged: %v", heard)
	}
}

// begun gives the token of a conversation begun while the disk was well.
func (s *site) begun(t *testing.T) string {
	t.Helper()
	well := s.start()
	well.serves(t)
	w := s.meets(t, "", 0)
	w.send(frame{Type: "message", ID: "d0", Text: "你好"})
	w.until("reply", `"for":"d0"`)
	if code := well.stop(t); code != 0 {
		t.Fatalf("exit %d", code)
	}
	return w.token
}

// The disk is full for a while: senders hear that messages cannot be taken, nothing is half done, and the server recovers
// by itself.
func TestAFullDisk(t *testing.T) {
	s := newAlone(t)
	token := s.begun(t)
	server := s.failing(t, "pwrite64:error=ENOSPC:when=40+") // of each thread: more than the start takes
	k := s.talker(t, token)
	k.acked["d0"] = 1
	for len(k.refused) < 20 {
		if k.another() == "closed" {
			t.Fatalf("ended: %s", tailOf(s.log))
		}
	}
	waitFor(t, "it says that it takes no messages", func() bool { // a thread that wrote little yet may get one through
		return k.another() == "error" && s.metric(t, "banshi_store_healthy") == 0 &&
			visit(t, http.MethodGet, s.url+"/healthz", nil).status == http.StatusServiceUnavailable
	})
	if n := s.metric(t, "banshi_messages_refused_total"); n < float64(len(k.refused)) {
		t.Errorf("banshi_messages_refused_total is %v, %d were refused", n, len(k.refused))
	}
	server.heals(t)
	waitFor(t, "it is healthy again, by itself", func() bool { return visit(t, http.MethodGet, s.url+"/healthz", nil).status == http.StatusOK })
	for _, id := range k.refused { // the citizen says it again, and twice
		for range 2 {
			if got := k.again(id); got != "ack" {
				t.Errorf("%s is not taken: %s", id, got)
			}
		}
	}
	t.Logf("%d messages taken, %d refused", len(k.acked), len(k.refused))
	if code := server.stop(t); code != 0 {
		t.Errorf("exit %d", code)
	}
	for _, says := range []string{"not written", "database or disk is full", "writing works again"} {
		if !strings.Contains(tailOf(s.log), says) {
			t.Errorf("the log does not say %q:\n%s", says, tailOf(s.log))
		}
	}
	s.heardOnce(t, k.conversation, k.acked)
}

// A disk that fails to sync makes COMMIT answer what says nothing about what was kept: no reply, the process ends with 3,
// and after the restart the sender's repeat gets the truth.
func TestACommitUnknown(t *testing.T) {
	for _, when := range []int{3, 8} {
		t.Run(fmt.Sprintf("sync %d", when), func(t *testing.T) {
			s := newAlone(t)
			token := s.begun(t)
			server := s.failing(t, fmt.Sprintf("fsync,fdatasync:error=EIO:when=%d+", when))
			k := s.talker(t, token)
			k.acked["d0"] = 1
			for k.another() == "ack" {
			}
			if code := server.ends(t); code != 3 || k.lost == "" {
				t.Fatalf("exit %d, lost %q\n%s", code, k.lost, tailOf(s.log))
			}
			if log := tailOf(s.log); !strings.Contains(log, `msg="commit unknown"`) {
				t.Errorf("the log does not say so:\n%s", log)
			}
			well := s.start()
			well.serves(t)
			lost, acked := k.lost, len(k.acked)
			back := s.talker(t, token)
			back.acked = k.acked
			for range 2 {
				if got := back.again(lost); got != "ack" {
					t.Fatalf("%s after the restart: %s", lost, got)
				}
			}
			t.Logf("%d messages acknowledged before", acked)
			if code := well.stop(t); code != 0 {
				t.Errorf("exit %d", code)
			}
			s.heardOnce(t, back.conversation, back.acked)
		})
	}
}
