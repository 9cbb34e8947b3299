package web

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"time"

	"github.com/gorilla/websocket"

	"github.com/banshi-bot/banshi/bot"
)

// write is the only one that writes frames, from the welcome on: the log in order, and what stands beside it.
func (s *socket) write(ctx context.Context) {
	defer s.interruptReader()
	pings := time.NewTicker(s.ch.Limits.Ping)
	defer pings.Stop()
	for {
		ok := true
		select {
		case <-s.woken:
			ok = s.catchUp(ctx)
		case <-s.nudge:
			ok = s.catchUp(ctx)
		case f := <-s.out:
			ok = s.catchUp(ctx) && s.send(f)
		case <-pings.C:
			ok = s.conn.WriteControl(websocket.PingMessage, nil, s.until()) == nil
		case end := <-s.bye:
			s.drainOut(ctx)
			s.send(end.frame)
			s.shut(end)
			return
		case <-ctx.Done():
			return
		}
		if !ok {
			return
		}
	}
}

// interruptReader makes a reader give up whose writer is gone.
func (s *socket) interruptReader() { s.cancel(); s.conn.SetReadDeadline(time.Now()) }

// drainOut writes what was handed over before the goodbye.
func (s *socket) drainOut(ctx context.Context) {
	s.catchUp(ctx)
	for {
		select {
		case f := <-s.out:
			s.send(f)
		default:
			return
		}
	}
}

// catchUp writes what the log has beyond the cursor, the status if it changed, and a new token.
func (s *socket) catchUp(ctx context.Context) (ok bool) {
	if c, can := s.conn.NetConn().(*corked); can {
		c.cork()
		defer func() { ok = c.uncork() == nil && ok }()
	}
	entries, err := s.feed.next(ctx)
	if err != nil {
		return s.failed(err)
	}
	for _, e := range entries {
		if !s.send(s.render(e)) {
			return false
		}
	}
	now, changed, err := s.feed.status(ctx)
	if err != nil {
		return s.failed(err)
	}
	if changed && !s.send(now) {
		return false
	}
	s.mu.Lock()
	token := s.token
	s.token = nil
	s.mu.Unlock()
	return token == nil || s.send(*token)
}

func (s *socket) failed(err error) bool {
	if no := s.ch.refusalOf(err, ""); no.code != unavailable {
		s.send(no.frame())
	}
	return false
}

// render is an entry as this connection sees it: an ack where it is its own. An entry of the id being heard
// waits until it is known whether this connection or another made it.
func (s *socket) render(e bot.Logged) any {
	if e.Said == nil {
		return s.ch.entry(e)
	}
	id := e.Said.MessageID()
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.flight == id && !slices.Contains(s.mine, e.Seq) {
		s.back.Wait()
	}
	if i := slices.Index(s.mine, e.Seq); i >= 0 {
		s.mine = slices.Delete(s.mine, i, i+1)
		return ackFrame{Type: "ack", ID: id, Seq: e.Seq, At: e.At}
	}
	return said(e)
}

func (s *socket) until() time.Time { return time.Now().Add(s.ch.Limits.Write) }

// send writes one frame; nil is none.
func (s *socket) send(frame any) bool {
	if frame == nil {
		return true
	}
	b, err := json.Marshal(frame)
	if err != nil {
		panic(err) // frames are plain structs
	}
	s.conn.SetWriteDeadline(s.until())
	return s.conn.WriteMessage(websocket.TextMessage, b) == nil
}

// shut sends the close frame.
func (s *socket) shut(end goodbye) {
	s.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(end.code, end.reason), s.until())
}

// linger reads on after our close frame, at most a second, so that error and close are not lost to a reset.
func (s *socket) linger() {
	s.conn.SetReadDeadline(time.Now().Add(s.ch.Limits.Linger))
	for {
		_, r, err := s.conn.NextReader()
		if websocket.IsCloseError(err, anyClose...) {
			return
		}
		if err != nil {
			break // read on beneath it: a reader that failed once fails always
		}
		io.Copy(io.Discard, r)
	}
	io.Copy(io.Discard, s.conn.NetConn())
}

// anyClose are the codes a close frame may carry.
var anyClose = []int{
	websocket.CloseNormalClosure, websocket.CloseGoingAway, websocket.CloseNoStatusReceived, websocket.ClosePolicyViolation,
	websocket.CloseMessageTooBig, websocket.CloseServiceRestart, websocket.CloseTryAgainLater, websocket.CloseProtocolError,
}
