// Package sign signs HTTP requests with HMAC-SHA256 over one documented string, and verifies them.
//
// It is used for agencies whose credential is of kind hmac, and between Banshi and the sandbox's cashier and
// identity provider, in both directions. The signed string has seven lines joined by "\n", without a last one:
//
//	banshi-hmac-v1
//	METHOD                       such as POST
//	/escaped/path                as sent, without the query
//	a=1&b=2                      the raw query as sent, "" without one
//	1767225600                   the X-Banshi-Timestamp header: Unix seconds
//	9f86d081884c7d65             the X-Banshi-Nonce header
//	e3b0c44298fc1c14…            hexadecimal SHA-256 of the body
//
// X-Banshi-Signature carries its HMAC in hexadecimal, X-Banshi-Key the id of the secret.
package sign

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The headers of a signed request.
const (
	KeyHeader       = "X-Banshi-Key"
	TimestampHeader = "X-Banshi-Timestamp"
	NonceHeader     = "X-Banshi-Nonce"
	SignatureHeader = "X-Banshi-Signature"
)

// Fresh is how far a timestamp may be from the verifier's clock.
const Fresh = 300 * time.Second

// Why a request is not believed.
var (
	ErrUnsigned = errors.New("request is not signed")
	ErrStale    = errors.New("signature is stale")
	ErrForged   = errors.New("signature does not match")
)

const scheme = "banshi-hmac-v1"

// Canonical is the string that is signed.
func Canonical(method, path, query, timestamp, nonce string, body []byte) string {
	sum := sha256.Sum256(body)
	return strings.Join([]string{scheme, method, path, query, timestamp, nonce, hex.EncodeToString(sum[:])}, "\n")
}

// Sign sets the four headers of a request whose body is already known.
func Sign(r *http.Request, body []byte, key string, secret []byte, now time.Time, nonce string) {
	at := strconv.FormatInt(now.Unix(), 10)
	r.Header.Set(KeyHeader, key)
	r.Header.Set(TimestampHeader, at)
	r.Header.Set(NonceHeader, nonce)
	r.Header.Set(SignatureHeader, hex.EncodeToString(
		mac(secret, Canonical(r.Method, r.URL.EscapedPath(), r.URL.RawQuery, at, nonce, body))))
}

// Verify checks a request's signature in constant time, and that it is fresh. Whoever must not do a thing twice
// remembers the nonce or the id of what was asked.
func Verify(r *http.Request, body, secret []byte, now time.Time) error {
	at, nonce := r.Header.Get(TimestampHeader), r.Header.Get(NonceHeader)
	given, err := hex.DecodeString(r.Header.Get(SignatureHeader))
	if err != nil || at == "" || nonce == "" || len(given) == 0 {
		return ErrUnsigned
	}
	want := mac(secret, Canonical(r.Method, r.URL.EscapedPath(), r.URL.RawQuery, at, nonce, body))
	if !hmac.Equal(given, want) {
		return ErrForged
	}
	sec, err := strconv.ParseInt(at, 10, 64)
	if err != nil || now.Sub(time.Unix(sec, 0)).Abs() > Fresh {
		return ErrStale
	}
	return nil
}

func mac(secret []byte, s string) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(s))
	return h.Sum(nil)
}
