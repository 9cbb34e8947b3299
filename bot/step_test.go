package bot_test

import (
	"bytes"
	"cmp"
	"io/fs"
	"slices"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/talk"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/library"
	"github.com/banshi-bot/banshi/intents/understand"
	"github.com/banshi-bot/banshi/intents/value"
)

// TestStepKeepsItsInput: the state a turn began in is the same afterwards, though most of it is shared with the new one.
func TestStepKeepsItsInput(t *testing.T) {
	for service, turns := range turnsOfTalks(t) {
		var before [][]byte
		for _, s := range turns {
			before = append(before, bot.Pack(&s.Before))
		}
		for i, s := range turns {
			after, _ := bot.Step(s.Book, s.Before, s.Event)
			bot.Step(s.Book, after, bot.Event{At: after.At + 1, What: bot.Tick{}})
			if !bytes.Equal(bot.Pack(&s.Before), before[i]) {
				t.Errorf("%s: turn %d (%T) changed the state it began in", service, i, s.Event.What)
			}
		}
	}
}

// BenchmarkStep runs every turn of the talks that ship again, service by service and all together: an op is a turn, its
// Understanding made before. state-B is the largest state any of them reached, as it is stored.
func BenchmarkStep(b *testing.B) {
	turns := turnsOfTalks(b)
	var all []talk.Step
	var services []string
	for service := range turns {
		services = append(services, service)
	}
	slices.Sort(services)
	for _, service := range services {
		b.Run(service, func(b *testing.B) { again(b, turns[service]) })
		all = append(all, turns[service]...)
	}
	b.Run("all", func(b *testing.B) { again(b, all) })
}

func again(b *testing.B, turns []talk.Step) {
	largest := slices.MaxFunc(turns, func(x, y talk.Step) int { return cmp.Compare(size(x), size(y)) })
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		s := &turns[i%len(turns)]
		bot.Step(s.Book, s.Before, s.Event)
		i++
	}
	b.ReportMetric(float64(size(largest)), "state-B")
}

func size(s talk.Step) int { return len(bot.Pack(&s.After)) }

// turnsOfTalks plays the talks that ship and gives their turns by the service they are of.
func turnsOfTalks(b testing.TB) map[string][]talk.Step {
	c, faults := intents.Load(library.Files, intents.Options{})
	if c == nil {
		b.Fatal(faults)
	}
	c = c.With(understand.Train(c.Samples(), understand.Config{Find: value.Find}))
	files, err := fs.Glob(library.Files, "services/*.talk")
	if err != nil {
		b.Fatal(err)
	}
	turns := map[string][]talk.Step{}
	for _, name := range files {
		src, err := fs.ReadFile(library.Files, name)
		if err != nil {
			b.Fatal(err)
		}
		t, bad := talk.Parse(name, src)
		if len(bad) > 0 {
			b.Fatal(bad)
		}
		for _, f := range talk.Run(t, talk.Config{Catalog: c, Watch: func(s talk.Step) {
			turns[t.Head.Intent] = append(turns[t.Head.Intent], s)
		}}) {
			b.Error(f)
		}
	}
	return turns
}
