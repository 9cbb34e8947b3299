package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents"
)

func guided(c *Config) {
	c.Try, c.Phone = demoTry, "0571-12345"
	c.Agency = intents.Text{ZH: "杭州市政务服务", EN: "Hangzhou public services"}
	c.Why = func(context.Context, string, int64) ([]byte, error) { return []byte(demoWhy), nil }
}

func serveDemo(t *testing.T) *bench {
	b := serve(t, guided)
	b.engine.answer = demo
	return b
}

// payFine goes from words to the payment card by hand.
func payFine(b *tab) {
	b.T.Helper()
	b.write("交罚单")
	b.wait(`document.querySelector('banshi-chat').shadowRoot.querySelector('form.form input')`)
	eval[bool](b, `root.querySelector('form.form input').focus(); return true`)
	b.Do(chromedp.KeyEvent("3301061900123456"))
	b.press("下一步")
	b.waitText("请核对")
	b.press("缴纳 200.00 元")
	b.wait(`document.querySelector('banshi-chat').shadowRoot.querySelector('.payment-kind a.button')`)
}

func TestPayInTheBrowser(t *testing.T) {
	for _, width := range []int64{320, 768, 1280} {
		b := serveDemo(t)
		tab := newTab(t, width, 720)
		tab.open(b.http.URL + "/?lang=zh")
		tab.Shot(fmt.Sprintf("start-%d", width))
		tab.sound(fmt.Sprintf("start at %d", width))
		payFine(tab)
		tab.Shot(fmt.Sprintf("pay-%d", width))
		tab.sound(fmt.Sprintf("paying at %d", width))
		if text := eval[string](tab, `return chat.log.list.textContent`); strings.Contains(text, "/go/") || strings.Contains(text, "：。") {
			t.Errorf("the address is seen: %s", text)
		}
		if href := eval[string](tab, `return root.querySelector('a.button').href`); href != "http://127.0.0.1:9/go/abcdefghijklmnopqrstuvwxyz" {
			t.Errorf("link %q", href)
		}
		tab.write("more")
		tab.waitText("再见")
		if text := eval[string](tab, `return chat.log.list.textContent`); strings.Contains(text, "违法时间 2026") || !strings.Contains(text, "回执号 F20260304001") {
			t.Errorf("a text repeats its card, or lost what the card has not: %s", text)
		}
		tab.Shot(fmt.Sprintf("kinds-%d", width))
		tab.sound(fmt.Sprintf("all kinds at %d", width))
	}
}

func TestLooks(t *testing.T) {
	for _, width := range []int64{320, 1280} {
		for _, look := range []struct {
			name, lang, scheme string
			elder              bool
		}{{"dark", "zh", "dark", false}, {"elder", "zh", "light", true}, {"elder-dark", "en", "dark", true}, {"en", "en", "light", false}} {
			b := serveDemo(t)
			tab := newTab(t, width, 640)
			tab.Scheme(look.scheme)
			tab.open(b.http.URL + "/?lang=" + look.lang)
			if look.elder {
				tab.press(map[string]string{"zh": "长辈版", "en": "Large text"}[look.lang])
			}
			tab.Shot(fmt.Sprintf("%s-%d-start", look.name, width))
			payFine(tab)
			tab.Shot(fmt.Sprintf("%s-%d-pay", look.name, width))
			tab.sound(fmt.Sprintf("%s at %d", look.name, width))
			tab.write("more")
			tab.waitText("再见")
			tab.Shot(fmt.Sprintf("%s-%d-kinds", look.name, width))
			tab.sound(fmt.Sprintf("%s kinds at %d", look.name, width))
			small := eval[[]string](tab, `const least = `+map[bool]string{true: "60", false: "44"}[look.elder]+`;
				return Array.from(root.querySelectorAll('button:not(.why), a.button, input, select, textarea')).filter((n) => n.offsetParent && n.type !== 'checkbox')
					.map((n) => [n.textContent.slice(0, 12) || n.tagName, n.getBoundingClientRect()]).filter((p) => p[1].height < least - .5 || p[1].width < least - .5)
					.map((p) => p[0] + ' ' + p[1].width + 'x' + p[1].height)`)
			if len(small) > 0 {
				t.Errorf("%s at %d: targets too small: %v", look.name, width, small)
			}
		}
	}
}

