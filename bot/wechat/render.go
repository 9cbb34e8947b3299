package wechat

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/banshi-bot/banshi/bot"
)

// textBytes is the most WeChat takes as one text, passive and customer-service alike.
const textBytes = 2048

// render merges the replies among entries into one text. Only the choices offered last have numbers, for only
// those does the conversation know by number.
func (a *account) render(entries []bot.Logged) string {
	lastOffer := -1
	for i, e := range entries {
		if e.Reply != nil && len(e.Reply.Choices) > 0 {
			lastOffer = i
		}
	}
	var parts []string
	for i, e := range entries {
		if e.Reply == nil {
			continue
		}
		if part := a.plain(*e.Reply, i == lastOffer); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "\n\n")
}

// plain renders one reply down to text.
func (a *account) plain(r bot.Reply, numbered bool) string {
	lang := r.Lang
	if lang == "" {
		lang = a.lang
	}
	lines := []string{strings.TrimSpace(r.Plain())}
	if r.URL != "" && !strings.Contains(lines[0], r.URL) {
		lines = append(lines, r.URL)
	}
	var labels []string
	for i, choice := range r.Choices {
		labels = append(labels, choice.Label)
		if numbered {
			lines = append(lines, say("choice", lang, "{n}", strconv.Itoa(i+1), "{label}", choice.Label))
		}
	}
	if len(labels) > 0 && !numbered {
		lines = append(lines, say("offered", lang, "{label}", strings.Join(labels, " / ")))
	}
	return strings.TrimSpace(harmless(strings.Join(lines, "\n")))
}

// harmless keeps WeChat from reading a value as markup: it makes links, and menu lines that speak in the
// citizen's name, of any <a href>.
func harmless(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if !strings.Contains(text, "<") {
		return text
	}
	return markup.ReplaceAllString(text, "＜$1")
}

var markup = regexp.MustCompile(`<([a-zA-Z/!?])`)

// pages cuts a text into what WeChat takes at once; but for the last each leaves room for the word that there
// is more.
func (a *account) pages(text string) []string {
	if len(text) <= textBytes {
		return []string{text}
	}
	return split(text, textBytes-len(a.text("more")))
}

// split cuts valid UTF-8 into pieces of at most limit bytes: between lines, else behind a sentence, else between words,
// else between characters. Nothing but white space at a cut is lost.
func split(text string, limit int) []string {
	var pieces []string
	for len(text) > limit {
		cut := cutAt(text, limit)
		if piece := strings.TrimRightFunc(text[:cut], unicode.IsSpace); piece != "" {
			pieces = append(pieces, piece)
		}
		text = strings.TrimLeftFunc(text[cut:], unicode.IsSpace)
	}
	if text != "" {
		pieces = append(pieces, text)
	}
	return pieces
}

func cutAt(text string, limit int) int {
	head := text[:limit]
	for !utf8.RuneStart(text[len(head)]) {
		head = head[:len(head)-1]
	}
	for _, ends := range []func(rune) bool{isLineEnd, isSentenceEnd, unicode.IsSpace} {
		if i := strings.LastIndexFunc(head, ends); i > limit/2 {
			_, size := utf8.DecodeRuneInString(head[i:])
			return i + size
		}
	}
	if i := strings.LastIndexFunc(head, func(r rune) bool { return r > unicode.MaxASCII }); i > limit/2 {
		_, size := utf8.DecodeRuneInString(head[i:])
		return i + size // not inside an address or a number
	}
	return len(head)
}

func isLineEnd(r rune) bool { return r == '\n' }

func isSentenceEnd(r rune) bool { return strings.ContainsRune("。！？；…", r) }
