package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/wechat"
	"github.com/banshi-bot/banshi/bot/wechat/wechattest"
	"github.com/banshi-bot/banshi/connectors/sandbox"
)

// account is our presence on WeChat in these tests.
const (
	appID    = "wx2c2769f8efd9abc2"
	original = "gh_10f6c3c3ac5a"
	token    = "spamtest"
	aesKey   = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	secret   = "a secret of the account"
)

// onWeChat gives a site the official account of a city, and the platform that account is on.
func (s *site) onWeChat(region string) *wechattest.Platform {
	s.t.Helper()
	platform := &wechattest.Platform{Secret: secret}
	api := httptest.NewServer(platform)
	s.t.Cleanup(api.Close)
	file := func(name, text string) string {
		path := filepath.Join(s.root, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			s.t.Fatal(err)
		}
		return path
	}
	s.more = append(s.more, "--config", file("banshi.yaml", fmt.Sprintf(
		"wechat:\n  main: {regions: [%q], lang: zh, mode: safe, app_id: %s, app_secret_file: %s, token_file: %s, aes_key_file: %s, api_base: %q}\n",
		region, appID, file("app_secret", secret), file("token", token), file("aes_key", aesKey), api.URL)))
	return platform
}

// phone is a citizen's WeChat whose callbacks go to a site.
type phone struct {
	wechattest.Phone
	t        *testing.T
	platform *wechattest.Platform
	said     int
	read     int      // of what was pushed
	heard    []string // all that was read on it
}

func (s *site) phone(t *testing.T, p *wechattest.Platform, openid string) *phone {
	return &phone{t: t, platform: p, Phone: wechattest.Phone{
		URL: s.url + "/wechat/main", AppID: appID, Original: original, Token: token, AESKey: aesKey, OpenID: openid,
	}}
}

// say sends a text and gives the answer WeChat shows for it.
func (p *phone) say(text string) string {
	p.t.Helper()
	answer, err := p.tell(text)
	if err != nil {
		p.t.Fatalf("%s: %v", text, err)
	}
	return answer
}

// tell is say, for goroutines that must not end the test.
func (p *phone) tell(text string) (string, error) {
	p.said++
	resp, err := browser.Do(p.Send(p.Text(fmt.Sprintf("77000%d", p.said), text)).Request())
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	reply, err := p.Read(body)
	p.heard = append(p.heard, reply.Text)
	return reply.Text, err
}

// asked sends a text and checks what is answered.
func (p *phone) asked(text string, want ...string) string {
	p.t.Helper()
	got := p.say(text)
	p.wants(got, "after "+text, want...)
	return got
}

// pushed waits for the next text that came without a message.
func (p *phone) pushed(want ...string) {
	p.t.Helper()
	var got string
	waitFor(p.t, "a push to "+p.OpenID, func() bool {
		all := p.pushes()
		if len(all) == p.read {
			return false
		}
		got = all[p.read]
		return true
	})
	p.read++
	p.heard = append(p.heard, got)
	p.wants(got, "pushed", want...)
}

// pushes are all texts that came without a message.
func (p *phone) pushes() (out []string) {
	for _, sent := range p.platform.Sent() {
		if sent.OpenID == p.OpenID {
			out = append(out, sent.Text)
		}
	}
	return out
}

func (p *phone) wants(got, when string, want ...string) {
	p.t.Helper()
	for _, w := range want {
		if !strings.Contains(got, w) {
			p.t.Fatalf("%s %s: no %q in\n%s", p.OpenID, when, w, got)
		}
	}
}

// shows checks that nobody who looks at the phone reads who its citizen is, and that nothing was left unread.
func (p *phone) shows(c sandbox.Citizen) {
	p.t.Helper()
	for _, text := range p.heard {
		for _, value := range []string{c.IDNo, c.Mobile, c.Name, c.Plate} {
			if value != "" && strings.Contains(text, value) {
				p.t.Errorf("%s reads %s in clear:\n%s", p.OpenID, value, text)
			}
		}
	}
	if all := p.pushes(); len(all) != p.read {
		p.t.Errorf("%s was pushed as well: %q", p.OpenID, all[p.read:])
	}
}

var oneTime = regexp.MustCompile(`http://[\w.:]+/go/[\w-]{22}`)

func linkIn(t *testing.T, text string) string {
	t.Helper()
	link := oneTime.FindString(text)
	if link == "" {
		t.Fatalf("no one-time link in\n%s", text)
	}
	return link
}

// page is what a browser, set to a language other than the conversation's, is shown.
type page struct {
	status int
	to     string // where it leads
	body   string
}

func visit(t *testing.T, method, address string, form url.Values) page {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept-Language", "fr-FR, en;q=0.5")
	resp, err := browser.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return page{resp.StatusCode, resp.Header.Get("Location"), string(body)}
}

