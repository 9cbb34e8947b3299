package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/banshi-bot/banshi/bot"
)

// Options say which database is opened and how.
type Options struct {
	Path      string           // of the SQLite file; "" keeps everything in memory
	Keys      Keyring          // the master key; in memory the zero value makes one that ends with the process
	Sandbox   bool             // whether money and agencies are played: fixed when the database is made
	Access    Access           // how far this process may go
	Now       func() time.Time // default time.Now
	OnUnknown func(error)      // COMMIT answered with an error: end the process, the truth is read after a restart
	Log       *slog.Logger     // default: discards
}

// Access is how far a process may go with a database.
type Access int

const (
	// Serve owns the conversations: one process at a time.
	Serve Access = iota
	// Beside makes single short writes while another process serves: a revision, a wish to erase.
	Beside
	// Read only reads.
	Read
)

// Store is one open database.
type Store struct {
	opts    Options
	files   files
	main    *writer // nil when only reading
	read    *reader
	secrets *secrets
	news    *slog.Logger

	stop    chan struct{}
	closing sync.Once
	loops   sync.WaitGroup
	log     checkpoints
}

// Open opens the database, making and migrating it where needed. A database of a newer version, of the other
// mode or under another key is refused.
func Open(ctx context.Context, opts Options) (*Store, error) {
	if errDriver != nil {
		return nil, fmt.Errorf("open store: %w", errDriver)
	}
	s := &Store{opts: opts.withDefaults(), files: filesOf(opts.Path), stop: make(chan struct{})}
	s.news = s.opts.Log
	if s.files.memory && s.opts.Keys.ring == nil {
		s.opts.Keys = RandomKeyring()
	}
	if s.opts.Keys.ring == nil {
		return nil, errors.New("open store: no master key")
	}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open store: %w", err), s.Close())
	}
	return s, nil
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.OnUnknown == nil {
		o.OnUnknown = func(error) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

func (s *Store) open(ctx context.Context) error {
	if err := s.openPools(ctx); err != nil {
		return err
	}
	if err := s.checkMarks(ctx); err != nil {
		return err
	}
	if s.opts.Access == Read {
		return nil
	}
	s.startWriters()
	if s.opts.Access == Beside {
		return nil
	}
	if err := s.buryAgain(ctx); err != nil {
		return fmt.Errorf("tombstones: %w", err)
	}
	if err := s.release(ctx); err != nil {
		return fmt.Errorf("release what was taken: %w", err)
	}
	return s.startLog()
}

// openPools opens every connection, the writers' before the readers', which cannot make a file.
func (s *Store) openPools(ctx context.Context) error {
	s.read, s.secrets = &reader{}, &secrets{read: &reader{}, now: s.nowMs}
	var err error
	if s.secrets.wrap, err = newBox(schemeAES, s.opts.Keys.Derive("conversation keys")); err != nil {
		return err
	}
	if s.opts.Access == Read {
		err = s.openToRead(ctx)
	} else {
		err = s.openToWrite(ctx)
	}
	if err != nil {
		return err
	}
	if s.read.db, err = s.files.openReaders(s.files.main); err != nil {
		return err
	}
	s.secrets.read.db, err = s.files.openReaders(s.files.keys)
	return err
}

func (s *Store) openToRead(ctx context.Context) error {
	if err := checkVersion(ctx, s.files.dsn(s.files.main, "mode=ro"), "main"); err != nil {
		return err
	}
	return checkVersion(ctx, s.files.dsn(s.files.keys, "mode=ro"), "keys")
}

func (s *Store) openToWrite(ctx context.Context) error {
	if err := s.files.touch(); err != nil {
		return err
	}
	keys, err := s.files.openKeys() // before migrating: a database in memory lasts as long as a connection
	if err != nil {
		return err
	}
	s.secrets.write = newWriter(s.files.guard(keys, s.secrets.read), s.opts.OnUnknown)
	if err := migrate(ctx, s.files.dsn(s.files.keys), "keys"); err != nil {
		return err
	}
	main, err := s.files.openMain()
	if err != nil {
		return err
	}
	s.main = newWriter(s.files.guard(main, s.read), s.opts.OnUnknown)
	if err := migrate(ctx, s.files.dsn(s.files.main), "main"); err != nil {
		return err
	}
	return appendOnly(main)
}

// guard makes writer and readers take turns where there is no log between them.
func (f files) guard(c conn, r *reader) conn {
	if !f.memory {
		return c
	}
	r.turn = new(sync.RWMutex)
	return lockedConn{c, r.turn}
}

func (s *Store) startWriters() {
	s.main.between = s.emptyLog
	s.main.start()
	s.secrets.write.start()
}

// Close waits for what was queued, then closes everything. Closing again does nothing.
func (s *Store) Close() error {
	var err error
	s.closing.Do(func() { err = s.close() })
	return err
}

func (s *Store) close() error {
	close(s.stop)
	s.loops.Wait()
	err := s.log.close()
	if s.secrets == nil {
		return err
	}
	for _, w := range []*writer{s.main, s.secrets.write} {
		if w != nil {
			err = errors.Join(err, w.close())
		}
	}
	for _, r := range []*reader{s.read, s.secrets.read} {
		if r.db != nil {
			err = errors.Join(err, r.db.Close())
		}
	}
	return err
}

// Healthy gives the failure of a write that none has followed well since.
func (s *Store) Healthy() error {
	if s.main == nil {
		return nil
	}
	return errors.Join(s.main.healthy(), s.secrets.write.healthy())
}

// Stats counts since the store was opened.
type Stats struct {
	Writes int64 // turns and single writes
	Groups int64 // transactions they shared
}

// Stats gives the counts.
func (s *Store) Stats() Stats {
	if s.main == nil {
		return Stats{}
	}
	return Stats{Writes: s.main.jobs.Load(), Groups: s.main.groups.Load()}
}

func (s *Store) nowMs() int64 { return s.opts.Now().UnixMilli() }

// write is one write that is not a turn.
func (s *Store) write(ctx context.Context, what string, do func(conn) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s: %w: %w", what, bot.ErrNotWritten, err)
	}
	if s.main == nil {
		return fmt.Errorf("%s: %w: opened only to read", what, bot.ErrNotWritten)
	}
	if err := s.main.write("", do); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// change is a write of one statement that reports whether it changed anything.
func (s *Store) change(ctx context.Context, what, q string, args ...driver.Value) (bool, error) {
	var n int64
	err := s.write(ctx, what, func(c conn) (err error) {
		n, err = c.exec(q, args...)
		return err
	})
	return n > 0, err
}
