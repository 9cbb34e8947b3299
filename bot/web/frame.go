package web

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/banshi-bot/banshi/bot"
)

const (
	mostBytes = 8 << 10 // of a frame, all fragments together
	mostRunes = 2000    // of a text
	mostID    = 200     // bytes of a message's id
)

// code is what an error frame says went wrong.
type code string

const (
	badJSON     code = "bad_json"
	tooLarge    code = "too_large"
	unknownType code = "unknown_type"
	noHello     code = "no_hello"
	badToken    code = "bad_token"
	tooFast     code = "too_fast"
	staleChoice code = "stale_choice"
	unavailable code = "unavailable"
	internal    code = "internal"
)

// refusal is why a frame was not taken; "" of it is none.
type refusal struct {
	code code
	why  string
	id   string // of the frame, if it could be read
}

// frame is what a client sends.
type frame struct {
	kind    string
	id      string   // of a message, choice or form
	ref     string   // an id as it was written, for errors about the frame
	what    bot.What // of a message, choice or form
	token   string   // of a hello
	after   int64
	lang    string
	region  string
	service string // an intent to begin with, for a new session
}

// object is a JSON object as it was written: of duplicate keys the last counts, names are matched exactly.
type object map[string]json.RawMessage

// parse reads one frame.
func parse(b []byte) (frame, *refusal) {
	o, ok := readObject(b)
	if !ok {
		return frame{}, &refusal{code: badJSON, why: "a frame is exactly one JSON object in UTF-8"}
	}
	f := frame{}
	f.kind, _ = o.text("type")
	id, _ := o.text("id")
	f.ref = id
	refuse := func(c code, why string) (frame, *refusal) { return f, &refusal{code: c, why: why, id: id} }
	if f.kind == "" {
		return refuse(badJSON, "type is missing")
	}
	switch f.kind {
	case "hello":
		return readHello(f, o, id)
	case "typing", "ping":
		return f, nil
	case "read":
		if _, ok := o.whole("seq"); !ok {
			return refuse(badJSON, "seq is not a number")
		}
		return f, nil
	case "message", "choice", "form":
	default:
		return refuse(unknownType, "no such type of frame")
	}
	if id == "" || len(id) > mostID {
		return refuse(badJSON, "id is 1 to 200 bytes")
	}
	f.id = id
	var no *refusal
	switch f.kind {
	case "message":
		f.what, no = readMessage(o, id)
	case "choice":
		f.what, no = readChoice(o, id)
	case "form":
		f.what, no = readForm(o, id)
	}
	return f, no
}

func readHello(f frame, o object, id string) (frame, *refusal) {
	bad := func(why string) (frame, *refusal) { return f, &refusal{code: badJSON, why: why, id: id} }
	var ok bool
	if o.has("token") {
		if f.token, ok = o.text("token"); !ok {
			return bad("token is not a string")
		}
	}
	if o.has("after") {
		if f.after, ok = o.whole("after"); !ok {
			return bad("after is not a number")
		}
	}
	lang, _ := o.text("lang")
	region, _ := o.text("region")
	f.service, _ = o.text("service")
	f.after, f.lang, f.region = max(f.after, 0), knownLang(lang), knownRegion(region)
	return f, nil
}

func readMessage(o object, id string) (bot.What, *refusal) {
	text, ok := o.text("text")
	if !ok {
		return nil, &refusal{badJSON, "text is missing", id}
	}
	text = clean(text)
	if utf8.RuneCountInString(text) > mostRunes {
		return nil, &refusal{tooLarge, "a text is at most 2000 characters", id}
	}
	if strings.TrimSpace(text) == "" {
		return nil, &refusal{badJSON, "text is empty", id}
	}
	return bot.Said{ID: id, Text: text}, nil
}

