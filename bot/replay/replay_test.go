package replay

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/talk"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/library"
	"github.com/banshi-bot/banshi/intents/understand"
	"github.com/banshi-bot/banshi/intents/value"
)

const service = "services/traffic_fine_pay.yaml"

// catalog is the tiny one, with its service changed from one text to another.
func catalog(t testing.TB, change ...string) *intents.Catalog {
	t.Helper()
	files := fstest.MapFS{}
	put := func(from fs.FS, under string) {
		err := fs.WalkDir(from, under, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(from, path)
			files[path] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	put(os.DirFS("../../intents/testdata/tiny"), ".")
	put(library.Files, "phrases.yaml")
	changed := strings.NewReplacer(change...).Replace(string(files[service].Data))
	if len(change) > 0 && changed == string(files[service].Data) {
		t.Fatal("the change changes nothing")
	}
	files[service].Data = []byte(changed)
	c, faults := intents.Load(files, intents.Options{})
	if c == nil {
		t.Fatal(faults)
	}
	return c.With(understand.Train(c.Samples(), understand.Config{Find: value.Find}))
}

// record plays the scenes of a talk and keeps them as the store would.
func record(t testing.TB, c *intents.Catalog, path string) []Recording {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tk, faults := talk.Parse(path, src)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	var all []Recording
	cfg := talk.Config{Catalog: c, Watch: func(s talk.Step) {
		r := bot.Record{Event: s.Event}
		if s.Before.Turn == 0 {
			all = append(all, Recording{})
			r.Met = &bot.Met{ID: s.Before.ID, Channel: s.Before.Channel, Lang: s.Before.Lang, Region: s.Before.Region}
		}
		if r.Event.Root == 0 {
			r.Event.Root = s.After.Turn
		}
		for _, e := range s.Effects {
			if e.Do.Reply != nil {
				r.Replies = append(r.Replies, bot.Numbered{Reply: *e.Do.Reply})
			} else {
				r.Effects = append(r.Effects, e)
			}
		}
		last := &all[len(all)-1]
		last.Records = append(last.Records, r)
	}}
	for _, f := range talk.Run(tk, cfg) {
		t.Fatal(f)
	}
	return all
}

// askPhone makes the service ask for a telephone number first.
var askPhone = []string{
	"steps:\n", "steps:\n  - ask: phone\n",
	"slots:\n", "slots:\n  phone:\n    kind: mobile\n    title: {zh: 手机, en: Phone}\n    ask: {zh: 手机号？, en: Phone?}\n    why: {zh: 联系, en: contact}\n",
}

const tiny = "../talk/testdata/tiny.talk"

func TestReplay(t *testing.T) {
	recordings := record(t, catalog(t), tiny)
	for _, c := range []struct {
		name   string
		change []string
		want   []Verdict // of the scenes: paid, corrected, closed, slow, unknown; the first is in the talk twice
	}{
		{"nothing changed", nil, []Verdict{Same, Same, Same, Same, Same, Same}},
		{
			"another wording",
			[]string{"zh: 请发来处罚决定书编号（15或16位）", "zh: 请把决定书编号发来"},
			[]Verdict{Changed, Changed, Changed, Same, Same, Same},
		},
		{
			"a question more than anyone answered",
			askPhone,
			[]Verdict{Stuck, Stuck, Stuck, Stuck, Stuck, Stuck},
		},
		{
			"a call nobody made",
			[]string{"  - when: quote.state == \"paid\"", "  - call: traffic.settlement\n    with: {number: decision_no}\n    as: before\n  - when: quote.state == \"paid\""},
			[]Verdict{Needs, Needs, Needs, Needs, Same, Needs},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			draft := catalog(t, c.change...)
			for k, r := range recordings {
				got := Replay(r, Options{Book: talk.Book(draft), Understand: false})
				if got.Verdict != c.want[k] {
					t.Errorf("recording %d: %s, want %s\n%s", k, got.Verdict, c.want[k], got.Show(draft))
				}
				if (got.Turn == 0) != (got.Verdict == Same) {
					t.Errorf("recording %d: %s from turn %d on", k, got.Verdict, got.Turn)
				}
			}
		})
	}
}

// TestShorter holds that a question less, with the same done in the end, is a shorter way.
func TestShorter(t *testing.T) {
	for _, r := range record(t, catalog(t, askPhone...), "testdata/phone.talk") {
		got := Replay(r, Options{Book: talk.Book(catalog(t))})
		if got.Verdict != Shorter {
			t.Errorf("%s", got.Show(catalog(t)))
		}
	}
}

// TestReordered holds that a draft which asks in another order gets the answers its questions were given.
func TestReordered(t *testing.T) {
	both := func(steps string) *intents.Catalog {
		return catalog(t, append([]string{}, "steps:\n", "steps:\n"+steps, askPhone[2], askPhone[3])...)
	}
	old, draft := both("  - ask: [phone, decision_no]\n"), both("  - ask: [decision_no, phone]\n")
	for _, r := range record(t, old, "testdata/phone.talk") {
		got := Replay(r, Options{Book: talk.Book(draft)})
		if got.Verdict != Changed || !got.reached() {
			t.Errorf("%s", got.Show(draft))
		}
	}
}

// reached reports whether the agency was asked.
func (r Result) reached() bool {
	for _, h := range all(r.Is) {
		if strings.HasPrefix(h.what, "traffic.decision") {
			return true
		}
	}
	return false
}

// TestUnderstand holds that texts are read anew only where that is asked for.
func TestUnderstand(t *testing.T) {
	c := catalog(t)
	deaf := c.With(nothing{})
	for _, again := range []bool{false, true} {
		got := Replay(record(t, c, tiny)[0], Options{Book: talk.Book(deaf), Understand: again})
		if (got.Verdict != Same) != again {
			t.Errorf("understood anew %v: %s", again, got.Verdict)
		}
	}
}

// nothing is a recogniser that makes nothing of any text.
type nothing struct{}

func (nothing) Understand(string, value.Context) intents.Understanding {
	return intents.Understanding{Zone: intents.ZoneFallback}
}

// TestAgain holds that a recording heard again comes out as it was recorded.
func TestAgain(t *testing.T) {
	c := catalog(t)
	for _, r := range record(t, c, tiny) {
		if turn := differ(r.was(talk.Book(c)), r.Again(talk.Book(c))); turn != 0 {
			t.Errorf("differs at turn %d", turn)
		}
	}
}

func BenchmarkReplay(b *testing.B) {
	c := catalog(b)
	recordings := record(b, c, tiny)
	o := Options{Book: talk.Book(c)}
	b.ReportAllocs()
	turns := 0
	for n := 0; b.Loop(); n++ {
		r := recordings[n%len(recordings)]
		turns += len(r.Records)
		if got := Replay(r, o); got.Verdict != Same {
			b.Fatal(got.Verdict)
		}
	}
	b.ReportMetric(float64(turns)/float64(b.N), "turns/op")
}
