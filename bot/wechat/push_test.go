package wechat_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
	"github.com/banshi-bot/banshi/bot/wechat"
	"github.com/banshi-bot/banshi/bot/wechat/wechattest"
	"github.com/banshi-bot/banshi/connectors"
)

// pushing is a scene whose platform is a local server, with a clock to move by hand.
type pushing struct {
	*scene
	clock time.Time
	seq   int64
	logs  bytes.Buffer
}

func newPushing(t *testing.T) *pushing {
	p := &pushing{clock: noon}
	platform := &wechattest.Platform{Secret: "s"}
	server := httptest.NewServer(http.StripPrefix("/staging", platform))
	t.Cleanup(server.Close)
	p.scene = begin(t, func() time.Time { return p.clock }, slog.New(slog.NewJSONHandler(&p.logs, nil)),
		func(_ *wechat.Config, a *wechat.Account) { a.APIBase = server.URL + "/staging/" })
	p.platform = platform
	return p
}

// entry is a reply of the log.
func (p *pushing) entry(text string) bot.Logged {
	p.seq++
	return bot.Logged{Seq: p.seq, Reply: &bot.Reply{Kind: bot.KindText, Text: text}}
}

func (p *pushing) push(texts ...string) error {
	var entries []bot.Logged
	for _, text := range texts {
		entries = append(entries, p.entry(text))
	}
	return p.channel.Push(context.Background(), "main", openid, entries)
}

func held(err error) int {
	var h *engine.Held
	if !errors.As(err, &h) {
		return 0
	}
	code, _ := strconv.Atoi(h.Code)
	return code
}

func TestPushMerges(t *testing.T) {
	p := newPushing(t)
	if err := p.push("已收到付款。", "已缴清 200.00 元。"); err != nil {
		t.Fatal(err)
	}
	if sent := p.platform.Sent(); len(sent) != 1 || sent[0] != (wechattest.Sent{OpenID: openid, Text: "已收到付款。\n\n已缴清 200.00 元。"}) {
		t.Errorf("sent %v", sent)
	}
	if err := p.channel.Push(context.Background(), "main", openid, nil); err != nil {
		t.Error(err)
	}
	if err := p.channel.Push(context.Background(), "other", openid, nil); err == nil {
		t.Error("an unknown account was pushed to")
	}
}

// TestCodes goes through the codes the platform may answer: what the error is, and how often it was asked.
func TestCodes(t *testing.T) {
	type want struct {
		held        int
		dead, again bool
		sends       int
		alarm       bool
	}
	for code, w := range map[int]want{
		0:                         {sends: 1},
		wechat.CodeBadToken:       {sends: 2},
		wechat.CodeInvalidToken:   {sends: 2},
		wechat.CodeExpiredToken:   {sends: 2},
		wechat.CodeBadOpenID:      {sends: 1, dead: true},
		wechat.CodeBadAppID:       {sends: 1, held: 40013, alarm: true},
		wechat.CodeBadSecret:      {sends: 1, held: 40125, alarm: true},
		wechat.CodeNotWhitelisted: {sends: 1, held: 40164, alarm: true},
		wechat.CodeNotFollowing:   {sends: 1, held: 43004},
		wechat.CodeWindowClosed:   {sends: 1, held: 45015},
		wechat.CodeCountUsedUp:    {sends: 1, held: 45047},
		wechat.CodeDailyQuota:     {sends: 1, again: true},
		wechat.CodePerMinute:      {sends: 1, again: true},
		wechat.CodeBusy:           {sends: 1, again: true},
		45002:                     {sends: 1, dead: true},
		45008:                     {sends: 1, dead: true},
		40035:                     {sends: 1, dead: true},
		wechat.CodeNotGranted:     {sends: 1, held: 48001, alarm: true},
	} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			p := newPushing(t)
			p.say(p.phone.Text("1", "你好"))
			p.platform.Answer(code)
			err := p.push("答复")
			if held(err) != w.held || errors.Is(err, connectors.ErrRefused) != w.dead || errors.Is(err, connectors.ErrAgain) != w.again {
				t.Errorf("error %v", err)
			}
			if (err == nil) != (w.held == 0 && !w.dead && !w.again) {
				t.Errorf("error %v", err)
			}
			if sends, _ := p.platform.Counts(); sends != w.sends {
				t.Errorf("asked %d times", sends)
			}
			if alarm := strings.Contains(p.logs.String(), `"level":"ERROR"`); alarm != w.alarm {
				t.Errorf("logged %s", p.logs.String())
			}
			// What was held for the citizen's sake is not asked again until the citizen gives a sign.
			if w.held == 43004 || w.held == 45015 || w.held == 45047 || w.held == 48001 {
				if err := p.push("再说一次"); held(err) == 0 {
					t.Errorf("pushed again: %v", err)
				}
				if sends, _ := p.platform.Counts(); sends != 1 {
					t.Errorf("asked the platform again")
				}
			}
		})
	}
}

