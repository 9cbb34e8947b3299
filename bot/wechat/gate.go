package wechat

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// The gate's measures.
const (
	bodyLimit  = 64 << 10          // a text is at most about 2 KiB
	freshness  = 300 * time.Second // between WeChat's clock and ours
	replaySpan = 10 * time.Minute  // how long a (timestamp, nonce) is kept
	replays    = 1 << 18           // how many are, a generation
	echoLimit  = 1 << 10
)

// refusal is a callback turned away at the gate: nothing of it was heard.
type refusal struct {
	status int
	why    string
}

func (r refusal) Error() string { return r.why }

func forbidden(why string) error { return refusal{http.StatusForbidden, why} }
func broken(why string) error    { return refusal{http.StatusBadRequest, why} }

// query is what a callback's address says. The same name twice is refused: two readers could take two values.
type query struct {
	signature, msgSignature string
	timestamp, nonce        string
	encryptType, openid     string
	echo                    string
}

func parseQuery(raw string) (query, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return query{}, forbidden("the query cannot be read")
	}
	var q query
	for name, at := range map[string]*string{
		"signature": &q.signature, "msg_signature": &q.msgSignature, "timestamp": &q.timestamp,
		"nonce": &q.nonce, "encrypt_type": &q.encryptType, "openid": &q.openid, "echostr": &q.echo,
	} {
		if len(values[name]) > 1 {
			return query{}, forbidden(name + " occurs twice")
		}
		*at = values.Get(name)
	}
	return q, nil
}

// verified checks the signature over the query alone; what it proves is only that somebody saw such a callback.
func (a *account) verified(q query) error {
	if !signed(q.signature, a.token, q.timestamp, q.nonce) {
		return forbidden("the signature does not match")
	}
	return nil
}

// fresh checks the timestamp. Only the plain ten digits count: the signature runs over the joined strings, so a
// second way of writing a number would let digits wander between timestamp and nonce.
func fresh(timestamp string, now time.Time) error {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || strconv.FormatInt(seconds, 10) != timestamp {
		return forbidden("the timestamp is no number")
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > freshness || age < -freshness {
		return forbidden("the timestamp is stale")
	}
	return nil
}

// echo answers the check WeChat makes when the address is entered in its console.
func (a *account) echo(q query, now time.Time) (string, error) {
	if err := a.verified(q); err != nil {
		return "", err
	}
	if err := fresh(q.timestamp, now); err != nil {
		return "", err
	}
	if q.echo == "" || len(q.echo) > echoLimit {
		return "", broken("echostr is missing or too long")
	}
	return q.echo, nil
}

// admit lets a callback in or turns it away. The order is part of the contract: nothing is decrypted that was
// not signed, nothing is believed that was not decrypted.
func (a *account) admit(q query, body io.Reader, now time.Time) (message, error) {
	if q.encryptType == "aes" != a.sealed() || (!a.sealed() && q.encryptType != "" && q.encryptType != "raw") {
		return message{}, forbidden("encrypt_type does not match the account's mode")
	}
	if err := a.verified(q); err != nil {
		return message{}, err
	}
	raw, err := readBody(body)
	if err != nil {
		return message{}, err
	}
	plain, outer, err := a.opened(q, raw, now)
	if err != nil {
		return message{}, err
	}
	if !a.firstSeen(q, plain, now) {
		return message{}, forbidden("another message under a timestamp and nonce already used")
	}
	m, err := parseMessage(plain)
	if err != nil {
		return message{}, broken(err.Error())
	}
	return m, a.addressed(m, outer, q.openid)
}

// opened gives the content: what was sealed, and in clear mode the body itself. In compat mode the body also
// carries a clear copy, which anybody could have written; only its Encrypt is read.
func (a *account) opened(q query, raw []byte, now time.Time) (plain []byte, outer message, err error) {
	if !a.sealed() {
		return raw, message{}, fresh(q.timestamp, now)
	}
	outer, err = parseMessage(raw)
	if err != nil {
		return nil, outer, broken(err.Error())
	}
	if outer.encrypt == "" || !signed(q.msgSignature, a.token, q.timestamp, q.nonce, outer.encrypt) {
		return nil, outer, forbidden("msg_signature does not match")
	}
	if err := fresh(q.timestamp, now); err != nil {
		return nil, outer, err
	}
	if plain, err = a.open(outer.encrypt); err != nil {
		return nil, outer, forbidden(err.Error())
	}
	return plain, outer, nil
}

// firstSeen remembers (timestamp, nonce) with a digest of the content. The same content again is WeChat's own
// retry and passes; sealing adds random bytes, so it is the opened content that counts.
func (a *account) firstSeen(q query, plain []byte, now time.Time) bool {
	key := sha256.Sum256([]byte(q.timestamp + "\n" + q.nonce))
	digest := sha256.Sum256(plain)
	was, _ := a.seen.take([16]byte(key[:16]), now, func() [16]byte { return [16]byte(digest[:16]) })
	return was == [16]byte(digest[:16])
}

// addressed checks whom the message is for and from. The citizen is whoever the content names; the query may
// repeat it but never decides it. An account whose own id was not configured takes it from its first message.
func (a *account) addressed(m, outer message, openid string) error {
	if m.to == "" || m.from == "" || len(m.from) > 128 {
		return broken("no sender or no receiver")
	}
	a.original.CompareAndSwap(nil, &m.to)
	own := *a.original.Load()
	if subtle.ConstantTimeCompare([]byte(m.to), []byte(own)) != 1 || (outer.to != "" && outer.to != m.to) {
		return forbidden("addressed to another account")
	}
	if openid != "" && openid != m.from {
		return forbidden("the query names another sender")
	}
	return nil
}

func readBody(body io.Reader) ([]byte, error) {
	raw, err := io.ReadAll(body)
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return nil, refusal{http.StatusRequestEntityTooLarge, "the body is over 64 KiB"}
	}
	if err != nil {
		return nil, broken("the body cannot be read")
	}
	return raw, nil
}
