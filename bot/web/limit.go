package web

import (
	"sync"
	"time"
)

// window lets each key do something at most so many times within any span.
type window struct {
	most int
	span time.Duration
	now  func() time.Time

	mu    sync.Mutex
	taken map[string][]int64 // instants, oldest first
	swept int64
}

func newWindow(most int, span time.Duration, now func() time.Time) *window {
	return &window{most: most, span: span, now: now, taken: map[string][]int64{}}
}

// take counts one more for the key, or tells how long to wait.
func (w *window) take(key string) (wait time.Duration, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.now().UnixNano()
	w.sweep(now)
	list := since(w.taken[key], now-int64(w.span))
	if len(list) >= w.most {
		w.taken[key] = list
		return time.Duration(list[0] + int64(w.span) - now), false
	}
	w.taken[key] = append(list, now)
	return 0, true
}

// sweep forgets, once a span, the keys that did nothing within it.
func (w *window) sweep(now int64) {
	if now-w.swept < int64(w.span) {
		return
	}
	w.swept = now
	for key, list := range w.taken {
		if len(since(list, now-int64(w.span))) == 0 {
			delete(w.taken, key)
		}
	}
}

func since(list []int64, oldest int64) []int64 {
	for i, at := range list {
		if at > oldest {
			return list[i:]
		}
	}
	return nil
}
