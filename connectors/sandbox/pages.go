package sandbox

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

//go:embed pages
var pageFiles embed.FS

var pageTemplates = template.Must(template.ParseFS(pageFiles, "pages/page.html"))

func (s *Sandbox) pageRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sandbox/pages.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		http.ServeFileFS(w, r, pageFiles, "pages/pages.css")
	})
	mux.HandleFunc("GET /sandbox/pay/{token}", s.payPage)
	mux.HandleFunc("POST /sandbox/pay/{token}", s.payPressed)
	mux.HandleFunc("GET /sandbox/identity", showIdentity)
	mux.HandleFunc("POST /sandbox/identity", s.identityChosen)
	return mux
}

// page is what every page shows.
type page struct {
	Lang, Title string
	Say         map[string]string
	State       string
	Other       *otherLang
}

type otherLang struct{ URL, Lang, Name string }

// render writes a page that may load its style sheet, send its form to itself and to where it leads back, and nothing else.
func render(w http.ResponseWriter, status int, name, back string, p any) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'"+origin(back)+"; base-uri 'none'; frame-ancestors 'none'")
	w.WriteHeader(status)
	_ = pageTemplates.ExecuteTemplate(w, name, p)
}

// origin is " scheme://host" of an absolute address: browsers hold form-action against redirects too.
func origin(back string) string {
	u, err := url.Parse(back)
	if err != nil || u.Host == "" {
		return ""
	}
	return " " + u.Scheme + "://" + u.Host
}

// safeReturn tells whether a page may lead back to an address: a path of this site, the site itself, or this machine.
func safeReturn(back string, r *http.Request) bool {
	u, err := url.Parse(back)
	if err != nil || u.User != nil || strings.ContainsAny(back, "\\\r\n\t ;,'\"") {
		return false
	}
	if u.Host == "" {
		return u.Scheme == "" && strings.HasPrefix(u.Path, "/") && !strings.HasPrefix(back, "//")
	}
	return (u.Scheme == "http" || u.Scheme == "https") && (u.Host == r.Host || local(u.Host))
}

// language is the one asked for, else the browser's first, else Chinese.
func language(r *http.Request) string {
	switch asked := r.FormValue("lang"); {
	case asked == "en", asked == "zh":
		return asked
	}
	if first, _, _ := strings.Cut(r.Header.Get("Accept-Language"), ","); strings.HasPrefix(strings.ToLower(first), "en") {
		return "en"
	}
	return "zh"
}

func newPage(r *http.Request, say map[string]map[string]string, title string) page {
	lang := language(r)
	p := page{Lang: map[string]string{"zh": "zh-CN", "en": "en"}[lang], Title: say[lang][title], Say: say[lang]}
	q := r.URL.Query()
	other := otherLang{Lang: "en", Name: "English"}
	if lang == "en" {
		other = otherLang{Lang: "zh-CN", Name: "中文"}
	}
	q.Set("lang", other.Lang[:2])
	other.URL = r.URL.Path + "?" + q.Encode()
	p.Other = &other
	return p
}

// wrong shows what is not to be had here.
func wrong(w http.ResponseWriter, r *http.Request, status int, key string) {
	p := newPage(r, pageTexts, "wrong")
	p.State = p.Say[key]
	render(w, status, "wrong", "", p)
}

type cashierPage struct {
	page
	Order   order
	Amount  string
	Until   string
	Payable bool
	Buttons []button
	Back    string
}

type button struct{ How, Label, About string }

func (s *Sandbox) payPage(w http.ResponseWriter, r *http.Request) {
	var o order
	err := s.memory.do(r.Context(), func(t *tx) error {
		o = t.orderByToken(r.PathValue("token"))
		if o.No != "" && !o.Seen {
			o.Seen = true
			t.put("order", o.No, o)
		}
		return nil
	})
	switch {
	case err != nil:
		s.fail(w, "cashier.page", err)
	case o.No == "":
		wrong(w, r, http.StatusNotFound, "no_order")
	default:
		s.showOrder(w, r, o, http.StatusOK)
	}
}

func (t *tx) orderByToken(token string) (o order) {
	var no string
	if t.get("token", token, &no) {
		t.get("order", no, &o)
	}
	return o
}

