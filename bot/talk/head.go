package talk

import (
	"slices"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents/value"
)

// channels are the roads a talk may be held on, as Step must know them.
var channels = map[string]bot.Channel{
	"web":      {Name: "web", Log: true, Tell: true, Buttons: true, Forms: true},
	"wechat":   {Name: "wechat", Tell: true, Passive: true, Links: true},
	"terminal": {Name: "terminal", Log: true, Tell: true, Buttons: true},
}

// defaultHead is the web in Chinese, in the morning of an ordinary Wednesday.
func defaultHead() Head {
	return Head{Channel: channels["web"], Lang: "zh", Clock: time.Date(2026, 3, 4, 9, 0, 0, 0, value.Regions().Zone("")).UnixMilli()}
}

// pair is a key of a head with its place.
type pair struct {
	row, col int
	key      string
	value    string
}

// key takes a line without a margin: a key of the head, or of the scene whose title it follows.
func (p *parser) key(r row) {
	name, rest, ok := cutColon(r.text)
	switch {
	case p.begun && !p.keys:
		p.fault(r.no, r.col, "margin", "no margin: a line begins with one of > < @ * + = #")
	case !ok || !identifier(name):
		p.fault(r.no, r.col, "margin", "neither a key: value of the head nor a line with a margin > < @ * + = #")
	case p.begun:
		s := &p.talk.Scenes[len(p.talk.Scenes)-1]
		s.Head = p.read(s.Head, []pair{{r.no, r.col, name, rest}})
	default:
		p.head = append(p.head, pair{r.no, r.col, name, rest})
	}
}

// read puts the keys of a head into it, the region first: its zone says what the clock means.
func (p *parser) read(h Head, keys []pair) Head {
	slices.SortStableFunc(keys, func(a, b pair) int { return order(a.key) - order(b.key) })
	for _, k := range keys {
		if problem := h.set(k.key, k.value); problem != "" {
			p.fault(k.row, k.col, "head", "%s", problem)
		}
	}
	return h
}

func order(key string) int {
	if key == "region" {
		return 0
	}
	return 1
}

// set takes one key; it says what is wrong with it, or nothing.
func (h *Head) set(key, v string) string {
	switch key {
	case "intent":
		h.Intent = v
	case "channel":
		c, ok := channels[v]
		if !ok {
			return "channel " + v + ": known are web, wechat, terminal"
		}
		h.Channel = c
	case "region":
		h.Region = v
	case "lang":
		if v != "zh" && v != "en" {
			return "lang " + v + ": zh or en"
		}
		h.Lang = v
	case "clock":
		return h.setClock(v)
	case "as":
		return h.setCitizen(v)
	case "elder":
		h.Elder = v == "on" || v == "true" || v == "yes"
	default:
		return "key " + key + ": known are intent, channel, region, lang, clock, as, elder"
	}
	return ""
}

func (h *Head) setClock(v string) string {
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, v, value.Regions().Zone(h.Region)); err == nil {
			h.Clock = t.UnixMilli()
			return ""
		}
	}
	return "clock " + v + ": write it as 2026-03-04 09:00"
}

// setCitizen reads a name, an identity number and a level.
func (h *Head) setCitizen(v string) string {
	words := strings.Fields(v)
	if len(words) < 2 {
		return "as: write a name, an identity number and a level, as in 张伟 440524188001010014 L2"
	}
	c := bot.Citizen{Level: 2}
	last := words[len(words)-1]
	if n, ok := level(last); ok {
		c.Level, words = n, words[:len(words)-1]
	}
	if len(words) < 2 {
		return "as: an identity number is missing"
	}
	c.IDNo = words[len(words)-1]
	c.Name = strings.Join(words[:len(words)-1], " ")
	if k, err := value.New("id_number", value.Params{}); err != nil || value.Check(k, c.IDNo, value.Context{At: h.Clock}) != nil {
		return "as: " + c.IDNo + " is no identity number"
	}
	h.As = c
	return ""
}

// level reads L0 to L4.
func level(s string) (int, bool) {
	if len(s) == 2 && (s[0] == 'L' || s[0] == 'l') && s[1] >= '0' && s[1] <= '4' {
		return int(s[1] - '0'), true
	}
	return 0, false
}

// cutColon divides at the first colon, half or full width.
func cutColon(s string) (before, after string, ok bool) {
	k := strings.IndexAny(s, ":：")
	if k < 0 {
		return s, "", false
	}
	_, after, _ = strings.Cut(s[k:], string([]rune(s[k:])[:1]))
	return strings.TrimSpace(s[:k]), strings.TrimSpace(after), true
}

// identifier reports whether a word may name a key, an argument or a field.
func identifier(s string) bool {
	for k, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_'
		if !letter && (k == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}
