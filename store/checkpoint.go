package store

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// checkpoints carries the write-ahead log into the database while turns are written: a second connection moves
// what it can ten times a second without waiting for anybody. A log that grows past its limit all the same is
// emptied by the writer itself, between two groups.
type checkpoints struct {
	conn *sqliteConn // nil in memory
	one  sync.Mutex  // SQLite refuses a second checkpoint at once instead of waiting for the first
	big  atomic.Bool
	seen int64 // groups at the last checkpoint
}

const (
	checkpointEvery = 100 * time.Millisecond
	probeEvery      = time.Second
)

// startLog starts the loop of checkpoints, and of probes while writing fails.
func (s *Store) startLog() error {
	if !s.files.memory {
		c, err := openConn(s.files.dsn(s.files.main))
		if err != nil {
			return fmt.Errorf("connection for checkpoints: %w", err)
		}
		s.log.conn = c
	}
	s.loops.Go(s.tendLog)
	return nil
}

func (s *Store) tendLog() {
	tick := time.NewTicker(checkpointEvery)
	defer tick.Stop()
	var probed time.Time
	for {
		select {
		case <-s.stop:
			return
		case now := <-tick.C:
			s.checkpoint()
			if s.Healthy() != nil && now.Sub(probed) >= probeEvery {
				probed = now
				s.probe()
			}
		}
	}
}

func (s *Store) checkpoint() {
	groups := s.main.groups.Load()
	if s.log.conn == nil || groups == s.log.seen {
		return
	}
	s.log.one.Lock()
	defer s.log.one.Unlock()
	pages, err := logPages(s.log.conn, "pragma wal_checkpoint(PASSIVE)")
	if err != nil {
		s.news.Warn("checkpoint", "error", err)
		return
	}
	s.log.seen = groups
	s.log.big.Store(pages*pageSize > logLimit)
}

// emptyLog is called by the writer between two groups.
func (s *Store) emptyLog() {
	if !s.log.big.Swap(false) {
		return
	}
	began := time.Now()
	s.log.one.Lock()
	defer s.log.one.Unlock()
	if err := truncateLog(s.main.conn); err != nil {
		s.news.Warn("empty the write-ahead log", "error", err)
		return
	}
	s.news.Info("emptied the write-ahead log", "took", time.Since(began))
}

// logPages makes a checkpoint and says how many pages the log has.
func logPages(c conn, pragma string) (pages int64, err error) {
	err = c.each(pragma, func(row []driver.Value) error {
		pages, _ = row[1].(int64)
		return nil
	})
	return pages, err
}

// truncateLog moves the whole log into the database and leaves it empty. Readers are short: it is tried until
// none is in the way.
func truncateLog(c conn) error {
	for range 3 {
		busy, err := one(c, "pragma wal_checkpoint(TRUNCATE)")
		if err != nil || busy == 0 {
			return err
		}
	}
	return errors.New("readers keep the write-ahead log")
}

// probe tries a write as large as a turn, so that health comes back without a citizen's message.
func (s *Store) probe() {
	try := func(c conn) error {
		_, err := c.exec(`insert into meta (name, value) values ('probe', $1)`, string(make([]byte, 32<<10)))
		if err != nil {
			return err
		}
		_, err = c.exec(`delete from meta where name = 'probe'`)
		return err
	}
	if err := errors.Join(s.main.write("", try), s.secrets.write.write("", try)); err == nil {
		s.news.Info("writing works again")
	}
}

func (c *checkpoints) close() error {
	if c.conn == nil {
		return nil
	}
	return c.conn.close()
}
