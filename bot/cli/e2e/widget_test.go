package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// widget is a socket on which a test says one thing after another.
type widget struct {
	t            *testing.T
	conn         *websocket.Conn
	token        string
	conversation string
	said         int
	choices      []choice // offered last
	frames       []frame  // all that came
}

// widget opens a socket, takes a conversation up and reads what was said in it after the given entry.
func (s *site) widget(t *testing.T, token string, after int64) *widget {
	t.Helper()
	conn, err := dial(s.url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	w := &widget{t: t, conn: conn}
	w.send(frame{Type: "hello", Token: token, After: after, Lang: "zh-CN", Region: "330100"})
	return w
}

// meets is a widget whose hello was welcomed, with the entries it missed.
func (s *site) meets(t *testing.T, token string, after int64) *widget {
	t.Helper()
	w := s.widget(t, token, after)
	welcome := w.next()
	if welcome.Type != "welcome" {
		t.Fatalf("no welcome: %s", welcome.raw)
	}
	w.token, w.conversation = welcome.Token, welcome.Conversation
	for w.next().Type != "status" { // it follows the entries
	}
	return w
}

func (w *widget) send(f frame) {
	w.t.Helper()
	if err := w.conn.WriteJSON(f); err != nil {
		w.t.Fatal(err)
	}
}

// next is the next frame; a connection that ended gives one of type "closed" with the code.
func (w *widget) next() frame {
	w.t.Helper()
	_, raw, err := w.conn.ReadMessage()
	if err != nil {
		var code int
		if c, ok := err.(*websocket.CloseError); ok {
			code = c.Code
		}
		return frame{Type: "closed", Code: fmt.Sprint(code), raw: err.Error()}
	}
	var f frame
	if err := json.Unmarshal(raw, &f); err != nil {
		w.t.Fatalf("frame %s: %v", raw, err)
	}
	f.raw = string(raw)
	if f.Type == "reply" {
		w.choices = f.Choices
	}
	if f.Type == "token" {
		w.token = f.Token
	}
	w.frames = append(w.frames, f)
	return f
}

// until reads on until a frame of a type says what is wanted.
func (w *widget) until(kind, want string) frame {
	w.t.Helper()
	for {
		f := w.next()
		switch {
		case f.Type == kind && strings.Contains(f.raw, want):
			return f
		case f.Type == "closed" || f.Type == "error":
			w.t.Fatalf("waiting for %s %q: %s\nbefore: %s", kind, want, f.raw, w.tail())
		}
	}
}

func (w *widget) tail() string {
	var out []string
	for _, f := range w.frames[max(0, len(w.frames)-6):] {
		out = append(out, f.raw)
	}
	return strings.Join(out, "\n\t")
}

// transcript is all that came.
func (w *widget) transcript() string {
	var out strings.Builder
	for _, f := range w.frames {
		out.WriteString(f.raw + "\n")
	}
	return out.String()
}

func (w *widget) id() string {
	w.said++
	return fmt.Sprintf("m%d", w.said)
}

// says sends a text and reads on to the reply that is wanted.
func (w *widget) says(text, want string) frame {
	w.t.Helper()
	w.send(frame{Type: "message", ID: w.id(), Text: text})
	return w.until("reply", want)
}

// presses presses a button offered last and reads on to the reply that is wanted.
func (w *widget) presses(label, want string) frame {
	w.t.Helper()
	for _, c := range w.choices {
		if strings.HasPrefix(c.Label, label) {
			w.send(frame{Type: "choice", ID: w.id(), Value: c.Value, Label: c.Label})
			return w.until("reply", want)
		}
	}
	w.t.Fatalf("no button %s: %v", label, w.choices)
	return frame{}
}
