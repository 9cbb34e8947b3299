package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
)

// The page without JavaScript: a form post, then the log as a page, which comes again by itself while replies
// are on their way. Its session lives in a cookie that nothing else reads.

// line is an entry of the log on that page.
type line struct {
	Own     bool
	Who     string
	Text    string
	Reply   *replyFrame
	Last    bool // its choices may be pressed
	Link    string
	Amount  string
	Payment bool
}

// sheet is what it is made from.
type sheet struct {
	shown
	Lines   []line
	Pending string // where to look again
	Trouble string
	Met     bool   // there is a session
	ID      string // of the message that will be sent

	Services []string // to begin with, where nothing was said yet
}

func (p page) cookieName() string {
	if p.secure() {
		return "__Host-banshi"
	}
	return "banshi"
}

// secure: everywhere but on plain HTTP over loopback, where Safari refuses such cookies.
func (p page) secure() bool { return !strings.HasPrefix(p.ch.PublicURL, "http://") }

func (p page) setCookie(w http.ResponseWriter, token string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: p.cookieName(), Value: token, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: p.secure(), SameSite: http.SameSiteLaxMode,
	})
}

func (p page) session(r *http.Request) (Session, error) {
	c, err := r.Cookie(p.cookieName())
	if err != nil {
		return Session{}, errToken
	}
	return p.ch.resume(r.Context(), c.Value)
}

// plain is GET /chat.
func (p page) plain(w http.ResponseWriter, r *http.Request) {
	view := p.sheet(r)
	s, err := p.session(r)
	if err != nil && !errors.Is(err, errToken) {
		p.trouble(w, view, p.ch.refusalOf(err, ""))
		return
	}
	if err == nil {
		view.Met = true
		view.Pending = p.pending(r, s, view.Lang)
		if view.Lines, err = p.lines(r.Context(), s); err != nil {
			p.trouble(w, view, p.ch.refusalOf(err, ""))
			return
		}
	}
	p.headers(w)
	p.write(w, "plain.html", view)
}

func (p page) sheet(r *http.Request) sheet {
	lang := language(r)
	s := sheet{
		shown: shown{Lang: lang, Tag: htmlLang(lang), Agency: p.agency(lang), Phone: p.ch.Phone, Sandbox: p.ch.Sandbox, Assets: p.ch.assets},
		ID:    newToken(),
	}
	if p.ch.Services != nil {
		s.Services = p.ch.Services(lang)
	}
	return s
}

// pending waits a little for the replies to the message just sent; it is the address to look at again while
// they are missing.
func (p page) pending(r *http.Request, s Session, lang string) string {
	root, ok := number(r, "turn", 0)
	tries, good := number(r, "try", 0)
	if !ok || !good || root == 0 || tries > 30 {
		return ""
	}
	ctx, cancel := context.WithTimeout(r.Context(), p.ch.Limits.Plain)
	defer cancel()
	if _, settled := p.ch.Engine.Settled(ctx, s.Conversation, root); settled {
		return ""
	}
	return address(lang, root, tries+1)
}

func address(lang string, root, try int64) string {
	q := url.Values{"lang": {lang}, "turn": {strconv.FormatInt(root, 10)}, "try": {strconv.FormatInt(try, 10)}}
	return "/chat?" + q.Encode()
}

// lines is the log as that page shows it.
func (p page) lines(ctx context.Context, s Session) ([]line, error) {
	f := feed{engine: p.ch.Engine, conversation: s.Conversation}
	entries, _, _, err := f.begin(ctx, 0)
	if err != nil {
		return nil, err
	}
	var list []line
	for _, e := range entries {
		switch f := p.ch.entry(e).(type) {
		case saidFrame:
			list = append(list, line{Own: true, Text: f.Text})
		case replyFrame:
			list = append(list, replied(f))
		}
	}
	for i := len(list) - 1; i >= 0 && !list[i].Own; i-- {
		list[i].Last = true
	}
	return list, nil
}

func replied(f replyFrame) line {
	l := line{Who: f.Who, Text: f.Text, Reply: &f, Link: f.URL}
	if f.Payment != nil {
		l.Payment, l.Amount = true, yuan(f.Payment.AmountFen)
		l.Link = f.Payment.URL
	}
	if l.Link != "" {
		l.Text = strings.TrimSpace(strings.ReplaceAll(l.Text, l.Link, "↓"))
	}
	return l
}

