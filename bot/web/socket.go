package web

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/banshi-bot/banshi/bot/engine"
)

const subprotocol = "banshi.v1"

// mostResent is how many answers to resent ids one connection may have waiting.
const mostResent = 16

// socket is one websocket, with one goroutine while it is idle. That reads frames one at a time, the next when the turn
// of the last is committed, and writes what the log gained by it. What the log gains otherwise is written by whoever
// is woken. The HTTP handler has long returned.
type socket struct {
	ch     *Channel
	conn   *websocket.Conn
	peer   peer
	cancel context.CancelFunc
	quiet  func()      // ends the engine's waking
	catch  func()      // writes what the log gained, with the connection's context
	pings  *time.Timer // to the next

	pen   sync.Mutex     // held by whoever writes frames, from the welcome on; while a message is heard the reader has it
	feed  feed           // of whoever has the pen
	aside sync.WaitGroup // those who write beside the reader
	slots chan struct{}  // resent ids being answered; nil before the first

	mu      sync.Mutex
	session Session
	token   *tokenFrame // to be told
	over    bool        // the session ended
	hearing bool        // a message is being heard: the reader writes what the log gained when it is
	stirred bool        // somebody is on the way to write what the log gained
}

// goodbye is what a connection ends with.
type goodbye struct {
	frame  any
	code   int
	reason string
}

var upgrader = websocket.Upgrader{
	ReadBufferSize:  512, // a message fits; longer frames are read past it
	WriteBufferSize: 4 << 10,
	WriteBufferPool: &sync.Pool{},
	Subprotocols:    []string{subprotocol},
	CheckOrigin:     func(*http.Request) bool { return true }, // guard did
	Error: func(w http.ResponseWriter, _ *http.Request, status int, reason error) {
		refuse(w, status, refusal{code: badJSON, why: reason.Error()})
	},
}

// upgrade is GET /web/ws.
func (ch *Channel) upgrade(w http.ResponseWriter, r *http.Request) {
	if !offers(r) {
		refuse(w, http.StatusBadRequest, refusal{code: badJSON, why: "the subprotocol is " + subprotocol})
		return
	}
	s := &socket{ch: ch}
	if !ch.admit(s) {
		decline(w, ch.refusalOf(engine.ErrStopping, ""), 2*time.Second)
		return
	}
	conn, err := upgrader.Upgrade(w, r, http.Header{
		"Cache-Control": {"no-store"}, "X-Content-Type-Options": {"nosniff"},
	})
	if err != nil {
		ch.dismiss(s)
		return // Upgrade answered
	}
	ctx, cancel := context.WithCancel(context.Background()) // it outlives the request
	s.start(ctx, conn, ch.peer(r), cancel)
	if s.begin(ctx) {
		go s.run(ctx) // Stop waits for it
		return
	}
	s.finish()
}

// begin is hello and welcome, on the handler's own goroutine: what it needs of stack is given back with it.
func (s *socket) begin(ctx context.Context) bool {
	until := time.Now().Add(s.ch.Limits.Hello)
	for {
		hello, end := s.greet(ctx, until)
		if end == nil {
			no := s.welcome(ctx, hello)
			if no == nil {
				return true
			}
			if no.code != badToken { // it may be said again
				s.send(no.frame())
				continue
			}
			end = &goodbye{no.frame(), websocket.ClosePolicyViolation, string(badToken)}
		}
		s.send(end.frame)
		s.shut(*end)
		s.linger()
		return false
	}
}

// finish lets go of all a socket holds.
func (s *socket) finish() {
	if s.quiet != nil {
		s.quiet()
	}
	s.ch.leave(s)
	s.pings.Stop()
	s.cancel()
	s.conn.Close()
	s.aside.Wait() // nobody wakes it any more
	s.ch.dismiss(s)
}

func offers(r *http.Request) bool {
	for _, p := range websocket.Subprotocols(r) {
		if p == subprotocol {
			return true
		}
	}
	return false
}

