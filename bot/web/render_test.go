package web

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/channel/channeltest"
)

// texts are all strings of a frame.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var list []string
		for _, e := range v {
			list = append(list, texts(e)...)
		}
		return list
	case map[string]any:
		var list []string
		for _, e := range v {
			list = append(list, texts(e)...)
		}
		return list
	}
	return nil
}

func TestFramesLoseNothing(t *testing.T) {
	ch := New(Config{PublicURL: "http://127.0.0.1:1"})
	channeltest.Run(t, channeltest.Channel{Render: func(replies []bot.Reply) []string {
		var list []string
		for _, r := range replies {
			b, err := json.Marshal(ch.entry(bot.Logged{Seq: 1, Reply: &r}))
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, strings.Join(texts(decode[any](t, b)), "\n"))
		}
		return list
	}})
}
