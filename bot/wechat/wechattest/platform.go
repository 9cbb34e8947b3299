package wechattest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
)

// Sent is a customer-service message the platform took.
type Sent struct{ OpenID, Text string }

// Platform is WeChat's API with a memory: stable_token and message/custom/send. It takes everything until told
// otherwise.
type Platform struct {
	Secret string // of the account; "": any

	mu     sync.Mutex
	token  int
	next   []int
	sent   []Sent
	asked  int
	tokens int
	after  func(http.ResponseWriter) bool
}

// Answer queues codes for the next sends; 0 takes the message.
func (p *Platform) Answer(codes ...int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next = append(p.next, codes...)
}

// Revoke makes the present token invalid: 40001 until a new one is fetched.
func (p *Platform) Revoke() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.token++
}

// Break has instead called for the next send after the message was taken; it may hang up or write anything, and
// says whether it did.
func (p *Platform) Break(instead func(http.ResponseWriter) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.after = instead
}

// Sent gives what was taken, in order.
func (p *Platform) Sent() []Sent {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Sent(nil), p.sent...)
}

// Counts gives how many sends and how many tokens were asked for.
func (p *Platform) Counts() (sends, tokens int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked, p.tokens
}

// ServeHTTP is the API.
func (p *Platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/cgi-bin/stable_token":
		p.giveToken(w, r)
	case "/cgi-bin/message/custom/send":
		p.take(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (p *Platform) giveToken(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		Secret string `json:"secret"`
		Force  bool   `json:"force_refresh"`
	}
	if json.NewDecoder(r.Body).Decode(&ask) != nil || ask.Force {
		answer(w, 40097, "force_refresh is for people")
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tokens++
	if p.Secret != "" && ask.Secret != p.Secret {
		answer(w, 40125, "invalid appsecret")
		return
	}
	fmt.Fprintf(w, `{"access_token":"token-%d","expires_in":7200}`, p.token)
}

func (p *Platform) take(w http.ResponseWriter, r *http.Request) {
	var m struct {
		To   string `json:"touser"`
		Kind string `json:"msgtype"`
		Text struct {
			Content string `json:"content"`
		} `json:"text"`
	}
	body, _ := io.ReadAll(r.Body)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	code := 0
	if len(p.next) > 0 {
		code, p.next = p.next[0], p.next[1:]
	}
	switch {
	case json.Unmarshal(body, &m) != nil || m.To == "" || m.Kind != "text" || m.Text.Content == "":
		answer(w, 47001, "data format error")
	case r.URL.Query().Get("access_token") != fmt.Sprintf("token-%d", p.token):
		answer(w, 40001, "invalid credential")
	case code != 0:
		answer(w, code, "as the test wishes")
	case len(m.Text.Content) > 2048:
		answer(w, 45002, "content size out of limit")
	default:
		p.sent = append(p.sent, Sent{m.To, m.Text.Content})
		if instead := p.after; instead != nil {
			p.after = nil
			if instead(w) {
				return
			}
		}
		answer(w, 0, "ok")
	}
}

func answer(w http.ResponseWriter, code int, text string) {
	fmt.Fprintf(w, `{"errcode":%d,"errmsg":%q}`, code, text)
}
