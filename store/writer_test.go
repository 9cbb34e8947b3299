package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	sqlite3 "github.com/mattn/go-sqlite3"

	"github.com/banshi-bot/banshi/bot"
)

func openAt(t *testing.T, o Options) *Store {
	t.Helper()
	o.Keys = RandomKeyring()
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func onDisk(t *testing.T) *Store {
	return openAt(t, Options{Path: filepath.Join(t.TempDir(), "banshi.db")})
}

func turn(conversation string, n int64) bot.Turn {
	return bot.Turn{Conversation: conversation, N: n, Seq: n, At: n, Body: make([]byte, 500), State: make([]byte, 500)}
}

// hold keeps the writer from its queue until release.
func hold(s *Store) (release func()) {
	held, free := make(chan struct{}), make(chan struct{})
	go s.main.aside(func(conn) error {
		close(held)
		<-free
		return nil
	})
	<-held
	return func() { close(free) }
}

// queue queues turns in this order and gives their jobs.
func queue(t *testing.T, s *Store, turns ...bot.Turn) (jobs []*job) {
	t.Helper()
	for _, turn := range turns {
		sealed, err := s.seal(t.Context(), turn)
		if err != nil {
			t.Fatal(err)
		}
		j := &job{of: turn.Conversation, do: sealed.write, done: make(chan struct{})}
		if err := s.main.enqueue(j); err != nil {
			t.Fatal(err)
		}
		jobs = append(jobs, j)
	}
	return jobs
}

// group makes one group of turns and gives what became of each.
func group(t *testing.T, s *Store, turns ...bot.Turn) (errs []error) {
	t.Helper()
	release := hold(s)
	jobs := queue(t, s, turns...)
	release()
	for _, j := range jobs {
		<-j.done
		errs = append(errs, j.err)
	}
	return errs
}

// warm begins conversations.
func warm(t *testing.T, s *Store, conversations ...string) {
	t.Helper()
	for _, c := range conversations {
		if err := s.Commit(t.Context(), turn(c, 1)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatIsQueuedSharesOneCommit(t *testing.T) {
	s := onDisk(t)
	warm(t, s, "a", "b")
	before := s.main.groups.Load()
	errs := group(t, s, turn("b", 2), turn("a", 2), turn("b", 3), turn("a", 3), turn("a", 3), turn("b", 5))
	for i, want := range []error{nil, nil, nil, nil, bot.ErrStale, bot.ErrStale} {
		if !errors.Is(errs[i], want) {
			t.Errorf("turn %d of the group: %v, want %v", i, errs[i], want)
		}
	}
	if n := s.main.groups.Load() - before; n != 1 {
		t.Errorf("%d groups", n)
	}
}

func TestOneBadJobFailsAlone(t *testing.T) {
	s := onDisk(t)
	warm(t, s, "a", "b", "c")
	bad := turn("b", 2)
	bad.Entries = []bot.Entry{{Order: "o", Transfer: "x", Account: "y", Fen: 0}, {Order: "o", Transfer: "x", Account: "z", Fen: 0}}
	if err := s.main.write("", func(c conn) error { return writeEntries(c, bad.Entries) }); err != nil {
		t.Fatal(err)
	}
	errs := group(t, s, turn("a", 2), bad, turn("c", 2), turn("b", 2), turn("c", 3))
	for i, want := range []error{nil, bot.ErrNotWritten, nil, nil, nil} { // b's second try has the same version: it may
		if !errors.Is(errs[i], want) {
			t.Errorf("job %d: %v, want %v", i, errs[i], want)
		}
	}
	if err := s.Healthy(); err != nil {
		t.Errorf("a later write went well: %v", err)
	}
}

// faulty is a connection whose commits can be made to answer with an error, having committed or not.
type faulty struct {
	conn
	commits func(commit func() error) error
}

func (f *faulty) commit() error {
	if f.commits == nil {
		return f.conn.commit()
	}
	return f.commits(f.conn.commit)
}

func breakable(s *Store) *faulty {
	f := &faulty{conn: s.main.conn}
	s.main.conn = f // its writer waits for a first job
	return f
}

var errIO = sqlite3.Error{Code: sqlite3.ErrIoErr}

func TestAnUnknownCommitEndsAllWriting(t *testing.T) {
	for name, happened := range map[string]bool{"it happened": true, "it did not": false} {
		t.Run(name, func(t *testing.T) {
			var told []error
			o := Options{Path: filepath.Join(t.TempDir(), "banshi.db"), OnUnknown: func(err error) { told = append(told, err) }}
			s := openAt(t, o)
			f := breakable(s)
			warm(t, s, "a")
			f.commits = func(commit func() error) error {
				if happened {
					commit()
				}
				return errIO
			}
			if err := s.Commit(t.Context(), turn("a", 2)); !errors.Is(err, ErrUnknown) || errors.Is(err, bot.ErrNotWritten) {
				t.Errorf("commit: %v", err)
			}
			if err := s.Commit(t.Context(), turn("a", 3)); !errors.Is(err, ErrUnknown) {
				t.Errorf("the next: %v", err)
			}
			if len(told) != 1 || s.Healthy() == nil {
				t.Errorf("told %v, healthy %v", told, s.Healthy())
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			o.Keys = s.opts.Keys
			again, err := Open(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			defer again.Close()
			st, err := again.Load(t.Context(), "a")
			if want := map[bool]int64{true: 2, false: 1}[happened]; err != nil || st.N != want {
				t.Errorf("after a restart: version %d, %v, want %d", st.N, err, want)
			}
		})
	}
}

func TestADiskFullAtCommitChangesNothing(t *testing.T) {
	s := onDisk(t)
	f := breakable(s)
	warm(t, s, "a")
	f.commits = func(func() error) error { return sqlite3.Error{Code: sqlite3.ErrFull} }
	if err := s.Commit(t.Context(), turn("a", 2)); !errors.Is(err, bot.ErrNotWritten) {
		t.Errorf("commit: %v", err)
	}
	if s.Healthy() == nil {
		t.Error("healthy")
	}
	f.commits = nil
	if err := s.Commit(t.Context(), turn("a", 2)); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if err := s.Healthy(); err != nil {
		t.Errorf("healthy: %v", err)
	}
}

func TestAFullDatabaseTakesNothingAndRecovers(t *testing.T) {
	s := onDisk(t)
	warm(t, s, "a")
	limit := func(pages int64) {
		err := s.main.aside(func(c conn) error {
			_, err := one(c, fmt.Sprintf("pragma max_page_count = %d", pages))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	limit(1) // no less than it has
	n := int64(2)
	for ; n < 200; n++ {
		err := s.Commit(t.Context(), turn("a", n))
		if errors.Is(err, bot.ErrNotWritten) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if n == 200 {
		t.Fatal("never full")
	}
	if s.Healthy() == nil {
		t.Error("healthy while full")
	}
	if st, err := s.Load(t.Context(), "a"); err != nil || st.N != n-1 {
		t.Errorf("stands at %d, %v, want %d", st.N, err, n-1)
	}
	s.probe()
	if s.Healthy() == nil {
		t.Error("a probe found room in a full database")
	}
	limit(1 << 30)
	s.probe()
	if err := s.Healthy(); err != nil {
		t.Errorf("a probe did not find the room: %v", err)
	}
	if err := s.Commit(t.Context(), turn("a", n)); err != nil {
		t.Error(err)
	}
	if _, err := s.Verify(t.Context(), Rows, func(f Finding) { t.Errorf("found: %v", f) }); err != nil {
		t.Error(err)
	}
}

func TestALogThatGrewIsEmptiedBetweenTwoGroups(t *testing.T) {
	s := onDisk(t)
	warm(t, s, "a")
	err := s.main.aside(func(c conn) error {
		s.log.big.Store(true)
		s.emptyLog()
		info, err := os.Stat(s.files.main + "-wal")
		if err == nil && info.Size() != 0 {
			t.Errorf("the log has %d bytes", info.Size())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestACloseLetsWhatIsQueuedBeWritten(t *testing.T) {
	s := onDisk(t)
	warm(t, s, "a")
	release := hold(s)
	jobs := queue(t, s, turn("a", 2))
	closed := make(chan error)
	go func() { closed <- s.Close() }()
	release()
	if err := errors.Join(<-closed, jobs[0].err); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(context.Background(), turn("a", 3)); !errors.Is(err, ErrClosed) || !errors.Is(err, bot.ErrNotWritten) {
		t.Errorf("after it: %v", err)
	}
}

func TestRecentKeysAreBoundedAndForgotten(t *testing.T) {
	var r recent
	_, epoch := r.get("a")
	r.put("a", &secret{id: "1"}, epoch)
	for i := range 3 * recentMost {
		r.put(fmt.Sprint(i), &secret{}, epoch)
		if i%100 == 0 {
			r.get("a") // in use: it stays
		}
	}
	if len(r.now)+len(r.old) > 2*recentMost {
		t.Errorf("%d keys", len(r.now)+len(r.old))
	}
	if k, _ := r.get("a"); k == nil {
		t.Error("a key in use was dropped")
	}
	r.forget("a")
	if k, _ := r.get("a"); k != nil {
		t.Error("a forgotten key is there")
	}
	r.put("a", &secret{id: "1"}, epoch) // read before it was forgotten
	if k, _ := r.get("a"); k != nil {
		t.Error("a forgotten key came back")
	}
}
