package wechat_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/wechat"
	"github.com/banshi-bot/banshi/bot/wechat/wechattest"
)

// The platform's own sample of its documentation: token, key, appid and message are published with it.
const (
	sampleEncrypt = "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE="
	sampleStamp   = "1409735669"
	sampleNonce   = "1320562132"
	sampleSigned  = "5d197aaffba7e9b25a30732f161a50dee96bd5fa"
	sampleRandom  = "89465c840c5f116f"
)

func TestGoldenSample(t *testing.T) {
	if got := wechattest.Signature(token, sampleStamp, sampleNonce, sampleEncrypt); got != sampleSigned {
		t.Errorf("signature %s", got)
	}
	plain, err := wechattest.Open(aesKey, appID, sampleEncrypt)
	if err != nil {
		t.Fatal(err)
	}
	if got := wechattest.SealWith([]byte(sampleRandom), aesKey, appID, plain); got != sampleEncrypt {
		t.Errorf("sealed again it is %s", got)
	}
	s := begin(t, at(time.Unix(1409735700, 0)), nil, nil)
	callback := wechattest.Callback{
		URL: s.phone.URL,
		Query: url.Values{
			"signature": {wechattest.Signature(token, sampleStamp, sampleNonce)}, "timestamp": {sampleStamp},
			"nonce": {sampleNonce}, "encrypt_type": {"aes"}, "msg_signature": {sampleSigned}, "openid": {openid},
		},
		Body: []byte("<xml><ToUserName><![CDATA[" + original + "]]></ToUserName><Encrypt><![CDATA[" + sampleEncrypt + "]]></Encrypt></xml>"),
	}
	if got := s.read(s.deliver(callback)); got != "您说：abcdteT" {
		t.Errorf("answered %q", got)
	}
}