func readChoice(o object, id string) (bot.What, *refusal) {
	value, ok := o.text("value")
	if !ok || value == "" {
		return nil, &refusal{badJSON, "value is missing", id}
	}
	label := ""
	if o.has("label") {
		if label, ok = o.text("label"); !ok {
			return nil, &refusal{badJSON, "label is not a string", id}
		}
	}
	label = clean(label)
	if utf8.RuneCountInString(label) > mostRunes {
		return nil, &refusal{tooLarge, "a label is at most 2000 characters", id}
	}
	return bot.Chosen{ID: id, Value: value, Label: label}, nil
}

func readForm(o object, id string) (bot.What, *refusal) {
	in, ok := readObject(o["fields"])
	if !ok || len(in) == 0 {
		return nil, &refusal{badJSON, "fields is missing", id}
	}
	fields := make(map[string]string, len(in))
	for name := range in {
		value, ok := in.text(name)
		if !ok {
			return nil, &refusal{badJSON, "a field is not a string", id}
		}
		if value = clean(value); utf8.RuneCountInString(value) > mostRunes {
			return nil, &refusal{tooLarge, "a field is at most 2000 characters", id}
		}
		fields[name] = value
	}
	return bot.Filled{ID: id, Fields: fields}, nil
}

// readObject is strict where encoding/json is not: only an object, only UTF-8.
func readObject(b []byte) (object, bool) {
	if !utf8.Valid(b) {
		return nil, false
	}
	if o, ok := plainObject(b); ok {
		return o, true
	}
	var o object
	if err := json.Unmarshal(b, &o); err != nil || o == nil {
		return nil, false
	}
	return o, true
}

// plainObject reads what most frames are, {"name":"text",…} without white space and escapes, in a quarter of the time that
// encoding/json takes. Of all else it says that it cannot.
func plainObject(b []byte) (object, bool) {
	rest, ok := bytes.CutPrefix(b, []byte("{"))
	for o := (object{}); ok; {
		var name, value []byte
		if name, rest, ok = plainString(rest); !ok {
			break
		}
		if rest, ok = bytes.CutPrefix(rest, []byte(":")); !ok {
			break
		}
		if value, rest, ok = plainString(rest); !ok {
			break
		}
		o[string(name[1:len(name)-1])] = json.RawMessage(value)
		if len(rest) == 1 && rest[0] == '}' {
			return o, true
		}
		rest, ok = bytes.CutPrefix(rest, []byte(","))
	}
	return nil, false
}

// plainString cuts off a string without escapes, with its quotes.
func plainString(b []byte) (quoted, rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '"' {
		return nil, nil, false
	}
	for i := 1; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			return b[:i+1], b[i+1:], true
		case c < ' ' || c == '\\':
			return nil, nil, false
		}
	}
	return nil, nil, false
}

func (o object) has(name string) bool {
	raw, ok := o[name]
	return ok && string(raw) != "null"
}

func (o object) text(name string) (string, bool) {
	raw := o[name]
	if len(raw) == 0 || raw[0] != '"' {
		return "", false
	}
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1]), true // what stands in quotes was found to be JSON and UTF-8
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return "", false
	}
	return s, true
}

// whole reads an integer; one beyond the range of any log counts as its end.
func (o object) whole(name string) (int64, bool) {
	var n float64
	raw := o[name]
	if len(raw) == 0 || raw[0] == '"' || string(raw) == "null" {
		return 0, false
	}
	if err := json.Unmarshal(raw, &n); err != nil || n != math.Trunc(n) {
		return 0, false
	}
	const end = 1 << 53
	return int64(max(-end, min(n, end))), true
}

// clean removes control characters except tab and line feed.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' && r != '\n' {
			return -1
		}
		return r
	}, s)
}

// knownLang is "zh" or "en" of a language tag, else "".
func knownLang(tag string) string {
	switch main, _, _ := strings.Cut(strings.ToLower(tag), "-"); main {
	case "zh", "en":
		return main
	}
	return ""
}

// knownRegion is a code of six digits, else "".
func knownRegion(code string) string {
	if len(code) != 6 {
		return ""
	}
	for i := range len(code) {
		if code[i] < '0' || code[i] > '9' {
			return ""
		}
	}
	return code
}
