package sandbox

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// browse opens a page as a browser would, without following redirects.
func (w *town) browse(r *http.Request) *http.Response {
	rec := httptest.NewRecorder()
	w.Pages().ServeHTTP(rec, r)
	return rec.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// ordered lays out an order and returns its page.
func (w *town) ordered(o order) string {
	w.t.Helper()
	o.Token = "TOKEN" + o.No
	err := w.memory.do(w.t.Context(), func(t *tx) error {
		t.put("order", o.No, o)
		t.put("token", o.Token, o.No)
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return payPath(o.Token)
}

func TestCashierPage(t *testing.T) {
	w := newTown(t, "")
	page := w.ordered(order{No: "A_1_1", AmountFen: 20005, Payee: `<script>alert(1)</script>`, Subject: `"onload="x`, Return: "/go/x", Until: w.clock.now().Add(time.Hour).UnixMilli()})
	resp := w.browse(httptest.NewRequest("GET", page, nil))
	html := body(t, resp)
	for _, want := range []string{"200.05 元", "演示 · Demo", "&lt;script&gt;", `lang="zh-CN"`, `name="how" value="pay"`, `value="no_refund"`, "2026-03-04 10:00:00", `href="/go/x"`, "width=device-width"} {
		if !strings.Contains(html, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, not := range []string{"<script", "style=", "onload=\"x\"", " onclick"} {
		if strings.Contains(html, not) {
			t.Errorf("the page has %q", not)
		}
	}
	policy := resp.Header.Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "default-src 'none'; style-src 'self'; form-action 'self';") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy %s", policy)
	}
	english := httptest.NewRequest("GET", page, nil)
	english.Header.Set("Accept-Language", "en-GB,en;q=0.9")
	if html := body(t, w.browse(english)); !strings.Contains(html, "Pay ¥200.05") || !strings.Contains(html, `lang="en"`) {
		t.Error("no English page")
	}

	press := func(how string) *http.Response {
		r := httptest.NewRequest("POST", page, strings.NewReader(url.Values{"how": {how}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return w.browse(r)
	}
	if resp := press("steal"); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("no such button: %d", resp.StatusCode)
	}
	if resp := press(Never); resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/go/x" {
		t.Errorf("paid: %d to %s", resp.StatusCode, resp.Header.Get("Location"))
	}
	if resp := press(Never); resp.StatusCode != http.StatusConflict {
		t.Errorf("paid again: %d", resp.StatusCode)
	}
	if html := body(t, w.browse(httptest.NewRequest("GET", page, nil))); !strings.Contains(html, "已付款") || strings.Contains(html, "<form") {
		t.Error("a paid order can still be paid")
	}
	if n := w.acts()["cashier.pay"]; n != 1 {
		t.Errorf("paid %d times", n)
	}
	if resp := w.browse(httptest.NewRequest("GET", "/sandbox/pay/none", nil)); resp.StatusCode != http.StatusNotFound {
		t.Errorf("no order: %d", resp.StatusCode)
	}
	if resp := w.browse(httptest.NewRequest("GET", "/sandbox/pages.css", nil)); resp.Header.Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("style sheet: %s", resp.Header.Get("Content-Type"))
	}
}

func TestIdentityPage(t *testing.T) {
	w := newTown(t, "")
	open := func(back string) (*http.Response, string) {
		r := w.browse(httptest.NewRequest("GET", "/sandbox/identity"+query("state", "S", "return", back, "level", "3"), nil))
		return r, body(t, r)
	}
	resp, html := open("http://127.0.0.1:8080/go/x")
	for _, c := range Citizens {
		if !strings.Contains(html, c.IDNo) || !strings.Contains(html, c.Name) {
			t.Errorf("%s is not on the page", c.Name)
		}
	}
	if !strings.Contains(resp.Header.Get("Content-Security-Policy"), "form-action 'self' http://127.0.0.1:8080;") {
		t.Errorf("policy %s", resp.Header.Get("Content-Security-Policy"))
	}
	for _, back := range []string{"https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", "go/x", "", "http://evil.example;127.0.0.1", "http://a@127.0.0.1/"} {
		if resp, _ := open(back); resp.StatusCode != http.StatusBadRequest {
			t.Errorf("return to %q: %d", back, resp.StatusCode)
		}
	}
}

func TestAdminIsForLoopback(t *testing.T) {
	w := newTown(t, "")
	for from, want := range map[string]int{"127.0.0.1:5000": 200, "[::1]:5000": 200, "192.0.2.1:5000": 403, "": 403} {
		r := httptest.NewRequest("GET", "/admin/acts", nil)
		r.RemoteAddr = from
		rec := httptest.NewRecorder()
		w.Handler().ServeHTTP(rec, r)
		if rec.Code != want {
			t.Errorf("from %q: %d, want %d", from, rec.Code, want)
		}
	}
	rec := httptest.NewRecorder()
	w.Pages().ServeHTTP(rec, httptest.NewRequest("GET", "/admin/acts", nil))
	if rec.Code != 404 {
		t.Errorf("admin on the citizens' side: %d", rec.Code)
	}
}

// Run sends what is due when it is woken and ends with its context.
func TestRun(t *testing.T) {
	w := newTown(t, "")
	heard := make(chan string, 1)
	ear := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		heard <- string(b)
		io.WriteString(rw, "success")
	}))
	defer ear.Close()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- w.Run(ctx) }()
	w.ordered(order{No: "A_1_1", AmountFen: 100, Payee: "P", Notify: ear.URL})
	if err := w.Press(ctx, "A_1_1", Pay); err != nil {
		t.Fatal(err)
	}
	if n := <-heard; !strings.Contains(n, `"order_no":"A_1_1"`) {
		t.Errorf("notice %s", n)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
