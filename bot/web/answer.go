package web

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
)

// The frames we send.
type (
	welcomeFrame struct {
		Type         string `json:"type"`
		Token        string `json:"token,omitempty"`
		Conversation string `json:"conversation"`
		First        int64  `json:"first"`
		Seq          int64  `json:"seq"`
		Sandbox      bool   `json:"sandbox"`

		Services []string `json:"services,omitempty"` // to begin with, where nothing was said yet
	}
	ackFrame struct {
		Type string `json:"type"`
		ID   string `json:"id"`
		Seq  int64  `json:"seq"`
		At   int64  `json:"at,omitempty"`
	}
	saidFrame struct {
		Type string `json:"type"`
		Seq  int64  `json:"seq"`
		ID   string `json:"id"`
		Kind string `json:"kind"`
		Text string `json:"text"`
		At   int64  `json:"at"`
	}
	replyFrame struct {
		Type    string       `json:"type"`
		Seq     int64        `json:"seq"`
		For     string       `json:"for,omitempty"`
		Kind    string       `json:"kind"`
		Text    string       `json:"text"`
		Choices []bot.Choice `json:"choices,omitempty"`
		Spoken  string       `json:"spoken,omitempty"`
		Card    *bot.Card    `json:"card,omitempty"`
		Form    *bot.Form    `json:"form,omitempty"`
		Payment *bot.Payment `json:"payment,omitempty"`
		URL     string       `json:"url,omitempty"`
		Lang    string       `json:"lang,omitempty"`
		Who     string       `json:"who,omitempty"`
		Large   bool         `json:"large,omitempty"`  // larger letters were asked for in words
		Phrase  string       `json:"phrase,omitempty"` // in the sandbox
		By      string       `json:"by,omitempty"`     // in the sandbox
		At      int64        `json:"at"`
	}
	statusFrame struct {
		Type         string `json:"type"`
		State        string `json:"state"`
		Place        int    `json:"place,omitempty"`
		RetryAfterMS int64  `json:"retry_after_ms,omitempty"`
	}
	tokenFrame struct {
		Type  string `json:"type"`
		Token string `json:"token"`
	}
	errorFrame struct {
		Type    string `json:"type"`
		Code    code   `json:"code"`
		Message string `json:"message"`
		For     string `json:"for,omitempty"`
	}
	pongFrame struct {
		Type string `json:"type"`
	}
)

// restarting tells a client to come back in two seconds.
var restarting = statusFrame{Type: "status", State: "restarting", RetryAfterMS: 2000}

func (r refusal) frame() errorFrame {
	return errorFrame{Type: "error", Code: r.code, Message: r.why, For: r.id}
}

func (ch *Channel) welcome(s Session, token string, first, last int64) welcomeFrame {
	w := welcomeFrame{
		Type: "welcome", Token: token, Conversation: s.Conversation, First: max(first, 1), Seq: last, Sandbox: ch.Sandbox,
	}
	if last == 0 && ch.Services != nil {
		w.Services = ch.Services(s.Lang)
	}
	return w
}

func status(s engine.Status) statusFrame {
	return statusFrame{Type: "status", State: s.State, Place: s.Place}
}

// largeText is what the bot says when it was asked for larger letters; the widget then shows them.
const largeText = "elder.on"

// entry is a line of the log as a frame.
func (ch *Channel) entry(e bot.Logged) any {
	if e.Reply == nil {
		return said(e)
	}
	r := *e.Reply
	f := replyFrame{
		Type: "reply", Seq: e.Seq, For: e.For, At: e.At,
		Kind: r.Kind, Text: r.Plain(), Choices: r.Choices, Spoken: r.Spoken, Card: r.Card, Form: r.Form,
		Payment: r.Payment, URL: r.URL, Lang: r.Lang, Who: r.Who, Large: r.Phrase == largeText,
	}
	if f.Payment != nil && f.Payment.URL == "" && r.Link == "pay" {
		p := *f.Payment
		p.URL = r.URL
		f.Payment = &p
	}
	if ch.Sandbox {
		f.Phrase, f.By = r.Phrase, r.By
	}
	return f
}

// said is a citizen's own message, to the sockets that did not send it.
func said(e bot.Logged) saidFrame {
	f := saidFrame{Type: "said", Seq: e.Seq, Kind: "message", At: e.At}
	if e.Said == nil {
		return f
	}
	f.ID = e.Said.MessageID()
	switch w := e.Said.What.(type) {
	case bot.Said:
		f.Text = w.Text
	case bot.Chosen:
		f.Kind, f.Text = "choice", w.Label
		if f.Text == "" {
			f.Text = w.Value
		}
	case bot.Filled:
		f.Kind, f.Text = "form", maskedFields(w.Fields)
	case bot.Unread:
		f.Text = "[" + w.Kind + "]"
	}
	return f
}

// maskedFields tells that a form was sent, not what was in it.
func maskedFields(fields map[string]string) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if fields[name] != "" {
			list = append(list, masked(fields[name]))
		}
	}
	return strings.Join(list, " · ")
}

// masked leaves the last two characters of a long value, enough to know it by.
func masked(value string) string {
	const dots = "••••"
	if utf8.RuneCountInString(value) < 8 {
		return dots
	}
	r := []rune(value)
	return dots + string(r[len(r)-2:])
}
