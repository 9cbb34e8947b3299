// Package rest asks agencies over HTTP, as their operations are described in YAML.
//
// A Connector turns one Call into one request (path, query, headers, named JSON, idempotency key) and one response
// into one Answer of declared, canonical fields. It sorts every failure and does not retry, log or cache; package
// guard stands in front of it. It follows no redirect, uses no proxy of the environment, verifies TLS, reads at most
// 1 MiB, and dials only where the administrator's address may lead (see Client).
package rest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
)

// MaxResponse is how many bytes of a response are read; more is a fault.
const MaxResponse = 1 << 20

// Config is where and as whom an agency is asked. It comes from the administrator only.
type Config struct {
	Base       string           // such as https://traffic.example/api
	Credential Credential       // nil means none
	Reach      Reach            // where the address may lead
	Client     *http.Client     // nil means Client(Base, Credential, Reach); its redirects and cookies are not used
	Now        func() time.Time // nil means time.Now
}

// Connector asks one agency over HTTP.
type Connector struct {
	base       *url.URL
	client     *http.Client
	credential Credential
	now        func() time.Time
}

// New checks the address and makes a Connector.
func New(c Config) (*Connector, error) {
	base, err := ParseBase(c.Base)
	if err != nil {
		return nil, err
	}
	client := c.Client
	if client == nil {
		if client, err = Client(base, c.Credential, c.Reach); err != nil {
			return nil, err
		}
	}
	own := *client
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	own.Jar = nil
	now := c.Now
	if now == nil {
		now = time.Now
	}
	return &Connector{base: base, client: &own, credential: c.Credential, now: now}, nil
}

// Do asks one operation. The error, if any, is a *connectors.Fault.
func (c *Connector) Do(ctx context.Context, call connectors.Call) (connectors.Answer, error) {
	op := call.Operation
	req, body, err := c.request(ctx, call)
	if err != nil {
		return connectors.Answer{}, &connectors.Fault{
			Sort: connectors.ErrRefused, Family: "agency_down", Code: "not sendable", Cause: err}
	}
	if c.credential != nil {
		if err := c.credential.Authorize(req, body, c.now(), rand.Text()); err != nil {
			return connectors.Answer{}, connectors.Unsent("credential", err)
		}
	}
	status, raw, err := c.exchange(req)
	if err != nil {
		return connectors.Answer{}, sortLoss(op, err)
	}
	return read(op, status, raw, c.now())
}

// errReached marks failures after a connection was had: the agency may have acted.
var errReached = errors.New("after connecting")

// exchange sends a request and reads the whole, bounded response.
func (c *Connector) exchange(req *http.Request) (status int, body []byte, err error) {
	reached := false
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { reached = true }}
	resp, err := c.client.Do(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
	if err != nil {
		err = bare(err)
		if reached {
			err = fmt.Errorf("%w: %w", errReached, err)
		}
		return 0, nil, err
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(io.LimitReader(resp.Body, MaxResponse+1))
	if err != nil {
		return 0, nil, fmt.Errorf("%w: read response: %w", errReached, err)
	}
	if len(body) > MaxResponse {
		return 0, nil, fmt.Errorf("%w: %w", errReached, errOversize)
	}
	return resp.StatusCode, body, nil
}

var errOversize = errors.New("response over 1 MiB")

// bare drops the address from a client's error: it holds the arguments of the call.
func bare(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// sortLoss makes the Fault of a call without a readable response.
func sortLoss(op *intents.Operation, err error) error {
	code := "connection"
	switch {
	case errors.Is(err, context.DeadlineExceeded), isTimeout(err):
		code = "timeout"
	case errors.Is(err, context.Canceled):
		code = "canceled"
	case errors.Is(err, errOversize):
		code = "oversize"
	}
	if !errors.Is(err, errReached) {
		return connectors.Unsent(code, err)
	}
	return connectors.Lost(code, op.Effect, err)
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

// ParseBase reads an agency's address: https, or http on loopback; no query, fragment or credentials in it.
func ParseBase(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil {
		return nil, fmt.Errorf("agency address: %w", bare(err))
	}
	switch {
	case u.Host == "" || u.Hostname() == "":
		return nil, fmt.Errorf("agency address %q: no host", s)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("agency address of host %q: only scheme, host and path are allowed", u.Host)
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
	default:
		return nil, fmt.Errorf("agency address %q: https is needed outside loopback", s)
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	u.RawPath = strings.TrimSuffix(u.RawPath, "/")
	return u, nil
}
