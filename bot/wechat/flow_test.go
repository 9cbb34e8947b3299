package wechat_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
	"github.com/banshi-bot/banshi/bot/wechat"
	"github.com/banshi-bot/banshi/bot/wechat/wechattest"
)

// inMemory carries requests to the platform without a network, as a synctest bubble wants it.
type inMemory struct{ http.Handler }

func (t inMemory) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	t.ServeHTTP(w, r)
	return w.Result(), nil
}

// bubble runs a scene on a clock of its own that moves only while everybody waits.
func bubble(t *testing.T, play func(t *testing.T, s *scene)) {
	synctest.Test(t, func(t *testing.T) {
		platform := &wechattest.Platform{}
		s := begin(t, time.Now, nil, func(c *wechat.Config, _ *wechat.Account) { c.Transport = inMemory{platform} })
		s.platform = platform
		play(t, s)
		if err := s.channel.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func chainOf(takes time.Duration, texts ...string) func(bot.What) ([]bot.Reply, time.Duration) {
	return func(bot.What) ([]bot.Reply, time.Duration) {
		var replies []bot.Reply
		for _, text := range texts {
			replies = append(replies, bot.Reply{Kind: bot.KindText, Text: text})
		}
		return replies, takes
	}
}

// pass lets time go by in a bubble, until everybody waits again.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// timed delivers a callback and tells how long WeChat waited.
func (s *scene) timed(c wechattest.Callback) (string, time.Duration) {
	begun := time.Now()
	text := s.read(s.deliver(c))
	return text, time.Since(begun)
}

func TestSettledInTimeGoesOutPassively(t *testing.T) {
	bubble(t, func(t *testing.T, s *scene) {
		s.engine.talk = chainOf(3*time.Second, "请核对：共 200.00 元", "还有一句")
		got, took := s.timed(s.phone.Send(s.phone.Text("1", "交罚单")))
		if got != "请核对：共 200.00 元\n\n还有一句" || took != 3*time.Second {
			t.Errorf("%q after %v", got, took)
		}
		if len(s.platform.Sent()) != 0 {
			t.Errorf("also pushed %v", s.platform.Sent())
		}
	})
}

func TestLateSaysItsHoldingReply(t *testing.T) {
	bubble(t, func(t *testing.T, s *scene) {
		s.engine.talk = chainOf(9*time.Second, "查到了")
		callback := s.phone.Send(s.phone.Text("1", "交罚单"))
		got, took := s.timed(callback)
		if got != "正在查，稍等。" || took != 4*time.Second {
			t.Errorf("%q after %v", got, took)
		}
		pass(time.Second)
		if again, took := s.timed(callback); again != got || took != 0 {
			t.Errorf("the retry got %q after %v", again, took)
		}
		pass(10 * time.Second)
		if again := s.read(s.deliver(callback)); again != got {
			t.Errorf("a late retry got %q: what the engine pushes must not go out here too", again)
		}
		synctest.Wait()
		if len(s.engine.pushed) != 1 {
			t.Errorf("the engine pushes %d replies", len(s.engine.pushed))
		}
	})
}

func TestRetriesWaitForTheSameAnswer(t *testing.T) {
	bubble(t, func(t *testing.T, s *scene) {
		s.engine.talk = chainOf(3500*time.Millisecond, "答复")
		one, two := s.phone.Send(s.phone.Text("1", "一")), s.phone.Send(s.phone.Text("2", "二"))
		var all sync.WaitGroup
		for i, c := range []wechattest.Callback{one, one, two, one, two} { // doubled and out of order
			all.Go(func() {
				time.Sleep(time.Duration(i) * 100 * time.Millisecond)
				if got := s.read(s.deliver(c)); got != "答复" {
					t.Errorf("callback %d got %q", i, got)
				}
			})
		}
		all.Wait()
		if len(s.engine.heard) != 2 || s.engine.asked != 2 {
			t.Errorf("heard %d messages, asked %d times", len(s.engine.heard), s.engine.asked)
		}
	})
}

// TestRetryOnAnotherNode: that node remembers nothing, so the engine's own ring answers the retry.
func TestRetryOnAnotherNode(t *testing.T) {
	bubble(t, func(t *testing.T, s *scene) {
		first := s.say(s.phone.Text("1", "一"))
		other := begin(t, time.Now, nil, func(c *wechat.Config, _ *wechat.Account) { c.Engine = s.engine })
		if again := other.say(other.phone.Text("1", "一")); again != first || len(s.engine.heard) != 1 {
			t.Errorf("the other node says %q, heard %d", again, len(s.engine.heard))
		}
		if err := other.channel.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestHardLimitThenPush(t *testing.T) {
	bubble(t, func(t *testing.T, s *scene) {
		s.engine.commit = 7 * time.Second
		callback := s.phone.Send(s.phone.Text("1", "你好"))
		if got, took := s.timed(callback); got != "" || took != 4500*time.Millisecond {
			t.Errorf("%q after %v", got, took)
		}
		pass(10 * time.Second)
		if sent := s.platform.Sent(); len(sent) != 1 || sent[0].Text != "您说：你好" || sent[0].OpenID != openid {
			t.Errorf("pushed %v", sent)
		}
		if again := s.read(s.deliver(callback)); again != "" {
			t.Errorf("pushed, and then passively %q too", again)
		}
	})
}

func TestRetryCarriesWhatTheFirstCouldNot(t *testing.T) {
	bubble(t, func(t *testing.T, s *scene) {
		s.engine.commit = 7 * time.Second
		callback := s.phone.Send(s.phone.Text("1", "你好"))
		if got := s.read(s.deliver(callback)); got != "" {
			t.Errorf("the first got %q", got)
		}
		pass(500 * time.Millisecond)
		if got, took := s.timed(callback); got != "您说：你好" || took != 2*time.Second {
			t.Errorf("the retry got %q after %v", got, took)
		}
		pass(time.Minute)
		if sent := s.platform.Sent(); len(sent) != 0 {
			t.Errorf("and pushed %v", sent)
		}
	})
}

func TestHungUpThenRetried(t *testing.T) {
	for _, retried := range []bool{true, false} {
		bubble(t, func(t *testing.T, s *scene) {
			s.engine.talk = chainOf(3*time.Second, "答复")
			callback := s.phone.Send(s.phone.Text("1", "你好"))
			ctx, hangUp := context.WithTimeout(t.Context(), time.Second)
			defer hangUp()
			s.handler.ServeHTTP(httptest.NewRecorder(), callback.Request().WithContext(ctx))
			want := 1
			if retried {
				pass(5 * time.Second)
				if got := s.read(s.deliver(callback)); got != "答复" {
					t.Errorf("the retry got %q", got)
				}
				want = 0
			}
			pass(30 * time.Second)
			if sent := s.platform.Sent(); len(sent) != want {
				t.Errorf("retried %v: pushed %v", retried, sent)
			}
		})
	}
}

func TestWindowThatCannotBeClosed(t *testing.T) {
	bubble(t, func(t *testing.T, s *scene) {
		s.engine.talk, s.engine.stuck = chainOf(9*time.Second, "查到了"), engine.ErrUnavailable
		if got, took := s.timed(s.phone.Send(s.phone.Text("1", "查"))); got != "" || took != 4500*time.Millisecond {
			t.Errorf("%q after %v", got, took)
		}
		pass(10 * time.Second)
		if sent := s.platform.Sent(); len(sent) != 1 || sent[0].Text != "查到了" {
			t.Errorf("pushed %v", sent)
		}
	})
}

func TestPushRefusedComesFirstAtTheNextMessage(t *testing.T) {
	bubble(t, func(t *testing.T, s *scene) {
		s.engine.commit = 7 * time.Second
		s.platform.Answer(wechat.CodeWindowClosed)
		s.say(s.phone.Text("1", "一"))
		pass(10 * time.Second)
		s.engine.commit = 0
		if got := s.say(s.phone.Text("2", "二")); got != "您说：一\n\n您说：二" {
			t.Errorf("answered %q", got)
		}
		if got := s.say(s.phone.Text("3", "三")); got != "您说：三" {
			t.Errorf("then %q", got)
		}
	})
}

func TestUnavailableIsSaidAndTriedAgain(t *testing.T) {
	for _, fault := range []error{engine.ErrUnavailable, engine.ErrStopping, engine.ErrStaleChoice, fmt.Errorf("a bug")} {
		bubble(t, func(t *testing.T, s *scene) {
			s.engine.fail = fault
			callback := s.phone.Send(s.phone.Text("1", "你好"))
			if got := s.read(s.deliver(callback)); !strings.Contains(got, "过一会儿再发") {
				t.Errorf("%v: %q", fault, got)
			}
			s.engine.fail = nil
			if got := s.read(s.deliver(callback)); got != "您说：你好" {
				t.Errorf("after %v: %q", fault, got)
			}
		})
	}
}

func TestPersonHoldsTheConversation(t *testing.T) {
	bubble(t, func(t *testing.T, s *scene) {
		s.engine.talk = chainOf(0)
		w := s.deliver(s.phone.Send(s.phone.Text("1", "你好")))
		if w.Body.String() != "success" || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
			t.Errorf("%q", w.Body)
		}
	})
}

func TestPanicIsNoFaultNotice(t *testing.T) {
	bubble(t, func(t *testing.T, s *scene) {
		s.engine.talk = func(bot.What) ([]bot.Reply, time.Duration) { panic("a bug about 330106199001011234") }
		if got := s.say(s.phone.Text("1", "你好")); !strings.Contains(got, "过一会儿再发") {
			t.Errorf("answered %q", got)
		}
	})
}

func TestTooFast(t *testing.T) {
	bubble(t, func(t *testing.T, s *scene) {
		for i := range 20 {
			if got := s.say(s.phone.Text(fmt.Sprint(i), "一")); got != "您说：一" {
				t.Fatalf("message %d: %q", i, got)
			}
		}
		if got := s.say(s.phone.Text("20", "二")); !strings.Contains(got, "快") {
			t.Errorf("message 21: %q", got)
		}
		if got := s.say(s.phone.Text("7", "一")); got != "您说：一" {
			t.Errorf("a retry: %q", got)
		}
		pass(3 * time.Second)
		if got := s.say(s.phone.Text("21", "三")); got != "您说：三" {
			t.Errorf("three seconds later: %q", got)
		}
		if len(s.engine.heard) != 21 {
			t.Errorf("heard %d", len(s.engine.heard))
		}
	})
}

// TestCloseDoesNotWaitForARetry: what an asker left behind is pushed before the process ends.
func TestCloseDoesNotWaitForARetry(t *testing.T) {
	bubble(t, func(t *testing.T, s *scene) {
		s.engine.talk = chainOf(3*time.Second, "答复")
		ctx, hangUp := context.WithTimeout(t.Context(), time.Second)
		defer hangUp()
		s.handler.ServeHTTP(httptest.NewRecorder(), s.phone.Send(s.phone.Text("1", "你好")).Request().WithContext(ctx))
		begun := time.Now()
		if err := s.channel.Close(t.Context()); err != nil || time.Since(begun) != 2*time.Second {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
		if sent := s.platform.Sent(); len(sent) != 1 {
			t.Errorf("pushed %v", sent)
		}
	})
}

// TestRetryOpensNothing: the allowance counts from the message, not from each of its callbacks.
func TestRetryOpensNothing(t *testing.T) {
	bubble(t, func(t *testing.T, s *scene) {
		callback := s.phone.Send(s.phone.Text("1", "你好"))
		s.read(s.deliver(callback))
		for i := range 7 {
			reply := bot.Reply{Text: "答复"}
			err := s.channel.Push(t.Context(), "main", openid, []bot.Logged{{Seq: int64(i + 9), Reply: &reply}})
			if (err == nil) != (i < 5) {
				t.Errorf("push %d: %v", i, err)
			}
			s.read(s.deliver(callback))
		}
	})
}

func TestAccountsAreApart(t *testing.T) {
	bubble(t, func(t *testing.T, s *scene) {
		account := wechat.Account{AppID: appID, Token: token, AESKey: aesKey}
		second := account
		second.Token, second.AppID = "other", "wx1111111111111111"
		channel, err := wechat.New(wechat.Config{
			Accounts: map[string]wechat.Account{"main": account, "second": second}, Engine: s.engine, Tokens: s.store,
		})
		if err != nil {
			t.Fatal(err)
		}
		s.handler = channel.Handler()
		s.say(s.phone.Text("1", "你好"))
		s.phone.URL = "http://bot.example/wechat/second"
		if w := s.deliver(s.phone.Send(s.phone.Text("2", "你好"))); w.Code != http.StatusForbidden {
			t.Errorf("another account's callback: %d", w.Code)
		}
		s.phone.Token, s.phone.AppID, s.phone.Original = "other", second.AppID, "gh_second"
		s.say(s.phone.Text("1", "你好")) // the same openid and id are somebody else here
		if len(s.engine.heard) != 2 || s.engine.heard[1].Channel.Account != "second" {
			t.Errorf("heard %+v", s.engine.heard)
		}
		if err := channel.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestLongAnswerComesInParts(t *testing.T) {
	bubble(t, func(t *testing.T, s *scene) {
		long := strings.Repeat("这是一句很长的话，说明办理这项业务需要的材料。", 70) // about 4.8 KB
		s.engine.talk = chainOf(0, long)
		note := "\n…（未完，回复“更多”看下一部分）"
		first := s.phone.Send(s.phone.Text("1", "要带什么"))
		got := s.read(s.deliver(first))
		if again := s.read(s.deliver(first)); again != got || !strings.HasSuffix(got, note) {
			t.Errorf("the retry got %q", again)
		}
		all := strings.TrimSuffix(got, note)
		for i := 2; strings.HasSuffix(got, note); i++ {
			more := s.phone.Send(s.phone.Text(fmt.Sprint(i), "更多。"))
			got = s.read(s.deliver(more))
			if again := s.read(s.deliver(more)); again != got {
				t.Errorf("the retry of part %d got %q", i, again)
			}
			all += strings.TrimSuffix(got, note)
		}
		if all != long || len(s.engine.heard) != 1 {
			t.Errorf("%d of %d bytes, heard %d", len(all), len(long), len(s.engine.heard))
		}
		s.engine.talk = nil
		if got := s.say(s.phone.Text("9", "更多")); got != "您说：更多" {
			t.Errorf("with nothing left: %q", got)
		}
	})
}

// TestBurst: a thousand citizens at once, retries among them, an engine that commits and answers at any speed.
// No callback waits beyond 4.5 s, and each message is answered on exactly one road.
func TestBurst(t *testing.T) {
	bubble(t, func(t *testing.T, s *scene) {
		const messages = 1000
		chance := rand.New(rand.NewPCG(1, 2))
		takes := map[string]time.Duration{}
		for i := range messages {
			takes[fmt.Sprintf("问%d。", i)] = time.Duration(chance.IntN(9000)) * time.Millisecond
		}
		s.engine.commit = 300 * time.Millisecond
		s.engine.talk = func(w bot.What) ([]bot.Reply, time.Duration) {
			text := w.(bot.Said).Text
			return []bot.Reply{{Text: "答" + text}}, takes[text]
		}
		var mu sync.Mutex
		var all sync.WaitGroup
		answers, longest := map[int]string{}, time.Duration(0)
		for i := range messages {
			phone := s.citizen(fmt.Sprintf("citizen-%d", i))
			callback := phone.Send(phone.Text("1", fmt.Sprintf("问%d。", i)))
			for try := range 1 + chance.IntN(3) {
				wait := time.Duration(chance.IntN(500)+try*1500) * time.Millisecond
				all.Go(func() {
					time.Sleep(wait)
					begun := time.Now()
					w := s.deliver(callback)
					took := time.Since(begun)
					reply, err := phone.Read(w.Body.Bytes())
					mu.Lock()
					defer mu.Unlock()
					longest = max(longest, took)
					if err != nil || w.Code != 200 {
						t.Errorf("citizen %d: %d %v", i, w.Code, err)
					}
					if was, ok := answers[i]; ok && was != reply.Text {
						t.Errorf("citizen %d heard %q and %q", i, was, reply.Text)
					}
					answers[i] = reply.Text
				})
			}
		}
		all.Wait()
		pass(time.Minute)
		if longest > 4500*time.Millisecond {
			t.Errorf("a callback waited %v", longest)
		}
		if len(s.engine.heard) != messages {
			t.Errorf("heard %d messages", len(s.engine.heard))
		}
		told := len(s.engine.pushed) + len(s.platform.Sent())
		for i, text := range answers {
			if strings.Contains(text, fmt.Sprintf("答问%d。", i)) {
				told++
			}
		}
		if told != messages {
			t.Errorf("%d answers for %d messages", told, messages)
		}
	})
}