func yuan(fen int64) string {
	cents := strconv.FormatInt(fen%100+100, 10)[1:]
	return strconv.FormatInt(fen/100, 10) + "." + cents
}

// say is POST /chat: a text, a choice pressed, or a form filled.
func (p page) say(w http.ResponseWriter, r *http.Request) {
	view := p.sheet(r)
	if !p.own(w, r) {
		return
	}
	s, err := p.session(r)
	if errors.Is(err, errToken) {
		var token string
		if s, token, err = p.ch.open(r.Context(), p.ch.peer(r), view.Lang, p.ch.Region, ""); err == nil {
			p.setCookie(w, token, int(p.ch.Limits.Life/time.Second))
		}
	}
	if err != nil {
		p.trouble(w, view, p.ch.refusalOf(err, ""))
		return
	}
	what, no := posted(r.PostForm)
	if no == nil {
		if _, ok := p.ch.hurry(p.ch.peer(r), s); !ok {
			no = &refusal{code: tooFast}
		}
	}
	var got engine.Receipt
	if no == nil {
		if got, err = p.ch.hear(r.Context(), p.ch.peer(r), s, what); err != nil {
			told := p.ch.refusalOf(err, "")
			no = &told
		}
	}
	if no != nil {
		view.Met = true
		view.Lines, _ = p.lines(r.Context(), s) // shown beside the trouble, if it can be
		p.trouble(w, view, *no)
		return
	}
	http.Redirect(w, r, address(view.Lang, got.Turn, 0)+"#end", http.StatusSeeOther)
}

// own reads the form of a request that one of our own pages sent.
func (p page) own(w http.ResponseWriter, r *http.Request) bool {
	if !p.ch.permits(r) || r.Header.Get("Sec-Fetch-Site") == "cross-site" {
		http.Error(w, "this origin is not among web.origins", http.StatusForbidden)
		return false
	}
	r.Body = http.MaxBytesReader(w, r.Body, 4*mostBytes) // percent encoding takes nine bytes for a Han character
	if err := r.ParseForm(); err != nil {
		http.Error(w, "the form cannot be read", http.StatusBadRequest)
		return false
	}
	return true
}

// posted reads what such a form says, under the rules that hold for frames.
func posted(form url.Values) (bot.What, *refusal) {
	id := form.Get("id")
	if id == "" || len(id) > mostID {
		return nil, &refusal{code: badJSON}
	}
	if value, label, ok := strings.Cut(form.Get("choice"), "\t"); ok {
		return bot.Chosen{ID: id, Value: value, Label: clean(label)}, nil
	}
	fields := map[string]string{}
	for name := range form {
		if field, ok := strings.CutPrefix(name, "field."); ok {
			fields[field] = clean(form.Get(name))
		}
	}
	if len(fields) > 0 {
		return bot.Filled{ID: id, Fields: fields}, nil
	}
	text := strings.ReplaceAll(form.Get("text"), "\r\n", "\n")
	if len([]rune(text)) > mostRunes {
		return nil, &refusal{code: tooLarge}
	}
	if text = clean(text); strings.TrimSpace(text) == "" {
		return nil, &refusal{code: badJSON}
	}
	return bot.Said{ID: id, Text: text}, nil
}

// end is POST /chat/end, for computers that others use too.
func (p page) end(w http.ResponseWriter, r *http.Request) {
	if !p.own(w, r) {
		return
	}
	s, err := p.session(r)
	if err == nil {
		err = p.ch.finish(r.Context(), s)
	}
	if err != nil && !errors.Is(err, errToken) {
		p.trouble(w, p.sheet(r), p.ch.refusalOf(err, ""))
		return
	}
	p.setCookie(w, "", -1)
	http.Redirect(w, r, "/chat?lang="+language(r), http.StatusSeeOther)
}

// trouble shows the page with what went wrong.
func (p page) trouble(w http.ResponseWriter, view sheet, no refusal) {
	view.Trouble = string(no.code)
	p.headers(w)
	w.WriteHeader(statusOf[no.code])
	p.write(w, "plain.html", view)
}
