package store_test

import (
	"maps"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/store"
)

func TestOrdersUnderWayAreCounted(t *testing.T) {
	s := open(t, store.Options{Path: newPath(t)})
	defer closeNow(t, s)
	for no, state := range map[string]bot.State{"a": bot.Awaiting, "b": bot.Awaiting, "c": bot.Mismatch, "d": bot.Settled, "e": bot.Closed} {
		if err := s.OpenOrder(t.Context(), bot.Order{No: no, Conversation: no, Agency: "traffic", Bill: no, State: state, Version: 1}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.OrdersUnderWay(t.Context())
	want := map[bot.State]int64{bot.Awaiting: 2, bot.Mismatch: 1}
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
}