func (s *Sandbox) showOrder(w http.ResponseWriter, r *http.Request, o order, status int) {
	now := s.now()
	p := cashierPage{page: newPage(r, pageTexts, "cashier"), Order: o}
	p.Amount = yuan(o.AmountFen, p.Lang)
	state := o.state(now)
	p.Payable = state == "unpaid" && (o.Until == 0 || now.UnixMilli() < o.Until)
	if state == "unpaid" && !p.Payable {
		state = "expired"
	}
	p.State = p.Say["state_"+state]
	if o.Until != 0 && p.Payable {
		p.Until = time.UnixMilli(o.Until).In(shanghai).Format("2006-01-02 15:04:05")
	}
	for _, how := range []string{Late, Twice, Never, Amount, Refuse, NoRefund} {
		p.Buttons = append(p.Buttons, button{how, p.Say["how_"+how], p.Say["about_"+how]})
	}
	if safeReturn(o.Return, r) {
		p.Back = o.Return
	}
	render(w, status, "cashier", p.Back, p)
}

// payPressed is a button of the cashier's page; afterwards the page leads back to where the order came from.
func (s *Sandbox) payPressed(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	var o order
	err := s.memory.do(r.Context(), func(t *tx) error {
		if o = t.orderByToken(r.PathValue("token")); o.No == "" {
			return nil
		}
		return s.press(t, o, r.PostFormValue("how"))
	})
	s.wake()
	switch {
	case o.No == "" && err == nil:
		wrong(w, r, http.StatusNotFound, "no_order")
	case errors.Is(err, ErrNotPayable):
		s.showOrder(w, r, o, http.StatusConflict)
	case errors.Is(err, errNoButton):
		wrong(w, r, http.StatusBadRequest, "no_button")
	case err != nil:
		s.fail(w, "cashier.pay", err)
	case o.Return != "" && safeReturn(o.Return, r):
		http.Redirect(w, r, o.Return, http.StatusSeeOther)
	default:
		http.Redirect(w, r, r.URL.Path+"?lang="+language(r), http.StatusSeeOther)
	}
}

type identityPage struct {
	page
	StateParam, Return, WantedLabel string
	Wanted                          int
	OtherLevel                      *levelButton
	Citizens                        []shownCitizen
}

type levelButton struct {
	Value int
	Label string
}

type shownCitizen struct{ Label, IDNo, About string }

func showIdentity(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if !safeReturn(q.Get("return"), r) || q.Get("state") == "" {
		wrong(w, r, http.StatusBadRequest, "no_return")
		return
	}
	p := identityPage{page: newPage(r, pageTexts, "identity"), StateParam: q.Get("state"), Return: q.Get("return"), Wanted: 2}
	p.WantedLabel, p.OtherLevel = p.Say["level_2"], &levelButton{3, p.Say["level_3"]}
	if q.Get("level") == "3" {
		p.Wanted, p.WantedLabel, p.OtherLevel = 3, p.Say["level_3"], &levelButton{2, p.Say["level_2_only"]}
	}
	for _, c := range Citizens {
		shown := shownCitizen{c.Name, c.IDNo, c.About}
		if p.Lang == "en" {
			shown = shownCitizen{c.Pinyin + " " + c.Name, c.IDNo, c.EN}
		}
		p.Citizens = append(p.Citizens, shown)
	}
	render(w, http.StatusOK, "identity", p.Return, p)
}

// identityChosen sends the citizen back with a one-time code, or without one.
func (s *Sandbox) identityChosen(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	back, state := r.PostFormValue("return"), r.PostFormValue("state")
	level, err := strconv.Atoi(r.PostFormValue("level"))
	c, known := citizen(r.PostFormValue("citizen"))
	if !safeReturn(back, r) || state == "" || err != nil || level < 0 || level > 3 || level > 0 && !known {
		wrong(w, r, http.StatusBadRequest, "no_return")
		return
	}
	answer := url.Values{"state": {state}}
	if level == 0 {
		answer.Set("error", "cancelled")
	} else {
		var code string
		if err := s.memory.do(r.Context(), func(t *tx) error { code = s.issue(t, c, level); return nil }); err != nil {
			s.fail(w, "identity.page", err)
			return
		}
		answer.Set("code", code)
	}
	http.Redirect(w, r, withQuery(back, answer), http.StatusSeeOther)
}

// Code makes the one-time code that the identity page would send back, for tests and the terminal.
func (s *Sandbox) Code(ctx context.Context, idNo string, level int) (code string, err error) {
	c, ok := citizen(idNo)
	if !ok {
		return "", fmt.Errorf("identity code: no such citizen")
	}
	err = s.memory.do(ctx, func(t *tx) error { code = s.issue(t, c, level); return nil })
	return code, err
}

func withQuery(address string, more url.Values) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	q := u.Query()
	for name, v := range more {
		q[name] = v
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// yuan writes an amount for a page.
func yuan(fen int64, lang string) string {
	if lang == "en" {
		return fmt.Sprintf("¥%d.%02d", fen/100, fen%100)
	}
	return fmt.Sprintf("%d.%02d 元", fen/100, fen%100)
}
