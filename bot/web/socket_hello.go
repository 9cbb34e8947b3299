package web

import (
	"context"
	"time"

	"github.com/gorilla/websocket"
)

// greet reads frames until a hello, which must come in time.
func (s *socket) greet(ctx context.Context, until time.Time) (frame, *goodbye) {
	late := func(id string) *goodbye {
		none := refusal{noHello, "the first frame is hello, within 5 seconds", id}
		return &goodbye{none.frame(), websocket.ClosePolicyViolation, string(noHello)}
	}
	for {
		b, end, err := s.frame(ctx, until)
		if end != nil {
			return frame{}, end
		}
		if err != nil && s.ch.stopped() {
			return frame{}, s.why(err)
		}
		if err != nil {
			return frame{}, late("")
		}
		f, no := parse(b)
		switch {
		case no != nil && no.code == badJSON && (f.kind == "" || f.kind == "hello"):
			s.send(no.frame())
		case no != nil || f.kind != "hello":
			return frame{}, late(f.ref)
		default:
			return f, nil
		}
	}
}

// welcome finds or opens the session and gives what was missed.
func (s *socket) welcome(ctx context.Context, hello frame) *refusal {
	refuse := func(err error) *refusal {
		no := s.ch.refusalOf(err, hello.ref)
		return &no
	}
	ended := s.ch.endings()
	session, token, err := s.identify(ctx, hello)
	if err != nil {
		return refuse(err)
	}
	s.mu.Lock()
	s.session = session
	s.mu.Unlock()
	if err := s.ch.join(ctx, s, ended); err != nil {
		return refuse(err)
	}
	s.feed = feed{engine: s.ch.Engine, conversation: session.Conversation}
	s.pen.Lock() // who is woken from here on writes behind the welcome
	defer s.pen.Unlock()
	quiet := s.ch.Engine.Watch(session.Conversation, s.wake) // before the log is read: nothing falls between
	entries, first, last, err := s.feed.begin(ctx, hello.after)
	if err != nil {
		quiet()
		s.ch.leave(s)
		return refuse(err)
	}
	s.quiet = quiet
	s.send(s.ch.welcome(session, token, first, last))
	for _, e := range entries {
		s.send(s.ch.entry(e))
	}
	if !s.catchUp(ctx, 0) { // the status, and what was told since it joined
		s.giveUp()
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
