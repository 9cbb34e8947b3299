package cli

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"os"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/store"
)

// opened is the database beside a server that may be running, with the key it is sealed under.
type opened struct {
	*store.Store
	keys   store.Keyring
	config *Config
	played bool // made for the sandbox
}

// unlimited, where a limit is wanted, is more than there are.
const unlimited = math.MaxInt32

// open opens the database there is. Where nobody said whether it is the sandbox's, the database tells.
func (r *run) open(access store.Access) (*opened, error) {
	cfg, err := r.config(nil)
	if err != nil {
		return nil, err
	}
	path, keys, err := cfg.existing()
	if err != nil {
		return nil, err
	}
	o := &opened{keys: keys, config: cfg}
	err = r.eitherMode(func(played bool) (err error) {
		o.played = played
		o.Store, err = store.Open(r.ctx, store.Options{Path: path, Keys: keys, Sandbox: played, Access: access, Log: r.log})
		return err
	})
	if err != nil {
		return nil, refused(err)
	}
	return o, nil
}

// existing is the database file and its key, both of which must be there.
func (c *Config) existing() (string, store.Keyring, error) {
	path, ok := strings.CutPrefix(c.Store, "sqlite:")
	if !ok {
		return "", store.Keyring{}, environment("store %q: %v; this build serves sqlite", c.Store, errNoStore)
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", store.Keyring{}, environment("no database at %s: it is made by banshi serve", path)
	} else if err != nil {
		return "", store.Keyring{}, environment("store: %v", err)
	}
	keys, err := store.LoadKey(c.KeyFile)
	if err != nil {
		return "", store.Keyring{}, environment("key: %v", err)
	}
	return path, keys, nil
}

// catalog gives the definitions in force, without a recogniser: of --intents, else what was published last into
// the database, else the library that ships.
func (r *run) catalog(cfg *Config) (*intents.Catalog, error) {
	d := &definitions{dir: r.globals.Intents, regions: cfg.Regions, offices: cfg.Offices, now: time.Now, log: r.log}
	if _, _, err := cfg.existing(); err == nil && d.dir == "" {
		s, err := r.open(store.Read)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		d.kept = &revisions{s.Store}
	}
	return d.compiled(r.ctx)
}

// compiled compiles the definitions and names their faults in the log.
func (d *definitions) compiled(ctx context.Context) (*intents.Catalog, error) {
	c, _, faults, err := d.compile(ctx)
	for _, f := range faults {
		d.log.Warn("definition", "fault", f.String())
	}
	if err != nil {
		return nil, environment("%v; banshi check names them", err)
	}
	return c, nil
}
