package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
)

// routes are the paths under /web/, each for one method.
func (ch *Channel) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/web/ws", only(http.MethodGet, ch.upgrade))
	mux.Handle("/web/stream", only(http.MethodGet, ch.stream))
	mux.Handle("/web/poll", only(http.MethodGet, ch.poll))
	mux.Handle("/web/messages", only(http.MethodPost, ch.post))
	mux.Handle("/web/session", only(http.MethodPost, ch.begin))
	mux.Handle("/web/session/end", only(http.MethodPost, ch.over))
	if ch.Sandbox && ch.Why != nil {
		mux.Handle("/web/why", only(http.MethodGet, ch.why))
	}
	mux.HandleFunc("/web/", func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusNotFound, refusal{code: unknownType, why: "no such path"})
	})
	return mux
}

func only(method string, h http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != method {
			w.Header().Set("Allow", method)
			refuse(w, http.StatusMethodNotAllowed, refusal{code: unknownType, why: "this path takes " + method})
			return
		}
		h(w, r)
	})
}

// answer writes a frame, or several, as JSON.
func answer(w http.ResponseWriter, status int, frame any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	body, err := json.Marshal(frame)
	if err != nil {
		panic(err) // frames are plain structs
	}
	w.Write(body)
}

func refuse(w http.ResponseWriter, status int, r refusal) { answer(w, status, r.frame()) }

// statusOf is the HTTP status of an error frame.
var statusOf = map[code]int{
	badJSON: http.StatusBadRequest, unknownType: http.StatusBadRequest, tooLarge: http.StatusRequestEntityTooLarge,
	badToken: http.StatusUnauthorized, staleChoice: http.StatusConflict, tooFast: http.StatusTooManyRequests,
	unavailable: http.StatusServiceUnavailable, internal: http.StatusInternalServerError,
}

// decline answers with a refusal under its own status.
func decline(w http.ResponseWriter, r refusal, wait time.Duration) {
	switch r.code {
	case badToken:
		w.Header().Set("WWW-Authenticate", "Bearer")
	case tooFast, unavailable:
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(max(wait, time.Second).Seconds()))))
	}
	refuse(w, statusOf[r.code], r)
}

// refusalOf sorts an error into what the client is told; what is a bug is logged.
func (ch *Channel) refusalOf(err error, id string) refusal {
	switch {
	case errors.Is(err, errToken):
		return refusal{badToken, "no such session", id}
	case errors.Is(err, errSessions):
		return refusal{tooFast, "too many sessions from this address", id}
	case errors.Is(err, engine.ErrStaleChoice):
		return refusal{staleChoice, "this is not offered any more", id}
	case errors.Is(err, engine.ErrUnavailable), errors.Is(err, engine.ErrStopping), errors.Is(err, bot.ErrNotWritten):
		return refusal{unavailable, "messages cannot be taken now", id}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return refusal{unavailable, "the answer took too long", id}
	}
	ch.Log.Error("web", "err", err)
	return refusal{internal, "something went wrong here", id}
}

// hear takes one message, choice or form of a session. Once begun it is carried through, whoever hangs up.
func (ch *Channel) hear(ctx context.Context, p peer, s Session, what bot.What) (engine.Receipt, error) {
	road := ch.road
	road.Trusted = p.free
	return ch.Engine.Hear(context.WithoutCancel(ctx), engine.Incoming{
		Channel: road, Subject: s.Subject, Lang: s.Lang, Region: s.Region, Address: p.address(), What: what,
	})
}

// hurry counts a message of a session; it tells how long to wait where it is one too many.
func (ch *Channel) hurry(p peer, s Session) (time.Duration, bool) {
	if p.free {
		return 0, true
	}
	return ch.messages.take(s.Conversation)
}

// bodyTime is how long a body may take to come.
const bodyTime = 10 * time.Second

