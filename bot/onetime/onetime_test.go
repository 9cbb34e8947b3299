package onetime

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/connectors"
)

const (
	home = "https://banshi.city.example"
	zh   = "CONVERSATIONINZH"
	en   = "CONVERSATIONINEN"
	none = "NOBODYSPOKEYETAA"
)

var start = time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)

// desk remembers links, orders and what conversations were told.
type desk struct {
	mu     sync.Mutex
	now    time.Time
	links  map[string]bot.Link // by token
	orders map[string]bot.Order
	told   []bot.What
	uses   int   // how often a link was to be used up
	down   error // what the store and the conversations fail with
	full   bool  // nothing can be written
	lost   bool  // orders cannot be read
	renew  []string
}

func newDesk() *desk {
	until := start.Add(10 * time.Minute).UnixMilli()
	d := &desk{now: start, links: map[string]bot.Link{}, orders: map[string]bot.Order{}}
	for token, l := range map[string]bot.Link{
		"login-zh": {Conversation: zh, Kind: "login", Level: 2}, "login-en": {Conversation: en, Kind: "login", Level: 3},
		"login-new": {Conversation: none, Kind: "login", Level: 2},
		"pay-zh":    {Conversation: zh, Kind: "pay", Order: "ZH_1_0"}, "pay-en": {Conversation: en, Kind: "pay", Order: "EN_1_0"},
		"pay-closed": {Conversation: zh, Kind: "pay", Order: "ZH_2_0"}, "pay-lost": {Conversation: zh, Kind: "pay", Order: "ZH_9_0"},
		"receipt-zh": {Conversation: zh, Kind: "receipt", Order: "ZH_1_0"}, "receipt-en": {Conversation: en, Kind: "receipt", Order: "EN_1_0"},
	} {
		hash := sha256.Sum256([]byte(token))
		l.Hash, l.Until = hash[:], until
		d.links[token] = l
	}
	for _, o := range []bot.Order{
		{No: "ZH_1_0", Conversation: zh, State: bot.Awaiting, URL: "https://cashier.example/zh", Title: "交罚款", AmountFen: 20005, Payee: "交警支队", Receipt: "R1"},
		{No: "EN_1_0", Conversation: en, State: bot.Awaiting, URL: "https://cashier.example/en", Title: "Traffic fine", AmountFen: 20005, Payee: "Traffic Police", Receipt: "R2"},
		{No: "ZH_2_0", Conversation: zh, State: bot.Closed, URL: "https://cashier.example/closed"},
	} {
		d.orders[o.No] = o
	}
	return d
}

func (d *desk) Link(_ context.Context, hash []byte) (bot.Link, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.down != nil {
		return bot.Link{}, d.down
	}
	for _, l := range d.links {
		if string(l.Hash) == string(hash) {
			return l, nil
		}
	}
	return bot.Link{}, bot.ErrNone
}

func (d *desk) UseLink(_ context.Context, hash []byte, now int64) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.uses++
	for token, l := range d.links {
		if d.full {
			return false, errors.New("disk full")
		}
		if string(l.Hash) == string(hash) && l.Used == 0 && l.Until > now {
			l.Used = now
			d.links[token] = l
			return true, nil
		}
	}
	return false, nil
}

func (d *desk) Order(_ context.Context, no string) (bot.Order, error) {
	if d.lost {
		return bot.Order{}, errors.New("disk full")
	}
	o, ok := d.orders[no]
	if !ok {
		return o, bot.ErrNone
	}
	return o, nil
}

func (d *desk) Prove(_ context.Context, conversation string, what bot.What) error {
	if d.down != nil {
		return d.down
	}
	d.told = append(d.told, what)
	return nil
}

func (d *desk) Lang(_ context.Context, conversation string) string {
	return map[string]string{zh: "zh", en: "en"}[conversation]
}

// provider proves the code "good" and nothing else.
type provider struct{}

func (provider) URL(state, back string, level int) string {
	return "https://id.example/?" + url.Values{"state": {state}, "back": {back}, "level": {fmt.Sprint(level)}}.Encode()
}

func (provider) Prove(_ context.Context, code string) (connectors.Proof, error) {
	if code != "good" {
		return connectors.Proof{}, errors.New("code unknown")
	}
	return connectors.Proof{Name: "张伟", IDNo: "33010619900312123X", Mobile: "13800010001", Level: 2, Until: 42}, nil
}

