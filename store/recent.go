package store

import "sync"

// recent keeps the keys used lately in two generations: cheap to ask, bounded, and nothing is ever scanned.
type recent struct {
	mu       sync.Mutex
	now, old map[string]*secret
	epoch    int // rises when a key is forgotten
}

const recentMost = 8 << 10 // of 1.5 KiB each at most, twice

// get gives a key, and the epoch to put one with.
func (r *recent) get(conversation string) (*secret, int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if k := r.now[conversation]; k != nil {
		return k, r.epoch
	}
	k := r.old[conversation]
	if k != nil {
		r.add(conversation, k)
	}
	return k, r.epoch
}

// put keeps a key unless one was forgotten since it was looked for: it may be that one.
func (r *recent) put(conversation string, k *secret, epoch int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if epoch == r.epoch {
		r.add(conversation, k)
	}
}

func (r *recent) add(conversation string, k *secret) {
	if r.now == nil || len(r.now) >= recentMost {
		r.old, r.now = r.now, make(map[string]*secret)
	}
	r.now[conversation] = k
}

func (r *recent) forget(conversation string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.epoch++
	delete(r.now, conversation)
	delete(r.old, conversation)
}
