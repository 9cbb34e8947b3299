package engine

import (
	"encoding/base32"
	"encoding/binary"
	"slices"
	"strings"
	"sync"

	"github.com/banshi-bot/banshi/bot"
)

// tailKept is how many entries of a log stay in memory for those who are watching it.
const tailKept = 64

// lane is one conversation on this node: one turn at a time, and its hot state.
type lane struct {
	id string

	mu     sync.Mutex // held while a turn is decided and committed
	loaded bool
	c      bot.Conversation
	ring   ring
	kept   kept
	first  int64        // oldest entry kept
	tail   []bot.Logged // newest entries, gapless up to c.Seq
	hashed struct {
		mid  string
		hash [8]byte
	}

	side    sync.Mutex // guards what follows
	chains  map[int64]*chain
	watches []*func()
	users   int // guarded by lanes.mu
}

// kept is what the store has beside a conversation's state, to be found by.
type kept struct {
	wake, since int64
	owner       string
}

// with is what the store is to have after a turn: a turn only ever moves wake earlier, one that comes at or after it sets
// it anew. A tick that comes early costs less than an index written each turn.
func (k kept) with(t bot.Turn) kept {
	wake := t.Wake
	if k.wake > t.At && (wake == 0 || k.wake <= wake) {
		wake = k.wake
	}
	return kept{wake: wake, since: t.Since, owner: t.Owner}
}

// chain counts what of a message's consequences is under way.
type chain struct {
	n    int
	done chan struct{}
}

// chain gives a channel that is closed when nothing of the root's chain is under way.
func (l *lane) chain(root int64) <-chan struct{} {
	l.side.Lock()
	defer l.side.Unlock()
	if c, ok := l.chains[root]; ok {
		return c.done
	}
	return closed
}

var closed = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// begin counts one more thing under way; the returned function ends it.
func (l *lane) begin(root int64) (end func()) {
	l.side.Lock()
	defer l.side.Unlock()
	c, ok := l.chains[root]
	if !ok {
		c = &chain{done: make(chan struct{})}
		if l.chains == nil {
			l.chains = map[int64]*chain{}
		}
		l.chains[root] = c
	}
	c.n++
	return func() {
		l.side.Lock()
		defer l.side.Unlock()
		if c.n--; c.n == 0 {
			delete(l.chains, root)
			close(c.done)
		}
	}
}

func (l *lane) watch(wake *func()) {
	l.side.Lock()
	defer l.side.Unlock()
	l.watches = append(l.watches, wake)
}

// unwatch reports whether it was watching.
func (l *lane) unwatch(wake *func()) bool {
	l.side.Lock()
	defer l.side.Unlock()
	n := len(l.watches)
	l.watches = slices.DeleteFunc(l.watches, func(w *func()) bool { return w == wake })
	return len(l.watches) < n
}

func (l *lane) notify() {
	l.side.Lock()
	defer l.side.Unlock()
	for _, wake := range l.watches {
		(*wake)()
	}
}

// forget drops the hot state, so that the next turn loads it anew.
func (l *lane) forget() {
	l.loaded, l.c, l.ring, l.tail, l.kept = false, bot.Conversation{}, nil, nil, kept{}
}

// lanes are the conversations this node is busy with or has been lately.
type lanes struct {
	mu    sync.Mutex
	byID  map[string]*lane
	limit int
}

// enter gives a conversation's lane and keeps it until leave.
func (ls *lanes) enter(id string) *lane {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if ls.byID == nil {
		ls.byID = map[string]*lane{}
	}
	l, ok := ls.byID[id]
	if !ok {
		ls.evict()
		l = &lane{id: id}
		ls.byID[id] = l
	}
	l.users++
	return l
}

// keep counts one more user of a lane that is in use.
func (ls *lanes) keep(l *lane) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	l.users++
}

func (ls *lanes) leave(l *lane) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	l.users--
}

// evict makes room: some lane nobody uses goes, and with it nothing that is not in the store.
func (ls *lanes) evict() {
	if len(ls.byID) < ls.limit {
		return
	}
	for id, l := range ls.byID {
		if l.users == 0 {
			delete(ls.byID, id)
			return
		}
	}
}

// ring is the last 64 message ids heard: 8 bytes of hash and 8 of turn each, the oldest first.
type ring []byte

const (
	ringSlot = 16
	ringSize = 64
)

func (r ring) find(hash [8]byte) (turn int64, ok bool) {
	for i := 0; i+ringSlot <= len(r); i += ringSlot {
		if [8]byte(r[i:i+8]) == hash {
			return int64(binary.BigEndian.Uint64(r[i+8:])), true
		}
	}
	return 0, false
}

// add gives a new ring with one more id; the old one stays as it was.
func (r ring) add(hash [8]byte, turn int64) ring {
	from := max(0, len(r)-(ringSize-1)*ringSlot)
	out := make(ring, 0, len(r)-from+ringSlot)
	out = append(out, r[from:]...)
	out = append(out, hash[:]...)
	return binary.BigEndian.AppendUint64(out, uint64(turn))
}

func base32Of(b []byte) string { return strings.TrimRight(base32.StdEncoding.EncodeToString(b), "=") }
