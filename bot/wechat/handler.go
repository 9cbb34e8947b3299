package wechat

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"time"
)

// bodyPatience is how long a callback may take to arrive.
const bodyPatience = 5 * time.Second

// Handler serves /wechat/{account}.
func (c *Channel) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/wechat/{account}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		a, ok := c.accounts[r.PathValue("account")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		defer func() {
			if recover() != nil {
				a.log.Error("wechat callback panicked", "account", a.name, "trace", trace())
				plain(w, http.StatusOK, "success")
			}
		}()
		c.serve(w, r, a)
	})
	return mux
}

func (c *Channel) serve(w http.ResponseWriter, r *http.Request, a *account) {
	q, err := parseQuery(r.URL.RawQuery)
	if err != nil {
		a.refuse(w, err)
		return
	}
	switch r.Method {
	case http.MethodGet:
		echo, err := a.echo(q, c.now())
		if err != nil {
			a.refuse(w, err)
			return
		}
		plain(w, http.StatusOK, echo)
	case http.MethodPost:
		m, err := a.admit(q, body(w, r), c.now())
		if err != nil {
			a.refuse(w, err)
			return
		}
		a.reply(w, m, c.answer(r.Context(), a, m, !c.sandbox || !loopback(r)))
	default:
		w.Header().Set("Allow", "GET, POST")
		plain(w, http.StatusMethodNotAllowed, "only GET and POST")
	}
}

// body reads at most what the gate allows, and not for ever.
func body(w http.ResponseWriter, r *http.Request) io.Reader {
	// Some writers in front of ours know no deadline; the server's own holds then.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyPatience))
	return http.MaxBytesReader(w, r.Body, bodyLimit)
}

// reply writes the passive answer: sealed where the account is, "success" where there is nothing to say. An
// empty text, JSON or a 5xx would show the citizen that the service is broken.
func (a *account) reply(w http.ResponseWriter, m message, text string) {
	if text == "" {
		plain(w, http.StatusOK, "success")
		return
	}
	now := a.now()
	answer := passive(m.from, m.to, text, now)
	if a.sealed() {
		answer = a.seal(answer, now)
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	_, _ = w.Write(answer) // a caller that hung up asks again
}

// refuse tells the sender why nothing was heard.
func (a *account) refuse(w http.ResponseWriter, err error) {
	var r refusal
	if !errors.As(err, &r) {
		r = refusal{http.StatusForbidden, "refused"}
	}
	if n := a.refused.count(r.why, a.now()); n > 0 {
		a.log.Warn("wechat callbacks refused", "account", a.name, "why", r.why, "count", n)
	}
	plain(w, r.status, r.why)
}

// tally counts refusals, so that a flood of forgeries is one line a minute and not one each.
type tally struct {
	mu    sync.Mutex
	since map[string]time.Time
	seen  map[string]int
}

// count counts one and gives the number to report now, 0 where it is not time yet.
func (t *tally) count(why string, now time.Time) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.seen == nil {
		t.since, t.seen = map[string]time.Time{}, map[string]int{}
	}
	t.seen[why]++
	if since, ok := t.since[why]; ok && now.Sub(since) < time.Minute {
		return 0
	}
	n := t.seen[why]
	t.since[why], t.seen[why] = now, 0
	return n
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

func loopback(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

// trace is where a panic came from, without its value: that may hold a citizen's words.
func trace() string {
	stack := make([]byte, 4<<10)
	stack = stack[:runtime.Stack(stack, false)]
	lines := strings.Split(string(stack), "\n")
	kept := lines[:0]
	for _, line := range lines {
		if strings.HasPrefix(line, "\t") {
			kept = append(kept, strings.TrimSpace(line))
		}
	}
	return strings.Join(kept, " < ")
}