// pages are the pages over a desk.
func (d *desk) pages(with ...func(*Config)) http.Handler {
	c := Config{
		Links: d, Conversations: d, Identity: provider{}, PublicURL: home, Secret: []byte("secret"), Sandbox: true,
		Now: func() time.Time { return d.now }, Proved: func(_ context.Context, id string) error { d.renew = append(d.renew, id); return nil },
	}
	for _, f := range with {
		f(&c)
	}
	return New(c).Handler()
}

// ask is one request of a browser set to a language.
func ask(h http.Handler, method, path, browser string) (*http.Response, string) {
	r := httptest.NewRequest(method, home+path, nil)
	r.Header.Set("Accept-Language", browser)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	resp := w.Result()
	body, _ := io.ReadAll(resp.Body)
	return resp, string(body)
}

// A page speaks as its conversation does, whatever the browser is set to; only where no conversation is known does the
// browser say.
func TestPages(t *testing.T) {
	late := 10 * time.Minute
	for _, c := range []struct {
		name, method, path, browser string
		after                       time.Duration
		status                      int
		lang                        string
		says                        []string
	}{
		{"login", "GET", "/go/login-zh", "en-US", 0, 200, "zh-CN", []string{"验证身份", "继续", "不是您自己要的", "演示 · Demo"}},
		{"login", "GET", "/go/login-en", "zh-CN", 0, 200, "en", []string{"Verify your identity", "Continue", "did not ask"}},
		{"nothing said yet", "GET", "/go/login-new", "en-US", 0, 200, "en", []string{"Verify your identity"}},
		{"bill", "GET", "/go/pay-zh", "en", 0, 200, "zh-CN", []string{"付款", "交罚款", "200.05 元", "交警支队", "去付款"}},
		{"bill", "GET", "/go/pay-en", "zh", 0, 200, "en", []string{"Payment", "Traffic fine", "200.05 yuan", "Traffic Police"}},
		{"receipt", "GET", "/go/receipt-zh", "en", 0, 200, "zh-CN", []string{"缴款凭证", "R1"}},
		{"receipt a month later", "GET", "/go/receipt-en", "zh", 720 * time.Hour, 200, "en", []string{"Receipt", "R2"}},
		{"over", "GET", "/go/login-zh", "en", late, 410, "zh-CN", []string{"链接已失效"}},
		{"over", "GET", "/go/pay-en", "zh", late, 410, "en", []string{"no longer valid"}},
		{"over, pressed", "POST", "/go/login-en", "zh", late, 410, "en", []string{"no longer valid"}},
		{"a receipt has no button", "POST", "/go/receipt-zh", "en", 0, 200, "zh-CN", []string{"缴款凭证"}},
		{"unknown", "GET", "/go/made-up", "zh-CN", 0, 410, "zh-CN", []string{"链接已失效"}},
		{"unknown", "GET", "/go/made-up", "en-GB", 0, 410, "en", []string{"no longer valid"}},
		{"unknown, pressed", "POST", "/go/made-up", "", 0, 410, "zh-CN", []string{"链接已失效"}},
		{"paid already", "POST", "/go/pay-closed", "en", 0, 410, "zh-CN", []string{"链接已失效"}},
		{"no such order", "POST", "/go/pay-lost", "en", 0, 410, "zh-CN", []string{"链接已失效"}},
		{"back from the cashier", "GET", "/go/paid?order=EN_1_0", "zh", 0, 200, "en", []string{"Payment submitted"}},
		{"back from the cashier", "GET", "/go/paid?order=ZH_1_0", "en", 0, 200, "zh-CN", []string{"付款已提交"}},
		{"back from nowhere", "GET", "/go/paid", "en", 0, 200, "en", []string{"Payment submitted"}},
		{"a state nobody signed", "GET", "/go/back?state=" + zh + ".zzzzzzzz.AAAA&code=good", "zh", 0, 403, "zh-CN", []string{"链接已失效"}},
		{"no state", "GET", "/go/back?code=good", "en", 0, 403, "en", []string{"no longer valid"}},
	} {
		t.Run(c.name+" "+c.path+" "+c.browser, func(t *testing.T) {
			d := newDesk()
			d.now = start.Add(c.after)
			resp, body := ask(d.pages(), c.method, c.path, c.browser)
			if resp.StatusCode != c.status || !strings.Contains(body, `<html lang="`+c.lang+`">`) {
				t.Errorf("%d, want %d and %s:\n%s", resp.StatusCode, c.status, c.lang, body)
			}
			for _, want := range c.says {
				if !strings.Contains(body, want) {
					t.Errorf("does not say %q:\n%s", want, body)
				}
			}
			if len(d.told) > 0 {
				t.Errorf("a conversation was told %v", d.told)
			}
		})
	}
}

