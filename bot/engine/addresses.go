package engine

import (
	"container/list"
	"sync"
)

const (
	dayMillis     = 24 * 3600 * 1000
	addressesKept = 100_000 // the most addresses remembered; beyond it the one that asked longest ago is forgotten
)

// addresses counts the different foreign numbers asked for from one address within a day.
type addresses struct {
	mu    sync.Mutex
	limit int // numbers of one address
	kept  int // addresses
	known map[string]*list.Element
	order list.List // of *asker, who asked longest ago first
}

// asker is an address with the digests of what it asked for, each with its last time (UTC milliseconds).
type asker struct {
	address string
	last    int64
	asked   map[string]int64
}

// over reports whether the address asked for as many as it may.
func (a *addresses) over(address string, now int64) bool {
	if address == "" {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.forget(now)
	known, ok := a.known[address]
	if !ok {
		return false
	}
	fresh := 0
	for _, at := range known.Value.(*asker).asked {
		if at > now-dayMillis {
			fresh++
		}
	}
	return fresh >= a.limit
}

// add notes that a number was asked for.
func (a *addresses) add(address, digest string, now int64) {
	if address == "" {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.known == nil {
		a.known = map[string]*list.Element{}
	}
	known, ok := a.known[address]
	if !ok {
		known = a.order.PushBack(&asker{address: address, asked: map[string]int64{}})
		a.known[address] = known
	}
	a.order.MoveToBack(known)
	who := known.Value.(*asker)
	for d, at := range who.asked {
		if at <= now-dayMillis {
			delete(who.asked, d)
		}
	}
	who.last, who.asked[digest] = now, now
	a.forget(now)
}

// forget drops the addresses that have not asked within a day, and of too many those that asked longest ago.
func (a *addresses) forget(now int64) {
	for e := a.order.Front(); e != nil; e = a.order.Front() {
		who := e.Value.(*asker)
		if who.last > now-dayMillis && len(a.known) <= a.kept {
			return
		}
		a.order.Remove(e)
		delete(a.known, who.address)
	}
}
