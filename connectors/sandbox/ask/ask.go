// Package ask makes the signed requests that the sandbox's cashier and identity provider expect, and sorts their
// answers. It is what their two clients share.
package ask

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/connectors/sign"
	"github.com/banshi-bot/banshi/intents"
)

// keyID names the shared secret in signed requests.
const keyID = "sandbox"

// maxAnswer bounds an answer; the longest is the bill of a day.
const maxAnswer = 16 << 20

// Asker asks one server of the sandbox.
type Asker struct {
	Base   string
	Secret []byte
	HTTP   *http.Client
	Now    func() time.Time
}

// OrDefault gives a client that follows no redirect, uses no proxy and waits at most ten seconds, unless one is given.
func OrDefault(c *http.Client) *http.Client {
	if c != nil {
		return c
	}
	return &http.Client{
		Timeout:       10 * time.Second,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 16, IdleConnTimeout: 30 * time.Second},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Ask sends a signed request and returns the data of its answer. The error, if any, is a *connectors.Fault: families
// are what the server's codes mean.
func (a *Asker) Ask(ctx context.Context, effect intents.EffectClass, method, path string, body any, families map[string]string) (json.RawMessage, error) {
	var sent []byte
	if body != nil {
		var err error
		if sent, err = json.Marshal(body); err != nil {
			return nil, connectors.Unsent("not sendable", err)
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(a.Base, "/")+path, bytes.NewReader(sent))
	if err != nil {
		return nil, connectors.Unsent("not sendable", errors.New("address cannot be read"))
	}
	req.Header.Set("Content-Type", "application/json")
	sign.Sign(req, sent, keyID, a.Secret, a.Now(), rand.Text())
	resp, err := a.HTTP.Do(req)
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err
		}
		return nil, connectors.Lost("connection", effect, err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil || len(got) > maxAnswer {
		return nil, connectors.Lost("unreadable", effect, err)
	}
	return open(resp.StatusCode, got, effect, families)
}

// open takes the data out of an answer, or sorts its code.
func open(status int, got []byte, effect intents.EffectClass, families map[string]string) (json.RawMessage, error) {
	if status != http.StatusOK {
		return nil, connectors.Lost(fmt.Sprintf("http %d", status), effect, nil)
	}
	var answer struct {
		Code string          `json:"code"`
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(got, &answer); err != nil {
		return nil, connectors.Lost("garbage", effect, errors.New("answer is not JSON"))
	}
	if answer.Code == "OK" {
		return answer.Data, nil
	}
	if family, ok := families[answer.Code]; ok {
		return nil, connectors.Said(family, answer.Code, effect)
	}
	return nil, connectors.Lost("code "+answer.Code, effect, nil)
}
