package web

import (
	"context"
	"time"

	"github.com/gorilla/websocket"
)

// greet reads frames until the hello, which must come in time.
func (s *socket) greet() (frame, *goodbye) {
	until := time.Now().Add(s.ch.Limits.Hello)
	none := refusal{code: noHello, why: "the first frame is hello, within 5 seconds"}
	late := &goodbye{none.frame(), websocket.ClosePolicyViolation, "no_hello"}
	for {
		b, end, err := s.frame(until)
		if end != nil {
			return frame{}, end
		}
		if err != nil && s.ch.stopped() {
			return frame{}, s.why(err)
		}
		if err != nil {
			return frame{}, late
		}
		f, no := parse(b)
		switch {
		case no != nil && no.code == badJSON && (f.kind == "" || f.kind == "hello"):
			s.send(no.frame())
		case no != nil || f.kind != "hello":
			return frame{}, late
		default:
			return f, nil
		}
	}
}

// welcome finds or opens the session and gives what was missed.
func (s *socket) welcome(ctx context.Context, hello frame) *goodbye {
	ended := s.ch.endings()
	session, token, err := s.identify(ctx, hello)
	if err == nil {
		s.mu.Lock()
		s.session = session
		s.mu.Unlock()
		err = s.ch.join(ctx, s, ended)
	}
	if err != nil {
		no := s.ch.refusalOf(err, "")
		if no.code == badToken {
			return &goodbye{no.frame(), websocket.ClosePolicyViolation, "bad_token"}
		}
		return &goodbye{no.frame(), websocket.CloseTryAgainLater, string(no.code)}
	}
	s.feed = feed{engine: s.ch.Engine, conversation: session.Conversation}
	s.woken, s.quiet = s.ch.Engine.Watch(session.Conversation) // before the log is read: nothing falls between
	entries, first, last, err := s.feed.begin(ctx, hello.after)
	if err != nil {
		no := s.ch.refusalOf(err, "")
		return &goodbye{no.frame(), websocket.CloseTryAgainLater, string(no.code)}
	}
	s.send(s.ch.welcome(session.Conversation, token, first, last))
	for _, e := range entries {
		s.send(s.ch.entry(e))
	}
	if now, _, err := s.feed.status(ctx); err == nil {
		s.send(now)
	}
	return nil
}

// identify is the session of a hello, with the language and region its page says now.
func (s *socket) identify(ctx context.Context, hello frame) (Session, string, error) {
	if hello.token == "" {
		return s.ch.open(ctx, s.peer, hello.lang, hello.region, hello.service)
	}
	session, err := s.ch.resume(ctx, hello.token)
	if err != nil {
		return Session{}, "", err
	}
	session, err = s.ch.settle(ctx, s.peer, session, hello.lang, hello.region)
	return session, hello.token, err
}