// A link preview, a HEAD, another method: nothing but the button uses a link up, and it does so once.
func TestOnlyTheButtonUsesALinkUp(t *testing.T) {
	for _, c := range []struct{ token, leads string }{
		{"login-zh", "https://id.example/?"}, {"login-en", "https://id.example/?"},
		{"pay-zh", "https://cashier.example/zh"}, {"pay-en", "https://cashier.example/en"},
	} {
		t.Run(c.token, func(t *testing.T) {
			d := newDesk()
			h, path := d.pages(), "/go/"+c.token
			for range 3 {
				if resp, body := ask(h, "GET", path, ""); resp.StatusCode != 200 || !strings.Contains(body, `<form method="post">`) {
					t.Fatalf("shown: %d\n%s", resp.StatusCode, body)
				}
				if resp, body := ask(h, "HEAD", path, ""); resp.StatusCode != 200 || resp.Header.Get("Location") != "" {
					t.Fatalf("HEAD: %d %s", resp.StatusCode, body)
				}
			}
			for _, method := range []string{"PUT", "DELETE", "PATCH", "OPTIONS"} {
				if resp, _ := ask(h, method, path, ""); resp.StatusCode != 405 || !strings.Contains(resp.Header.Get("Allow"), "POST") {
					t.Errorf("%s: %d, allowed %q", method, resp.StatusCode, resp.Header.Get("Allow"))
				}
			}
			if d.uses != 0 || d.links[c.token].Used != 0 {
				t.Fatal("looking at the link used it up")
			}
			if resp, _ := ask(h, "POST", path, ""); resp.StatusCode != http.StatusSeeOther || !strings.HasPrefix(resp.Header.Get("Location"), c.leads) {
				t.Fatalf("pressed: %d to %q", resp.StatusCode, resp.Header.Get("Location"))
			}
			for _, method := range []string{"POST", "GET"} {
				resp, body := ask(h, method, path, "")
				if resp.StatusCode != 410 || resp.Header.Get("Location") != "" || !strings.Contains(body, "链接已用过") && !strings.Contains(body, "This link was used") {
					t.Errorf("%s once more: %d\n%s", method, resp.StatusCode, body)
				}
			}
		})
	}
}

func TestAButtonPressedByManyWorksOnce(t *testing.T) {
	d := newDesk()
	h := d.pages()
	var all sync.WaitGroup
	led := make(chan int, 20)
	for range cap(led) {
		all.Go(func() {
			resp, _ := ask(h, "POST", "/go/login-zh", "")
			led <- resp.StatusCode
		})
	}
	all.Wait()
	close(led)
	count := map[int]int{}
	for status := range led {
		count[status]++
	}
	if count[303] != 1 || count[410] != cap(led)-1 {
		t.Errorf("statuses %v", count)
	}
}

// proving presses a login link's button and gives the state that travelled to the provider.
func proving(t *testing.T, h http.Handler, token string) (state string) {
	t.Helper()
	resp, _ := ask(h, "POST", "/go/"+token, "")
	to, err := url.Parse(resp.Header.Get("Location"))
	if err != nil || to.Query().Get("back") != home+"/go/back" {
		t.Fatalf("led to %v, %v", to, err)
	}
	return to.Query().Get("state")
}

func TestTheWayBack(t *testing.T) {
	proved := bot.Proved{Name: "张伟", IDNo: "33010619900312123X", Mobile: "13800010001", Level: 2, Until: 42}
	for _, c := range []struct {
		name, query string
		after       time.Duration
		status      int
		told        bot.What // nil: nothing
		says        string
	}{
		{"proved", "code=good", 0, 200, proved, "身份已验证"},
		{"proved slowly", "code=good", 19 * time.Minute, 200, proved, "身份已验证"},
		{"given up", "error=cancelled", 0, 200, bot.Unproved{Why: "given up"}, "没有验证成功"},
		{"the provider refuses", "code=bad", 0, 200, bot.Unproved{Why: "failed"}, "没有验证成功"},
		{"too late", "code=good", 20 * time.Minute, 403, nil, "链接已失效"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk()
			h := d.pages()
			state := proving(t, h, "login-zh")
			d.now = start.Add(c.after)
			resp, body := ask(h, "GET", "/go/back?"+c.query+"&state="+url.QueryEscape(state), "zh")
			if resp.StatusCode != c.status || !strings.Contains(body, c.says) {
				t.Errorf("%d\n%s", resp.StatusCode, body)
			}
			if strings.Contains(body, "张伟") || strings.Contains(body, "3301") {
				t.Error("the page tells whom it is about")
			}
			if c.told == nil && len(d.told) > 0 || c.told != nil && (len(d.told) != 1 || d.told[0] != c.told) {
				t.Errorf("told %v, want %v", d.told, c.told)
			}
			if renewed := len(d.renew) == 1 && d.renew[0] == zh; renewed != (c.told == proved) {
				t.Errorf("sessions renewed: %v", d.renew)
			}
		})
	}
}

