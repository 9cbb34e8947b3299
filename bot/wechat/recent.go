package wechat

import (
	"sync"
	"time"
)

// recent remembers what was put into it for at least span, unless more than limit newer entries push it out:
// two generations, the older dropped whole. Memory is bounded by 2 x limit entries.
type recent[K comparable, V any] struct {
	limit int
	span  time.Duration

	mu    sync.Mutex
	young map[K]V
	old   map[K]V
	since time.Time
}

func newRecent[K comparable, V any](limit int, span time.Duration) *recent[K, V] {
	return &recent[K, V]{limit: limit, span: span, young: map[K]V{}}
}

// take gives the value of k, made by fresh if there is none, and whether it was there before.
func (r *recent[K, V]) take(k K, now time.Time, fresh func() V) (v V, known bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn(now)
	if v, known = r.young[k]; known {
		return v, true
	}
	if v, known = r.old[k]; !known {
		v = fresh()
	}
	r.young[k] = v
	return v, known
}

// drop forgets k.
func (r *recent[K, V]) drop(k K) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.young, k)
	delete(r.old, k)
}

// turn ages the generations; the lock is held.
func (r *recent[K, V]) turn(now time.Time) {
	age := now.Sub(r.since)
	if age < r.span && len(r.young) < r.limit {
		return
	}
	r.old = r.young
	if age >= 2*r.span {
		r.old = nil
	}
	r.young, r.since = map[K]V{}, now
}
