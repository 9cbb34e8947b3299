package wechat

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
	"github.com/banshi-bot/banshi/connectors"
)

const (
	hearLimit   = 10 * time.Second // for the commit of a message
	settleLimit = time.Minute      // for a chain whose window could not be closed
	pushLimit   = 30 * time.Second
)

// moreWords ask for what did not fit.
var moreWords = []string{"更多", "more"}

// turn is one message on its way to its answer.
type turn struct {
	*account
	channel *Channel
	who     *citizen
	openid  string
	sense   sense
	arrived time.Time
	paced   bool // held to the pace of messages and the limits of a citizen
}

// answer gives the text for a message, "" where there is nothing to say in this response.
func (c *Channel) answer(ctx context.Context, a *account, m message, paced bool) string {
	t := turn{account: a, channel: c, who: a.citizen(m.from), openid: m.from, sense: m.sense(), arrived: c.now(), paced: paced}
	switch {
	case t.sense.left:
		t.who.unfollowed()
		return ""
	case t.sense.say != "":
		t.who.opened(t.sense.opens, t.arrived)
		return a.text(t.sense.say)
	case t.sense.what == nil:
		return ""
	}
	lasting := context.WithoutCancel(ctx) // a caller that hangs up ends its own wait, not the turn
	return c.join(ctx, a.name+"|"+m.from+"|"+m.messageID(),
		func() outcome { return t.take(lasting) },
		func(text string) { t.push(lasting, text) })
}

// take brings the message to its answer.
func (t turn) take(ctx context.Context) (result outcome) {
	defer func() {
		if recover() != nil {
			t.log.Error("wechat turn panicked", "account", t.name, "trace", trace())
			result = outcome{text: t.text("unavailable")}
		}
	}()
	t.who.opened(t.sense.opens, t.arrived)
	if t.paced && !t.who.mayWrite(t.now()) {
		return outcome{text: t.text("too_fast")}
	}
	if page, ok := t.more(); ok {
		return outcome{text: page, kept: true}
	}
	entries, err := t.hear(ctx)
	if err != nil {
		return outcome{text: t.text("unavailable")}
	}
	return outcome{text: t.fit(append(t.who.due(), t.render(entries))), kept: true}
}

// hear gives the replies to the message, or those to its first part and the holding reply when the window closes.
func (t turn) hear(ctx context.Context) ([]bot.Logged, error) {
	hearing, cancel := context.WithTimeout(ctx, hearLimit)
	defer cancel()
	heard, err := t.channel.engine.Hear(hearing, t.incoming())
	if err != nil {
		if !errors.Is(err, engine.ErrUnavailable) && !errors.Is(err, engine.ErrStopping) {
			t.log.Error("wechat message not heard", "account", t.name)
		}
		return nil, err
	}
	open, cancel := context.WithTimeout(ctx, t.channel.window-t.now().Sub(t.arrived))
	defer cancel()
	if entries, settled := t.channel.engine.Settled(open, heard.Conversation, heard.Turn); settled {
		return entries, nil
	}
	closing, cancel := context.WithTimeout(ctx, hearLimit)
	defer cancel()
	entries, err := t.channel.engine.Late(closing, heard.Conversation, heard.Turn)
	if err == nil {
		return entries, nil
	}
	// The window could not be closed: the replies are still meant for this answer, and go out when they are there.
	t.log.Warn("wechat window not closed", "account", t.name, "conversation", heard.Conversation)
	settling, cancel := context.WithTimeout(ctx, settleLimit)
	defer cancel()
	entries, _ = t.channel.engine.Settled(settling, heard.Conversation, heard.Turn)
	return entries, nil
}

func (t turn) incoming() engine.Incoming {
	in := engine.Incoming{
		Channel: bot.Channel{
			Name: "wechat", Account: t.name, Passive: true, Links: true,
			Tell: t.secret != "" && t.now().UnixMilli() >= t.notGranted.Load(),
		},
		Subject: t.openid, Lang: t.lang, Region: t.region, What: t.sense.what,
	}
	if t.paced {
		in.Address = "wechat/" + t.name + "/" + t.openid // the network address is always the platform's
	}
	return in
}

// more gives the next page of a long answer to the citizen who asks for it while there is one.
func (t turn) more() (string, bool) {
	said, ok := t.sense.what.(bot.Said)
	if !ok || !slices.Contains(moreWords, strings.ToLower(strings.Trim(said.Text, " 。.!！“”\""))) {
		return "", false
	}
	page, others, ok := t.who.more(t.now())
	if others {
		page += t.text("more")
	}
	return page, ok
}

// fit makes one passive text of the parts; what is too long waits until the citizen asks for more.
func (t turn) fit(parts []string) string {
	text := strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n\n")
	pages := t.pages(text)
	t.who.keep(pages[1:], t.now())
	if len(pages) == 1 {
		return text
	}
	return pages[0] + t.text("more")
}

// push sends an answer no callback was left to carry. What WeChat does not take comes first at the citizen's
// next message.
func (t turn) push(ctx context.Context, text string) {
	defer func() {
		if recover() != nil {
			t.log.Error("wechat push panicked", "account", t.name, "trace", trace())
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, pushLimit)
	defer cancel()
	sent, err := t.pushText(ctx, t.who, t.openid, text, 0)
	if err == nil || errors.Is(err, connectors.ErrUnknown) {
		return
	}
	t.log.Warn("wechat answer waits for the next message", "account", t.name, "cause", err)
	t.who.owe(strings.Join(t.pages(text)[sent:], "\n"))
}
