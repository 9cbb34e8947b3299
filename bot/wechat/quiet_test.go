package wechat_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/wechat"
)

// TestNothingOfTheMessageIsLogged goes through every road and fault with marked values: words, sender, keys.
func TestNothingOfTheMessageIsLogged(t *testing.T) {
	var logs bytes.Buffer
	canaries := []string{"330106199001011234", "张三", openid, "appsecret-canary", token, aesKey, "token-"}
	p := newPushing(t)
	s := begin(t, p.now, slog.New(slog.NewJSONHandler(&logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
		func(_ *wechat.Config, a *wechat.Account) { a.Secret, a.Original = "appsecret-canary", original })
	text := "我是张三 330106199001011234"
	s.say(s.phone.Text("1", text))
	s.engine.talk = func(bot.What) ([]bot.Reply, time.Duration) { panic(text) }
	s.say(s.phone.Text("2", text))
	s.engine.talk, s.engine.fail = nil, fmt.Errorf("hear %s: %w", text, errors.New(text))
	s.say(s.phone.Text("3", text))
	forged := s.phone.Send(s.phone.Text("4", text))
	forged.Query.Set("msg_signature", text)
	s.deliver(forged)
	forged = s.phone.SendRaw([]byte("<xml><" + text))
	s.deliver(forged)
	forged = s.phone.Send(fields{"ToUserName": text, "MsgType": "text"})
	s.deliver(forged)
	s.channel.Push(t.Context(), "main", openid, []bot.Logged{p.entry(text)}) // nobody listens there
	p.say(p.phone.Text("1", text))
	for _, code := range []int{wechat.CodeBadSecret, wechat.CodeNotGranted} {
		p.platform.Answer(code)
		p.push(text)
	}
	logs.Write(p.logs.Bytes())
	if lines := strings.Count(logs.String(), "\n"); lines < 6 {
		t.Errorf("only %d lines: the faults were not met:\n%s", lines, logs.String())
	}
	for _, canary := range canaries {
		if strings.Contains(logs.String(), canary) {
			t.Errorf("%q is in the log:\n%s", canary, logs.String())
		}
	}
}

// TestForbiddenParts: the SDK's server, root package and payments, and the logger they set to debug, are not
// even linked.
func TestForbiddenParts(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		switch dep := strings.TrimSpace(line); dep {
		case "github.com/silenceper/wechat/v2", "github.com/silenceper/wechat/v2/officialaccount/server",
			"github.com/silenceper/wechat/v2/officialaccount", "github.com/sirupsen/logrus":
			t.Errorf("%s is linked", dep)
		default:
			if strings.Contains(dep, "silenceper/wechat/v2/pay") {
				t.Errorf("%s is linked", dep)
			}
		}
	}
}
