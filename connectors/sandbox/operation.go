package sandbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// A route is one operation of an agency.
type route struct {
	pattern string
	name    string // as in traffic.settle
	keyed   string // the header, or "body:FIELD", that carries the idempotency key; "" where there is none
	lookup  bool   // tells what became of an act: springs no trap but "still running"
	write   bool
	prices  bool // answers trapChanged itself, by a new price
	do      func(t *tx, a *asked) (data, error)
}

type data = map[string]any

// asked is what an agency was asked.
type asked struct {
	now  time.Time
	r    *http.Request
	body data
	key  string
	trap trap // for routes with prices
}

// arg reads an argument from the path, the query or the (dotted) body.
func (a *asked) arg(name string) string {
	if v := a.r.PathValue(name); v != "" {
		return v
	}
	if v := a.r.URL.Query().Get(name); v != "" {
		return v
	}
	var at any = a.body
	for part := range strings.SplitSeq(name, ".") {
		m, ok := at.(data)
		if !ok {
			return ""
		}
		at = m[part]
	}
	switch v := at.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

// into reads the whole body into a struct.
func (a *asked) into(v any) error {
	b, err := json.Marshal(a.body)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, v)
}

// refused is an agency's own code for "no".
type refused string

func (c refused) Error() string { return string(c) }

// The codes all agencies of the town use.
const (
	noRecord      = refused("NO_RECORD")
	notLoaded     = refused("NOT_LOADED")
	alreadyDone   = refused("ALREADY_DONE")
	otherRegion   = refused("OTHER_REGION")
	mismatch      = refused("MISMATCH")
	closed        = refused("CLOSED")
	noPartial     = refused("NO_PARTIAL")
	changed       = refused("CHANGED")
	limit         = refused("LIMIT")
	refundOffline = refused("REFUND_OFFLINE")
	pending       = refused("PENDING")
	stopped       = refused("STOPPED")
	badRequest    = refused("BAD_REQUEST")
	keyReused     = refused("KEY_REUSED")
)

const maxBody = 64 << 10

// operation serves one route: traps and faults, idempotency, the act in one transaction, the answer.
func (s *Sandbox) operation(r route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		a, raw, err := s.asked(w, req, r)
		if err != nil {
			reply(w, badRequest, nil)
			return
		}
		if a.trap, err = s.trapFor(req.Context(), r, a); err != nil {
			s.fail(w, r.name, err)
			return
		}
		if a.trap.before(r) {
			spring(w, req, a.trap)
			return
		}
		answer, replayed, err := s.carryOut(req.Context(), r, a, raw)
		var code refused
		if err != nil && !errors.As(err, &code) {
			s.fail(w, r.name, err)
			return
		}
		if a.trap.after() && !replayed && err == nil {
			spring(w, req, a.trap)
			return
		}
		if a.trap == trapSlow {
			pause(req.Context(), slowFor)
		}
		reply(w, code, answer)
	})
}

// asked reads a request, whole.
func (s *Sandbox) asked(w http.ResponseWriter, req *http.Request, r route) (*asked, []byte, error) {
	raw, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxBody))
	if err != nil {
		return nil, nil, err
	}
	a := &asked{now: s.now().In(shanghai), r: req}
	if len(raw) > 0 {
		d := json.NewDecoder(strings.NewReader(string(raw)))
		d.UseNumber()
		if err := d.Decode(&a.body); err != nil {
			return nil, nil, err
		}
	}
	if field, ok := strings.CutPrefix(r.keyed, "body:"); ok {
		a.key = a.arg(field)
	} else if r.keyed != "" {
		a.key = req.Header.Get(r.keyed)
	}
	return a, raw, nil
}

// carryOut runs the operation in one transaction; a key that was answered before gets its answer again.
// A refusal is committed too: that it was tried is remembered.
func (s *Sandbox) carryOut(ctx context.Context, r route, a *asked, raw []byte) (out data, replayed bool, err error) {
	sum := sha256.Sum256([]byte(a.r.Method + a.r.URL.Path + "\n" + string(raw)))
	fingerprint := hex.EncodeToString(sum[:])
	var said error
	err = s.memory.do(ctx, func(t *tx) error {
		keyed := r.write && a.key != ""
		var before, body string
		switch {
		case r.lookup && t.running(r, a):
			said = pending
		case keyed && t.row([]any{&before, &body}, `select asked, body from answered where operation = ?1 and key = ?2`, r.name, a.key):
			replayed = true
			out, said = t.replay(r, a, before == fingerprint, body)
		default:
			if out, said = r.do(t, a); said != nil {
				break
			}
			if keyed {
				t.exec(`insert into answered (operation, key, asked, body) values (?1, ?2, ?3, ?4)`, r.name, a.key, fingerprint, encode(out))
			}
			if r.write && a.trap == trapPending {
				t.put("running", r.agency()+"/"+a.subject(), a.now.Add(pendingFor).UnixMilli())
			}
		}
		return nil
	})
	if err == nil {
		err = said
	}
	return out, replayed, err
}

// replay gives the answer a key had before.
func (t *tx) replay(r route, a *asked, same bool, body string) (out data, err error) {
	switch {
	case !same:
		return nil, keyReused
	case t.running(r, a):
		return nil, pending
	}
	check(json.Unmarshal([]byte(body), &out))
	return out, nil
}

func encode(v any) string {
	b, err := json.Marshal(v)
	check(err)
	return string(b)
}

// running tells whether the agency still says "query later" about what a lookup asks for.
func (t *tx) running(r route, a *asked) bool {
	var until int64
	return t.get("running", r.agency()+"/"+a.subject(), &until) && a.now.UnixMilli() < until
}

func (r route) agency() string {
	agency, _, _ := strings.Cut(r.name, ".")
	return agency
}

// subject is what an act or its lookup is about: what it names, else its key.
func (a *asked) subject() string {
	for _, name := range []string{"decision_no", "number", "bill", "hold", "permit_no"} {
		if v := a.arg(name); v != "" {
			return v
		}
	}
	return a.key
}

// reply writes what the agencies of the town answer: a code and its data, with status 200.
func reply(w http.ResponseWriter, code refused, d data) {
	if code == "" {
		code = "OK"
	}
	if d == nil {
		d = data{}
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(data{"code": string(code), "data": d})
}

// fail answers 500 for what is wrong with the town itself.
func (s *Sandbox) fail(w http.ResponseWriter, operation string, err error) {
	s.log.Error("sandbox failed", "operation", operation, "error", err)
	http.Error(w, "internal error", http.StatusInternalServerError)
}
