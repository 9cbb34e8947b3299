package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// frame is whatever goes over the socket.
type frame struct {
	Type  string `json:"type"`
	ID    string `json:"id,omitempty"`
	For   string `json:"for,omitempty"`
	Seq   int64  `json:"seq,omitempty"`
	First int64  `json:"first,omitempty"`
	Token string `json:"token,omitempty"`
	After int64  `json:"after,omitempty"`
	Lang  string `json:"lang,omitempty"`

	Region  string            `json:"region,omitempty"`
	Kind    string            `json:"kind,omitempty"`
	Text    string            `json:"text,omitempty"`
	Value   string            `json:"value,omitempty"`
	Label   string            `json:"label,omitempty"`
	Code    string            `json:"code,omitempty"`
	Choices []choice          `json:"choices,omitempty"`
	Fields  map[string]string `json:"fields,omitempty"`
	URL     string            `json:"url,omitempty"`
	Phrase  string            `json:"phrase,omitempty"`
	Payment *struct {
		Order string `json:"order"`
		URL   string `json:"url"`
		State string `json:"state"`
	} `json:"payment,omitempty"`
	Conversation string `json:"conversation,omitempty"`

	raw string
}

type choice struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// citizen is a widget that pays one fine after another: it keeps its token, what it has read and an outbox, as a
// browser would, and takes up where it was whenever its connection breaks.
type citizen struct {
	t     *testing.T
	site  *site
	n     int
	rand  *rand.Rand
	done  chan struct{} // closed: leave
	group sync.WaitGroup

	mu           sync.Mutex
	conn         *websocket.Conn
	token        string
	conversation string
	after        int64
	outbox       []frame          // said, not yet acknowledged
	acked        map[string]int64 // seq by id
	last         frame            // said and acknowledged last
	log          []string         // entries read, from seq 1
	sent         int              // messages
	fines        []string         // begun
	pending      string           // the number, where it was not said yet
	paid         map[string]int   // receipts by fine
	cards        map[string]int   // payment cards by order
	quiet        bool             // begin nothing more
	idle         chan struct{}    // closed when quiet and nothing is under way
	phrases      map[string]int
}

func newCitizen(t *testing.T, s *site, n int, seed uint64) *citizen {
	return &citizen{
		t: t, site: s, n: n, rand: rand.New(rand.NewPCG(seed, uint64(n))), done: make(chan struct{}), idle: make(chan struct{}),
		acked: map[string]int64{}, paid: map[string]int{}, cards: map[string]int{}, phrases: map[string]int{},
	}
}

// crowd is citizens who live at the same time.
type crowd struct {
	citizens []*citizen
	lives    sync.WaitGroup
	once     sync.Once
}

// gather lets citizens begin, as soon as the server is there.
func (s *site) gather(t *testing.T, n int, seed uint64) *crowd {
	all := &crowd{}
	for i := range n {
		c := newCitizen(t, s, i, seed)
		all.citizens = append(all.citizens, c)
		all.lives.Go(c.live)
	}
	t.Cleanup(all.leave)
	return all
}

// finish waits until every citizen has the receipt of the last fine begun.
func (all *crowd) finish(t *testing.T) {
	t.Helper()
	for _, c := range all.citizens {
		c.rest()
	}
	limit, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, c := range all.citizens {
		select {
		case <-c.idle:
		case <-limit.Done():
			c.mu.Lock()
			t.Errorf("citizen %d waits in vain: %d entries, outbox %v, last\n\t%s", c.n, c.after, c.outbox, strings.Join(c.log[max(0, len(c.log)-6):], "\n\t"))
			c.mu.Unlock()
		}
	}
}

// leave ends every life and waits for it.
func (all *crowd) leave() {
	all.once.Do(func() {
		for _, c := range all.citizens {
			c.leave()
		}
		all.lives.Wait()
	})
}

// live talks until done is closed.
func (c *citizen) live() {
	defer c.group.Wait()
	for c.site.serving(c.done) {
		c.connect()
	}
}

// leave ends live.
func (c *citizen) leave() {
	close(c.done)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn != nil {
		c.conn.Close()
	}
}

// connect is one connection, from its hello to its end.
func (c *citizen) connect() {
	conn, err := dial(c.site.url)
	if err != nil {
		return // it was killed meanwhile
	}
	defer conn.Close()
	c.greet(conn)
	for {
		_, raw, err := conn.ReadMessage()
		if err != nil {
			return
		}
		var f frame
		if err := json.Unmarshal(raw, &f); err != nil {
			c.t.Errorf("citizen %d: frame %s: %v", c.n, raw, err)
			return
		}
		f.raw = string(raw)
		c.mu.Lock()
		c.take(f)
		c.mu.Unlock()
	}
}

func dial(site string) (*websocket.Conn, error) {
	d := websocket.Dialer{Subprotocols: []string{"banshi.v1"}, HandshakeTimeout: 10 * time.Second}
	conn, _, err := d.Dial(strings.Replace(site, "http:", "ws:", 1)+"/web/ws", nil)
	return conn, err
}

// greet says hello, then all that was not acknowledged, and sometimes once more what was.
func (c *citizen) greet(conn *websocket.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.conn = conn
	select {
	case <-c.done:
		conn.Close() // leave came between
	default:
	}
	c.write(frame{Type: "hello", Token: c.token, After: c.after, Lang: "zh-CN", Region: "330100"})
	if c.last.Type != "" && c.rand.IntN(2) == 0 {
		c.write(c.last) // as if its acknowledgement had been lost
	}
	for _, f := range c.outbox {
		c.write(f)
	}
}

