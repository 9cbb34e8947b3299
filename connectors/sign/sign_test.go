package sign

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

var (
	secret = []byte("secret")
	now    = time.Unix(1767225600, 0)
)

func signed(t *testing.T, target, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	Sign(r, []byte(body), "k1", secret, now, "9f86d081884c7d65")
	return r
}

// The vector other implementations can check themselves against; docs/connectors.md quotes it.
func TestVector(t *testing.T) {
	r := signed(t, "https://agency.example/v1/pay/%E6%B5%99?a=1&b=2", `{"amount":1}`)
	const want = "847985d8810a643b710d7a3434d24113aa71691c45b778c877795121ac9fe34d"
	if got := r.Header.Get(SignatureHeader); got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
}

func TestVerify(t *testing.T) {
	const target, body = "https://agency.example/v1/pay?a=1", `{"amount":1}`
	for _, c := range []struct {
		name   string
		change func(*http.Request)
		body   string
		at     time.Time
		want   error
	}{
		{"honest", func(*http.Request) {}, body, now, nil},
		{"four minutes late", func(*http.Request) {}, body, now.Add(4 * time.Minute), nil},
		{"six minutes late", func(*http.Request) {}, body, now.Add(6 * time.Minute), ErrStale},
		{"six minutes early", func(*http.Request) {}, body, now.Add(-6 * time.Minute), ErrStale},
		{"other body", func(*http.Request) {}, `{"amount":2}`, now, ErrForged},
		{"other path", func(r *http.Request) { r.URL.Path = "/v1/refund" }, body, now, ErrForged},
		{"other query", func(r *http.Request) { r.URL.RawQuery = "a=2" }, body, now, ErrForged},
		{"other method", func(r *http.Request) { r.Method = http.MethodPut }, body, now, ErrForged},
		{"newer timestamp", func(r *http.Request) { r.Header.Set(TimestampHeader, "1767225601") }, body, now, ErrForged},
		{"other nonce", func(r *http.Request) { r.Header.Set(NonceHeader, "0") }, body, now, ErrForged},
		{"other signature", func(r *http.Request) { r.Header.Set(SignatureHeader, "00ff") }, body, now, ErrForged},
		{"no signature", func(r *http.Request) { r.Header.Del(SignatureHeader) }, body, now, ErrUnsigned},
		{"no timestamp", func(r *http.Request) { r.Header.Del(TimestampHeader) }, body, now, ErrUnsigned},
	} {
		r := signed(t, target, body)
		c.change(r)
		if err := Verify(r, []byte(c.body), secret, c.at); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	if err := Verify(signed(t, target, body), []byte(body), []byte("other"), now); !errors.Is(err, ErrForged) {
		t.Errorf("other secret: %v", err)
	}
}