func TestOldWebViews(t *testing.T) {
	b := serveDemo(t)
	for name, script := range map[string]string{
		"stream": `delete CSSStyleSheet.prototype.replaceSync; window.WebSocket = function () { throw new Error('no socket'); };`,
		"poll": `delete CSSStyleSheet.prototype.replaceSync; window.WebSocket = function () { throw new Error('no socket'); };
			const real = window.fetch; window.fetch = (u, o) => String(u).includes('/web/stream') ? Promise.reject(new TypeError('no stream')) : real(u, o);`,
	} {
		tab := newTab(t, 320, 640)
		tab.Before(script)
		tab.open(b.http.URL + "/?lang=zh")
		payFine(tab)
		if road := eval[string](tab, `return ROADS_OF(chat)
			function ROADS_OF(c) { return ['socket', 'stream', 'poll'][c.line.road]; }`); road != name {
			t.Errorf("on the %s, want the %s", road, name)
		}
		if eval[int](tab, `return root.querySelectorAll('link[rel=stylesheet]').length`) != 1 {
			t.Error("no style sheet is linked")
		}
		tab.Shot("old-" + name)
		tab.sound("without a socket, by " + name)
		want := []string{"> 交罚单", "请填写处罚决定书上的编号（15或16位）和手机号。", "> 已填写：决定书编号", "请核对，付款后不能撤销：", "> 缴纳 200.00 元", "[演示] 请在15分钟内付款。付好后告诉您结果。"}
		if got := tab.lines(); !slices.Equal(got, want) {
			t.Errorf("%s: lines %q", name, got)
		}
	}
}

// The server is stopped while a message is typed, news comes in the gap, and another server takes its place.
func TestRestartInMidTyping(t *testing.T) {
	b := serve(t, guided)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { b.http.Config.Handler.ServeHTTP(w, r) }))
	t.Cleanup(front.Close)
	public := func(c *Config) { guided(c); c.PublicURL = front.URL }
	b.ch.Stop(context.Background())
	b.start(public)
	tab := newTab(t, 320, 640)
	tab.open(front.URL + "/?lang=zh")
	tab.write("一")
	tab.waitText("echo: 一")
	eval[bool](tab, `chat.input.focus(); return true`)
	tab.Do(chromedp.KeyEvent("二"))
	if err := b.ch.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	tab.wait(`!document.querySelector('banshi-chat').line.ready`)
	tab.Enter()
	tab.write("三")
	b.engine.say(eval[string](tab, `return chat.conversation`), bot.Reply{Kind: bot.KindNotice, Text: "通知"})
	tab.Shot("restart-gap")
	b.start(public)
	tab.waitText("echo: 三")
	want := []string{"> 一", "echo: 一", "通知", "> 二", "echo: 二", "> 三", "echo: 三"}
	if got := tab.lines(); !slices.Equal(got, want) {
		t.Errorf("lines %q", got)
	}
	tab.Do(chromedp.Reload())
	tab.wait(`document.querySelector('banshi-chat') && document.querySelector('banshi-chat').line.ready`)
	tab.waitText("echo: 三")
	if got := tab.lines(); !slices.Equal(got, want) {
		t.Errorf("after a reload: %q", got)
	}
	if marks := eval[[]string](tab, `return chat.outbox.list().map((i) => i.shown)`); len(marks) != 0 {
		t.Errorf("still in the outbox: %q", marks)
	}
}

