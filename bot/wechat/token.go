package wechat

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/banshi-bot/banshi/connectors"
)

// AccessToken is what calls to the platform are made with. Until is UTC milliseconds.
type AccessToken struct {
	Value string `json:"value"`
	Until int64  `json:"until"`
}

// Tokens keeps the access token of an account, sealed, for all nodes.
type Tokens interface {
	// Token gives the token kept last, the zero value where there is none.
	Token(ctx context.Context, account string) (AccessToken, error)
	// KeepToken keeps it in place of the last.
	KeepToken(ctx context.Context, account string, t AccessToken) error
}

// forgetful keeps nothing: the platform hands the same token out again.
type forgetful struct{}

func (forgetful) Token(context.Context, string) (AccessToken, error) { return AccessToken{}, nil }

func (forgetful) KeepToken(context.Context, string, AccessToken) error { return nil }

// tokenSource hands out the stable token of one account. In normal mode the platform gives every asker the same
// token while it is valid, so nodes that ask at once do not take it from each other.
type tokenSource struct {
	mu   sync.Mutex
	held AccessToken
}

const tokenMargin = 5 * time.Minute // before its end a token is not used any more

// accessToken gives a token that is valid as far as we know and is not bad, the one the platform just refused;
// else the platform's code and the error it is.
func (a *account) accessToken(ctx context.Context, bad string) (token string, code int, err error) {
	a.tokens.mu.Lock()
	defer a.tokens.mu.Unlock()
	usable := func(t AccessToken) bool {
		return t.Value != "" && t.Value != bad && a.now().UnixMilli() < t.Until
	}
	if usable(a.tokens.held) {
		return a.tokens.held.Value, 0, nil
	}
	if kept, err := a.store.Token(ctx, a.name); err == nil && usable(kept) {
		a.tokens.held = kept
		return kept.Value, 0, nil
	}
	fetched, code, err := a.fetchToken(ctx)
	if err != nil {
		return "", code, err
	}
	a.tokens.held = fetched
	if err := a.store.KeepToken(ctx, a.name, fetched); err != nil {
		a.log.Warn("wechat token not kept", "account", a.name)
	}
	return fetched.Value, 0, nil
}

func (a *account) fetchToken(ctx context.Context) (t AccessToken, code int, err error) {
	answer, err := a.post(ctx, "/cgi-bin/stable_token", map[string]any{
		"grant_type": "client_credential", "appid": a.appID, "secret": a.secret, "force_refresh": false,
	})
	if err != nil {
		return t, 0, fmt.Errorf("%w: fetching a token: %w", connectors.ErrAgain, err)
	}
	var got struct {
		Code    int    `json:"errcode"`
		Value   string `json:"access_token"`
		Seconds int64  `json:"expires_in"`
	}
	if json.Unmarshal(answer, &got) != nil || (got.Code == 0 && got.Value == "") {
		return t, 0, fmt.Errorf("%w: the token's answer cannot be read", connectors.ErrAgain)
	}
	if got.Code != 0 {
		a.denied.count("token", got.Code)
		return t, got.Code, sortCode(got.Code)
	}
	life := time.Duration(got.Seconds) * time.Second
	if life > 2*tokenMargin {
		life -= tokenMargin
	} else {
		life /= 2
	}
	return AccessToken{Value: got.Value, Until: a.now().Add(life).UnixMilli()}, 0, nil
}
