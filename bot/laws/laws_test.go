// Package laws holds Step, Move and Wake to what must always be true of them, by random conversations on random
// catalogs. A conversation is grown from its own state: the open question is answered, a filled slot corrected, a
// summary confirmed, an old button pressed; time passes, outcomes are lost, repeated and come in any order. After
// every turn each law is checked (table_test.go and those beside it), and what the laws must see is sown on purpose
// (faults_test.go). It has a folder of its own because it counts a great deal and runs without the race detector.
package laws

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/banshi-bot/banshi/bot"
)

// How many conversations TestLaws holds: from day to day, and where everything is tested.
const (
	ordinarily = 2_000
	inCI       = 100_000
)

const (
	catalogs = 96 // random catalogs conversations are held on
	shortest = 5  // moves
	longest  = 40
)

// roads are the channels conversations are held on: one that shows its log, one that answers in the response and may
// write later, one that may not.
var roads = []bot.Channel{
	{Name: "web", Log: true, Tell: true, Buttons: true, Forms: true, Trusted: true},
	{Name: "wechat", Tell: true, Passive: true, Links: true, Trusted: true},
	{Name: "wechat", Passive: true},
}

// TestLaws holds random conversations on random catalogs to every law, on two cores at once. What breaks one is
// shrunk and told whole; with -keep it is written down for TestKept.
func TestLaws(t *testing.T) {
	const halves = 2
	set(t, "rapid.checks", strconv.Itoa(conversations()/halves))
	set(t, "rapid.seed", "1")          // the same ones each time, unless others are asked for
	percent := debug.SetGCPercent(400) // much is made, little kept
	t.Cleanup(func() { debug.SetGCPercent(percent) })
	var held, turns atomic.Int64
	begun := time.Now()
	t.Cleanup(func() {
		t.Logf("shown: %d conversations of %d turns held to %d laws in %.0f s", held.Load(), turns.Load(),
			len(laws)+len(wholeLaws), time.Since(begun).Seconds())
	})
	for half := range halves {
		t.Run(strconv.Itoa(half+1), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(rt *rapid.T) {
				ch := drawn{rt}
				w := hold(t, uint64(half*catalogs/halves+ch.pick(catalogs/halves)), realMachine, ch)
				held.Add(1)
				turns.Add(int64(len(w.happened)))
				if w.broken != "" {
					w.keep(rt)
					rt.Fatalf("%s\n%s", w.broken, w.story())
				}
			})
		})
	}
}

// conversations is how many are held.
func conversations() int {
	if os.Getenv("BANSHI_CI") == "1" {
		return inCI
	}
	return ordinarily
}

// set sets a flag the command line does not.
func set(t *testing.T, name, value string) {
	f := flag.Lookup(name)
	if f.Value.String() != f.DefValue {
		return
	}
	if err := f.Value.Set(value); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Value.Set(f.DefValue) })
}

// hold holds one random conversation to the laws of a turn, and some to those of a whole conversation.
func hold(t testing.TB, catalog uint64, m machine, ch chooser) *world {
	probe := ch.pick(50)
	w := converse(t, catalog, m, ch)
	for _, l := range wholeLaws {
		if w.broken == "" && probe%l.every == l.every-1 {
			w.breaks(l.name, l.check(w))
		}
	}
	return w
}

// converse holds one random conversation to the laws of a turn.
func converse(t testing.TB, catalog uint64, m machine, ch chooser) *world {
	w := newWorld(m, bookOf(t, catalog), ch.pick(citizens), ch.pick(len(roads)), ch)
	w.catalog, w.zeal = catalog, []int{1, 4, 12}[ch.pick(3)]
	for range shortest + ch.pick(longest-shortest) {
		if w.broken != "" {
			break
		}
		w.happen()
	}
	return w
}

// chooser draws what happens next.
type chooser interface{ pick(n int) int }

// drawn lets rapid choose, so that what fails is shrunk: each choice is ten even bits.
type drawn struct{ t *rapid.T }

var tenBits = rapid.Custom(func(t *rapid.T) int {
	v := 0
	for range 10 {
		v *= 2
		if rapid.Bool().Draw(t, "") {
			v++
		}
	}
	return v
})

func (d drawn) pick(n int) int { return tenBits.Draw(d.t, "pick") * n >> 10 }

// seeded chooses by a number.
type seeded struct{ *rand.Rand }

func (s seeded) pick(n int) int { return s.IntN(n) }

func seed(n uint64) seeded { return seeded{rand.New(rand.NewPCG(n, 11))} }

// breaks notes the law broken first; why is empty where it was not.
func (w *world) breaks(law, why string) {
	if why != "" && w.broken == "" {
		w.broken = fmt.Sprint(law, ": ", why)
	}
}
