package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// What only SQLite needs: the files, how they are opened, and the two loops of the log.

// background is for the driver only: with a context that can end it starts a goroutine for every statement.
var background = context.Background()

const (
	busyMs      = 5000 // the longest another process (publish, import, erase) is waited for
	cacheKiB    = 64 << 10
	readers     = 4
	logLimit    = 128 << 20
	pageSize    = 4096
	checkpointN = 1000 // pages, for the key file
)

// files are where a store lies.
type files struct {
	main, keys string // paths, or names in memory
	tombstones string // "" in memory
	memory     bool
}

// filesOf says where the store at path keeps its files: the keys and the tombstones beside the database.
func filesOf(path string) files {
	if path == "" {
		id := hex.EncodeToString(random(8))
		return files{main: "/banshi-" + id, keys: "/banshi-keys-" + id, memory: true}
	}
	dir := filepath.Dir(path)
	return files{main: path, keys: filepath.Join(dir, "keys.db"), tombstones: filepath.Join(dir, "tombstones")}
}

// dsn names a database with the settings every connection has.
func (f files) dsn(path string, more ...string) string {
	q := url.Values{}
	q.Set("_busy_timeout", fmt.Sprint(busyMs))
	if f.memory {
		q.Set("vfs", "memdb")
	} else {
		q.Set("_journal_mode", "WAL")
		q.Set("_synchronous", "FULL")
	}
	for _, kv := range more {
		k, v, _ := strings.Cut(kv, "=")
		q.Set(k, v)
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// touch makes the file with a mode of its own before SQLite would make it by the umask.
func (f files) touch() error {
	if f.memory {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(f.main), 0o700); err != nil {
		return err
	}
	for _, p := range []string{f.main, f.keys} {
		file, err := os.OpenFile(p, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return err
		}
		if err := file.Close(); err != nil {
			return err
		}
	}
	return nil
}

// openMain opens the connection that writes turns. Checkpoints are made by others (checkpoint.go).
func (f files) openMain() (*sqliteConn, error) {
	c, err := openConn(f.dsn(f.main, fmt.Sprintf("_cache_size=-%d", cacheKiB)))
	if err != nil {
		return nil, err
	}
	if _, err := c.exec("pragma wal_autocheckpoint = 0"); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

// openKeys opens the connection that writes keys: what is deleted there is overwritten.
func (f files) openKeys() (*sqliteConn, error) {
	c, err := openConn(f.dsn(f.keys, "_secure_delete=true"))
	if err != nil {
		return nil, err
	}
	_, err = c.exec(fmt.Sprintf("pragma wal_autocheckpoint = %d", checkpointN))
	return c, err
}

// statements are as many prepared statements as a reader keeps: about what a turn and a replay ask with.
const statements = 16

// openReaders opens a pool that cannot write.
func (f files) openReaders(path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite3", f.dsn(path, "_query_only=true", fmt.Sprintf("_stmt_cache_size=%d", statements)))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(readers)
	db.SetMaxIdleConns(readers)
	return db, db.Ping()
}

// appendOnly keeps the ledger's lines from being changed, whoever tries.
func appendOnly(c *sqliteConn) error {
	for _, what := range []string{"update", "delete"} {
		q := "create trigger if not exists entry_no_" + what + " before " + what +
			" on entry begin select raise(abort, 'the ledger is append-only'); end"
		if _, err := c.exec(q); err != nil {
			return err
		}
	}
	return nil
}
