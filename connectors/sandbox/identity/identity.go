// Package identity is the client of the sandbox's identity provider. It satisfies connectors.Identity.
//
// The citizen chooses on the provider's page whom to be and how far to prove it; the page sends them back with a
// one-time code, which the server turns into a Proof. The code lives five minutes, the level thirty.
package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/connectors/sandbox/ask"
	"github.com/banshi-bot/banshi/intents"
)

// Config is where the provider is and how it is asked.
type Config struct {
	Base   string           // of its servers
	Pages  string           // of its page, as citizens see it: our own public address
	Secret []byte           // signs requests
	Client *http.Client     // nil means one with a timeout that follows no redirect
	Now    func() time.Time // nil means time.Now
}

// Client asks the provider.
type Client struct {
	asker *ask.Asker
	pages string
}

// New makes a Client.
func New(c Config) *Client {
	now := c.Now
	if now == nil {
		now = time.Now
	}
	return &Client{
		asker: &ask.Asker{Base: c.Base, Secret: c.Secret, HTTP: ask.OrDefault(c.Client), Now: now},
		pages: strings.TrimSuffix(c.Pages, "/"),
	}
}

var _ connectors.Identity = (*Client)(nil)

var families = map[string]string{"CODE_UNKNOWN": "not_found", "CODE_USED": "not_found", "STOPPED": "agency_down", "MISMATCH": "id_mismatch"}

// URL is the page where the citizen proves who they are. It comes back with state and code, or with state and
// error=cancelled.
func (c *Client) URL(state, back string, level int) string {
	return c.pages + "/sandbox/identity?" + url.Values{"state": {state}, "return": {back}, "level": {strconv.Itoa(level)}}.Encode()
}

// Prove turns a one-time code into what was proven. A code works once: an answer that got lost is asked for anew on
// the page.
func (c *Client) Prove(ctx context.Context, code string) (connectors.Proof, error) {
	var p struct {
		Name   string `json:"name"`
		IDNo   string `json:"id_no"`
		Mobile string `json:"mobile"`
		Level  int    `json:"level"`
		Until  int64  `json:"until"`
	}
	data, err := c.asker.Ask(ctx, intents.Write, http.MethodPost, "/identity/v1/exchange", map[string]string{"code": code}, families)
	if err != nil {
		return connectors.Proof{}, fmt.Errorf("prove identity: %w", err)
	}
	if err := json.Unmarshal(data, &p); err != nil || p.IDNo == "" {
		return connectors.Proof{}, fmt.Errorf("prove identity: %w",
			connectors.Lost("garbage", intents.Write, errors.New("answer is not what was agreed")))
	}
	return connectors.Proof(p), nil
}
