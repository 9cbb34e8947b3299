package engine

import (
	"maps"
	"sync"
)

const (
	dayMillis     = 24 * 3600 * 1000
	addressesKept = 100_000 // addresses of one generation
)

// addresses counts the different foreign numbers asked for from one address within a day, of many addresses: two
// generations, the older dropped whole when the younger is a day old or full. Memory is bounded by 2 x kept addresses.
type addresses struct {
	mu    sync.Mutex
	limit int // numbers of one address
	kept  int
	young map[string]digests
	old   map[string]digests
	since int64 // when young began
}

// digests are of what an address asked for, each with its last time (UTC milliseconds).
type digests map[string]int64

// over reports whether the address asked for as many as it may.
func (a *addresses) over(address string, now int64) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.of(address, now)) >= a.limit
}

// add notes that a number was asked for.
func (a *addresses) add(address, digest string, now int64) {
	if address == "" {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	of := a.of(address, now)
	if of == nil {
		of = digests{}
	}
	of[digest] = now
	a.young[address] = of
}

// of gives what an address asked for within a day; the lock is held.
func (a *addresses) of(address string, now int64) digests {
	if a.young == nil || now >= a.since+dayMillis || len(a.young) >= a.kept {
		a.old, a.young, a.since = a.young, map[string]digests{}, now
	}
	of, ok := a.young[address]
	if !ok {
		of = a.old[address]
	}
	maps.DeleteFunc(of, func(_ string, at int64) bool { return at <= now-dayMillis })
	return of
}
