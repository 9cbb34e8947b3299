package wechat

import (
	"sync"
	"time"
)

// grant is a kind of allowance of customer-service messages.
type grant int

// WeChat allows five messages in 48 hours after a citizen's message, three in a minute after a click, a scan or
// following (sendCustomMessage, since 2023-06-12).
const (
	noGrant grant = iota
	perMessage
	perEvent
)

const (
	messageSends, messageSpan = 5, 48 * time.Hour
	eventSends, eventSpan     = 3, time.Minute
)

// How many messages a citizen may write in a minute, and how many citizens a node remembers.
const (
	perMinute = 20
	citizens  = 1 << 16
)

// allowance is what is left of one grant.
type allowance struct {
	left  int
	until time.Time
}

func (a allowance) open(now time.Time) int {
	if now.Before(a.until) {
		return a.left
	}
	return 0
}

// citizen is what one node knows of one openid: its allowances and its pace. It lies in memory only; for a
// citizen it has not met WeChat's own answer decides.
type citizen struct {
	mu      sync.Mutex
	known   bool // whether the allowances below are the truth
	message allowance
	event   allowance
	left    bool // unfollowed

	tokens float64 // of the bucket of messages
	filled time.Time

	owed []string // said in vain: no response was left to carry it, and WeChat would not take it
	rest rest     // of a long answer
	push progress // of one that stopped half way
}

// rest is what did not fit, kept for the citizen who asks for more.
type rest struct {
	pages []string
	until time.Time
}

const (
	restSpan = time.Hour
	owedKept = 8 // texts; older ones stand in the log alone
)

// progress is how far a push got whose later part WeChat would not take yet.
type progress struct {
	first, last int64 // seq of its entries
	sent        int   // pages
}

// opened notes what the citizen's sign opens.
func (c *citizen) opened(g grant, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch g {
	case perMessage:
		c.message = allowance{messageSends, now.Add(messageSpan)}
	case perEvent:
		c.event = allowance{eventSends, now.Add(eventSpan)}
	default:
		return
	}
	c.known, c.left = true, false
}

// unfollowed notes that nothing can reach the citizen any more.
func (c *citizen) unfollowed() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known, c.left = true, true
	c.message, c.event = allowance{}, allowance{}
}

// exhausted notes WeChat's word that the count is used up or the window closed.
func (c *citizen) exhausted() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known, c.message, c.event = true, allowance{}, allowance{}
}

// frames is how many messages a push may take now: two, or the one that is left.
func (c *citizen) frames(now time.Time) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known && c.message.open(now)+c.event.open(now) == 1 {
		return 1
	}
	return pushFrames
}

// reserve takes one message out of the allowance that ends first, or says why there is none.
func (c *citizen) reserve(now time.Time) (grant, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case !c.known:
		return noGrant, nil
	case c.left:
		return noGrant, held(CodeNotFollowing)
	case c.event.open(now) > 0:
		c.event.left--
		return perEvent, nil
	case c.message.open(now) > 0:
		c.message.left--
		return perMessage, nil
	case now.Before(c.message.until) || now.Before(c.event.until):
		return noGrant, held(CodeCountUsedUp)
	}
	return noGrant, held(CodeWindowClosed)
}

// refund gives back what reserve took for a message WeChat did not take.
func (c *citizen) refund(g grant) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch g {
	case perMessage:
		c.message.left++
	case perEvent:
		c.event.left++
	}
}

// mayWrite is the bucket of messages: a citizen who writes faster is told so.
func (c *citizen) mayWrite(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.filled.IsZero() {
		c.tokens = perMinute
	} else {
		c.tokens = min(perMinute, c.tokens+now.Sub(c.filled).Minutes()*perMinute)
	}
	c.filled = now
	if c.tokens < 1 {
		return false
	}
	c.tokens--
	return true
}

// resume says how many pages of a push are out already.
func (c *citizen) resume(p progress) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.push.first == p.first && c.push.last == p.last {
		return c.push.sent
	}
	return 0
}

// stopped notes how far a push got; the zero value: it is done.
func (c *citizen) stopped(p progress) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.push = p
}

// keep keeps the pages that did not fit.
func (c *citizen) keep(pages []string, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rest = rest{pages: pages, until: now.Add(restSpan)}
}

// more gives the next page that did not fit and whether others follow.
func (c *citizen) more(now time.Time) (page string, others, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.rest.pages) == 0 || !now.Before(c.rest.until) {
		return "", false, false
	}
	page, c.rest.pages = c.rest.pages[0], c.rest.pages[1:]
	return page, len(c.rest.pages) > 0, true
}

// owe keeps a text that no road would take, for the citizen's next message.
func (c *citizen) owe(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.owed = append(c.owed, text)
	c.owed = c.owed[max(0, len(c.owed)-owedKept):]
}

// due gives what is owed, once.
func (c *citizen) due() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	owed := c.owed
	c.owed = nil
	return owed
}
