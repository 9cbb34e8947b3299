package onetime

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/connectors"
)

// Links is what must be remembered of links and orders.
type Links interface {
	Link(ctx context.Context, hash []byte) (bot.Link, error)
	UseLink(ctx context.Context, hash []byte, now int64) (bool, error)
	Order(ctx context.Context, no string) (bot.Order, error)
}

// Conversations hear the outcome of a proof, and tell in which language they are held.
type Conversations interface {
	Prove(ctx context.Context, conversation string, what bot.What) error
	// Lang is "zh" or "en", "" where it is not known.
	Lang(ctx context.Context, conversation string) string
}

// Config is what the pages are made of.
type Config struct {
	Links         Links
	Conversations Conversations
	Identity      connectors.Identity // nil: nobody can prove who they are
	PublicURL     string
	Secret        []byte // signs the state that travels through the identity provider
	Sandbox       bool
	Now           func() time.Time
	Log           *slog.Logger
	// Proved is told of a proof, so that the widget's token can be renewed; nil tells nobody.
	Proved func(ctx context.Context, conversation string) error
}

// Pages serves the links.
type Pages struct{ Config }

// New makes the pages.
func New(c Config) *Pages {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Pages{c}
}

//go:embed page.html
var pageSource string

//go:embed page.css
var pageStyle []byte

var page = template.Must(template.New("page").Parse(pageSource))

// view is one page.
type view struct {
	Lang    string
	Title   string
	Text    string
	Facts   []bot.Fact
	Button  string
	Sandbox bool
}

// Handler serves GET and POST /go/TOKEN, GET /go/back and the style sheet.
func (p *Pages) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /go/style.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		_, _ = w.Write(pageStyle)
	})
	mux.HandleFunc("GET /go/back", p.back)
	mux.HandleFunc("GET /go/paid", p.paid)
	mux.HandleFunc("GET /go/{token}", p.show)
	mux.HandleFunc("POST /go/{token}", p.use)
	return secured(mux)
}

// secured sets what every page carries. Forms lead on to providers' pages, so form-action stays open to https.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// link finds what a token stands for, and the language of its page. Where there is nothing to go on with it
// writes the page that says so, and ok is false.
func (p *Pages) link(w http.ResponseWriter, r *http.Request) (l bot.Link, lang string, ok bool) {
	hash := sha256.Sum256([]byte(r.PathValue("token")))
	l, err := p.Links.Link(r.Context(), hash[:])
	switch {
	case errors.Is(err, bot.ErrNone):
		p.render(w, http.StatusGone, say(browserLang(r), "gone"))
	case err != nil:
		p.Log.Error("link", "err", err)
		p.render(w, http.StatusServiceUnavailable, say(browserLang(r), "later"))
	case p.over(l):
		p.render(w, http.StatusGone, say(p.lang(r, l.Conversation), "gone"))
	default:
		return l, p.lang(r, l.Conversation), true
	}
	return l, "", false
}

// lang is the language of the conversation, the browser's where that is not known: what a citizen wrote tells
// better how they want to be spoken to than how their phone is set.
func (p *Pages) lang(r *http.Request, conversation string) string {
	if lang := p.Conversations.Lang(r.Context(), conversation); lang != "" {
		return lang
	}
	return browserLang(r)
}

// over reports whether the time of a link has passed; a receipt can always be read again.
func (p *Pages) over(l bot.Link) bool {
	return l.Kind != "receipt" && p.Now().UnixMilli() >= l.Until
}

// show tells what a link is for; it changes nothing.
func (p *Pages) show(w http.ResponseWriter, r *http.Request) {
	l, lang, ok := p.link(w, r)
	switch {
	case !ok:
	case l.Kind == "receipt":
		p.showOrder(w, r, l, lang)
	case l.Used != 0:
		p.render(w, http.StatusGone, say(lang, "used"))
	case l.Kind == "pay":
		p.showOrder(w, r, l, lang)
	default:
		p.render(w, http.StatusOK, say(lang, l.Kind))
	}
}

// showOrder shows a link with what its order is about.
func (p *Pages) showOrder(w http.ResponseWriter, r *http.Request, l bot.Link, lang string) {
	o, ok := p.order(w, r, l, lang)
	if !ok {
		return
	}
	v := say(lang, l.Kind)
	v.Facts = facts(lang, o)
	p.render(w, http.StatusOK, v)
}

// use leads on, and uses the link up once it is known where to.
func (p *Pages) use(w http.ResponseWriter, r *http.Request) {
	l, lang, ok := p.link(w, r)
	switch {
	case !ok:
		return
	case l.Kind == "receipt":
		p.showOrder(w, r, l, lang)
		return
	case l.Used != 0:
		p.render(w, http.StatusGone, say(lang, "used"))
		return
	}
	to, ok := p.leads(w, r, l, lang)
	if !ok {
		return
	}
	used, err := p.Links.UseLink(r.Context(), l.Hash, p.Now().UnixMilli())
	switch {
	case err != nil:
		p.Log.Error("use link", "conversation", l.Conversation, "err", err)
		p.render(w, http.StatusServiceUnavailable, say(lang, "later"))
	case !used:
		p.render(w, http.StatusGone, say(lang, "used"))
	default:
		http.Redirect(w, r, to, http.StatusSeeOther)
	}
}

