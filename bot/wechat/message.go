package wechat

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// message is what we read of a callback: every field as text, because one field of an unforeseen kind must not
// make a citizen's message unreadable.
type message struct {
	to, from, created string
	kind, id          string
	content           string
	recognition       string
	menuID            string // of a tapped line of a msgmenu
	event, key        string
	scanned           string // what a QR code held
	encrypt           string // of the envelope
}

// field gives the place of an element's text, nil for those we do not read.
func (m *message) field(name string) *string {
	switch name {
	case "ToUserName":
		return &m.to
	case "FromUserName":
		return &m.from
	case "CreateTime":
		return &m.created
	case "MsgType":
		return &m.kind
	case "MsgId":
		return &m.id
	case "Content":
		return &m.content
	case "Recognition":
		return &m.recognition
	case "bizmsgmenuid":
		return &m.menuID
	case "Event":
		return &m.event
	case "EventKey":
		return &m.key
	case "ScanResult":
		return &m.scanned
	case "Encrypt":
		return &m.encrypt
	}
	return nil
}

// depthLimit is above the deepest callback WeChat documents.
const depthLimit = 8

var errXML = errors.New("not a message")

// parseMessage reads a callback's XML as far as it is legible. A doctype, a repeated field and anything behind the root
// are refused.
func parseMessage(body []byte) (message, error) {
	if m, ok := plainMessage(body); ok {
		return m, nil
	}
	return anyMessage(legible(body))
}

// anyMessage reads whatever is well-formed.
func anyMessage(body []byte) (message, error) {
	var m message
	d := xml.NewDecoder(bytes.NewReader(body))
	var at *string
	var seen []*string
	depth, ended := 0, false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && ended {
			return m, nil
		}
		if err != nil {
			return m, errXML
		}
		switch t := token.(type) {
		case xml.Directive:
			return m, fmt.Errorf("%w: a doctype", errXML)
		case xml.StartElement:
			depth++
			if ended || depth > depthLimit || (depth == 1 && t.Name.Local != "xml") {
				return m, errXML
			}
			at = nil
			if depth == 2 || t.Name.Local == "ScanResult" {
				if at = m.field(t.Name.Local); at != nil && slices.Contains(seen, at) {
					return m, fmt.Errorf("%w: %s twice", errXML, t.Name.Local)
				}
				seen = append(seen, at)
			}
		case xml.CharData:
			if at != nil {
				*at += string(t)
			}
			if depth == 0 && len(bytes.TrimSpace(t)) > 0 {
				return m, errXML
			}
		case xml.EndElement:
			at = nil
			depth--
			ended = ended || depth == 0
		}
	}
}

// legible takes out what XML 1.0 has no place for, as some phones send it: control characters and broken UTF-8.
func legible(body []byte) []byte {
	if bytes.IndexFunc(body, func(r rune) bool { return r == utf8.RuneError || printable(r) != r }) < 0 {
		return body
	}
	return bytes.Map(printable, bytes.ToValidUTF8(body, []byte("\uFFFD")))
}

// words is a text as it was meant: without control characters but tab and line feed, trimmed.
func words(s string) string { return strings.TrimSpace(strings.Map(printable, s)) }

// printable drops what neither XML nor a reader has use for.
func printable(r rune) rune {
	if (unicode.IsControl(r) && r != '\t' && r != '\n') || r == '\uFFFE' || r == '\uFFFF' {
		return -1
	}
	return r
}
