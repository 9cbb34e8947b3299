package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/replay"
	"github.com/banshi-bot/banshi/bot/talk"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/library"
	"github.com/banshi-bot/banshi/intents/understand"
	"github.com/banshi-bot/banshi/intents/value"
	"github.com/banshi-bot/banshi/store"
)

// BenchmarkReplay replays 10,000 recorded conversations over all ten services under the library that ships, from a
// database file as serve keeps it: the talks that ship, as often as it takes, each under a conversation of its own.
func BenchmarkReplay(b *testing.B) {
	const conversations = 10_000
	catalog, faults := intents.Load(library.Files, intents.Options{})
	if catalog == nil {
		b.Fatal(faults)
	}
	catalog = catalog.With(understand.Train(catalog.Samples(), understand.Config{Find: value.Find}))
	scenes := recordLibrary(b, catalog)
	s, err := store.Open(b.Context(), store.Options{Path: filepath.Join(b.TempDir(), "banshi.db"), Keys: store.RandomKeyring()})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	turns := fillStore(b, s, talk.Book(catalog), scenes, conversations)
	all := replaying{store: s, options: replay.Options{Book: talk.Book(catalog)}}
	before := processorTime(b)
	for b.Loop() {
		ids, err := all.conversations(b.Context(), 0)
		if err != nil || len(ids) != conversations {
			b.Fatalf("%d conversations: %v", len(ids), err)
		}
		t := told{command: &replayCommand{Summary: true}, out: b.Output(), draft: catalog, progress: newProgress(b.Output(), len(ids))}
		if err := all.run(b.Context(), ids, t.take); err != nil {
			b.Fatal(err)
		}
		if t.differ() {
			b.Fatalf("%v: %d not whole", t.counts, t.parts)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/10k-conversations")
	b.ReportMetric((processorTime(b)-before)/float64(b.N), "cpu-s/10k-conversations")
	b.ReportMetric(float64(turns)/conversations, "turns/conversation")
}

// processorTime is what this process used of its processors so far, in seconds.
func processorTime(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// recordLibrary plays the talks that ship and keeps what the engine would have kept of each scene.
func recordLibrary(b *testing.B, catalog *intents.Catalog) [][]bot.Record {
	var all [][]bot.Record
	names, err := fs.Glob(library.Files, "services/*.talk")
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range names {
		src, err := fs.ReadFile(library.Files, name)
		if err != nil {
			b.Fatal(err)
		}
		t, faults := talk.Parse(path.Base(name), loggingIn(src))
		if len(faults) > 0 {
			b.Fatal(faults)
		}
		talk.Run(t, talk.Config{Catalog: catalog, Watch: func(s talk.Step) {
			if s.Before.Turn == 0 {
				all = append(all, nil)
			}
			last := &all[len(all)-1]
			*last = append(*last, recordOf(s))
		}})
	}
	return slices.DeleteFunc(all, func(r []bot.Record) bool { return r[0].Met == nil })
}

// loggingIn makes citizens who are known from the beginning of a scene prove themselves in it: what is recorded
// begins with a citizen nobody knows.
func loggingIn(src []byte) []byte {
	as := regexp.MustCompile(`^as: (.+) (\S+) (L\d)$`)
	var out []string
	var common, login []string
	head, begun := true, false
	for _, line := range strings.Split(string(src), "\n") {
		if m := as.FindStringSubmatch(line); m != nil {
			login = []string{fmt.Sprintf("* login %s name=%s id_no=%s", m[3], m[1], m[2]), "< …"}
			if head {
				common = login
			}
			continue
		}
		switch {
		case strings.HasPrefix(line, "="):
			head, begun, login = false, false, common
		case !begun && line != "" && strings.ContainsAny(line[:1], "><@*+"):
			head, begun = false, true
			out = append(out, login...)
		}
		out = append(out, line)
	}
	return []byte(strings.Join(out, "\n"))
}

func recordOf(s talk.Step) bot.Record {
	r := bot.Record{Event: s.Event, Build: Version}
	if s.Before.Turn == 0 && !s.Before.Elder { // larger wording is asked for, never met
		r.Met = &bot.Met{ID: s.Before.ID, Channel: s.Before.Channel, Lang: s.Before.Lang, Region: s.Before.Region}
	}
	if r.Event.Root == 0 {
		r.Event.Root = s.After.Turn
	}
	seq := s.Before.Seq
	if s.Event.Spoken() {
		seq++
		r.Said = seq
	}
	for _, e := range s.Effects {
		if e.Do.Reply != nil {
			seq++
			r.Replies = append(r.Replies, bot.Numbered{Seq: seq, Reply: *e.Do.Reply})
		} else {
			r.Effects = append(r.Effects, e)
		}
	}
	return r
}

// fillStore has scenes in conversations of their own, one after the other until there are as many as wanted, and gives
// the number of turns.
func fillStore(b *testing.B, s *store.Store, book intents.Book, scenes [][]bot.Record, conversations int) int {
	written := make([][]byte, len(scenes))
	for i, records := range scenes {
		var err error
		if written[i], err = json.Marshal(records); err != nil {
			b.Fatal(err)
		}
	}
	var all sync.WaitGroup
	work := make(chan int)
	for range 64 {
		all.Go(func() {
			for n := range work {
				id := fmt.Sprintf("B%015d", n)
				var records []bot.Record
				if err := json.Unmarshal(bytes.ReplaceAll(written[n%len(written)], []byte("TALKTALKTALKTALK"), []byte(id)), &records); err != nil {
					b.Error(err)
					return
				}
				commitAll(b, s, id, replay.Recording{Records: records}.Again(book))
			}
		})
	}
	turns := 0
	for n := range conversations {
		turns += len(scenes[n%len(scenes)])
		work <- n
	}
	close(work)
	all.Wait()
	return turns
}

func commitAll(b *testing.B, s *store.Store, id string, steps []talk.Step) {
	for i := range steps {
		after := steps[i].After
		err := s.Commit(b.Context(), bot.Turn{
			Conversation: id, N: int64(i) + 1, Root: steps[i].Event.Root, Seq: after.Seq, At: steps[i].Event.At,
			Body: bot.PackRecord(recordOf(steps[i])), State: bot.Pack(&after),
		})
		if err != nil {
			b.Error(err)
			return
		}
	}
}
