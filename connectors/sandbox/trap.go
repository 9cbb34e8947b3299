package sandbox

import (
	"context"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A trap is a way to answer badly, chosen by the value asked about: a number whose last four digits are 0001 to
// 0022, an ID number whose sequence is 901 to 922, or a text that holds 沙箱1 to 沙箱22 (sandbox 1). Traps 31 to 52
// are the same ones, but only acts spring them: what is read beforehand answers as usual. docs/sandbox.md lists them.
type trap int

// The traps.
const (
	trapNotFound      trap = 1
	trapNotLoaded     trap = 2
	trapAlreadyDone   trap = 3
	trapOtherRegion   trap = 4
	trapMismatch      trap = 5
	trapClosed        trap = 6
	trapNoPartial     trap = 7
	trapChanged       trap = 8
	trapLimit         trap = 9
	trapRefundOffline trap = 10
	trapPending       trap = 11 // the act is done, "query later" is answered, and for pendingFor by the lookup
	trapStopped       trap = 12
	trapHang          trap = 13 // acts: done first
	trapCut           trap = 14 // acts: done first
	trap500           trap = 15 // nothing done
	trap500After      trap = 16 // acts: done first
	trapUnmapped      trap = 17
	trapGarbage       trap = 18
	trapOversize      trap = 19
	trapRedirect      trap = 20
	trapSlow          trap = 21 // right, after two seconds
	trapTwice         trap = 22 // 500 at the first two tries, then right
	trapLast          trap = 22
	atTheAct               = 30 // added: springs only at an act
)

const (
	pendingFor = 30 * time.Second
	hangFor    = 20 * time.Second
	slowFor    = 2 * time.Second
)

// codes are the traps that are nothing but an agency's code.
var codes = map[trap]refused{
	trapNotFound: noRecord, trapNotLoaded: notLoaded, trapAlreadyDone: alreadyDone, trapOtherRegion: otherRegion,
	trapMismatch: mismatch, trapClosed: closed, trapNoPartial: noPartial, trapChanged: changed, trapLimit: limit,
	trapRefundOffline: refundOffline, trapStopped: stopped, trapUnmapped: "E-9999",
}

// before tells whether the trap springs before anything is done: a code, a fault that keeps the act from being done,
// and on what is no act every fault.
func (p trap) before(r route) bool {
	switch p {
	case 0, trapSlow:
		return false
	case trapChanged:
		return !r.prices
	}
	return !r.write || !p.after()
}

// after tells whether the trap springs once the act is done.
func (p trap) after() bool {
	return p == trapPending || p == trapHang || p == trapCut || p == trap500After
}

// spring answers badly.
func spring(w http.ResponseWriter, r *http.Request, p trap) {
	if code, ok := codes[p]; ok {
		reply(w, code, nil)
		return
	}
	switch p {
	case trapPending:
		reply(w, pending, nil)
	case trapHang:
		pause(r.Context(), hangFor)
	case trapCut:
		cut(w)
	case trap500, trap500After:
		http.Error(w, "internal error", http.StatusInternalServerError)
	case trapGarbage:
		io.WriteString(w, "<html>系统繁忙")
	case trapOversize:
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"code":"OK","data":{"padding":"`+strings.Repeat("x", 2<<20)+`"}}`)
	case trapRedirect:
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	}
}

// cut drops the connection without an answer.
func cut(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	conn.Close()
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// naming are the arguments whose values may be traps, in the order they are looked at.
var naming = []string{
	"number", "decision_no", "plate", "bill", "permit_no", "office", "account", "id_no", "holder.id_no", "first.id_no",
	"second.id_no", "text", "reason",
}

// trapFor finds the trap that a request springs: one that was set by the administrator, else one of its values.
func (s *Sandbox) trapFor(ctx context.Context, r route, a *asked) (trap, error) {
	if p := s.faults.take(r.name); p != 0 {
		return p, nil
	}
	if r.lookup {
		return 0, nil
	}
	for _, name := range naming {
		p := trapOf(a.arg(name))
		switch {
		case p > atTheAct && !r.write:
			p = 0
		case p > atTheAct:
			p -= atTheAct
		}
		if p == trapTwice {
			return s.twice(ctx, r.name+"/"+a.arg(name))
		}
		if p != 0 {
			return p, nil
		}
	}
	return 0, nil
}

// twice is 500 for the first two times.
func (s *Sandbox) twice(ctx context.Context, what string) (p trap, err error) {
	err = s.memory.do(ctx, func(t *tx) error {
		var n int
		t.get("twice", what, &n)
		if n < 2 {
			p = trap500
			t.put("twice", what, n+1)
		}
		return nil
	})
	return p, err
}

var saidTrap = regexp.MustCompile(`(?:沙箱|sandbox) ?([0-9]{1,2})`)

// trapOf reads the trap out of a value, 0 where it is none.
func trapOf(v string) trap {
	digits := ""
	switch {
	case len(v) == 18 && v[14] == '9' && isDigits(v[:17]):
		digits = v[15:17]
	case len(v) > 4 && len(v) <= 24 && v[len(v)-4:len(v)-2] == "00" && isDigits(v[len(v)-2:]) && len(v) != 18:
		digits = v[len(v)-2:]
	default:
		if m := saidTrap.FindStringSubmatch(v); m != nil {
			digits = m[1]
		}
	}
	n, _ := strconv.Atoi(digits)
	p := trap(n)
	if p < 1 || p > trapLast && p <= atTheAct || p > atTheAct+trapLast {
		return 0
	}
	return p
}

func isDigits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}