// A state is bound to its conversation: no letter of it can be changed.
func TestAStateCannotBeChanged(t *testing.T) {
	d := newDesk()
	h := d.pages()
	state := proving(t, h, "login-zh")
	for i := range state {
		other := []byte(state)
		if other[i]++; other[i] == state[i] {
			t.Fatal("not changed")
		}
		resp, _ := ask(h, "GET", "/go/back?code=good&state="+url.QueryEscape(string(other)), "")
		if resp.StatusCode != http.StatusForbidden {
			t.Errorf("changed at %d: %d", i, resp.StatusCode)
		}
	}
	if len(d.told) > 0 {
		t.Errorf("told %v", d.told)
	}
}

func TestWhatCannotBeDoneNow(t *testing.T) {
	d := newDesk()
	h := d.pages()
	state := proving(t, h, "login-en")
	d.down = errors.New("disk full")
	for _, c := range [][2]string{{"GET", "/go/login-zh"}, {"POST", "/go/login-zh"}, {"POST", "/go/pay-zh"}, {"GET", "/go/back?code=good&state=" + url.QueryEscape(state)}} {
		if resp, body := ask(h, c[0], c[1], "zh"); resp.StatusCode != 503 || strings.Contains(body, "disk full") {
			t.Errorf("%s %s: %d\n%s", c[0], c[1], resp.StatusCode, body)
		}
	}
	d.down = nil
	d.full = true
	if resp, _ := ask(h, "POST", "/go/login-zh", "zh"); resp.StatusCode != 503 {
		t.Errorf("not used up: %d", resp.StatusCode)
	}
	d.full = false
	if resp, _ := ask(h, "POST", "/go/login-zh", "zh"); resp.StatusCode != 303 {
		t.Errorf("the link is gone though nothing was done: %d", resp.StatusCode)
	}

	nobody := newDesk()
	if resp, _ := ask(nobody.pages(func(c *Config) { c.Identity = nil }), "POST", "/go/login-zh", "zh"); resp.StatusCode != 503 || nobody.uses != 0 {
		t.Errorf("without an identity provider: %d, %d uses", resp.StatusCode, nobody.uses)
	}
}

// A link whose order cannot be read, or that leads nowhere, is not used up, and what went wrong is logged.
func TestALinkIsUsedUpOnlyToLeadOn(t *testing.T) {
	d := newDesk()
	var log strings.Builder
	h := d.pages(func(c *Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	for _, c := range []struct {
		name, method, token string
		lost, full          bool
		status              int
		logged              string
	}{
		{"no order to be read", "POST", "pay-zh", true, false, 503, "ZH_1_0"},
		{"no bill to be shown", "GET", "pay-zh", true, false, 503, "ZH_1_0"},
		{"no receipt to be read", "GET", "receipt-zh", true, false, 503, "ZH_1_0"},
		{"nothing to be written", "POST", "pay-zh", false, true, 503, "disk full"},
		{"closed", "POST", "pay-closed", false, false, 410, ""},
		{"no such order", "POST", "pay-lost", false, false, 410, ""},
		{"no such bill", "GET", "pay-lost", false, false, 410, ""},
		{"well again", "POST", "pay-zh", false, false, 303, ""},
		{"once more", "POST", "pay-zh", true, false, 410, ""},
	} {
		log.Reset()
		d.lost, d.full = c.lost, c.full
		resp, body := ask(h, c.method, "/go/"+c.token, "zh")
		if resp.StatusCode != c.status || strings.Contains(body, "disk full") {
			t.Errorf("%s: %d, want %d\n%s", c.name, resp.StatusCode, c.status, body)
		}
		if used := d.links[c.token].Used != 0; used != (c.name == "well again" || c.name == "once more") {
			t.Errorf("%s: used up: %v", c.name, used)
		}
		if got := log.String(); (got != "") != (c.logged != "") || !strings.Contains(got, c.logged) {
			t.Errorf("%s: logged %q, want %q", c.name, got, c.logged)
		}
	}
}

func TestHeaders(t *testing.T) {
	h := newDesk().pages()
	for _, path := range []string{"/go/login-zh", "/go/made-up", "/go/paid", "/go/back", "/go/style.css"} {
		resp, _ := ask(h, "GET", path, "")
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
		} {
			if got := resp.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
	}
}
