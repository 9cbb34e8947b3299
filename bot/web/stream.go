package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/banshi-bot/banshi/bot"
)

// stream is a server-sent stream or a waiting poll: one that reads the log over plain HTTP.
type stream struct {
	feed  feed
	nudge chan struct{} // something may have happened; of capacity 1

	mu      sync.Mutex
	session Session
	token   *tokenFrame
	over    bool
}

func (s *stream) who() Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.session
}

func (s *stream) there() bool { return true }

func (s *stream) tell(f tokenFrame, hash []byte) {
	s.mu.Lock()
	s.token, s.session.TokenHash = &f, hash
	s.mu.Unlock()
	s.wake()
}

func (s *stream) end() {
	s.mu.Lock()
	s.over = true
	s.mu.Unlock()
	s.wake()
}

func (s *stream) wake() {
	select {
	case s.nudge <- struct{}{}:
	default:
	}
}

// beside gives a token to be told, and whether the session is over.
func (s *stream) beside() (*tokenFrame, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	token := s.token
	s.token = nil
	return token, s.over
}

// listen finds the session of a stream or poll and joins it to its readers. It answers itself where it cannot.
func (ch *Channel) listen(w http.ResponseWriter, r *http.Request) (*stream, bool) {
	ended := ch.endings()
	session, err := ch.bearer(r)
	if err != nil {
		decline(w, ch.refusalOf(err, ""), 2*time.Second)
		return nil, false
	}
	s := &stream{
		session: session, nudge: make(chan struct{}, 1),
		feed: feed{engine: ch.Engine, conversation: session.Conversation},
	}
	if err := ch.join(r.Context(), s, ended); err != nil {
		decline(w, ch.refusalOf(err, ""), 2*time.Second)
		return nil, false
	}
	if err := ch.rotate(r.Context(), session); err != nil {
		ch.Log.Error("web", "err", err)
	}
	return s, true
}

// after is the last entry a client has, by its own account.
func after(r *http.Request) (int64, bool) {
	if n, err := strconv.ParseInt(r.Header.Get("Last-Event-ID"), 10, 64); err == nil {
		return max(n, 0), true
	}
	return number(r, "after", 0)
}

// number is a query parameter, not below 0.
func number(r *http.Request, name string, missing int64) (int64, bool) {
	sent := r.URL.Query().Get(name)
	if sent == "" {
		return missing, true
	}
	n, err := strconv.ParseInt(sent, 10, 64)
	return max(n, 0), err == nil
}

// stream is GET /web/stream?after=N.
func (ch *Channel) stream(w http.ResponseWriter, r *http.Request) {
	from, ok := after(r)
	if !ok {
		decline(w, refusal{code: badJSON, why: "after is not a number"}, 0)
		return
	}
	s, ok := ch.listen(w, r)
	if !ok {
		return
	}
	defer ch.leave(s)
	quiet := ch.Engine.Watch(s.feed.conversation, s.wake)
	defer quiet()
	entries, first, last, err := s.feed.begin(r.Context(), from)
	if err != nil {
		decline(w, ch.refusalOf(err, ""), 2*time.Second)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("X-Accel-Buffering", "no")
	out := &events{w: w, control: http.NewResponseController(w), limit: ch.Limits.Write}
	out.send(0, ch.welcome(s.who(), "", first, last))
	if !ch.give(r.Context(), out, s, entries) {
		return
	}
	ch.follow(r.Context(), out, s)
}

// follow sends what the log gains until somebody leaves.
func (ch *Channel) follow(ctx context.Context, out *events, s *stream) {
	pings := time.NewTicker(ch.Limits.Ping)
	defer pings.Stop()
	for {
		select {
		case <-s.nudge:
		case <-pings.C:
			if !out.comment() {
				return
			}
			continue
		case <-ch.stopping:
			out.send(0, restarting)
			out.flush()
			return
		case <-ctx.Done():
			return
		}
		entries, err := s.feed.next(ctx)
		if err != nil || !ch.give(ctx, out, s, entries) {
			return
		}
	}
}

// give sends entries, a changed status and a new token.
func (ch *Channel) give(ctx context.Context, out *events, s *stream, entries []bot.Logged) bool {
	for _, e := range entries {
		out.send(e.Seq, ch.entry(e))
	}
	now, changed, err := s.feed.status(ctx)
	if err != nil {
		return false
	}
	if changed {
		out.send(0, now)
	}
	token, over := s.beside()
	if token != nil {
		out.send(0, *token)
	}
	return out.flush() && !over
}

// events writes server-sent events: data is one frame, entries have their seq as id.
type events struct {
	w       http.ResponseWriter
	control *http.ResponseController
	limit   time.Duration
	err     error
}

func (e *events) send(id int64, frame any) {
	b, err := json.Marshal(frame)
	if err != nil {
		panic(err) // frames are plain structs
	}
	e.control.SetWriteDeadline(time.Now().Add(e.limit))
	if id > 0 {
		_, e.err = fmt.Fprintf(e.w, "id: %d\ndata: %s\n\n", id, b)
		return
	}
	_, e.err = fmt.Fprintf(e.w, "data: %s\n\n", b)
}

// comment keeps proxies from taking the stream for dead.
func (e *events) comment() bool {
	e.control.SetWriteDeadline(time.Now().Add(e.limit))
	_, e.err = fmt.Fprint(e.w, ":\n\n")
	return e.flush()
}

func (e *events) flush() bool {
	if e.err != nil {
		return false
	}
	return e.control.Flush() == nil
}

// poll is GET /web/poll?after=N&wait=S.
func (ch *Channel) poll(w http.ResponseWriter, r *http.Request) {
	from, ok := number(r, "after", 0)
	most := int64(ch.Limits.Poll / time.Second)
	wait, good := number(r, "wait", most)
	if !ok || !good {
		decline(w, refusal{code: badJSON, why: "after and wait are numbers"}, 0)
		return
	}
	s, ok := ch.listen(w, r)
	if !ok {
		return
	}
	defer ch.leave(s)
	quiet := ch.Engine.Watch(s.feed.conversation, s.wake)
	defer quiet()
	until := time.NewTimer(time.Duration(min(wait, most)) * time.Second)
	defer until.Stop()
	for {
		frames, ready, err := ch.polled(r.Context(), s, from)
		if err != nil {
			decline(w, ch.refusalOf(err, ""), 2*time.Second)
			return
		}
		if !ready {
			select {
			case <-s.nudge:
				continue
			case <-ch.stopping:
				frames[len(frames)-1] = restarting
			case <-until.C:
			case <-r.Context().Done():
				return
			}
		}
		answer(w, http.StatusOK, frames)
		return
	}
}

// polled is what a poll would answer now, and whether that is worth answering at once.
func (ch *Channel) polled(ctx context.Context, s *stream, from int64) (frames []any, ready bool, err error) {
	entries, first, last, err := s.feed.begin(ctx, from)
	if err != nil {
		return nil, false, err
	}
	frames = append(frames, ch.welcome(s.who(), "", first, last))
	for _, e := range entries {
		frames = append(frames, ch.entry(e))
	}
	token, over := s.beside()
	if over {
		return nil, false, errToken
	}
	if token != nil {
		frames = append(frames, *token)
	}
	s.feed.told = nil // a poll always ends with the status
	now, _, err := s.feed.status(ctx)
	if err != nil {
		return nil, false, err
	}
	return append(frames, now), len(entries) > 0 || from > last || token != nil, nil
}