// leads gives where a link leads: to the identity provider, or to the cashier. Where it leads nowhere it writes the
// page that says so, and ok is false.
func (p *Pages) leads(w http.ResponseWriter, r *http.Request, l bot.Link, lang string) (to string, ok bool) {
	if l.Kind == "login" {
		if p.Identity == nil {
			p.render(w, http.StatusServiceUnavailable, say(lang, "later"))
			return "", false
		}
		return p.Identity.URL(p.state(l.Conversation, l.Until), p.PublicURL+"/go/back", l.Level), true
	}
	o, ok := p.order(w, r, l, lang)
	if ok && (o.URL == "" || o.State != bot.Awaiting) {
		p.render(w, http.StatusGone, say(lang, "gone"))
		return "", false
	}
	return o.URL, ok
}

// order reads the order of a link. Where there is none, or none to be read now, it writes the page that says so, and ok
// is false.
func (p *Pages) order(w http.ResponseWriter, r *http.Request, l bot.Link, lang string) (o bot.Order, ok bool) {
	o, err := p.Links.Order(r.Context(), l.Order)
	switch {
	case errors.Is(err, bot.ErrNone):
		p.render(w, http.StatusGone, say(lang, "gone"))
	case err != nil:
		p.Log.Error("order of a link", "order", l.Order, "err", err)
		p.render(w, http.StatusServiceUnavailable, say(lang, "later"))
	default:
		return o, true
	}
	return bot.Order{}, false
}

// back hears the identity provider's answer.
func (p *Pages) back(w http.ResponseWriter, r *http.Request) {
	conversation, ok := p.opened(r.FormValue("state"))
	if !ok {
		p.render(w, http.StatusForbidden, say(browserLang(r), "gone"))
		return
	}
	lang := p.lang(r, conversation)
	what := p.proof(r, conversation)
	if err := p.Conversations.Prove(r.Context(), conversation, what); err != nil {
		p.render(w, http.StatusServiceUnavailable, say(lang, "later"))
		return
	}
	if _, failed := what.(bot.Unproved); failed {
		p.render(w, http.StatusOK, say(lang, "unproved"))
		return
	}
	if p.Proved != nil {
		if err := p.Proved(r.Context(), conversation); err != nil {
			p.Log.Error("renew", "conversation", conversation, "err", err)
		}
	}
	p.render(w, http.StatusOK, say(lang, "proved"))
}

// proof turns the provider's one-time code into what was proven.
func (p *Pages) proof(r *http.Request, conversation string) bot.What {
	code := r.FormValue("code")
	if code == "" || p.Identity == nil {
		return bot.Unproved{Why: "given up"}
	}
	proof, err := p.Identity.Prove(r.Context(), code)
	if err != nil {
		p.Log.Warn("proof", "conversation", conversation, "err", err)
		return bot.Unproved{Why: "failed"}
	}
	return bot.Proved{Name: proof.Name, IDNo: proof.IDNo, Mobile: proof.Mobile, Level: proof.Level, Until: proof.Until}
}

// paid is where the cashier sends a citizen back to, with the order's number.
func (p *Pages) paid(w http.ResponseWriter, r *http.Request) {
	lang := browserLang(r)
	if o, err := p.Links.Order(r.Context(), r.FormValue("order")); err == nil {
		lang = p.lang(r, o.Conversation)
	}
	p.render(w, http.StatusOK, say(lang, "paid"))
}

func (p *Pages) render(w http.ResponseWriter, status int, v view) {
	v.Sandbox = p.Sandbox
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_ = page.Execute(w, v)
}

// state names a conversation to the identity provider so that only we can have made it.
func (p *Pages) state(conversation string, until int64) string {
	body := conversation + "." + strconv.FormatInt(until, 36)
	return body + "." + p.sign(body)
}

func (p *Pages) opened(state string) (conversation string, ok bool) {
	i := strings.LastIndexByte(state, '.')
	if i < 0 || !hmac.Equal([]byte(p.sign(state[:i])), []byte(state[i+1:])) {
		return "", false
	}
	conversation, until, ok := strings.Cut(state[:i], ".")
	end, err := strconv.ParseInt(until, 36, 64)
	return conversation, ok && err == nil && p.Now().UnixMilli() < end+stateGrace
}

// stateGrace is how much longer than the link the way through the identity provider may take.
const stateGrace = 10 * 60 * 1000

func (p *Pages) sign(body string) string {
	m := hmac.New(sha256.New, p.Secret)
	m.Write([]byte(body))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:16])
}