// admit counts a socket in, unless we are stopping.
func (ch *Channel) admit(s *socket) bool {
	ch.mu.Lock()
	defer ch.mu.Unlock()
	if ch.stopped() {
		return false
	}
	ch.live.Add(1)
	ch.sockets[s] = true
	return true
}

func (ch *Channel) dismiss(s *socket) {
	ch.mu.Lock()
	delete(ch.sockets, s)
	ch.mu.Unlock()
	ch.live.Done()
}

func (s *socket) start(ctx context.Context, conn *websocket.Conn, p peer, cancel context.CancelFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conn, s.peer, s.cancel = conn, p, cancel
	s.catch = func() { s.put(ctx, nil) }
	s.pings = time.AfterFunc(s.ch.Limits.Ping, s.ping)
}

// interrupt wakes a reader that waits for a frame, so that it sees that the server is stopping or the session over.
func (s *socket) interrupt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn != nil {
		s.conn.SetReadDeadline(time.Now())
	}
}

// run reads until somebody ends it, and says goodbye.
func (s *socket) run(ctx context.Context) {
	defer s.finish()
	end := s.read(ctx)
	if end == nil || ctx.Err() != nil {
		return
	}
	s.put(ctx, end.frame)
	s.pings.Stop()
	s.pen.Lock() // and never given back: nothing comes after the close frame
	s.shut(*end)
	s.cancel()
	s.linger()
	s.pen.Unlock()
}

// read takes frames until the connection ends; nil where the other side ended it.
func (s *socket) read(ctx context.Context) *goodbye {
	s.rotate(ctx)
	s.listen(ctx)
	for {
		b, end, err := s.frame(ctx, s.silent())
		if end != nil {
			return end
		}
		if err != nil {
			return s.why(err)
		}
		if no := s.take(ctx, b); no != nil {
			s.put(ctx, no.frame())
		}
	}
}

// listen makes pings and pongs count as signs of life.
func (s *socket) listen(ctx context.Context) {
	alive := func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if !s.leaves(ctx) {
			s.conn.SetReadDeadline(s.silent())
		}
	}
	pong := s.conn.PingHandler()
	s.conn.SetPingHandler(func(data string) error { alive(); return pong(data) })
	s.conn.SetPongHandler(func(string) error {
		alive()
		s.rotate(ctx)
		return nil
	})
}

func (s *socket) rotate(ctx context.Context) {
	if err := s.ch.rotate(ctx, s.who()); err != nil {
		s.ch.Log.Error("web", "err", err)
	}
}

// silent is when a connection that gives no sign is closed.
func (s *socket) silent() time.Time { return time.Now().Add(s.ch.Limits.Silence) }

// why tells what a failed read means.
func (s *socket) why(err error) *goodbye {
	s.mu.Lock()
	over := s.over
	s.mu.Unlock()
	var slow net.Error
	switch {
	case over:
		no := refusal{code: badToken, why: "the session has ended"}
		return &goodbye{no.frame(), websocket.ClosePolicyViolation, "bad_token"}
	case s.ch.stopped():
		return &goodbye{restarting, websocket.CloseServiceRestart, "restarting"}
	case errors.As(err, &slow) && slow.Timeout():
		return &goodbye{nil, websocket.CloseGoingAway, "silent"}
	}
	return nil
}

// leaves reports whether a connection is to end, so that its reader must not wait; s.mu is held.
func (s *socket) leaves(ctx context.Context) bool {
	return s.over || s.ch.stopped() || ctx.Err() != nil
}

// errLeave makes a reader stop that was interrupted before it began to wait.
var errLeave = errors.New("the connection is to end")

