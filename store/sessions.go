package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/banshi-bot/banshi/bot"
)

// Session is what a web token opens.
type Session struct {
	TokenHash    []byte // SHA-256 of the token
	Conversation string
	Subject      string
	Channel      string
	Account      string
	Lang         string
	Region       string
	Created      int64
	Until        int64
}

const (
	insertSubject = `insert into subject (conversation, channel, account, at, body) values ($1, $2, $3, $4, $5)
		on conflict (conversation) do nothing`
	selectSubject = `select channel, account, at, body from subject where conversation = $1`
	upsertSession = `insert into session (token, conversation, lang, region, created, until) values ($1, $2, $3, $4, $5, $6)
		on conflict (token) do update set conversation = $2, lang = $3, region = $4, created = $5, until = $6`
	rotateSession = `update session set token = $2 where token = $1`
	selectSession = `select s.conversation, s.lang, s.region, s.created, s.until, u.channel, u.account, u.body
		from session s join subject u on u.conversation = s.conversation where s.token = $1`
	deleteSession = `delete from session where token = $1`
)

// PutSubject keeps who a conversation belongs to. Once kept it never changes.
func (s *Store) PutSubject(ctx context.Context, u bot.Subject) error {
	put, err := s.sealSubject(ctx, u)
	if err != nil {
		return fmt.Errorf("subject of %s: %w", u.Conversation, err)
	}
	return s.write(ctx, "subject of "+u.Conversation, put)
}

func (s *Store) sealSubject(ctx context.Context, u bot.Subject) (func(conn) error, error) {
	if s.main == nil {
		return nil, fmt.Errorf("%w: opened only to read", bot.ErrNotWritten)
	}
	key, err := s.secrets.ofOrMake(ctx, u.Conversation)
	if err != nil {
		return nil, err
	}
	body := key.seal(subjectPlace(u.Conversation), []byte(u.ID))
	return func(c conn) error {
		_, err := c.exec(insertSubject, u.Conversation, u.Channel, u.Account, u.At, body)
		return err
	}, nil
}

func subjectPlace(conversation string) place { return place{table: "subject", owner: conversation} }

// Subject gives who a conversation belongs to, ErrNone where that is not known.
func (s *Store) Subject(ctx context.Context, conversation string) (bot.Subject, error) {
	u := bot.Subject{Conversation: conversation}
	var body []byte
	err := s.read.row(ctx, selectSubject, []any{&u.Channel, &u.Account, &u.At, &body}, conversation)
	if err == nil {
		u.ID, err = s.openSubject(ctx, conversation, body)
	}
	if errors.Is(err, sql.ErrNoRows) || errors.Is(err, ErrErased) {
		err = bot.ErrNone
	}
	return u, wrap(err, "subject of %s", conversation)
}

func (s *Store) openSubject(ctx context.Context, conversation string, body []byte) (string, error) {
	key, err := s.secrets.of(ctx, conversation)
	if err != nil {
		return "", err
	}
	plain, err := key.open(subjectPlace(conversation), body)
	return string(plain), err
}

// PutSession keeps a session before it returns, in place of the one of the same token.
func (s *Store) PutSession(ctx context.Context, x Session) error {
	subject, err := s.sealSubject(ctx, bot.Subject{Conversation: x.Conversation, Channel: x.Channel, Account: x.Account, ID: x.Subject, At: x.Created})
	if err != nil {
		return fmt.Errorf("put session: %w", err)
	}
	return s.write(ctx, "put session", func(c conn) error {
		if err := subject(c); err != nil {
			return err
		}
		_, err := c.exec(upsertSession, x.TokenHash, x.Conversation, x.Lang, x.Region, x.Created, x.Until)
		return err
	})
}

// RotateSession ends the old token; the new one has all it had. ErrNone: the old one opened nothing.
func (s *Store) RotateSession(ctx context.Context, old, new []byte) error {
	ok, err := s.change(ctx, "rotate session", rotateSession, old, new)
	if err == nil && !ok {
		err = fmt.Errorf("rotate session: %w", bot.ErrNone)
	}
	return err
}

// Session gives the session a token opens, ErrNone where it opens none. Whether it is still good at some
// instant is Until's to say.
func (s *Store) Session(ctx context.Context, tokenHash []byte) (Session, error) {
	x := Session{TokenHash: tokenHash}
	var body []byte
	err := s.read.row(ctx, selectSession, []any{&x.Conversation, &x.Lang, &x.Region, &x.Created, &x.Until, &x.Channel, &x.Account, &body}, tokenHash)
	if err == nil {
		x.Subject, err = s.openSubject(ctx, x.Conversation, body)
	}
	if errors.Is(err, sql.ErrNoRows) || errors.Is(err, ErrErased) {
		err = bot.ErrNone
	}
	if err != nil {
		return Session{}, fmt.Errorf("session: %w", err)
	}
	return x, nil
}

// EndSession ends a token.
func (s *Store) EndSession(ctx context.Context, tokenHash []byte) error {
	_, err := s.change(ctx, "end session", deleteSession, tokenHash)
	return err
}
