package web

import (
	"html/template"
	"net/http"
	"net/url"
	"strings"
)

var pages = template.Must(template.New("").ParseFS(files, "assets/*.html"))

// page is what the browser shows at "/" and, without JavaScript, at "/chat".
type page struct {
	ch  *Channel
	csp string
}

func newPage(ch *Channel) page {
	return page{ch: ch, csp: policy(ch.PublicURL, ch.Sandbox)}
}

// policy is the content security policy of our pages. The socket is named for browsers whose 'self' leaves it out.
func policy(public string, sandbox bool) string {
	connect := "'self'"
	if u, err := url.Parse(public); err == nil && u.Host != "" {
		connect += " " + strings.Replace(u.Scheme, "http", "ws", 1) + "://" + u.Host
		if sandbox && u.Port() != "" {
			connect += " ws://localhost:" + u.Port()
		}
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src " + connect +
		"; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
}

// headers of every page.
func (p page) headers(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", p.csp)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	h.Set("Cross-Origin-Opener-Policy", "same-origin-allow-popups")
}

// language of a page: asked for by the address, else by the browser, else Chinese.
func language(r *http.Request) string {
	if lang := knownLang(r.URL.Query().Get("lang")); lang != "" {
		return lang
	}
	for _, tag := range strings.Split(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ = strings.Cut(strings.TrimSpace(tag), ";")
		if lang := knownLang(tag); lang != "" {
			return lang
		}
	}
	return "zh"
}

// shown is what the chat page is made from.
type shown struct {
	Lang    string
	Tag     string // of the html element
	Agency  string
	Phone   string
	Region  string
	Sandbox bool
	Why     bool
	Try     []card
	Assets  assets
}

// card is a Try in one language.
type card struct{ Title, Say, Note string }

// Chat, Skin and Page are the paths of the page's parts.
func (a assets) Chat() string { return a.chat }

// Skin is the path of the page's style sheet.
func (a assets) Skin() string { return a.skin }

// Page is the path of the page's script.
func (a assets) Page() string { return a.page }

// full is GET /: the chat page, in the sandbox a guided one.
func (p page) full(w http.ResponseWriter, r *http.Request) {
	lang := language(r)
	s := shown{
		Lang: lang, Tag: htmlLang(lang), Agency: p.agency(lang), Phone: p.ch.Phone, Region: p.ch.Region,
		Sandbox: p.ch.Sandbox, Why: p.ch.Sandbox && p.ch.Why != nil, Assets: p.ch.assets,
	}
	if s.Sandbox {
		for _, t := range p.ch.Try {
			s.Try = append(s.Try, card{t.Title.In(lang), t.Say.In(lang), t.Note.In(lang)})
		}
	}
	p.headers(w)
	p.write(w, "page.html", s)
}

func (p page) agency(lang string) string {
	if name := p.ch.Agency.In(lang); name != "" {
		return name
	}
	if lang == "en" {
		return "Public services"
	}
	return "政务服务"
}

func htmlLang(lang string) string {
	if lang == "en" {
		return "en"
	}
	return "zh-CN"
}

func (p page) write(w http.ResponseWriter, name string, data any) {
	if err := pages.ExecuteTemplate(w, name, data); err != nil {
		p.ch.Log.Error("web", "page", name, "err", err)
	}
}