// TestGateRefuses changes one thing in an honest callback at a time. Nothing of it may be heard.
func TestGateRefuses(t *testing.T) {
	secret := "我的身份证号是330106"
	for _, c := range []struct {
		name   string
		status int
		change func(s *scene, c *wechattest.Callback)
	}{
		{"clear text to a safe account", 403, func(s *scene, c *wechattest.Callback) {
			c.Query.Del("encrypt_type")
			c.Query.Del("msg_signature")
			c.Body = s.phone.XML(s.phone.Text("9", secret))
		}},
		{"clear text said to be raw", 403, func(s *scene, c *wechattest.Callback) {
			c.Query.Set("encrypt_type", "raw")
			c.Body = s.phone.XML(s.phone.Text("9", secret))
		}},
		{"clear text said to be sealed", 403, func(s *scene, c *wechattest.Callback) {
			c.Body = s.phone.XML(s.phone.Text("9", secret))
		}},
		{"encrypt_type twice", 403, func(s *scene, c *wechattest.Callback) {
			c.Query.Add("encrypt_type", "raw")
		}},
		{"another ciphertext under the signature", 403, func(s *scene, c *wechattest.Callback) {
			other := wechattest.Seal(aesKey, appID, s.phone.XML(s.phone.Text("9", secret)))
			c.Body = []byte("<xml><Encrypt>" + other + "</Encrypt></xml>")
		}},
		{"no signature", 403, func(s *scene, c *wechattest.Callback) { c.Query.Del("signature") }},
		{"a wrong signature", 403, func(s *scene, c *wechattest.Callback) { c.Query.Set("signature", strings.Repeat("0", 40)) }},
		{"no msg_signature", 403, func(s *scene, c *wechattest.Callback) { c.Query.Del("msg_signature") }},
		{"shifted time", 403, func(s *scene, c *wechattest.Callback) {
			c.Query.Set("timestamp", strconv.FormatInt(noon.Unix()+1, 10))
		}},
		{"301 seconds old", 403, func(s *scene, c *wechattest.Callback) {
			*c = s.phone.Sign(strconv.FormatInt(noon.Unix()-301, 10), "77", s.phone.XML(s.phone.Text("9", secret)))
		}},
		{"301 seconds ahead", 403, func(s *scene, c *wechattest.Callback) {
			*c = s.phone.Sign(strconv.FormatInt(noon.Unix()+301, 10), "77", s.phone.XML(s.phone.Text("9", secret)))
		}},
		{"a timestamp of 2001", 403, func(s *scene, c *wechattest.Callback) {
			*c = s.phone.Sign("1000000000", "77", s.phone.XML(s.phone.Text("9", secret)))
		}},
		{"a timestamp with zeros before", 403, func(s *scene, c *wechattest.Callback) {
			*c = s.phone.Sign("0"+strconv.FormatInt(noon.Unix(), 10), "77", s.phone.XML(s.phone.Text("9", secret)))
		}},
		{"a timestamp that is none", 403, func(s *scene, c *wechattest.Callback) {
			*c = s.phone.Sign("now", "77", s.phone.XML(s.phone.Text("9", secret)))
		}},
		{"another appid", 403, func(s *scene, c *wechattest.Callback) {
			s.phone.AppID = "wx0000000000000000"
			*c = s.phone.Send(s.phone.Text("9", secret))
		}},
		{"another key", 403, func(s *scene, c *wechattest.Callback) {
			s.phone.AESKey = strings.Repeat("b", 42) + "A"
			*c = s.phone.Send(s.phone.Text("9", secret))
		}},
		{"another account inside", 403, func(s *scene, c *wechattest.Callback) {
			*c = s.phone.Send(wechattest.Fields{"ToUserName": "gh_other", "MsgType": "text", "MsgId": "9", "Content": secret})
		}},
		{"another account inside and outside", 403, func(s *scene, c *wechattest.Callback) {
			s.phone.Original = "gh_other"
			*c = s.phone.Send(s.phone.Text("9", secret))
		}},
		{"another account outside", 403, func(s *scene, c *wechattest.Callback) {
			c.Body = bytes.Replace(c.Body, []byte(original), []byte("gh_other"), 1)
		}},
		{"another sender in the query", 403, func(s *scene, c *wechattest.Callback) { c.Query.Set("openid", "somebody") }},
		{"no sender inside", 400, func(s *scene, c *wechattest.Callback) {
			*c = s.phone.Send(wechattest.Fields{"FromUserName": "", "MsgType": "text", "MsgId": "9", "Content": secret})
		}},
		{"over 64 KiB", 413, func(s *scene, c *wechattest.Callback) {
			*c = s.phone.Send(s.phone.Text("9", strings.Repeat(secret, 3000)))
		}},
		{"a doctype outside", 400, func(s *scene, c *wechattest.Callback) {
			c.Body = append([]byte(`<!DOCTYPE xml [<!ENTITY a "b">]>`), c.Body...)
		}},
		{"a doctype inside", 400, func(s *scene, c *wechattest.Callback) {
			*c = s.phone.SendRaw(append([]byte(`<!DOCTYPE xml SYSTEM "file:///etc/passwd">`), s.phone.XML(s.phone.Text("9", secret))...))
		}},
		{"two senders inside", 400, func(s *scene, c *wechattest.Callback) {
			*c = s.phone.SendRaw(bytes.Replace(s.phone.XML(s.phone.Text("9", secret)), []byte("</xml>"), []byte("<FromUserName>x</FromUserName></xml>"), 1))
		}},
		{"half a message", 400, func(s *scene, c *wechattest.Callback) {
			*c = s.phone.SendRaw(s.phone.XML(s.phone.Text("9", secret))[:60])
		}},
		{"JSON", 400, func(s *scene, c *wechattest.Callback) { c.Body = []byte(`{"Encrypt":"x"}`) }},
		{"nothing", 400, func(s *scene, c *wechattest.Callback) { c.Body = nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := begin(t, at(noon), nil, func(_ *wechat.Config, a *wechat.Account) { a.Original = original })
			callback := s.phone.Send(s.phone.Text("1", secret))
			c.change(s, &callback)
			w := s.deliver(callback)
			if w.Code != c.status {
				t.Errorf("status %d: %s", w.Code, w.Body)
			}
			if strings.Contains(w.Body.String(), secret) || strings.Contains(w.Body.String(), "<xml>") {
				t.Errorf("the answer tells: %s", w.Body)
			}
			if len(s.engine.heard) != 0 {
				t.Errorf("heard %v", s.engine.heard)
			}
		})
	}
}