// logIn opens a one-time link as WeChat's preview and then a citizen do, proves on the provider's page to be somebody,
// and gives the address that led back. Its pages speak the conversation's language.
func logIn(t *testing.T, link string, c sandbox.Citizen, lang string) (back string) {
	t.Helper()
	for _, method := range []string{"GET", "HEAD", "GET"} { // previews use nothing up
		if p := visit(t, method, link, nil); p.status != http.StatusOK || method == "GET" && !strings.Contains(p.body, `<html lang="`+lang+`">`) {
			t.Fatalf("%s: %d\n%s", method, p.status, p.body)
		}
	}
	pressed := visit(t, "POST", link, nil)
	to, err := url.Parse(pressed.to)
	if pressed.status != http.StatusSeeOther || err != nil {
		t.Fatalf("pressed: %d to %q, %v", pressed.status, pressed.to, err)
	}
	if p := visit(t, "GET", pressed.to, nil); p.status != http.StatusOK || !strings.Contains(p.body, c.IDNo) {
		t.Fatalf("identity page: %d\n%s", p.status, p.body)
	}
	q := to.Query()
	chosen := visit(t, "POST", to.Scheme+"://"+to.Host+to.Path, url.Values{
		"state": q["state"], "return": q["return"], "level": q["level"], "citizen": {c.IDNo},
	})
	if chosen.status != http.StatusSeeOther {
		t.Fatalf("citizen chosen: %d\n%s", chosen.status, chosen.body)
	}
	p := visit(t, "GET", chosen.to, nil)
	if p.status != http.StatusOK || !strings.Contains(p.body, `<html lang="`+lang+`">`) || strings.Contains(p.body, c.Name) {
		t.Fatalf("back: %d\n%s", p.status, p.body)
	}
	return chosen.to
}

// spent checks that a link that was used is refused kindly.
func spent(t *testing.T, link, says string) {
	t.Helper()
	for _, method := range []string{"GET", "POST"} {
		if p := visit(t, method, link, nil); p.status != http.StatusGone || p.to != "" || !strings.Contains(p.body, says) {
			t.Errorf("%s of a used link: %d to %q\n%s", method, p.status, p.to, p.body)
		}
	}
}

// Social security, asked for in WeChat and finished by one link.
func TestSocialSecurityInWeChatByOneLink(t *testing.T) {
	s := newAlone(t)
	platform := s.onWeChat("330100")
	server := s.start()
	server.serves(t)
	zhang, wang := sandbox.Citizens[0], sandbox.Citizens[1]

	t.Run("in Chinese", func(t *testing.T) {
		p := s.phone(t, platform, "openid-zh")
		link := linkIn(t, p.asked("查社保", "需要实名", "10分钟内有效"))
		back := logIn(t, link, zhang, "zh-CN")
		p.pushed("身份已验证：张*", "您同意吗", "回复 1：同意")
		spent(t, link, "链接已用过")
		visit(t, "GET", back, nil) // the page loaded anew tells nobody that something failed
		p.asked("同意", "想看哪一种保险", "养老保险")
		p.asked("养老保险", "看哪一段时间的", "近12个月")
		p.asked("1", "养老保险，近12个月：正常参保", "西溪软件有限公司", "杭州市社会保险服务中心")
		p.shows(zhang)
	})
	t.Run("in English", func(t *testing.T) {
		p := s.phone(t, platform, "openid-en")
		link := linkIn(t, p.asked("check my social security", "needs your verified identity"))
		logIn(t, link, wang, "en")
		p.pushed("Identity verified: 王*", "Do you agree?")
		spent(t, link, "This link was used")
		p.asked("1", "Which insurance would you like to see?")
		p.asked("medical", "For which period?")
		p.asked("last year", "Medical insurance, Last year: ", "From the Hangzhou Social Insurance Service Center")
		p.shows(wang)
	})
	t.Run("what WeChat does not let through comes first at the next message", func(t *testing.T) {
		p := s.phone(t, platform, "openid-late")
		link := linkIn(t, p.asked("查社保", "需要实名"))
		platform.Answer(wechat.CodeWindowClosed)
		logIn(t, link, zhang, "zh-CN")
		s.holds(t, s.identify(t, "wechat", "main", p.OpenID))
		got := p.asked("好了", "您同意吗", "回复 1：同意")
		if !strings.HasPrefix(got, "先补上之前没能送达的消息：\n身份已验证：张*") || strings.Count(got, "您同意吗") != 1 {
			t.Errorf("what was held does not come first, or twice:\n%s", got)
		}
		p.asked("1", "想看哪一种保险")
		p.asked("医保", "看哪一段时间的")
		p.asked("今年", "医疗保险，今年：正常参保")
		p.shows(zhang)
	})

	if code := server.stop(t); code != 0 {
		t.Errorf("exit %d after SIGTERM", code)
	}
	log, err := os.ReadFile(s.log)
	if err != nil {
		t.Fatal(err)
	}
	for _, value := range []string{zhang.IDNo, zhang.Name, zhang.Mobile, wang.IDNo, wang.Name, "/go/", "查社保"} {
		if strings.Contains(string(log), value) {
			t.Errorf("the log tells %s", value)
		}
	}
}

// holds waits until a conversation remembers what could not be pushed.
func (s *site) holds(t *testing.T, conversation string) {
	t.Helper()
	waitFor(t, "a push is refused and kept", func() bool {
		st := s.open(t)
		defer st.Close()
		stored, err := st.Load(t.Context(), conversation)
		if err != nil {
			t.Fatal(err)
		}
		var c bot.Conversation
		if err := bot.Unpack(stored.State, &c); err != nil {
			t.Fatal(err)
		}
		return len(c.Held) > 0
	})
}
