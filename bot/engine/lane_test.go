package engine

import (
	"testing"

	"github.com/banshi-bot/banshi/bot"
)

func TestATurnMovesWakeOnlyEarlier(t *testing.T) {
	k := kept{}
	for i, c := range []struct{ at, wake, want int64 }{
		{1000, 9000, 9000},   // first
		{1001, 9500, 9000},   // later: the early tick will correct it
		{1002, 5000, 5000},   // earlier
		{1003, 0, 5000},      // nothing due any more: likewise
		{5000, 0, 0},         // the tick itself
		{5001, 7000, 7000},   // anew
		{8000, 12000, 12000}, // past it
	} {
		turn := bot.Turn{At: c.at, Wake: c.wake, Owner: "?", Since: c.at}
		k = k.with(turn)
		if k != (kept{wake: c.want, owner: "?", since: c.at}) {
			t.Errorf("kept after turn %d: %+v, want wake %d", i+1, k, c.want)
		}
		if turn.Wake = k.wake; k.with(turn) != k {
			t.Errorf("turn %d is not what is kept after it", i+1)
		}
	}
}