// TestDowngrade is the forgery the SDK lets through: whoever saw the address of one callback speaks in clear for
// any citizen.
func TestDowngrade(t *testing.T) {
	for _, mode := range []wechat.Mode{wechat.Safe, wechat.Compat} {
		s := begin(t, at(noon), nil, func(c *wechat.Config, a *wechat.Account) { a.Mode, c.Sandbox = mode, true })
		seen := s.phone.Send(s.phone.Text("1", "你好"))
		s.read(s.deliver(seen))
		victim := s.citizen("victim")
		forged := seen
		forged.Query = url.Values{}
		for _, name := range []string{"signature", "timestamp", "nonce"} {
			forged.Query.Set(name, seen.Query.Get(name))
		}
		forged.Body = victim.XML(victim.Text("2", "查我的社保"))
		if w := s.deliver(forged); w.Code != 403 {
			t.Errorf("%s: clear text got %d %s", mode, w.Code, w.Body)
		}
		// A compat body: the sealed part is honest and old, the clear part beside it is forged.
		forged.Query = seen.Query
		forged.Body = bytes.Replace(seen.Body, []byte("</xml>"), victim.XML(victim.Text("2", "查我的社保"))[len("<xml>"):], 1)
		s.deliver(forged)
		for _, in := range s.engine.heard {
			if in.Subject != openid || in.What.(bot.Said).Text != "你好" {
				t.Errorf("%s: heard %+v", mode, in)
			}
		}
		if len(s.engine.heard) != 1 {
			t.Errorf("%s: heard %d messages", mode, len(s.engine.heard))
		}
	}
}

// TestCompatReadsOnlyTheSeal: an honest compat body carries both; what is beside the seal is not believed.
func TestCompatReadsOnlyTheSeal(t *testing.T) {
	s := begin(t, at(noon), nil, func(c *wechat.Config, a *wechat.Account) { a.Mode, c.Sandbox = wechat.Compat, true })
	callback := s.phone.Send(s.phone.Text("1", "真的"))
	callback.Body = bytes.Replace(callback.Body, []byte("<Encrypt>"),
		[]byte("<FromUserName>somebody</FromUserName><MsgType>text</MsgType><Content>假的</Content><MsgId>2</MsgId><Encrypt>"), 1)
	if got := s.read(s.deliver(callback)); got != "您说：真的" || s.engine.heard[0].Subject != openid {
		t.Errorf("answered %q to %s", got, s.engine.heard[0].Subject)
	}
}

func TestReplay(t *testing.T) {
	now := noon
	s := begin(t, func() time.Time { return now }, nil, nil)
	stamp := strconv.FormatInt(noon.Unix(), 10)
	body := s.phone.XML(s.phone.Text("1", "第一句"))
	first := s.read(s.deliver(s.phone.Sign(stamp, "5", body)))

	// The same content under the same timestamp and nonce is WeChat's retry, although it is sealed anew.
	now = now.Add(5 * time.Second)
	if again := s.read(s.deliver(s.phone.Sign(stamp, "5", body))); again != first {
		t.Errorf("the retry got %q, the first %q", again, first)
	}
	// Another content under them is a forgery, whatever its signature.
	if w := s.deliver(s.phone.Sign(stamp, "5", s.phone.XML(s.phone.Text("2", "第二句")))); w.Code != 403 {
		t.Errorf("another body under the same nonce: %d", w.Code)
	}
	// The same message under a nonce of its own is a retry, too.
	if again := s.read(s.deliver(s.phone.Sign(stamp, "6", body))); again != first {
		t.Errorf("the retry with another nonce got %q", again)
	}
	if len(s.engine.heard) != 1 {
		t.Errorf("heard %d messages", len(s.engine.heard))
	}
	// The very same bytes, once they are old.
	now = now.Add(10 * time.Minute)
	if w := s.deliver(s.phone.Sign(stamp, "5", body)); w.Code != 403 {
		t.Errorf("replayed after ten minutes: %d", w.Code)
	}
}

