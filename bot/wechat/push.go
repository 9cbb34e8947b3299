package wechat

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
	"github.com/banshi-bot/banshi/connectors"
	sdk "github.com/silenceper/wechat/v2/officialaccount/message"
	"github.com/silenceper/wechat/v2/util"
)

// The platform's codes that decide something here; our own count speaks with the same.
const (
	CodeBusy           = -1
	CodeBadToken       = 40001
	CodeBadOpenID      = 40003
	CodeBadAppID       = 40013
	CodeInvalidToken   = 40014
	CodeBadSecret      = 40125
	CodeNotWhitelisted = 40164
	CodeExpiredToken   = 42001
	CodeNotFollowing   = 43004
	CodeDailyQuota     = 45009
	CodePerMinute      = 45011
	CodeWindowClosed   = 45015
	CodeCountUsedUp    = 45047
	CodeNotGranted     = 48001
)

const (
	pushFrames   = 2         // the most customer-service messages of one push
	withoutGrant = time.Hour // how long an account is not asked again after 48001
	customSend   = "/cgi-bin/message/custom/send?access_token="
)

// sortCode gives the platform's code the error it is to us. Faults of the installation (secret, white list) hold
// the text: it is not lost, and no retry would mend them.
func sortCode(code int) error {
	switch code {
	case CodeNotFollowing, CodeWindowClosed, CodeCountUsedUp, CodeNotGranted,
		CodeBadAppID, CodeBadSecret, CodeNotWhitelisted:
		return held(code)
	case CodeBusy, CodeDailyQuota, CodePerMinute, CodeBadToken, CodeInvalidToken, CodeExpiredToken:
		return fmt.Errorf("%w: errcode %d", connectors.ErrAgain, code)
	}
	return fmt.Errorf("%w: errcode %d", connectors.ErrRefused, code)
}

func held(code int) error { return &engine.Held{Code: strconv.Itoa(code)} }

// Push sends replies outside a callback, merged into at most two customer-service messages; what does not fit
// waits until the citizen asks for more. An error wraps *engine.Held where the citizen cannot be reached now,
// connectors.ErrAgain where nothing was sent and a later try may succeed, ErrUnknown where it may have been sent
// and must not be repeated, ErrRefused where it is our fault. Called again with the same entries Push goes on
// where it stopped.
func (c *Channel) Push(ctx context.Context, accountName, openid string, entries []bot.Logged) error {
	a, ok := c.accounts[accountName]
	if !ok {
		return fmt.Errorf("push: no account %q", accountName)
	}
	text := a.render(entries)
	if text == "" {
		return nil
	}
	who := a.citizen(openid)
	span := progress{first: entries[0].Seq, last: entries[len(entries)-1].Seq}
	span.sent = who.resume(span)
	sent, err := a.pushText(ctx, who, openid, text, span.sent)
	if err == nil {
		who.stopped(progress{})
		return nil
	}
	span.sent = sent
	who.stopped(span)
	return fmt.Errorf("push to %s: %w", accountName, err)
}

// pushText sends the pages of text from the given one on and says how many are out.
func (a *account) pushText(ctx context.Context, who *citizen, openid, text string, from int) (sent int, err error) {
	pages := a.pages(text)
	last := min(len(pages), max(from+1, who.frames(a.now()))) - 1
	for i := from; i <= last; i++ {
		page := pages[i]
		if i == last && i < len(pages)-1 {
			page += a.text("more")
		}
		if err := a.send(ctx, who, openid, page); err != nil {
			return i, err
		}
	}
	who.keep(pages[last+1:], a.now())
	return last + 1, nil
}

// send sends one customer-service message and draws the conclusions of its outcome.
func (a *account) send(ctx context.Context, who *citizen, openid, text string) error {
	now := a.now()
	if now.UnixMilli() < a.notGranted.Load() {
		return held(CodeNotGranted)
	}
	from, err := who.reserve(now)
	if err != nil {
		return err
	}
	code, err := a.customSend(ctx, openid, text)
	if err == nil || errors.Is(err, connectors.ErrUnknown) {
		return err
	}
	who.refund(from)
	switch code {
	case CodeNotFollowing:
		who.unfollowed()
	case CodeWindowClosed, CodeCountUsedUp:
		who.exhausted()
	case CodeNotGranted:
		a.notGranted.Store(now.Add(withoutGrant).UnixMilli())
		a.alarm(code)
	case CodeBadAppID, CodeBadSecret, CodeNotWhitelisted:
		a.alarm(code)
	}
	return err
}

// alarm tells the operators what only they can mend.
func (a *account) alarm(code int) {
	a.log.Error("wechat refuses the account", "account", a.name, "errcode", code)
}

// customSend asks the platform once, and once more with a fresh token where it refused the token. It gives the
// platform's code, 0 where there was none, and the error it is.
func (a *account) customSend(ctx context.Context, openid, text string) (int, error) {
	token, code, err := a.accessToken(ctx, "")
	if err != nil {
		return code, err
	}
	code, err = a.sendWith(ctx, token, openid, text)
	if code != CodeBadToken && code != CodeInvalidToken && code != CodeExpiredToken {
		return code, err
	}
	if token, code, err = a.accessToken(ctx, token); err != nil {
		return code, err
	}
	return a.sendWith(ctx, token, openid, text)
}

// sendWith is customSend with one token.
func (a *account) sendWith(ctx context.Context, token, openid, text string) (int, error) {
	answer, err := a.post(ctx, customSend+url.QueryEscape(token), sdk.NewCustomerTextMessage(openid, text))
	var status statusError
	switch {
	case errors.Is(err, errNotSent), errors.As(err, &status) && status >= 500:
		return 0, fmt.Errorf("%w: %w", connectors.ErrAgain, err)
	case errors.As(err, &status):
		return 0, fmt.Errorf("%w: %w", connectors.ErrRefused, err)
	case err != nil:
		return 0, fmt.Errorf("%w: %w", connectors.ErrUnknown, err)
	}
	err = util.DecodeWithCommonError(answer, "custom/send")
	var refused *util.CommonError
	switch {
	case err == nil:
		return 0, nil
	case errors.As(err, &refused):
		a.denied.count("push", int(refused.ErrCode))
		return int(refused.ErrCode), sortCode(int(refused.ErrCode))
	}
	return 0, fmt.Errorf("%w: the answer cannot be read", connectors.ErrUnknown)
}
