package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/bot"
)

const (
	benchWriters = 256
	benchEach    = 40 // conversations of one writer
	benchBody    = 500
)

// BenchmarkRawAppend is what the engine below gives: one 500-byte turn appended and one 500-byte snapshot
// updated, 256 writers sharing commits, with the settings and checkpoints of the store and nothing else.
func BenchmarkRawAppend(b *testing.B) {
	s := benchStore(b)
	c := s.main.conn // the store's own connection: its writer is idle
	for _, q := range []string{
		`create table raw_turn (id integer primary key, body blob not null)`,
		`create table raw_snapshot (id integer primary key, body blob not null)`,
	} {
		if _, err := c.exec(q); err != nil {
			b.Fatal(err)
		}
	}
	body := noise(benchBody)
	if err := c.begin(); err != nil {
		b.Fatal(err)
	}
	for i := range benchWriters * benchEach {
		if _, err := c.exec(`insert into raw_snapshot (id, body) values ($1, $2)`, int64(i), body); err != nil {
			b.Fatal(err)
		}
	}
	if err := c.commit(); err != nil {
		b.Fatal(err)
	}

	queue := make(chan rawJob, benchWriters)
	ended := make(chan error, 1)
	go func() { ended <- rawWriter(s, c, queue, body) }()
	measure(b, func(writer, turn int) error {
		j := rawJob{int64(writer*benchEach + turn%benchEach), make(chan struct{})}
		queue <- j
		<-j.done
		return nil
	})
	close(queue)
	if err := <-ended; err != nil {
		b.Fatal(err)
	}
}

type rawJob struct {
	snapshot int64
	done     chan struct{}
}

// rawWriter makes one transaction of all that is queued.
func rawWriter(s *Store, c conn, queue chan rawJob, body []byte) error {
	var n uint64
	for first := range queue {
		group := []rawJob{first}
		for more := true; more; {
			select {
			case j, ok := <-queue:
				if more = ok; ok {
					group = append(group, j)
				}
			default:
				more = false
			}
		}
		if err := c.begin(); err != nil {
			return err
		}
		for _, j := range group {
			n++
			binary.BigEndian.PutUint64(body[n%8*60:], n) // SQLite does not write what does not change
			if _, err := c.exec(`insert into raw_turn (body) values ($1)`, body); err != nil {
				return err
			}
			if _, err := c.exec(`update raw_snapshot set body = $2 where id = $1`, j.snapshot, body); err != nil {
				return err
			}
		}
		if err := c.commit(); err != nil {
			return err
		}
		for _, j := range group {
			close(j.done)
		}
		s.main.groups.Add(1) // lets the checkpoints see it
		s.emptyLog()
	}
	return nil
}

// BenchmarkCommit is the same through the store: sealed, fenced, with the ring of heard ids and an effect in
// every fifth turn.
func BenchmarkCommit(b *testing.B) {
	s := benchStore(b)
	body, heard := noise(benchBody), noise(1024)
	versions := make([][benchEach]int64, benchWriters)
	var opened sync.WaitGroup
	turn := func(writer, i int) error {
		at := i % benchEach
		versions[writer][at]++
		n := versions[writer][at]
		t := bot.Turn{
			Conversation: fmt.Sprintf("C%03d%012d", writer, at), N: n, Root: n, Seq: 2 * n, At: 1000 + n,
			Body: body, State: body, Heard: heard, Wake: 1e13, Steady: n > 1,
		}
		if i%5 == 0 {
			t.New = []bot.Row{{Conversation: t.Conversation, Key: bot.Key{Turn: n}, Kind: "push", Due: 1e13, Body: body[:200]}}
		}
		if i%5 == 0 && n > 1 {
			t.Gone = []bot.Key{{Turn: n - 1}}
		}
		return s.Commit(context.Background(), t)
	}
	for writer := range benchWriters { // every conversation begins before the clock does
		opened.Go(func() {
			for i := range benchEach {
				if err := turn(writer, i); err != nil {
					b.Error(err)
				}
			}
		})
	}
	opened.Wait()
	size := fileSize(b, s)
	groups, jobs := s.main.groups.Load(), s.main.jobs.Load()
	measure(b, turn)
	b.ReportMetric(float64(s.main.jobs.Load()-jobs)/float64(s.main.groups.Load()-groups), "turns/group")
	b.ReportMetric(float64(fileSize(b, s)-size)/float64(b.N), "file-bytes/turn")
}

// fileSize is the size of the database with its log moved into it.
func fileSize(b *testing.B, s *Store) int64 {
	err := s.main.aside(func(conn) error {
		s.log.big.Store(true)
		s.emptyLog()
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(s.files.main)
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}

// measure lets 256 writers share b.N turns and reports turns a second, the slowest of a hundred, and CPU a turn.
func measure(b *testing.B, turn func(writer, i int) error) {
	var next atomic.Int64
	var all sync.WaitGroup
	took := make([][]time.Duration, benchWriters)
	cpu := cpuTime()
	b.ResetTimer()
	for writer := range benchWriters {
		all.Go(func() {
			for i := 0; next.Add(1) <= int64(b.N); i++ {
				began := time.Now()
				if err := turn(writer, i); err != nil {
					b.Error(err)
					return
				}
				took[writer] = append(took[writer], time.Since(began))
			}
		})
	}
	all.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "turns/s")
	b.ReportMetric(float64((cpuTime()-cpu).Microseconds())/float64(b.N), "cpu-µs/turn")
	b.ReportMetric(float64(percentile(took, 99).Microseconds())/1000, "p99-ms")
}

func benchStore(b *testing.B) *Store {
	s, err := Open(b.Context(), Options{Path: filepath.Join(b.TempDir(), "banshi.db"), Keys: RandomKeyring()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return s
}

func noise(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rand.Uint32())
	}
	return b
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func percentile(took [][]time.Duration, p int) time.Duration {
	var all []time.Duration
	for _, t := range took {
		all = append(all, t...)
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[(len(all)-1)*p/100]
}

// BenchmarkOpen opens a database that is there.
func BenchmarkOpen(b *testing.B) {
	o := Options{Path: filepath.Join(b.TempDir(), "banshi.db"), Keys: RandomKeyring()}
	for range b.N {
		s, err := Open(b.Context(), o)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkHistory reads the newest 200 turns of a long conversation.
func BenchmarkHistory(b *testing.B) {
	s := benchStore(b)
	body := noise(benchBody)
	for n := int64(1); n <= 1000; n++ {
		if err := s.Commit(b.Context(), bot.Turn{Conversation: "a", N: n, Seq: n, Body: body, State: body}); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	for range b.N {
		turns, err := s.Turns(b.Context(), "a", 0, 200)
		if err != nil || len(turns) != 200 {
			b.Fatal(len(turns), err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/200, "µs/turn")
}
