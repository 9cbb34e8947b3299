package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/banshi-bot/banshi/store"
)

type backupCommand struct {
	To   string `arg:"" help:"Folder to make; it must not be there yet." type:"path"`
	Keys string `help:"Folder for the keys, which are to be kept apart and for a short time (default: beside the rest)." type:"path" placeholder:"DIR"`
}

// Run copies the database while it is used.
func (c *backupCommand) Run(r *run) error {
	s, err := r.open(store.Read)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.Backup(r.ctx, c.To, c.Keys); err != nil {
		return environment("backup: %v", err)
	}
	_, err = fmt.Fprintln(r.out, c.To)
	return err
}

type restoreCommand struct {
	From string `arg:"" help:"Folder that backup made." type:"existingdir"`
	Keys string `help:"Folder of the keys, where they are kept apart." type:"existingdir" placeholder:"DIR"`
	Yes  bool   `help:"Replace the database that is there."`
}

// Run puts a backup in place of the database; what was erased since is erased in it too.
func (c *restoreCommand) Run(r *run) error {
	cfg, path, unlock, err := r.alone()
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := os.Stat(path); err == nil && !c.Yes {
		return usage("%s is there and would be replaced: say --yes", path)
	}
	keys, err := store.LoadKey(cfg.KeyFile)
	if err != nil {
		return environment("key: %v", err)
	}
	err = r.eitherMode(func(played bool) error {
		return store.Restore(r.ctx, store.RestoreOptions{
			From: c.From, KeysFrom: c.Keys, Replace: c.Yes, Store: store.Options{Path: path, Keys: keys, Sandbox: played, Log: r.log},
		})
	})
	if err != nil {
		return environment("%v", err)
	}
	_, err = fmt.Fprintln(r.out, path)
	return err
}

// alone takes the data folder for this process, as serve does, and gives the database's file.
func (r *run) alone() (cfg *Config, path string, unlock func(), err error) {
	if cfg, err = r.config(nil); err != nil {
		return nil, "", nil, err
	}
	if path, err = cfg.sqlitePath(); err != nil {
		return nil, "", nil, err
	}
	lock, err := store.LockFolder(r.globals.Data)
	if err != nil {
		return nil, "", nil, refused(err)
	}
	return cfg, path, func() { _ = lock.Unlock() }, nil
}

// eitherMode does something with a database whose mode nobody named: the one that fits it counts.
func (r *run) eitherMode(do func(played bool) error) error {
	if r.globals.Sandbox != "auto" {
		return do(r.globals.Sandbox == "on")
	}
	err := do(true)
	if errors.Is(err, store.ErrMode) {
		err = do(false)
	}
	return err
}

type verifyCommand struct {
	Bodies bool `help:"Open every sealed body as well."`
	JSON   bool `help:"One JSON object per finding, and one for the counts."`
}

// Run checks the invariants of the database, also while a server uses it.
func (c *verifyCommand) Run(r *run) error {
	s, err := r.open(store.Read)
	if err != nil {
		return err
	}
	defer s.Close()
	depth := store.Rows
	if c.Bodies {
		depth = store.Bodies
	}
	v, err := s.Verify(r.ctx, depth, func(f store.Finding) {
		if c.JSON {
			_ = writeJSON(r.out, map[string]any{"invariant": f.Invariant, "where": f.Where, "what": f.What})
			return
		}
		fmt.Fprintln(r.out, f)
	})
	if err != nil {
		return environment("verify: %v", err)
	}
	if c.JSON {
		err = writeJSON(r.out, map[string]int64{
			"conversations": v.Conversations, "turns": v.Turns, "orders": v.Orders, "calls": v.Calls, "bodies": v.Bodies, "findings": v.Findings,
		})
	} else {
		_, err = fmt.Fprintf(r.out, "%d conversations, %d turns, %d orders, %d calls, %d bodies: %d findings\n", v.Conversations, v.Turns, v.Orders, v.Calls, v.Bodies, v.Findings)
	}
	if err == nil && v.Findings > 0 {
		return errFindings
	}
	return err
}

type migrateCommand struct{}

// Run brings the database to this program's version; serve does the same when it starts.
func (c *migrateCommand) Run(r *run) error {
	cfg, path, unlock, err := r.alone()
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return environment("no database at %s: it is made by banshi serve", path)
	}
	keys, err := store.LoadKey(cfg.KeyFile)
	if err != nil {
		return environment("key: %v", err)
	}
	err = r.eitherMode(func(played bool) error {
		s, err := store.Open(r.ctx, store.Options{Path: path, Keys: keys, Sandbox: played, Log: r.log})
		if err != nil {
			return err
		}
		return s.Close()
	})
	if err != nil {
		return refused(err)
	}
	_, err = fmt.Fprintf(r.out, "%s is up to date\n", filepath.Clean(path))
	return err
}
