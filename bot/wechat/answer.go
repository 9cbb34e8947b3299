package wechat

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
)

const (
	hearLimit   = 10 * time.Second // for the commit of a message
	settleLimit = time.Minute      // for a chain whose window could not be closed
	pushLimit   = 30 * time.Second
)

// moreWords ask for what did not fit.
var moreWords = []string{"更多", "more"}

// answer gives the text for a message, "" where there is nothing to say in this response.
func (c *Channel) answer(ctx context.Context, a *account, m message, paced bool) string {
	s, who := m.sense(), a.citizen(m.from)
	switch {
	case s.left:
		who.unfollowed()
		return ""
	case s.say != "":
		who.opened(s.opens, c.now())
		return a.text(s.say)
	case s.what == nil:
		return ""
	}
	key := a.name + "|" + m.from + "|" + m.messageID()
	arrived, ctxTurn := c.now(), context.WithoutCancel(ctx)
	return c.join(ctx, key,
		func() outcome {
			who.opened(s.opens, arrived)
			return c.turn(ctxTurn, a, who, m.from, s.what, arrived, paced)
		},
		func(text string) { a.pushLate(ctxTurn, who, m.from, text) })
}

// turn brings one message to its answer.
func (c *Channel) turn(ctx context.Context, a *account, who *citizen, openid string, what bot.What, arrived time.Time, paced bool) (result outcome) {
	defer func() {
		if recover() != nil {
			a.log.Error("wechat turn panicked", "account", a.name, "trace", trace())
			result = outcome{text: a.text("unavailable")}
		}
	}()
	if paced && !who.mayWrite(c.now()) {
		return outcome{text: a.text("too_fast")}
	}
	if page, ok := a.more(who, what); ok {
		return outcome{text: page, kept: true}
	}
	entries, err := c.hear(ctx, a, openid, what, arrived)
	if err != nil {
		return outcome{text: a.text("unavailable")}
	}
	return outcome{text: a.fit(who, append(who.due(), a.render(entries))), kept: true}
}

// hear gives the replies to a message, or those to its first part and the holding reply when the window closes.
func (c *Channel) hear(ctx context.Context, a *account, openid string, what bot.What, arrived time.Time) ([]bot.Logged, error) {
	hearing, cancel := context.WithTimeout(ctx, hearLimit)
	defer cancel()
	heard, err := c.engine.Hear(hearing, a.incoming(openid, what))
	if err != nil {
		if !errors.Is(err, engine.ErrUnavailable) && !errors.Is(err, engine.ErrStopping) {
			a.log.Error("wechat message not heard", "account", a.name)
		}
		return nil, err
	}
	open, cancel := context.WithTimeout(ctx, c.window-c.now().Sub(arrived))
	defer cancel()
	if entries, settled := c.engine.Settled(open, heard.Conversation, heard.Turn); settled {
		return entries, nil
	}
	closing, cancel := context.WithTimeout(ctx, hearLimit)
	defer cancel()
	entries, err := c.engine.Late(closing, heard.Conversation, heard.Turn)
	if err == nil {
		return entries, nil
	}
	// The window could not be closed: the replies are still meant for this answer, and go out when they are there.
	a.log.Warn("wechat window not closed", "account", a.name, "conversation", heard.Conversation)
	settling, cancel := context.WithTimeout(ctx, settleLimit)
	defer cancel()
	entries, _ = c.engine.Settled(settling, heard.Conversation, heard.Turn)
	return entries, nil
}

func (a *account) incoming(openid string, what bot.What) engine.Incoming {
	return engine.Incoming{
		Channel: bot.Channel{
			Name: "wechat", Account: a.name, Passive: true, Links: true,
			Tell: a.secret != "" && a.now().UnixMilli() >= a.notGranted.Load(),
		},
		Subject: openid, Lang: a.lang, Region: a.region, What: what,
	}
}

// more gives the next page of a long answer to the citizen who asks for it while there is one.
func (a *account) more(who *citizen, what bot.What) (string, bool) {
	said, ok := what.(bot.Said)
	if !ok || !slices.Contains(moreWords, strings.ToLower(strings.Trim(said.Text, " 。.!！“”\""))) {
		return "", false
	}
	page, others, ok := who.more(a.now())
	if others {
		page += a.text("more")
	}
	return page, ok
}

// fit makes one passive text of the parts; what is too long waits until the citizen asks for more.
func (a *account) fit(who *citizen, parts []string) string {
	text := strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n\n")
	pages := a.pages(text)
	if text == "" || len(pages) == 1 {
		who.keep(nil, a.now())
		return text
	}
	who.keep(pages[1:], a.now())
	return pages[0] + a.text("more")
}

// pushLate sends an answer no callback was left to carry. What WeChat does not take comes first at the
// citizen's next message.
func (a *account) pushLate(ctx context.Context, who *citizen, openid, text string) {
	defer func() {
		if recover() != nil {
			a.log.Error("wechat push panicked", "account", a.name, "trace", trace())
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, pushLimit)
	defer cancel()
	sent, err := a.pushText(ctx, who, openid, text, 0)
	if err == nil || errors.Is(err, ErrUnknown) {
		return
	}
	a.log.Warn("wechat answer waits for the next message", "account", a.name, "cause", err)
	who.owe(strings.Join(a.pages(text)[sent:], "\n"))
}
