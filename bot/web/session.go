package web

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/bot"
)

// Session is one browser's right to one conversation.
type Session struct {
	TokenHash    []byte // SHA-256 of the token
	Subject      string
	Channel      string
	Account      string
	Conversation string
	Lang         string
	Region       string
	Created      int64
	Until        int64
}

// Sessions keeps them.
type Sessions interface {
	Put(ctx context.Context, s Session) error // keeps it, or replaces the one of the same hash
	Get(ctx context.Context, tokenHash []byte) (s Session, found bool, err error)
	End(ctx context.Context, tokenHash []byte) error
	Rotate(ctx context.Context, old, new []byte) error // old ends, new has all it had
}

var (
	errToken    = errors.New("no such session")
	errSessions = errors.New("too many sessions from one address")
)

const tokenBytes = 32

func newToken() string {
	b := make([]byte, tokenBytes)
	rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

func hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// open commits a new session and returns its token. A service is what its page wants to begin with.
func (ch *Channel) open(ctx context.Context, p peer, lang, region, service string) (Session, string, error) {
	if !p.free {
		if _, ok := ch.opened.take(p.address()); !ok {
			return Session{}, "", errSessions
		}
	}
	token, now := newToken(), ch.Now()
	subject := newToken()[:22]
	s := Session{
		TokenHash: hash(token), Subject: subject, Channel: ch.road.Name, Account: ch.Account,
		Conversation: ch.Engine.Identify(ch.road.Name, ch.Account, subject),
		Lang:         lang, Region: region,
		Created: now.UnixMilli(), Until: now.Add(ch.Limits.Life).UnixMilli(),
	}
	if err := ch.Sessions.Put(ctx, s); err != nil {
		return Session{}, "", fmt.Errorf("open session: %w", err)
	}
	if service != "" {
		if _, err := ch.hear(ctx, p, s, bot.Entered{ID: newToken()[:22], Intent: service}); err != nil {
			ch.Log.Warn("web", "what", "begin with a service", "err", err) // the citizen can still say it
		}
	}
	return s, token, nil
}

// resume finds the session of a token.
func (ch *Channel) resume(ctx context.Context, token string) (Session, error) {
	if len(token) != base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return Session{}, errToken
	}
	s, found, err := ch.Sessions.Get(ctx, hash(token))
	if err != nil {
		return Session{}, fmt.Errorf("resume session: %w", err)
	}
	if !found || s.Channel != ch.road.Name || s.Account != ch.Account || s.Until <= ch.Now().UnixMilli() {
		return Session{}, errToken
	}
	return s, nil
}

// settle keeps the language and region that the page says now. Where they were others before, that is the
// citizen's choice, and the conversation hears it.
func (ch *Channel) settle(ctx context.Context, p peer, s Session, lang, region string) (Session, error) {
	set := bot.Set{}
	if s.Lang != "" && lang != s.Lang {
		set.Lang = lang
	}
	if s.Region != "" && region != s.Region {
		set.Region = region
	}
	was := s
	s.Lang, s.Region = cmp.Or(lang, s.Lang), cmp.Or(region, s.Region)
	if s.Lang == was.Lang && s.Region == was.Region {
		return s, nil
	}
	if err := ch.Sessions.Put(ctx, s); err != nil {
		return s, fmt.Errorf("keep session: %w", err)
	}
	if set.Lang == "" && set.Region == "" {
		return s, nil
	}
	_, err := ch.hear(ctx, p, s, set)
	return s, err
}

// bearer is the session of a request's Authorization header.
func (ch *Channel) bearer(r *http.Request) (Session, error) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return Session{}, errToken
	}
	return ch.resume(r.Context(), token)
}

// Renew gives a conversation a new token; the old one ends. It is called when its subject was proven to be
// somebody. A client that is there hears the token at once, otherwise the next that comes does: a socket whose
// other end is gone must not be the only one to be told.
func (ch *Channel) Renew(ctx context.Context, conversation string) error {
	ch.mu.Lock()
	ch.renew[conversation] = true
	live := slices.Clone(ch.readers[conversation])
	ch.mu.Unlock()
	for _, c := range live {
		if !c.there() {
			continue
		}
		if err := ch.rotate(ctx, c.who()); err != nil {
			return err
		}
	}
	return nil
}

// rotate gives the session a new token if one is due, and tells it to all who hold the old one. Its client gave
// a sign just now.
func (ch *Channel) rotate(ctx context.Context, s Session) error {
	ch.mu.Lock()
	due := ch.renew[s.Conversation]
	delete(ch.renew, s.Conversation)
	ch.mu.Unlock()
	if !due {
		return nil
	}
	token := newToken()
	if err := ch.Sessions.Rotate(ctx, s.TokenHash, hash(token)); err != nil {
		ch.mu.Lock()
		ch.renew[s.Conversation] = true
		ch.mu.Unlock()
		return fmt.Errorf("renew session: %w", err)
	}
	ch.mu.Lock()
	defer ch.mu.Unlock()
	ch.ended++
	for _, c := range ch.readers[s.Conversation] {
		c.tell(tokenFrame{Type: "token", Token: token}, hash(token))
	}
	return nil
}

// client is one connection that reads a log.
type client interface {
	who() Session
	there() bool                    // it can be told now; a socket is asked for a sign first
	tell(f tokenFrame, hash []byte) // never blocks
	end()                           // its session is over
}

// join adds a client to those who read its conversation. Its session was found when so many had ended; if more
// have by now, it is looked for again, so that none goes on by a token that ended in between.
func (ch *Channel) join(ctx context.Context, c client, ended int64) error {
	s := c.who()
	ch.mu.Lock()
	ch.readers[s.Conversation] = append(ch.readers[s.Conversation], c)
	same := ch.ended == ended
	ch.mu.Unlock()
	if same {
		return nil
	}
	_, found, err := ch.Sessions.Get(ctx, s.TokenHash)
	if err == nil && found {
		return nil
	}
	ch.leave(c)
	if err != nil {
		return fmt.Errorf("resume session: %w", err)
	}
	return errToken
}

// endings counts the tokens that ended so far.
func (ch *Channel) endings() int64 {
	ch.mu.Lock()
	defer ch.mu.Unlock()
	return ch.ended
}

// leave takes it out again.
func (ch *Channel) leave(c client) {
	ch.mu.Lock()
	defer ch.mu.Unlock()
	of := c.who().Conversation
	ch.readers[of] = slices.DeleteFunc(ch.readers[of], func(other client) bool { return other == c })
	if len(ch.readers[of]) == 0 {
		delete(ch.readers, of)
	}
}

// Connected counts the sockets, streams and polls that read a conversation now.
func (ch *Channel) Connected() (n int) {
	ch.mu.Lock()
	defer ch.mu.Unlock()
	for _, readers := range ch.readers {
		n += len(readers)
	}
	return n
}

// finish ends a session and closes what reads by it.
func (ch *Channel) finish(ctx context.Context, s Session) error {
	if err := ch.Sessions.End(ctx, s.TokenHash); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	ch.mu.Lock()
	defer ch.mu.Unlock()
	ch.ended++
	for _, c := range ch.readers[s.Conversation] {
		c.end()
	}
	return nil
}
