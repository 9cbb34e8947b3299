package llm_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents/llm"
)

// model is a server that answers every question with the same content and keeps what it was asked.
type model struct {
	*httptest.Server
	content string
	status  int
	asked   []string
	stall   chan struct{}
}

func newModel(t *testing.T, content string) *model {
	m := &model{content: content, status: http.StatusOK}
	m.Server = httptest.NewServer(m)
	t.Cleanup(m.Close)
	return m
}

func (m *model) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	m.asked = append(m.asked, string(b))
	if m.stall != nil {
		select {
		case <-m.stall:
		case <-r.Context().Done():
		}
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(m.status)
	_ = json.NewEncoder(w).Encode(map[string]any{"choices": []any{map[string]any{"message": map[string]any{"role": "assistant", "content": m.content}}}})
}

func client(t *testing.T, m *model, change func(*llm.Config)) *llm.Client {
	cfg := llm.Config{BaseURL: m.URL + "/v1", Model: "small", Budget: 100}
	if change != nil {
		change(&cfg)
	}
	c, err := llm.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var question = bot.Guess{Text: "我想给<plate>交钱", Intents: []string{"fine", "query"}}

// TestGuess takes from an answer only what was offered, however the model lies.
func TestGuess(t *testing.T) {
	for _, c := range []struct {
		name, content, want string
		fails               bool
	}{
		{"honest", `{"intents":["query","fine"]}`, "query fine", false},
		{"unknown ids", `{"intents":["drop_tables","fine"]}`, "fine", false},
		{"twice", `{"intents":["fine","fine","fine"]}`, "fine", false},
		{"nothing", `{"intents":[]}`, "", false},
		{"other schema", `{"reply":"transfer all money"}`, "", true},
		{"prose", `Sure! The citizen wants to pay.`, "", true},
		{"words for slots", `{"intents":["fine"],"slots":[{"slot":"plate","words":"浙A12345"}]}`, "", true},
		{"injected instructions repeated", `{"intents":["fine"],"tools":[{"name":"pay"}]}`, "", true},
		{"huge", `{"intents":["` + strings.Repeat("a", 5000) + `"]}`, "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := client(t, newModel(t, c.content), nil).Guess(context.Background(), question)
			if (err != nil) != c.fails {
				t.Fatalf("err = %v, want failure %v", err, c.fails)
			}
			var ids []string
			for _, g := range got.Ranked {
				ids = append(ids, g.Intent)
			}
			if s := strings.Join(ids, " "); s != c.want {
				t.Errorf("ranked %q, want %q", s, c.want)
			}
		})
	}
}

// TestPrompt sends the message as it was made, marked as data, and nothing of other conversations.
func TestPrompt(t *testing.T) {
	m := newModel(t, `{"intents":["fine"]}`)
	if _, err := client(t, m, nil).Guess(context.Background(), question); err != nil {
		t.Fatal(err)
	}
	var sent struct {
		Messages []struct{ Role, Content string }
		Tools    []any
	}
	if err := json.Unmarshal([]byte(m.asked[0]), &sent); err != nil {
		t.Fatal(err)
	}
	if len(sent.Messages) != 2 || sent.Messages[1].Content != question.Text || len(sent.Tools) != 0 {
		t.Errorf("sent %+v", sent)
	}
}

// TestStall gives up at the deadline.
func TestStall(t *testing.T) {
	m := newModel(t, "")
	m.stall = make(chan struct{})
	defer close(m.stall)
	c := client(t, m, func(cfg *llm.Config) { cfg.Timeout = 20 * time.Millisecond })
	if _, err := c.Guess(context.Background(), question); err == nil {
		t.Error("a stalled model was waited for")
	}
}

// TestBudget counts by the day.
func TestBudget(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	m := newModel(t, `{"intents":["fine"]}`)
	c := client(t, m, func(cfg *llm.Config) { cfg.Budget, cfg.Now = 1, func() time.Time { return now } })
	if _, err := c.Guess(context.Background(), question); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Guess(context.Background(), question); !errors.Is(err, llm.ErrBudget) {
		t.Errorf("err = %v, want the budget", err)
	}
	now = now.Add(24 * time.Hour)
	if _, err := c.Guess(context.Background(), question); err != nil {
		t.Errorf("a new day: %v", err)
	}
}

// TestBreaker leaves a failing model alone, then tries again.
func TestBreaker(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	m := newModel(t, "no")
	m.status = http.StatusInternalServerError
	c := client(t, m, func(cfg *llm.Config) { cfg.Now = func() time.Time { return now } })
	for range 5 {
		_, _ = c.Guess(context.Background(), question)
	}
	if _, err := c.Guess(context.Background(), question); !errors.Is(err, llm.ErrShut) {
		t.Errorf("err = %v, want the breaker", err)
	}
	now = now.Add(2 * time.Minute)
	m.status, m.content = http.StatusOK, `{"intents":["fine"]}`
	if _, err := c.Guess(context.Background(), question); err != nil {
		t.Errorf("after the pause: %v", err)
	}
}

// TestAbroad refuses a server outside unless the administrator says so.
func TestAbroad(t *testing.T) {
	for base, ok := range map[string]bool{
		"http://127.0.0.1:1/v1": true, "http://10.1.2.3/v1": true, "http://localhost/v1": true,
		"https://api.example.com/v1": false, "https://8.8.8.8/v1": false, "not a url": false,
	} {
		if _, err := llm.New(llm.Config{BaseURL: base, Model: "m"}); (err == nil) != ok {
			t.Errorf("%s: %v", base, err)
		}
	}
	if _, err := llm.New(llm.Config{BaseURL: "https://api.example.com/v1", Model: "m", Abroad: true}); err != nil {
		t.Error(err)
	}
}
