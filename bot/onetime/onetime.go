package onetime

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
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

// Prover tells a conversation the outcome of a proof.
type Prover interface {
	Prove(ctx context.Context, conversation string, what bot.What) error
}

// Config is what the pages are made of.
type Config struct {
	Links     Links
	Prover    Prover
	Identity  connectors.Identity // nil: nobody can prove who they are
	PublicURL string
	Secret    []byte // signs the state that travels through the identity provider
	Sandbox   bool
	Now       func() time.Time
	Log       *slog.Logger
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

func (p *Pages) link(r *http.Request) (bot.Link, string, bool) {
	token := r.PathValue("token")
	hash := sha256.Sum256([]byte(token))
	l, err := p.Links.Link(r.Context(), hash[:])
	if err != nil {
		return bot.Link{}, "", false
	}
	return l, token, true
}

// show tells what a link is for; it changes nothing.
func (p *Pages) show(w http.ResponseWriter, r *http.Request) {
	l, _, ok := p.link(r)
	now := p.Now().UnixMilli()
	switch {
	case !ok || l.Kind != "receipt" && now >= l.Until:
		p.render(w, r, http.StatusGone, say(r, "gone"))
	case l.Kind == "receipt":
		p.receipt(w, r, l)
	case l.Used != 0:
		p.render(w, r, http.StatusGone, say(r, "used"))
	default:
		v := say(r, l.Kind)
		if l.Kind == "pay" {
			v.Facts = p.bill(r, l)
		}
		p.render(w, r, http.StatusOK, v)
	}
}

// use uses a link up and leads on.
func (p *Pages) use(w http.ResponseWriter, r *http.Request) {
	l, _, ok := p.link(r)
	if !ok {
		p.render(w, r, http.StatusGone, say(r, "gone"))
		return
	}
	used, err := p.Links.UseLink(r.Context(), l.Hash, p.Now().UnixMilli())
	if err != nil {
		p.render(w, r, http.StatusServiceUnavailable, say(r, "later"))
		return
	}
	if !used {
		p.render(w, r, http.StatusGone, say(r, "used"))
		return
	}
	switch l.Kind {
	case "login":
		p.login(w, r, l)
	case "pay":
		p.pay(w, r, l)
	default:
		p.render(w, r, http.StatusGone, say(r, "gone"))
	}
}

// login leads to the identity provider.
func (p *Pages) login(w http.ResponseWriter, r *http.Request, l bot.Link) {
	if p.Identity == nil {
		p.render(w, r, http.StatusServiceUnavailable, say(r, "later"))
		return
	}
	http.Redirect(w, r, p.Identity.URL(p.state(l.Conversation, l.Until), p.PublicURL+"/go/back", l.Level), http.StatusSeeOther)
}

// pay leads to the provider's page.
func (p *Pages) pay(w http.ResponseWriter, r *http.Request, l bot.Link) {
	o, err := p.Links.Order(r.Context(), l.Order)
	if err != nil || o.URL == "" || o.State != bot.Awaiting {
		p.render(w, r, http.StatusGone, say(r, "gone"))
		return
	}
	http.Redirect(w, r, o.URL, http.StatusSeeOther)
}

// back hears the identity provider's answer.
func (p *Pages) back(w http.ResponseWriter, r *http.Request) {
	conversation, ok := p.opened(r.FormValue("state"))
	if !ok {
		p.render(w, r, http.StatusForbidden, say(r, "gone"))
		return
	}
	var what bot.What = bot.Unproved{Why: "given up"}
	if code := r.FormValue("code"); code != "" && p.Identity != nil {
		proof, err := p.Identity.Prove(r.Context(), code)
		if err == nil {
			what = bot.Proved{Name: proof.Name, IDNo: proof.IDNo, Mobile: proof.Mobile, Level: proof.Level, Until: proof.Until}
		} else {
			p.Log.Warn("proof", "conversation", conversation, "err", err)
		}
	}
	if err := p.Prover.Prove(r.Context(), conversation, what); err != nil {
		p.render(w, r, http.StatusServiceUnavailable, say(r, "later"))
		return
	}
	if _, failed := what.(bot.Unproved); failed {
		p.render(w, r, http.StatusOK, say(r, "unproved"))
		return
	}
	if p.Proved != nil {
		if err := p.Proved(r.Context(), conversation); err != nil {
			p.Log.Error("renew", "conversation", conversation, "err", err)
		}
	}
	p.render(w, r, http.StatusOK, say(r, "proved"))
}

// paid is where the cashier sends a citizen back to.
func (p *Pages) paid(w http.ResponseWriter, r *http.Request) {
	p.render(w, r, http.StatusOK, say(r, "paid"))
}

func (p *Pages) receipt(w http.ResponseWriter, r *http.Request, l bot.Link) {
	o, err := p.Links.Order(r.Context(), l.Order)
	if err != nil {
		p.render(w, r, http.StatusGone, say(r, "gone"))
		return
	}
	v := say(r, "receipt")
	v.Facts = facts(r, o)
	p.render(w, r, http.StatusOK, v)
}

func (p *Pages) bill(r *http.Request, l bot.Link) []bot.Fact {
	o, err := p.Links.Order(r.Context(), l.Order)
	if err != nil {
		return nil
	}
	return facts(r, o)
}

func (p *Pages) render(w http.ResponseWriter, _ *http.Request, status int, v view) {
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