// write sends a frame; where the connection is broken the outbox has it.
func (c *citizen) write(f frame) {
	b, _ := json.Marshal(f) // plain strings
	_ = c.conn.WriteMessage(websocket.TextMessage, b)
}

// say sends a message and keeps it until it is acknowledged.
func (c *citizen) say(f frame) {
	c.sent++
	f.ID = fmt.Sprintf("c%d-%d", c.n, c.sent)
	c.outbox = append(c.outbox, f)
	c.write(f)
}

func (c *citizen) take(f frame) {
	switch f.Type {
	case "welcome":
		if f.Seq < c.after {
			c.t.Errorf("citizen %d has read up to %d, the server has %d", c.n, c.after, f.Seq)
		}
		c.token, c.conversation = f.Token, f.Conversation
		if len(c.fines) == 0 && len(c.outbox) == 0 {
			c.begin()
		}
	case "ack":
		c.acknowledged(f)
	case "said":
		c.entry(f, "said "+f.ID)
	case "reply":
		if c.entry(f, f.raw) {
			c.answer(f)
		}
	case "error":
		if f.Code != "unavailable" {
			c.t.Errorf("citizen %d: %s", c.n, f.raw)
		}
	}
}

func (c *citizen) acknowledged(f frame) {
	c.entry(f, "said "+f.ID)
	if seq, ok := c.acked[f.ID]; ok && seq != f.Seq {
		c.t.Errorf("citizen %d: %s was acknowledged as %d, now as %d", c.n, f.ID, seq, f.Seq)
	}
	c.acked[f.ID] = f.Seq
	for i, out := range c.outbox {
		if out.ID == f.ID {
			c.last = out
			c.outbox = append(c.outbox[:i:i], c.outbox[i+1:]...)
			return
		}
	}
}

// entry takes an entry of the log in: the next one, or one known already, which must be the same. True: it is new.
func (c *citizen) entry(f frame, as string) bool {
	switch {
	case f.Seq >= 1 && f.Seq <= c.after:
		if was := c.log[f.Seq-1]; was != as {
			c.t.Errorf("citizen %d: entry %d was\n\t%s\nand is now\n\t%s", c.n, f.Seq, was, as)
		}
		return false
	case f.Seq != c.after+1:
		c.t.Errorf("citizen %d: entry %d comes after %d: %s", c.n, f.Seq, c.after, f.raw)
		return false
	}
	c.after = f.Seq
	c.log = append(c.log, as)
	return true
}

// begin asks to pay the next fine, in one message or two.
func (c *citizen) begin() {
	number := fmt.Sprintf("3301068%05d%04d", c.n, 1000+len(c.fines))
	c.fines = append(c.fines, number)
	if c.rand.IntN(2) == 0 {
		c.say(frame{Type: "message", Text: "交罚单 " + number})
		return
	}
	c.pending = number
	c.say(frame{Type: "message", Text: "交罚单"})
}

// answer does what a new reply asks for.
func (c *citizen) answer(f frame) {
	c.phrases[f.Kind+" "+f.Phrase]++
	switch {
	case f.Kind == "payment":
		if c.cards[f.Payment.Order]++; c.cards[f.Payment.Order] > 1 {
			c.t.Errorf("citizen %d: order %s is shown again: %s", c.n, f.Payment.Order, f.raw)
			return
		}
		c.group.Go(func() { c.pay(f.Payment.URL) })
	case f.Kind == "receipt":
		fine := c.fines[len(c.fines)-1]
		if c.paid[fine]++; c.paid[fine] > 1 {
			c.t.Errorf("citizen %d: %s has a second receipt: %s", c.n, fine, f.raw)
			return
		}
		c.next()
	case len(f.Choices) > 0 && strings.HasPrefix(f.Choices[0].Value, "confirm:"):
		c.say(frame{Type: "choice", Value: f.Choices[0].Value, Label: f.Choices[0].Label})
	case c.pending != "":
		c.say(frame{Type: "message", Text: c.pending})
		c.pending = ""
	}
}

func (c *citizen) next() {
	if !c.quiet {
		c.begin()
		return
	}
	close(c.idle)
}

// rest lets the citizen finish what is under way; idle is closed then.
func (c *citizen) rest() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.quiet = true
}

var errPages = errors.New("the cashier's page")

// pay presses the cashier's button, again where the server was killed under it.
func (c *citizen) pay(page string) {
	for c.site.serving(c.done) {
		err := press(page, "pay")
		if err == nil {
			return
		}
		if errors.Is(err, errPages) {
			c.t.Errorf("citizen %d: %v", c.n, err)
			return
		}
	}
}

// browser follows no redirect and keeps no connection.
var browser = &http.Client{
	Timeout:       30 * time.Second,
	Transport:     &http.Transport{DisableKeepAlives: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// press presses a button of a payment page. One that was paid by an earlier press whose answer was lost is paid.
func press(page, how string) error {
	resp, err := browser.PostForm(page, url.Values{"how": {how}})
	if err != nil {
		return err
	}
	resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusSeeOther, http.StatusConflict:
		return nil
	case http.StatusBadGateway, http.StatusServiceUnavailable:
		return fmt.Errorf("press %s: %s", how, resp.Status)
	}
	return fmt.Errorf("%w: press %s: %s", errPages, how, resp.Status)
}