func TestEcho(t *testing.T) {
	s := begin(t, at(noon), nil, nil)
	get := func(method string, change func(url.Values)) *httptest.ResponseRecorder {
		q := s.phone.SendRaw(nil).Query
		for _, name := range []string{"encrypt_type", "msg_signature", "openid"} {
			q.Del(name)
		}
		q.Set("echostr", "<b>42</b>")
		change(q)
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, httptest.NewRequest(method, "/wechat/main?"+q.Encode(), nil))
		return w
	}
	w := get("GET", func(url.Values) {})
	if w.Code != 200 || w.Body.String() != "<b>42</b>" || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d %s %v", w.Code, w.Body, w.Header())
	}
	for name, c := range map[string]struct {
		method string
		status int
		change func(url.Values)
	}{
		"forged": {"GET", 403, func(q url.Values) { q.Set("signature", "x") }},
		"stale": {"GET", 403, func(q url.Values) {
			q.Set("timestamp", "1000000000")
			q.Set("signature", wechattest.Signature(token, "1000000000", q.Get("nonce")))
		}},
		"twice":      {"GET", 403, func(q url.Values) { q.Add("echostr", "x") }},
		"no echostr": {"GET", 400, func(q url.Values) { q.Del("echostr") }},
		"long":       {"GET", 400, func(q url.Values) { q.Set("echostr", strings.Repeat("1", 2000)) }},
		"by POST":    {"POST", 403, func(url.Values) {}},
		"by PUT":     {"PUT", 405, func(url.Values) {}},
		"by DELETE":  {"DELETE", 405, func(url.Values) {}},
	} {
		if w := get(c.method, c.change); w.Code != c.status || strings.Contains(w.Body.String(), "42") {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	w = httptest.NewRecorder()
	s.handler.ServeHTTP(w, httptest.NewRequest("GET", "/wechat/nobody", nil))
	if w.Code != http.StatusNotFound {
		t.Errorf("an unknown account: %d", w.Code)
	}
}

func TestNewRefuses(t *testing.T) {
	good := wechat.Account{AppID: appID, Token: token, AESKey: aesKey}
	for name, c := range map[string]struct {
		change  func(*wechat.Account)
		sandbox bool
	}{
		"clear in production":  {func(a *wechat.Account) { a.Mode = wechat.Clear }, false},
		"compat in production": {func(a *wechat.Account) { a.Mode = wechat.Compat }, false},
		"an unknown mode":      {func(a *wechat.Account) { a.Mode = "secure" }, true},
		"a short key":          {func(a *wechat.Account) { a.AESKey = "abc" }, true},
		"no token":             {func(a *wechat.Account) { a.Token = "" }, true},
		"no appid":             {func(a *wechat.Account) { a.AppID = "" }, true},
		"a base without host":  {func(a *wechat.Account) { a.APIBase = "api.example" }, true},
	} {
		account := good
		c.change(&account)
		_, err := wechat.New(wechat.Config{
			Accounts: map[string]wechat.Account{"main": account}, Engine: &fakeEngine{}, Tokens: &shelf{}, Sandbox: c.sandbox,
		})
		if err == nil || !strings.Contains(err.Error(), "main") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzGateQuery tries every combination of query names, values and modes: whatever is heard was sealed by the
// platform, with its signature over exactly that.
func FuzzGateQuery(f *testing.F) {
	for mask := range 128 {
		f.Add(uint16(mask), "raw", int64(0), "5", false)
	}
	f.Add(uint16(0), "aes", int64(400), "", true)
	f.Fuzz(func(t *testing.T, mask uint16, kind string, shift int64, nonce string, clear bool) {
		s := begin(t, at(noon), nil, nil)
		honest := s.phone.Send(s.phone.Text("1", "你好"))
		q := url.Values{}
		for i, name := range []string{"signature", "timestamp", "nonce", "msg_signature", "encrypt_type", "openid"} {
			if mask>>i&1 == 0 {
				q[name] = honest.Query[name]
			}
		}
		if mask>>6&1 == 1 {
			q.Add("encrypt_type", kind)
		}
		if mask>>7&1 == 1 {
			stamp := strconv.FormatInt(noon.Unix()+shift, 10)
			q.Set("timestamp", stamp)
			q.Set("nonce", nonce)
			q.Set("signature", wechattest.Signature(token, stamp, nonce))
		}
		callback := wechattest.Callback{URL: honest.URL, Query: q, Body: honest.Body}
		if clear {
			callback.Body = s.phone.XML(s.phone.Text("2", "假的"))
		}
		w := s.deliver(callback)
		if heard := len(s.engine.heard) > 0; heard != (equivalent(q, honest.Query) && !clear) {
			t.Fatalf("heard %v with %v, clear %v", heard, q, clear)
		}
		if w.Code >= 500 || w.Body.Len() == 0 {
			t.Fatalf("%d %q", w.Code, w.Body)
		}
	})
}

// equivalent reports whether a says all that was signed in b, and each thing once.
func equivalent(a, b url.Values) bool {
	for _, name := range []string{"signature", "timestamp", "nonce", "msg_signature", "encrypt_type"} {
		if len(a[name]) != 1 || a.Get(name) != b.Get(name) {
			return false
		}
	}
	return true
}