func TestOutboxOutlivesTheTab(t *testing.T) {
	b := serve(t, guided)
	tab := newTab(t, 768, 640)
	tab.open(b.http.URL + "/?lang=zh")
	eval[bool](tab, `chat.line.stop(); chat.say('没有网络时写的'); return true`)
	tab.Do(chromedp.Reload())
	tab.waitText("echo: 没有网络时写的")
	if got := tab.lines(); len(got) != 2 {
		t.Errorf("lines %q", got)
	}
}

func TestScriptsInEveryFieldStayText(t *testing.T) {
	const evil = `<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>"'>{{7*7}}` + "\u2028" + `javascript:window.pwned=1`
	b := serve(t, func(c *Config) {
		guided(c)
		c.Agency = intents.Text{ZH: evil, EN: evil}
		c.Try = []Try{{Title: intents.Text{ZH: evil, EN: evil}, Say: intents.Text{ZH: evil, EN: evil}, Note: intents.Text{ZH: evil, EN: evil}}}
		c.Why = func(context.Context, string, int64) ([]byte, error) {
			const bad = `<img src=x onerror=window.pwned=1>`
			return fmt.Appendf(nil, `[{"said":%[1]q,"zone":%[1]q,"ranked":[{"intent":%[1]q,"score":1}],"calls":[{"name":%[1]q,"with":{%[1]q:%[1]q},"by":%[1]q}],"steps":[{"step":%[1]q,"when":%[1]q,"at":%[1]q}]}]`, bad), nil
		}
	})
	b.engine.answer = func(bot.What) []bot.Reply {
		var list []bot.Reply
		for _, kind := range []string{bot.KindText, bot.KindCard, bot.KindList, bot.KindForm, bot.KindPayment, bot.KindLogin, bot.KindReceipt, bot.KindNotice, bot.KindHandover, bot.KindRating, bot.KindEnded, evil} {
			list = append(list, bot.Reply{
				Kind: kind, Text: evil + " {link} **" + evil + "**", Spoken: evil, Who: evil, Lang: evil, URL: "javascript:window.pwned=1",
				Choices: []bot.Choice{{Value: evil, Label: evil}}, Card: &bot.Card{Title: evil, Note: evil, Facts: []bot.Fact{{Label: evil, Value: evil}}},
				Form:    &bot.Form{Submit: evil, Fields: []bot.Field{{Name: evil, Label: evil, Hint: evil, Kind: evil}, {Name: "c", Label: evil, Kind: "choice", Choices: []bot.Choice{{Value: evil, Label: evil}}, Optional: true}}},
				Payment: &bot.Payment{Payee: evil, AmountFen: 1, URL: "data:text/html,<script>window.pwned=1</script>", State: bot.State(evil)},
			})
		}
		return list
	}
	tab := newTab(t, 320, 640)
	tab.open(b.http.URL + "/?lang=zh")
	tab.write(evil)
	tab.wait(`document.querySelector('banshi-chat').log.last >= 13`)
	tab.press("为什么")
	tab.wait(`!document.getElementById('why').hidden`)
	eval[bool](tab, `document.getElementById('why-close').click(); root.querySelectorAll('button.choice:not([disabled])')[0].click(); return true`)
	tab.wait(`document.querySelector('banshi-chat').log.last >= 26`)
	tab.Do(chromedp.Reload())
	tab.wait(`document.querySelector('banshi-chat') && document.querySelector('banshi-chat').log && document.querySelector('banshi-chat').log.last >= 26`)
	if eval[bool](tab, `return Boolean(window.pwned)`) {
		t.Error("a script ran")
	}
	if n := eval[int](tab, `return root.querySelectorAll('img, script, b, iframe').length + root.querySelectorAll('a[href^="javascript"], a[href^="data"]').length`); n != 0 {
		t.Errorf("%d elements came from texts", n)
	}
	tab.Shot("xss")
	tab.sound("with scripts in every field")
	plain := newTab(t, 320, 640)
	plain.Do(chromedp.Navigate(b.http.URL + "/chat"))
	plain.Do(chromedp.SetValue(chromedp.CSS("#text"), evil), chromedp.Submit(chromedp.CSS("#text")))
	plain.wait(`document.querySelectorAll('.lines li').length >= 13`)
	if got, err := chromedp.Run(plain.Ctx, chromedp.Evaluate[bool](`Boolean(window.pwned) || window.broken.length > 0 || document.querySelectorAll('img').length > 0`)); err != nil || got {
		t.Errorf("plain page: %v %v", got, err)
	}
	plain.Shot("plain")
}