// frame reads one text frame, all its fragments together.
func (s *socket) frame(ctx context.Context, until time.Time) ([]byte, *goodbye, error) {
	s.mu.Lock()
	s.conn.SetReadDeadline(until)
	leave := s.leaves(ctx)
	s.mu.Unlock()
	if leave {
		return nil, s.why(errLeave), errLeave
	}
	kind, r, err := s.conn.NextReader()
	if err != nil {
		return nil, nil, err
	}
	b, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err != nil {
		return nil, nil, err
	}
	if len(b) > mostBytes {
		no := refusal{code: tooLarge, why: "a frame is at most 8 KiB"}
		return nil, &goodbye{no.frame(), websocket.CloseMessageTooBig, "too_large"}, nil
	}
	if kind != websocket.TextMessage {
		return nil, nil, nil // no JSON object
	}
	return b, nil, nil
}

// take does what a frame says.
func (s *socket) take(ctx context.Context, b []byte) *refusal {
	f, no := parse(b)
	switch {
	case no != nil:
		return no
	case f.kind == "hello":
		return &refusal{unknownType, "hello was said", f.ref}
	case f.kind == "ping":
		s.put(ctx, pongFrame{Type: "pong"})
		return nil
	case f.what == nil:
		return nil
	}
	if _, ok := s.ch.hurry(s.peer, s.who()); !ok {
		return &refusal{tooFast, "at most 20 messages a minute", f.id}
	}
	return s.hear(ctx, f)
}

// hear waits until a message's turn is committed, and writes its ack where its entry stands in the log.
func (s *socket) hear(ctx context.Context, f frame) *refusal {
	got, err := s.heard(ctx, f)
	if err != nil {
		no := s.ch.refusalOf(err, f.id)
		return &no
	}
	if got.Again {
		s.again(ctx, f.id, got)
	}
	return nil
}

// heard has the pen from before the turn until its entries are written: nobody else comes upon an entry of which it
// is not known yet that it is this connection's own.
func (s *socket) heard(ctx context.Context, f frame) (engine.Receipt, error) {
	s.pen.Lock()
	defer s.pen.Unlock()
	s.setHearing(true)
	got, err := s.ch.hear(ctx, s.peer, s.who(), f.what)
	s.setHearing(false)
	own := got.Seq
	if err != nil || got.Again {
		own = 0
	}
	if !s.catchUp(ctx, own) {
		s.giveUp()
	}
	return got, err
}

func (s *socket) setHearing(is bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hearing = is
}

// again answers an id that was heard before: its ack at once, its replies when the chain has settled, to this
// connection only.
func (s *socket) again(ctx context.Context, id string, got engine.Receipt) {
	s.put(ctx, ackFrame{Type: "ack", ID: id, Seq: got.Seq})
	if s.slots == nil {
		s.slots = make(chan struct{}, mostResent)
	}
	slots := s.slots
	select {
	case slots <- struct{}{}:
	case <-ctx.Done():
		return
	}
	s.aside.Go(func() {
		defer func() { <-slots }()
		replies, settled := s.ch.Engine.Settled(ctx, got.Conversation, got.Turn)
		if !settled {
			return
		}
		for _, e := range replies {
			s.put(ctx, s.ch.entry(e))
		}
	})
}

// wake has what the log gained written, by somebody beside the reader: it never blocks. While a message is heard
// there is no need: the reader looks when it was.
func (s *socket) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hearing || s.stirred {
		return
	}
	s.stirred = true
	s.aside.Go(s.catch)
}

func (s *socket) who() Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.session
}

// there asks the other end for a sign; the token is told when it comes.
func (s *socket) there() bool {
	s.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second)) // a socket that is gone gives none
	return false
}

// ping asks for a sign of life, again and again.
func (s *socket) ping() {
	if s.conn.WriteControl(websocket.PingMessage, nil, s.until()) != nil {
		s.giveUp()
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pings.Reset(s.ch.Limits.Ping)
}

func (s *socket) tell(f tokenFrame, hash []byte) {
	s.mu.Lock()
	s.token, s.session.TokenHash = &f, hash
	s.mu.Unlock()
	s.wake()
}

func (s *socket) end() {
	s.mu.Lock()
	s.over = true
	s.mu.Unlock()
	s.interrupt()
}
