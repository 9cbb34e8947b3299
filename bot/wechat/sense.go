package wechat

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/banshi-bot/banshi/bot"
)

// textLimit is the most characters of one message, as on every channel.
const textLimit = 2000

// sense is what a callback means to us. Exactly one of what and say is set, or neither where nothing is to be
// heard or said.
type sense struct {
	what  bot.What
	say   string // a text of ours (texts.yaml), without a turn
	opens grant  // the allowance of customer-service messages it opens
	left  bool   // the citizen unfollowed
}

// intentName is how an EventKey or a scene must look to name an intent.
var intentName = regexp.MustCompile(`^[a-z][a-z0-9_]{1,63}$`)

// sense gives a message its meaning. A kind or event we do not know is answered politely, never refused.
func (m message) sense() sense {
	switch m.kind {
	case "text":
		return m.said(m.content, m.opensByText())
	case "voice":
		if spoken := words(m.recognition); spoken != "" {
			s := m.said(spoken, perMessage)
			if said, ok := s.what.(bot.Said); ok {
				said.Voice = true
				s.what = said
			}
			return s
		}
		return m.unread("voice")
	case "image", "location", "file":
		return m.unread(m.kind)
	case "video", "shortvideo":
		return m.unread("video")
	case "event":
		return m.happened()
	}
	return sense{say: "unknown", opens: perMessage}
}

func (m message) said(text string, opens grant) sense {
	text = words(text)
	if text == "" {
		return sense{say: "empty", opens: opens}
	}
	if utf8.RuneCountInString(text) > textLimit {
		return sense{say: "too_long", opens: opens}
	}
	return sense{what: bot.Said{ID: m.messageID(), Text: text}, opens: opens}
}

func (m message) unread(kind string) sense {
	return sense{what: bot.Unread{ID: m.messageID(), Kind: kind}, opens: perMessage}
}

// opensByText: a tapped line of a msgmenu comes as a text but counts as a click.
func (m message) opensByText() grant {
	if m.menuID != "" {
		return perEvent
	}
	return perMessage
}

// happened gives an event its meaning.
func (m message) happened() sense {
	switch strings.ToLower(m.event) {
	case "subscribe", "scan", "click":
		return m.entered()
	case "unsubscribe":
		return sense{left: true}
	case "scancode_waitmsg":
		return m.said(m.scanned, perEvent)
	case "location_select":
		return sense{what: bot.Unread{ID: m.messageID(), Kind: "location"}, opens: perEvent}
	case "pic_sysphoto", "pic_photo_or_album", "pic_weixin", // the pictures follow as messages of their own
		"view", "view_miniprogram", "scancode_push", "location",
		"templatesendjobfinish", "masssendjobfinish", "publishjobfinish",
		"subscribe_msg_popup_event", "subscribe_msg_change_event", "subscribe_msg_sent_event",
		"kf_create_session", "kf_close_session", "kf_switch_session":
		return sense{}
	}
	return sense{say: "unknown"}
}

// entered is the citizen coming in: by following, by a code, by the menu. The key names an intent or nothing.
func (m message) entered() sense {
	name := strings.TrimPrefix(m.key, "qrscene_")
	if !intentName.MatchString(name) {
		name = ""
	}
	return sense{what: bot.Entered{ID: m.messageID(), Intent: name}, opens: perEvent}
}

// messageID is what makes a repeat a repeat: MsgId, and for events, which have none, what they say.
func (m message) messageID() string {
	if m.kind != "event" && m.id != "" {
		return m.id
	}
	if m.kind != "event" {
		return strings.Join([]string{m.from, m.created, m.kind}, "|")
	}
	return strings.Join([]string{m.from, m.created, m.event, m.key}, "|")
}
