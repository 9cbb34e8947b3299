package wechat_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
	"github.com/banshi-bot/banshi/bot/wechat"
	"github.com/banshi-bot/banshi/bot/wechat/wechattest"
)

const (
	appID    = "wx2c2769f8efd9abc2"
	original = "gh_10f6c3c3ac5a"
	token    = "spamtest"
	aesKey   = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	openid   = "oyORnuP8q7ou2gfYjqLzSIWZf0rs"
)

// The real engine and this channel fit each other.
var (
	_ wechat.Engine = (*engine.Engine)(nil)
	_ engine.Pusher = (*wechat.Channel)(nil)
)

// fakeEngine keeps the engine's promises to a channel: an id is heard once, the same id again waits for the same
// replies, Late is said once and what comes after it is not in the answer.
type fakeEngine struct {
	// talk says what a message leads to: the replies, and how long the chain takes.
	talk   func(bot.What) (replies []bot.Reply, takes time.Duration)
	commit time.Duration // how long a message's own commit takes
	fail   error         // what Hear fails with
	stuck  error         // what Late fails with

	mu     sync.Mutex
	seq    int64
	chains map[string]*chain
	roots  []*chain          // by root, from 1
	heard  []engine.Incoming // each message once
	asked  int               // how often Hear was called
	pushed []bot.Logged      // what the engine would push
}

type chain struct {
	root    int64
	replies []bot.Logged // of the answer
	settled chan struct{}
	late    bool
}

func (e *fakeEngine) Hear(ctx context.Context, in engine.Incoming) (engine.Receipt, error) {
	if e.commit > 0 {
		time.Sleep(e.commit) // of the synctest bubble
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.asked++
	if e.fail != nil {
		return engine.Receipt{}, e.fail
	}
	id := bot.Event{What: in.What}.MessageID()
	conversation := in.Channel.Account + "/" + in.Subject
	if c, again := e.chains[conversation+"/"+id]; again {
		return engine.Receipt{Conversation: conversation, Turn: c.root, Again: true}, nil
	}
	e.heard = append(e.heard, in)
	c := &chain{root: int64(len(e.heard)), settled: make(chan struct{})}
	if e.chains == nil {
		e.chains = map[string]*chain{}
	}
	e.chains[conversation+"/"+id] = c
	e.roots = append(e.roots, c)
	replies, takes := e.answer(in.What)
	if takes == 0 {
		e.settle(c, id, replies)
	} else {
		time.AfterFunc(takes, func() {
			e.mu.Lock()
			defer e.mu.Unlock()
			e.settle(c, id, replies)
		})
	}
	return engine.Receipt{Conversation: conversation, Turn: c.root}, nil
}

func (e *fakeEngine) answer(what bot.What) ([]bot.Reply, time.Duration) {
	if e.talk != nil {
		return e.talk(what)
	}
	if said, ok := what.(bot.Said); ok {
		return []bot.Reply{{Kind: bot.KindText, Text: "您说：" + said.Text}}, 0
	}
	return []bot.Reply{{Kind: bot.KindText, Text: fmt.Sprintf("%T", what)}}, 0
}

func (e *fakeEngine) log(id string, r bot.Reply) bot.Logged {
	e.seq++
	return bot.Logged{Seq: e.seq, For: id, Reply: &r}
}

func (e *fakeEngine) settle(c *chain, id string, replies []bot.Reply) {
	for _, r := range replies {
		if c.late {
			e.pushed = append(e.pushed, e.log(id, r))
			continue
		}
		c.replies = append(c.replies, e.log(id, r))
	}
	close(c.settled)
}

func (e *fakeEngine) chain(root int64) *chain {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.roots[root-1]
}

func (e *fakeEngine) Settled(ctx context.Context, _ string, root int64) ([]bot.Logged, bool) {
	c := e.chain(root)
	select {
	case <-c.settled:
		e.mu.Lock()
		defer e.mu.Unlock()
		return c.replies, true
	case <-ctx.Done():
		return nil, false
	}
}

func (e *fakeEngine) Late(_ context.Context, _ string, root int64) ([]bot.Logged, error) {
	c := e.chain(root)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.stuck != nil {
		return nil, e.stuck
	}
	select {
	case <-c.settled:
	default:
		if !c.late {
			c.late = true
			c.replies = append(c.replies, e.log("", bot.Reply{Kind: bot.KindText, Text: "正在查，稍等。"}))
		}
	}
	return c.replies, nil
}

// shelf keeps tokens in memory.
type shelf struct {
	mu   sync.Mutex
	kept map[string]wechat.AccessToken
}

func (s *shelf) Token(_ context.Context, account string) (wechat.AccessToken, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept[account], nil
}

func (s *shelf) KeepToken(_ context.Context, account string, t wechat.AccessToken) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil {
		s.kept = map[string]wechat.AccessToken{}
	}
	s.kept[account] = t
	return nil
}

// scene is a channel with one safe account, a citizen and the platform's API.
type scene struct {
	t        testing.TB
	engine   *fakeEngine
	channel  *wechat.Channel
	handler  http.Handler
	phone    *wechattest.Phone
	platform *wechattest.Platform
	store    *shelf
	now      func() time.Time
}

// begin makes a scene; change may alter the account before the channel is made.
func begin(t testing.TB, now func() time.Time, log *slog.Logger, change func(*wechat.Config, *wechat.Account)) *scene {
	t.Helper()
	s := &scene{t: t, engine: &fakeEngine{}, platform: &wechattest.Platform{}, store: &shelf{}, now: now}
	account := wechat.Account{
		AppID: appID, Token: token, AESKey: aesKey, Secret: "s", Regions: []string{"410100"},
		APIBase: "http://127.0.0.1:1",
	}
	config := wechat.Config{Engine: s.engine, Tokens: s.store, Now: now, Log: log}
	if change != nil {
		change(&config, &account)
	}
	config.Accounts = map[string]wechat.Account{"main": account}
	channel, err := wechat.New(config)
	if err != nil {
		t.Fatal(err)
	}
	s.channel, s.handler = channel, channel.Handler()
	s.phone = s.citizen(openid)
	if account.Mode == wechat.Clear {
		s.phone.AESKey = ""
	}
	return s
}

func (s *scene) citizen(openid string) *wechattest.Phone {
	return &wechattest.Phone{
		URL: "http://bot.example/wechat/main", AppID: appID, Original: original, Token: token, AESKey: aesKey,
		OpenID: openid, Now: s.now,
	}
}

// deliver carries a callback to the channel.
func (s *scene) deliver(c wechattest.Callback) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, c.Request())
	return w
}

// say delivers a message and reads the answer as WeChat does.
func (s *scene) say(f wechattest.Fields) string {
	s.t.Helper()
	return s.read(s.deliver(s.phone.Send(f)))
}

func (s *scene) read(w *httptest.ResponseRecorder) string {
	s.t.Helper()
	if w.Code != http.StatusOK {
		s.t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	reply, err := s.phone.Read(w.Body.Bytes())
	if err != nil {
		s.t.Fatal(err)
	}
	return reply.Text
}

func at(instant time.Time) func() time.Time { return func() time.Time { return instant } }

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