func TestWhy(t *testing.T) {
	b := serveDemo(t)
	for _, width := range []int64{320, 1280} {
		tab := newTab(t, width, 720)
		tab.open(b.http.URL + "/?lang=zh")
		tab.write("交罚单")
		tab.waitText("请填写")
		tab.press("为什么")
		tab.wait(`document.getElementById('why-body').textContent.includes('services/traffic_fine_pay.yaml:12')`)
		tab.Shot(fmt.Sprintf("why-%d", width))
		tab.sound("why")
	}
}

func TestKeyboardAndScreenReader(t *testing.T) {
	b := serveDemo(t)
	tab := newTab(t, 768, 640)
	tab.open(b.http.URL + "/?lang=zh")
	eval[bool](tab, `window.heard = []; chat.speaker.regions.forEach((r) => new MutationObserver(() => { if (r.textContent) heard.push(r.textContent); }).observe(r, { childList: true })); return true`)
	tab.write("交罚单")
	tab.wait(`window.heard.length === 1 && heard[0].includes('请填写处罚决定书上的编号')`)
	tab.wait(`document.querySelector('banshi-chat').speaker.regions.every((r) => !r.textContent)`) // emptied again
	if got := eval[string](tab, `return root.activeElement.id`); got != "say" {
		t.Errorf("a message took the focus to %q", got)
	}
	// Enter that ends a composition sends nothing.
	eval[bool](tab, `chat.input.value = '未完'; chat.input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true })); return true`)
	if n := len(tab.lines()); n != 2 {
		t.Errorf("%d lines", n)
	}
	got := eval[string](tab, `chat.input.value = ''; const li = chat.log.list.querySelector('[tabindex="0"]'); li.focus();
		const key = (n, k) => n.dispatchEvent(new KeyboardEvent('keydown', { key: k, bubbles: true, composed: true }));
		key(li, 'ArrowUp'); const up = root.activeElement.className; key(root.activeElement, 'ArrowDown'); key(root.activeElement, 'Enter');
		const inside = root.activeElement.tagName; key(root.activeElement, 'Escape');
		return [up, inside, root.activeElement.tagName, chat.log.list.querySelectorAll('li[tabindex="0"]').length].join(' ')`)
	if got != "own INPUT LI 1" {
		t.Errorf("arrows: %q", got)
	}
	payFineFrom(tab)
	marks := eval[[]string](tab, `return Array.from(root.querySelectorAll('.choice')).map((n) => n.textContent + ' ' + n.disabled + ' ' + n.getAttribute('aria-disabled'))`)
	if !slices.Equal(marks, []string{"缴纳 200.00 元 ✓已选 false true", "以后再说 true null"}) {
		t.Errorf("choices: %q", marks)
	}
	if got := eval[string](tab, `return root.activeElement.id`); got != "say" {
		t.Errorf("after a choice the focus is on %q", got)
	}
}

func payFineFrom(b *tab) {
	b.T.Helper()
	eval[bool](b, `root.querySelector('form.form input').focus(); return true`)
	b.Do(chromedp.KeyEvent("3301061900123456"))
	b.Enter()
	b.waitText("请核对")
	b.press("缴纳 200.00 元") // click() has detail 0, as a key has
	b.waitText("去付款")
}

