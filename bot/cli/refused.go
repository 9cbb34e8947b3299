package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/banshi-bot/banshi/store"
)

// remedies say what to do about what keeps a process from its database.
var remedies = []struct {
	is error
	do string
}{
	{store.ErrLocked, "stop that process, or name another folder with --data"},
	{store.ErrMode, "start it with --sandbox as it was made, or name another folder with --data"},
	{store.ErrNewer, "start the newer program, or restore a backup of before"},
	{store.ErrKey, "put the master key back that it was made under"},
}

// refused is the one line about a data folder or database that cannot be had: what is wrong, and what to do.
func refused(err error) error {
	for _, r := range remedies {
		if errors.Is(err, r.is) {
			return environment("%v: %s", err, r.do)
		}
	}
	return environment("%v", err)
}

// loadKey reads the master key. It is made only where there is no database yet: one made under a lost key cannot be read
// with any other.
func (c *Config) loadKey(database string) (store.Keyring, error) {
	load := store.LoadOrMakeKey
	if _, err := os.Stat(database); err == nil {
		load = store.LoadKey
	}
	keys, err := load(c.KeyFile)
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%w: put it back, without it %s cannot be read", err, database)
	}
	if err != nil {
		return keys, environment("key: %v", err)
	}
	return keys, nil
}
