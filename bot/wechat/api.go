package wechat

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/silenceper/wechat/v2/util"
)

// platform is where the SDK's addresses lead unless an account names another base.
const platform = "https://api.weixin.qq.com"

const (
	callTimeout = 5 * time.Second
	answerLimit = 1 << 20
)

// How a call that gave no answer ended.
var (
	errNotSent = errors.New("not sent")                 // certainly: nothing was written
	errNoReply = errors.New("sent, no readable answer") // it may have been carried out
)

// statusError is an answer that is not 200.
type statusError int

func (s statusError) Error() string { return fmt.Sprintf("status %d", int(s)) }

// The SDK keeps one HTTP client for all accounts in a global variable; it is replaced once, before any use.
var installOnce sync.Once

func install() {
	installOnce.Do(func() {
		util.DefaultHTTPClient = &http.Client{
			Timeout:   callTimeout,
			Transport: road{},
			CheckRedirect: func(*http.Request, []*http.Request) error {
				return http.ErrUseLastResponse
			},
		}
	})
}

// route is where an account's requests go: the SDK knows only the platform's own address.
type route struct {
	base *url.URL
	next http.RoundTripper
}

type routeKey struct{}

// road carries the SDK's requests by the route in their context, with a capped answer, and tells whether
// anything was written. Its errors name no address, for addresses hold the access token.
type road struct{}

// RoundTrip implements http.RoundTripper.
func (road) RoundTrip(r *http.Request) (*http.Response, error) {
	way, ok := r.Context().Value(routeKey{}).(route)
	if !ok {
		return nil, errNotSent // nothing leaves by a way nobody configured
	}
	var written atomic.Bool
	ctx := httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
		WroteHeaders: func() { written.Store(true) },
		WroteRequest: func(httptrace.WroteRequestInfo) { written.Store(true) },
	})
	r = r.Clone(ctx)
	r.URL.Scheme, r.URL.Host, r.Host = way.base.Scheme, way.base.Host, ""
	r.URL.Path = way.base.Path + r.URL.Path
	res, err := way.next.RoundTrip(r)
	if err != nil && !written.Load() {
		return nil, errNotSent
	}
	if err != nil {
		return nil, errNoReply
	}
	if res.StatusCode != http.StatusOK {
		res.Body.Close()
		return nil, statusError(res.StatusCode)
	}
	res.Body = capped{io.LimitReader(res.Body, answerLimit), res.Body}
	return res, nil
}

type capped struct {
	io.Reader
	io.Closer
}

// post asks the platform on the account's road. What comes back as error is errNotSent, errNoReply or a
// statusError, without the address.
func (a *account) post(ctx context.Context, path string, body any) ([]byte, error) {
	ctx = context.WithValue(ctx, routeKey{}, a.route)
	answer, err := util.PostJSONContext(ctx, platform+path, body)
	if err == nil {
		return answer, nil
	}
	var status statusError
	if errors.As(err, &status) {
		return nil, status
	}
	if errors.Is(err, errNotSent) {
		return nil, errNotSent
	}
	return nil, errNoReply
}
