package talk

import (
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/bot"
)

// heardOf tells by its word what the world says of an order.
var heardOf = map[string]string{
	"paid": bot.HeardNotice, "notice": bot.HeardNotice, "unpaid": bot.HeardUnpaid, "closed": bot.HeardClosed,
	"refunding": bot.HeardRefunding, "refunded": bot.HeardRefunded, "submitted": bot.HeardSubmitted,
	"absent": bot.HeardAbsent, "refused": bot.HeardRefused, "unknown": bot.HeardUnknown,
}

// happenings are the words a line of the world begins with, beside those of orders, and the keys each takes.
var happenings = map[string][]string{
	"query":       {"receipt", "amount", "url", "why"},
	"resolved":    {},
	"login":       {"name", "id_no", "mobile"},
	"operator":    nil,
	"late":        nil,
	"undelivered": nil,
	"desk":        nil,
	"news":        {"detail", "state"},
	"set":         {"lang", "region", "elder"},
	"enters":      {"intent"},
	"voice":       nil, "image": nil, "video": nil, "file": nil, "location": nil, "sticker": nil,
}

// happening reads a line of the world.
func (p *parser) happening(b block) (*Happening, bool) {
	r := b.rows[0]
	for _, more := range b.rows[1:] {
		r.text += "\n" + more.text
	}
	h := readHappening(r.text)
	keys, ok := happenings[h.What]
	if _, order := heardOf[h.What]; order {
		keys, ok = happenings["query"], true
	}
	if !ok {
		p.fault(r.no, r.col, "world", "%q: known are paid, unpaid, closed, refunded, query, resolved, login, operator, late, undelivered, desk, news, set, enters, voice, image", h.What)
		return nil, false
	}
	for name := range h.With {
		if !slices.Contains(keys, name) {
			p.fault(r.no, r.col, "world", "%s takes no %s=", h.What, name)
			return nil, false
		}
	}
	if problem := h.problem(); problem != "" {
		p.fault(r.no, r.col, "world", "%s", problem)
		return nil, false
	}
	return h, true
}

func readHappening(s string) *Happening {
	h := &Happening{With: map[string]string{}}
	h.What, s, _ = strings.Cut(s, " ")
	if what, text, ok := cutColon(h.What); ok { // voice: 交罚单
		h.What, h.Text = what, strings.TrimSpace(text+" "+s)
		return h
	}
	if h.What == "operator" || h.What == "voice" {
		h.Of, h.Text, _ = cutColon(s)
		return h
	}
	if k := strings.Index(s, "="); k >= 0 {
		start := strings.LastIndex(s[:k], " ") + 1
		for _, a := range splitArgs(s[start:]) {
			h.With[a.name] = a.value
		}
		s = s[:start]
	}
	h.Of = strings.TrimSpace(s)
	return h
}

// ofOrder reports whether this is news of an order.
func (h *Happening) ofOrder() bool {
	_, ok := heardOf[h.What]
	return ok || h.What == "query" || h.What == "resolved"
}

// problem says what a happening lacks.
func (h *Happening) problem() string {
	_, order := heardOf[h.Of]
	_, isLevel := level(h.Of)
	switch {
	case h.What == "query" && !order:
		return "query: say what the provider says, as in query paid receipt=R1 amount=100"
	case h.What == "resolved" && bot.ByHand[h.Of] == "":
		return "resolved: say as what, as in resolved settled"
	case h.What == "login" && !isLevel && h.Of != "fails":
		return "login: write login L2, or login fails"
	case h.What == "operator" && h.Of == "":
		return "operator: write operator NAME: text, operator NAME takes over, or operator leaves"
	case h.What == "desk" && h.Of != "open" && h.Of != "closed":
		return "desk: open or closed"
	case h.What == "news" && h.Of == "":
		return "news: write news CASE state=…"
	}
	return ""
}
