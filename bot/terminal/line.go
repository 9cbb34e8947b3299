package terminal

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/banshi-bot/banshi/bot"
)

// maxText is how many characters one message may have, as on the web.
const maxText = 2000

// line is one line of input: a message for the conversation, or a command for the world around it.
type line struct {
	what    bot.What
	command string // without its slash
	args    []string
}

// frame is a line that begins with a brace.
type frame struct {
	ID     string            `json:"id"`
	Text   string            `json:"text"`
	Choice string            `json:"choice"`
	Fields map[string]string `json:"fields"`
}

// commands are the words for the world around the conversation.
var commands = map[string]bool{
	"pay": true, "wait": true, "login": true, "slots": true, "trace": true, "back": true, "reset": true, "help": true, "quit": true,
}

var command = regexp.MustCompile(`^/[a-z]+$`)

var errEmpty = errors.New("nothing to say: the line holds no words")

// read reads a line. ID names a message that brings no id of its own.
func read(s, id string) (line, error) {
	s = strings.TrimSpace(clean(s))
	if strings.HasPrefix(s, "{") {
		return readFrame(s, id)
	}
	words := strings.Fields(s)
	if len(words) == 0 || !command.MatchString(words[0]) {
		return said(id, s)
	}
	name := words[0][1:]
	if !commands[name] {
		return line{}, fmt.Errorf("there is no /%s; /help lists what there is", name)
	}
	return line{command: name, args: words[1:]}, nil
}

func readFrame(s, id string) (line, error) {
	var f frame
	if err := json.Unmarshal([]byte(s), &f); err != nil {
		return line{}, fmt.Errorf(`not {"id","text"}, {"id","choice"} or {"id","fields"}: %w`, err)
	}
	if f.ID != "" {
		id = f.ID
	}
	switch {
	case f.Choice != "":
		return line{what: bot.Chosen{ID: id, Value: f.Choice}}, nil
	case f.Fields != nil:
		return line{what: bot.Filled{ID: id, Fields: f.Fields}}, nil
	}
	return said(id, strings.TrimSpace(clean(f.Text)))
}

func said(id, text string) (line, error) {
	if text == "" {
		return line{}, errEmpty
	}
	if n := len([]rune(text)); n > maxText {
		return line{}, fmt.Errorf("a message has at most %d characters, this one %d", maxText, n)
	}
	return line{what: bot.Said{ID: id, Text: text}}, nil
}

// clean drops control characters but tab and line feed, and what is not UTF-8.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' && r != '\n' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// Span reads how long to wait: 30s, 10m, 2h, 6d.
func Span(s string) (time.Duration, error) {
	days, ok := strings.CutSuffix(s, "d")
	if !ok {
		d, err := time.ParseDuration(s)
		if err != nil || d < 0 {
			return 0, fmt.Errorf("%q is no span of time such as 30s, 10m, 2h or 6d", s)
		}
		return d, nil
	}
	d, err := time.ParseDuration(days + "h")
	if err != nil || d < 0 {
		return 0, fmt.Errorf("%q is no span of time such as 30s, 10m, 2h or 6d", s)
	}
	return 24 * d, nil
}
