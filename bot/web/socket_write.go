package web

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/gorilla/websocket"

	"github.com/banshi-bot/banshi/bot"
)

// put writes what the log gained, then a frame beside the log; nil is none.
func (s *socket) put(ctx context.Context, frame any) {
	s.pen.Lock()
	defer s.pen.Unlock()
	if ctx.Err() != nil || s.quiet == nil { // it ended, or its welcome could not be written
		return
	}
	if !s.catchUp(ctx, 0) || !s.send(frame) {
		s.giveUp()
	}
}

// giveUp ends a connection nothing can be written to: its reader stops, also one that does not wait yet.
func (s *socket) giveUp() {
	s.cancel()
	s.interrupt()
}

// catchUp writes what the log has beyond the cursor, the status if it changed, and a new token. The entry with the
// seq own is told to be this connection's: its ack.
func (s *socket) catchUp(ctx context.Context, own int64) (ok bool) {
	s.mu.Lock()
	s.stirred = false
	s.mu.Unlock()
	if c, can := s.conn.NetConn().(*corked); can {
		c.cork()
		defer func() { ok = c.uncork() == nil && ok }()
	}
	entries, err := s.feed.next(ctx)
	if err != nil {
		return s.failed(err)
	}
	for _, e := range entries {
		if !s.send(s.render(e, own)) {
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

// render is an entry as this connection sees it: an ack where it is its own.
func (s *socket) render(e bot.Logged, own int64) any {
	if e.Said != nil && e.Seq == own {
		return ackFrame{Type: "ack", ID: e.Said.MessageID(), Seq: e.Seq, At: e.At}
	}
	return s.ch.entry(e)
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
