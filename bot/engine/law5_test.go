package engine_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/banshi-bot/banshi/bot/engine"
)

// TestLaw5 holds law 5: whatever was said before, an id said again changes nothing, asks nobody, and gets the
// replies it got.
func TestLaw5(t *testing.T) {
	said := []string{"查路灯 7", "路灯报修 7", "1", "2", "不办了", "人工", "返回", "谢谢", "？", "7", "改一下", "重新开始"}
	for seed := range uint64(6) {
		w := newTown(t)
		e := w.engine()
		r := rand.New(rand.NewPCG(seed, 5))
		var heard []engine.Receipt
		var got [][]string
		for i := range 25 {
			receipt := tell(t, e, page, fmt.Sprint("m", i), said[r.IntN(len(said))])
			heard, got = append(heard, receipt), append(got, settled(t, e, receipt))
			if r.IntN(3) > 0 {
				continue
			}
			asked, before := len(w.lamps.asked), log(t, e, receipt.Conversation)
			k := r.IntN(len(heard))
			again := tell(t, e, page, fmt.Sprint("m", k), said[r.IntN(len(said))])
			if !again.Again || again.Turn != heard[k].Turn || again.Seq != heard[k].Seq || !slices.Equal(settled(t, e, again), got[k]) {
				t.Errorf("seed %d: m%d again after m%d: %+v, before %+v", seed, k, i, again, heard[k])
			}
			if after := log(t, e, receipt.Conversation); !slices.Equal(after, before) || len(w.lamps.asked) != asked {
				t.Errorf("seed %d: m%d again after m%d changed something", seed, k, i)
			}
		}
	}
}
