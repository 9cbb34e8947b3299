package wechat

import (
	"cmp"
	"slices"
	"sync"
)

// Refusal is how often the platform refused a call of an account with a code, since the start.
type Refusal struct {
	Account string
	Call    string // "token" or "push"
	Code    int
	Count   int64
}

// refusals counts the platform's refusals of one account.
type refusals struct {
	mu   sync.Mutex
	seen map[refusedCall]int64
}

type refusedCall struct {
	call string
	code int
}

func (r *refusals) count(call string, code int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen == nil {
		r.seen = map[refusedCall]int64{}
	}
	r.seen[refusedCall{call, code}]++
}

func (r *refusals) list(account string) []Refusal {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []Refusal
	for k, n := range r.seen {
		out = append(out, Refusal{Account: account, Call: k.call, Code: k.code, Count: n})
	}
	return out
}

// Refusals gives what the platform refused, by account, call and code.
func (c *Channel) Refusals() []Refusal {
	var out []Refusal
	for name, a := range c.accounts {
		out = append(out, a.denied.list(name)...)
	}
	slices.SortFunc(out, func(a, b Refusal) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Call, b.Call), cmp.Compare(a.Code, b.Code))
	})
	return out
}