// body reads at most a frame's length. It answers itself where it cannot.
func body(w http.ResponseWriter, r *http.Request) ([]byte, bool) {
	control := http.NewResponseController(w)
	control.SetReadDeadline(time.Now().Add(bodyTime))
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBytes))
	control.SetReadDeadline(time.Time{})
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		decline(w, refusal{code: tooLarge, why: "a frame is at most 8 KiB"}, 0)
		return nil, false
	}
	if err != nil {
		decline(w, refusal{code: badJSON, why: "the body ended early"}, 0)
		return nil, false
	}
	return b, true
}

func isJSON(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "application/json"
}

// post is POST /web/messages: one message, choice or form, answered by its ack.
func (ch *Channel) post(w http.ResponseWriter, r *http.Request) {
	s, err := ch.bearer(r)
	if err != nil {
		decline(w, ch.refusalOf(err, ""), 0)
		return
	}
	if !isJSON(r) {
		refuse(w, http.StatusUnsupportedMediaType, refusal{code: badJSON, why: "the body is application/json"})
		return
	}
	b, ok := body(w, r)
	if !ok {
		return
	}
	f, no := parse(b)
	if no == nil && f.what == nil {
		no = &refusal{code: unknownType, why: "this path takes message, choice and form", id: f.ref}
	}
	if no != nil {
		decline(w, *no, 0)
		return
	}
	p := ch.peer(r)
	if wait, ok := ch.hurry(p, s); !ok {
		decline(w, refusal{tooFast, "at most 20 messages a minute", f.id}, wait)
		return
	}
	got, err := ch.hear(r.Context(), p, s, f.what)
	if err != nil {
		decline(w, ch.refusalOf(err, f.id), 2*time.Second)
		return
	}
	answer(w, http.StatusOK, ackFrame{Type: "ack", ID: f.id, Seq: got.Seq})
}

// begin is POST /web/session: a new session, answered by a welcome with its token.
func (ch *Channel) begin(w http.ResponseWriter, r *http.Request) {
	b, ok := body(w, r)
	if !ok {
		return
	}
	var lang, region, service string
	if len(b) > 0 {
		if !isJSON(r) {
			refuse(w, http.StatusUnsupportedMediaType, refusal{code: badJSON, why: "the body is application/json"})
			return
		}
		o, ok := readObject(b)
		if !ok {
			decline(w, refusal{code: badJSON, why: "the body is one JSON object"}, 0)
			return
		}
		lang, _ = o.text("lang")
		region, _ = o.text("region")
		service, _ = o.text("service")
	}
	if ch.stopped() {
		decline(w, ch.refusalOf(engine.ErrStopping, ""), 2*time.Second)
		return
	}
	s, token, err := ch.open(r.Context(), ch.peer(r), knownLang(lang), knownRegion(region), service)
	if err != nil {
		decline(w, ch.refusalOf(err, ""), time.Minute)
		return
	}
	answer(w, http.StatusCreated, ch.welcome(s, token, 1, 0))
}

// over is POST /web/session/end: the token ends, and with it all that reads by it.
func (ch *Channel) over(w http.ResponseWriter, r *http.Request) {
	s, err := ch.bearer(r)
	if err == nil {
		err = ch.finish(r.Context(), s)
	}
	if err != nil {
		decline(w, ch.refusalOf(err, ""), 0)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// why is GET /web/why?seq=N: what made the bot say it. It exists in the sandbox only.
func (ch *Channel) why(w http.ResponseWriter, r *http.Request) {
	s, err := ch.bearer(r)
	if err != nil {
		decline(w, ch.refusalOf(err, ""), 0)
		return
	}
	seq, err := strconv.ParseInt(r.URL.Query().Get("seq"), 10, 64)
	if err != nil {
		decline(w, refusal{code: badJSON, why: "seq is not a number"}, 0)
		return
	}
	told, err := ch.Why(r.Context(), s.Conversation, seq)
	if errors.Is(err, bot.ErrNone) {
		refuse(w, http.StatusNotFound, refusal{code: unknownType, why: "no such reply"})
		return
	}
	if err != nil {
		decline(w, ch.refusalOf(err, ""), 0)
		return
	}
	answer(w, http.StatusOK, json.RawMessage(told))
}
