package terminal

import (
	"context"
	"encoding/json"
	"io"
	"strings"

	"github.com/banshi-bot/banshi/bot"
)

// shown is a reply as JSON. Choices and slots are always there.
type shown struct {
	Turn    int64             `json:"turn"`
	Seq     int64             `json:"seq"`
	For     string            `json:"for,omitempty"`
	Kind    string            `json:"kind"`
	Text    string            `json:"text"`
	Choices []bot.Choice      `json:"choices"`
	Card    *bot.Card         `json:"card,omitempty"`
	Form    *bot.Form         `json:"form,omitempty"`
	Payment *bot.Payment      `json:"payment,omitempty"`
	URL     string            `json:"url,omitempty"`
	Lang    string            `json:"lang,omitempty"`
	Intent  string            `json:"intent"`
	Slots   map[string]string `json:"slots"`
	Sandbox bool              `json:"sandbox,omitempty"`
	Why     []Reasons         `json:"why,omitempty"` // of each turn since the last reply
}

func (t *Terminal) showJSON(ctx context.Context, replies []bot.Logged) error {
	for _, e := range replies {
		st, err := t.Inside.State(ctx, t.conversation, e.Turn)
		if err != nil {
			return err
		}
		r := e.Reply
		s := shown{
			Turn: e.Turn, Seq: e.Seq, For: e.For, Kind: r.Kind, Text: t.text(e), Choices: r.Choices, Card: r.Card, Form: r.Form,
			Payment: r.Payment, URL: r.URL, Lang: r.Lang, Intent: st.Intent, Slots: st.Slots, Sandbox: t.Sandbox,
		}
		if s.Choices == nil {
			s.Choices = []bot.Choice{}
		}
		if t.Trace {
			if s.Why, err = t.since(ctx, e.Turn); err != nil {
				return err
			}
		}
		if err := write(t.Out, s); err != nil {
			return err
		}
	}
	return nil
}

// text is what a reply says on its channel.
func (t *Terminal) text(e bot.Logged) string {
	if t.Render == nil {
		return e.Reply.Text
	}
	return strings.Join(t.Render([]bot.Logged{e}, e.Reply.Lang), "\n")
}

// slots shows what is filled in now.
func (t *Terminal) slots(ctx context.Context) error {
	st, err := t.Inside.State(ctx, t.conversation, 0)
	if err != nil {
		return err
	}
	if t.JSON {
		return write(t.Out, struct {
			Intent string            `json:"intent"`
			Slots  map[string]string `json:"slots"`
		}{st.Intent, st.Slots})
	}
	return t.plainSlots(st)
}

// why shows why the last turn went as it did.
func (t *Terminal) why(ctx context.Context) error {
	r, err := t.Inside.Why(ctx, t.conversation, 0)
	if err != nil {
		return err
	}
	if t.JSON {
		return write(t.Out, struct {
			Why []Reasons `json:"why"`
		}{[]Reasons{r}})
	}
	_, err = io.WriteString(t.Out, t.Style.quiet(r.String()))
	return err
}

func write(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