func TestSharedComputer(t *testing.T) {
	b := serveDemo(t)
	tab := newTab(t, 320, 640)
	tab.open(b.http.URL + "/?lang=zh")
	tab.write("你好")
	tab.waitText("echo: 你好")
	tab.press("更多")
	tab.Shot("menu-320")
	tab.sound("menu")
	tab.press("这是公用电脑")
	if n := eval[int](tab, `return Object.keys(localStorage).length`); n != 0 {
		t.Errorf("%d things kept", n)
	}
	old := eval[string](tab, `return chat.keep.get('token')`)
	tab.press("清除记录并离开")
	tab.wait(`document.querySelector('banshi-chat').keep.get('token') && document.querySelector('banshi-chat').keep.get('token') !== '` + old + `'`)
	if got := tab.lines(); len(got) != 0 {
		t.Errorf("lines %q", got)
	}
	if resp, _ := b.call("GET", "/web/poll?wait=0", "", "Authorization", "Bearer "+old); resp.StatusCode != 401 {
		t.Errorf("the old session lives: %d", resp.StatusCode)
	}
}

func TestEmbedded(t *testing.T) {
	b := serveDemo(t)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<!DOCTYPE html><html lang="zh-CN"><title>x</title><style>html{font-size:62.5%%}button{display:none}</style><main><h1>市政府</h1></main><script src="%s/widget.js" data-region="330100" data-lang="zh" data-service="traffic_fine_pay" defer></script>`, b.http.URL)
	}))
	defer site.Close()
	tab := newTab(t, 1280, 800)
	tab.Do(chromedp.Navigate(site.URL))
	tab.wait(`document.querySelector('banshi-launcher')`)
	tab.Shot("embed-button")
	press := chromedp.Evaluate[chromedp.Void](`document.querySelector('banshi-launcher').shadowRoot.querySelector('button').click()`)
	tab.Do(press)
	tab.wait(`document.querySelector('banshi-chat') && document.querySelector('banshi-chat').notice.textContent.includes('web.origins')`)
	tab.Shot("embed-refused")
	b.ch.origins[site.URL] = true
	tab.Do(chromedp.Reload()) // the same page, now on the list
	tab.wait(`document.querySelector('banshi-launcher')`)
	tab.Do(press)
	tab.wait(`document.querySelector('banshi-chat') && document.querySelector('banshi-chat').line.ready`)
	payFine(tab)
	tab.Shot("embed-pay")
	tab.sound("embedded")
	b.engine.mu.Lock()
	defer b.engine.mu.Unlock()
	first := b.engine.heard[0]
	if e, ok := first.What.(bot.Entered); !ok || e.Intent != "traffic_fine_pay" || first.Region != "330100" || first.Lang != "zh" {
		t.Errorf("heard %+v", first)
	}
}

// The floor is iOS 14 WebKit and Chromium 86.
func TestAssetsKeepToTheFloor(t *testing.T) {
	banned := regexp.MustCompile(`\?\.[a-zA-Z(\[]|\?\?|\.replaceAll\(|\.at\(|\.flat\(Infinity|structuredClone|innerHTML|outerHTML|insertAdjacent|document\.write|\beval\(|new Function|\|\|=|&&=|static \{|randomUUID|Object\.hasOwn`)
	style := regexp.MustCompile(`:has\(|:is\(|:where\(|@container|@layer|\binset:|aspect-ratio|(?m)^\s+&`)
	for _, name := range append([]string{"loader"}, parts...) {
		if found := banned.FindString(string(read("widget/" + name + ".js"))); found != "" {
			t.Errorf("%s.js: %s", name, found)
		}
	}
	if found := banned.FindString(string(read("page.js"))); found != "" {
		t.Errorf("page.js: %s", found)
	}
	for _, name := range []string{"widget/chat.css", "page.css"} {
		if found := style.FindString(string(read(name))); found != "" {
			t.Errorf("%s: %s", name, found)
		}
	}
}
