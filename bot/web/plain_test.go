package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents"
)

const formType = "application/x-www-form-urlencoded"

// plainPost sends the form of the page without JavaScript and gives where it leads to.
func (b *bench) plainPost(cookie string, form url.Values, header ...string) *http.Response {
	b.t.Helper()
	header = append(header, "Content-Type", formType)
	if cookie != "" {
		header = append(header, "Cookie", cookie)
	}
	resp, _ := b.call("POST", "/chat?lang=zh", form.Encode(), header...)
	return resp
}

func TestChatWithoutJavaScript(t *testing.T) {
	b := serve(t, func(c *Config) { c.Limits.Plain = 10 * time.Millisecond })
	b.engine.answer = func(w bot.What) []bot.Reply {
		if _, ok := w.(bot.Filled); ok {
			return []bot.Reply{{Kind: bot.KindPayment, Text: "付款：{link}", URL: "https://pay.example/1", Link: "pay",
				Payment: &bot.Payment{AmountFen: 20005, Payee: "杭州交警"}}}
		}
		return []bot.Reply{{
			Kind: bot.KindForm, Text: "<b>表</b>", Form: &bot.Form{Submit: "提交", Fields: []bot.Field{{Name: "no", Label: "编号"}}},
			Choices: []bot.Choice{{Value: "v\"1", Label: "先不办"}},
		}}
	}
	if _, body := b.call("GET", "/chat", ""); len(b.sessions.list) != 0 || !strings.Contains(string(body), "演示") {
		t.Error("looking at the page opened a session, or no ribbon")
	}
	resp := b.plainPost("", url.Values{"id": {"a"}, "text": {"交罚单"}})
	if resp.StatusCode != http.StatusSeeOther || len(resp.Cookies()) != 1 {
		t.Fatalf("%d %v", resp.StatusCode, resp.Header)
	}
	c := resp.Cookies()[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure || c.Name != "banshi" {
		t.Errorf("cookie %v", c)
	}
	cookie := c.Name + "=" + c.Value
	_, body := b.call("GET", resp.Header.Get("Location"), "", "Cookie", cookie)
	page := string(body)
	for _, want := range []string{"交罚单", "&lt;b&gt;表", "编号", `name="field.no"`, "提交", "先不办", "人工", "重新开始"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
	value := regexp.MustCompile(`name="choice" value="([^"]*)"`).FindStringSubmatch(page)
	if value == nil || value[1] != "v&#34;1\t先不办" && value[1] != "v&#34;1&#9;先不办" {
		t.Errorf("choice %q", value)
	}
	resp = b.plainPost(cookie, url.Values{"id": {"b"}, "field.no": {"3301061900123456"}})
	_, body = b.call("GET", resp.Header.Get("Location"), "", "Cookie", cookie)
	if page = string(body); !strings.Contains(page, "200.05") || !strings.Contains(page, `href="https://pay.example/1"`) || strings.Contains(page, "33010619001") {
		t.Errorf("payment:\n%s", page)
	}
	if resp := b.plainPost(cookie, url.Values{"id": {"c"}, "choice": {"v\"1\t先不办"}}); resp.StatusCode != http.StatusConflict {
		t.Errorf("a stale button: %d", resp.StatusCode)
	}
	if resp := b.plainPost(cookie, url.Values{"id": {"d"}, "text": {"x"}}, "Origin", "https://evil.example"); resp.StatusCode != http.StatusForbidden {
		t.Errorf("another site's form: %d", resp.StatusCode)
	}
	b.call("POST", "/chat/end", "", "Content-Type", formType, "Cookie", cookie)
	if len(b.sessions.list) != 0 {
		t.Error("the session goes on")
	}
}

func TestPendingPageLooksAgain(t *testing.T) {
	b := serve(t, func(c *Config) { c.Limits.Plain = 10 * time.Millisecond })
	hold := make(chan struct{})
	b.engine.hold = hold
	resp := b.plainPost("", url.Values{"id": {"a"}, "text": {"慢"}})
	cookie := resp.Cookies()[0].Name + "=" + resp.Cookies()[0].Value
	_, body := b.call("GET", resp.Header.Get("Location"), "", "Cookie", cookie)
	if !strings.Contains(string(body), `http-equiv="refresh"`) {
		t.Errorf("not pending:\n%s", body)
	}
	close(hold)
	for end := time.Now().Add(5 * time.Second); strings.Contains(string(body), "refresh"); {
		_, body = b.call("GET", resp.Header.Get("Location"), "", "Cookie", cookie)
		if time.Now().After(end) {
			t.Fatal("pending for ever")
		}
	}
	if !strings.Contains(string(body), "echo: 慢") {
		t.Errorf("no reply:\n%s", body)
	}
}

func TestCookieOfAPublicPage(t *testing.T) {
	b := serve(t, func(c *Config) { c.PublicURL = "https://banshi.city.example" })
	resp := b.plainPost("", url.Values{"id": {"a"}, "text": {"x"}})
	if c := resp.Cookies()[0]; c.Name != "__Host-banshi" || !c.Secure || c.Path != "/" || !c.HttpOnly {
		t.Errorf("cookie %v", c)
	}
}

func TestFullPage(t *testing.T) {
	try := []Try{{Title: intents.Text{ZH: "交罚单", EN: "Pay a fine"}, Say: intents.Text{ZH: "交罚单", EN: "pay a fine"}}}
	b := serve(t, func(c *Config) { c.Try = try; c.Agency = intents.Text{ZH: "杭州市", EN: "Hangzhou"} })
	resp, body := b.call("GET", "/", "", "Accept-Language", "fr, en;q=0.8")
	csp := resp.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self';", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
		if !strings.Contains(csp, want) {
			t.Errorf("no %q in %q", want, csp)
		}
	}
	for _, want := range []string{`lang="en"`, "Pay a fine", "Demo", "Hangzhou", "<noscript>"} {
		if !strings.Contains(string(body), want) {
			t.Errorf("no %q", want)
		}
	}
	live := serve(t, func(c *Config) { c.Try = try; c.Sandbox = false })
	if _, body := live.call("GET", "/", ""); strings.Contains(string(body), "Demo") || strings.Contains(string(body), "Pay a fine") {
		t.Error("the sandbox shows through")
	}
	if resp, _ := b.call("GET", "/nonsense", ""); resp.StatusCode != 404 {
		t.Errorf("%d", resp.StatusCode)
	}
}