func TestRevokedTokenIsFetchedOnce(t *testing.T) {
	p := newPushing(t)
	if err := p.push("一"); err != nil {
		t.Fatal(err)
	}
	p.platform.Revoke()
	if err := p.push("二"); err != nil {
		t.Fatal(err)
	}
	sends, tokens := p.platform.Counts()
	if len(p.platform.Sent()) != 2 || sends != 3 || tokens != 2 {
		t.Errorf("sent %v, asked %d times, %d tokens", p.platform.Sent(), sends, tokens)
	}
	if kept := p.store.kept["main"]; kept.Value != "token-1" || kept.Until != noon.Add(2*time.Hour-5*time.Minute).UnixMilli() {
		t.Errorf("kept %v", kept)
	}
	// A token that stays refused is no loop.
	p.platform.Answer(wechat.CodeBadToken, wechat.CodeBadToken)
	if err := p.push("三"); !errors.Is(err, connectors.ErrAgain) {
		t.Errorf("error %v", err)
	}
}

func TestRefusalsAreCountedByCode(t *testing.T) {
	p := newPushing(t)
	p.platform.Answer(wechat.CodeBadToken, 0, wechat.CodePerMinute)
	if err := p.push("一"); err != nil {
		t.Fatal(err)
	}
	if err := p.push("二"); !errors.Is(err, connectors.ErrAgain) {
		t.Fatalf("error %v", err)
	}
	p.platform.Secret = "another"
	p.clock = noon.Add(2 * time.Hour)
	p.store.kept = nil
	if err := p.push("三"); err == nil {
		t.Fatal("pushed with a secret that is wrong")
	}
	want := []wechat.Refusal{
		{Account: "main", Call: "push", Code: wechat.CodeBadToken, Count: 1},
		{Account: "main", Call: "push", Code: wechat.CodePerMinute, Count: 1},
		{Account: "main", Call: "token", Code: wechat.CodeBadSecret, Count: 1},
	}
	if got := p.channel.Refusals(); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestTokenIsShared(t *testing.T) {
	p := newPushing(t)
	// Another node fetched it.
	p.store.kept = map[string]wechat.AccessToken{"main": {Value: "token-0", Until: noon.Add(time.Hour).UnixMilli()}}
	if err := p.push("一"); err != nil {
		t.Fatal(err)
	}
	if _, tokens := p.platform.Counts(); tokens != 0 {
		t.Errorf("fetched %d tokens", tokens)
	}
	p.clock = noon.Add(time.Hour)
	if err := p.push("二"); err != nil {
		t.Fatal(err)
	}
	if _, tokens := p.platform.Counts(); tokens != 1 {
		t.Errorf("after its end fetched %d tokens", tokens)
	}
	// The secret is wrong by now: held, with an alarm.
	p.platform.Secret = "other"
	p.clock = noon.Add(9 * time.Hour)
	if err := p.push("三"); held(err) != wechat.CodeBadSecret {
		t.Errorf("error %v", err)
	}
}

func TestTokenWithoutAPlaceToKeepIt(t *testing.T) {
	p := newPushing(t)
	platform := &wechattest.Platform{}
	channel, err := wechat.New(wechat.Config{
		Accounts: map[string]wechat.Account{"main": {AppID: appID, Token: token, AESKey: aesKey, Secret: "s"}},
		Engine:   p.engine, Now: p.now, Transport: inMemory{platform},
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := channel.Push(t.Context(), "main", openid, []bot.Logged{p.entry("一")}); err != nil {
			t.Fatal(err)
		}
	}
	if _, tokens := platform.Counts(); tokens != 1 || len(platform.Sent()) != 2 {
		t.Errorf("%d tokens, sent %v", tokens, platform.Sent())
	}
}

func TestUnknownOutcomeIsNotSentAgain(t *testing.T) {
	for name, instead := range map[string]func(http.ResponseWriter) bool{
		"hung up": func(http.ResponseWriter) bool { panic(http.ErrAbortHandler) },
		"garbage": func(w http.ResponseWriter) bool { fmt.Fprint(w, "<html>"); return true },
	} {
		p := newPushing(t)
		p.say(p.phone.Text("1", "你好"))
		p.platform.Break(instead)
		err := p.push("已缴清")
		if !errors.Is(err, connectors.ErrUnknown) || errors.Is(err, connectors.ErrAgain) {
			t.Errorf("%s: %v", name, err)
		}
		if strings.Contains(err.Error(), "token-") {
			t.Errorf("%s: the error holds the token: %v", name, err)
		}
		if sends, _ := p.platform.Counts(); sends != 1 {
			t.Errorf("%s: asked %d times", name, sends)
		}
	}
}

func TestNothingWrittenIsTriedAgain(t *testing.T) {
	p := newPushing(t)
	p.store.kept = map[string]wechat.AccessToken{"gone": {Value: "secret-token", Until: noon.Add(time.Hour).UnixMilli()}}
	channel, err := wechat.New(wechat.Config{
		Accounts: map[string]wechat.Account{"gone": {AppID: appID, Token: token, AESKey: aesKey, Secret: "s", APIBase: "http://127.0.0.1:1"}},
		Engine:   p.engine, Tokens: p.store, Now: p.now,
	})
	if err != nil {
		t.Fatal(err)
	}
	err = channel.Push(context.Background(), "gone", openid, []bot.Logged{p.entry("一")})
	if !errors.Is(err, connectors.ErrAgain) || strings.Contains(err.Error(), "secret-token") {
		t.Errorf("error %v", err)
	}
	p.platform.Break(func(w http.ResponseWriter) bool { w.WriteHeader(502); return true })
	if err := p.push("二"); !errors.Is(err, connectors.ErrAgain) {
		t.Errorf("502: %v", err)
	}
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	if err := p.channel.Push(canceled, "main", openid, []bot.Logged{p.entry("三")}); !errors.Is(err, connectors.ErrAgain) {
		t.Errorf("canceled: %v", err)
	}
}

// TestQuota is the arithmetic of WeChat's allowances, day by day.
func TestQuota(t *testing.T) {
	p := newPushing(t)
	taken := func(want int, code int) {
		t.Helper()
		n := 0
		for {
			err := p.push("答复")
			if err == nil && n < 20 {
				n++
				continue
			}
			if held(err) != code {
				t.Errorf("then %v, want %d", err, code)
			}
			break
		}
		if n != want {
			t.Errorf("%d taken, want %d", n, want)
		}
	}
	p.say(p.phone.Text("1", "你好"))
	taken(5, wechat.CodeCountUsedUp)

	p.clock = p.clock.Add(48 * time.Hour)
	if err := p.push("答复"); held(err) != wechat.CodeWindowClosed {
		t.Errorf("after 48 h: %v", err)
	}
	p.say(p.phone.Event("CLICK", "traffic_fine_pay"))
	taken(3, wechat.CodeCountUsedUp)
	p.clock = p.clock.Add(time.Minute)
	if err := p.push("答复"); held(err) != wechat.CodeWindowClosed {
		t.Errorf("a minute after the click: %v", err)
	}
	// A click within the 48 hours adds its three; a minute later what is left is the message's.
	p.say(p.phone.Text("2", "你好"))
	p.push("答复")
	p.say(p.phone.Event("SCAN", "x"))
	taken(7, wechat.CodeCountUsedUp)
	p.say(p.phone.Text("3", "你好"))
	p.clock = p.clock.Add(48*time.Hour - time.Millisecond)
	taken(5, wechat.CodeCountUsedUp)

	// A tapped line of a menu message counts as a click.
	p.clock = p.clock.Add(72 * time.Hour)
	p.say(wechattest.Fields{"MsgType": "text", "MsgId": "4", "Content": "缴纳", "bizmsgmenuid": "pay-now"})
	taken(3, wechat.CodeCountUsedUp)

	// What WeChat refused without counting is given back.
	p.say(p.phone.Text("5", "你好"))
	p.platform.Answer(wechat.CodeBusy, wechat.CodeBusy)
	p.push("答复")
	p.push("答复")
	taken(5, wechat.CodeCountUsedUp)

	p.say(p.phone.Text("6", "你好"))
	p.read(p.deliver(p.phone.Send(p.phone.Event("unsubscribe", ""))))
	taken(0, wechat.CodeNotFollowing)
	p.say(p.phone.Event("subscribe", "qrscene_hall"))
	taken(3, wechat.CodeCountUsedUp)
}

func TestNotGrantedSwitchesPushOff(t *testing.T) {
	p := newPushing(t)
	p.say(p.phone.Text("1", "你好"))
	if !p.engine.heard[0].Channel.Tell {
		t.Error("the account may tell, but does not say so")
	}
	p.platform.Answer(wechat.CodeNotGranted)
	p.push("答复")
	p.say(p.phone.Text("2", "你好"))
	if p.engine.heard[1].Channel.Tell {
		t.Error("the account still promises to tell")
	}
	p.clock = p.clock.Add(time.Hour)
	if err := p.push("答复"); err != nil {
		t.Errorf("an hour later: %v", err)
	}
}

func TestLongPush(t *testing.T) {
	sentence := "这是一句很长的话，说明办理这项业务需要的材料。"
	long := strings.Repeat(sentence, 130) // about 9 KB
	p := newPushing(t)
	p.say(p.phone.Text("1", "你好"))
	// The second page is refused for now; the push that follows begins with it.
	p.platform.Answer(0, wechat.CodePerMinute)
	entries := []bot.Logged{p.entry(long)}
	if err := p.channel.Push(context.Background(), "main", openid, entries); !errors.Is(err, connectors.ErrAgain) {
		t.Fatalf("error %v", err)
	}
	if err := p.channel.Push(context.Background(), "main", openid, entries); err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, sent := range p.platform.Sent() {
		got.WriteString(sent.Text)
	}
	for id := 2; id < 9 && strings.Contains(got.String(), "更多"); id++ {
		text := strings.ReplaceAll(got.String(), "\n…（未完，回复“更多”看下一部分）", "")
		got.Reset()
		got.WriteString(text + p.say(p.phone.Text(fmt.Sprint(id), "更多")))
	}
	if got.String() != long {
		t.Errorf("%d bytes of %d arrived", got.Len(), len(long))
	}
	if n := len(p.platform.Sent()); n != 2 {
		t.Errorf("%d messages", n)
	}
}
