package cli

import (
	"cmp"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/understand"
	"github.com/banshi-bot/banshi/intents/value"
)

// modelsKept is how many compiled recognisers stay in a folder; the oldest go.
const modelsKept = 8

// cache keeps recognisers in a folder, by what they were trained on; "" keeps none.
type cache string

// ownCache is where commands without a data folder keep what they trained: where the flag says, else in the user's
// own cache, else nowhere.
func (g *Globals) ownCache() cache {
	if g.Cache != "" {
		return cache(g.Cache)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return cache(filepath.Join(dir, "banshi"))
}

// recogniser trains on a catalog's examples, or takes what was trained on the same before; the dialogue acts beside it,
// so that no citizen waits for either. The error is of keeping them: only the next start is slower.
func (k cache) recogniser(c *intents.Catalog) (*understand.Model, error) {
	kept := k.acts()
	samples := c.Samples()
	cfg := understand.Config{Find: value.Find, Version: kindsVersion}
	path := k.path(understand.Key(samples, cfg), ".model")
	if b, ok := k.read(path); ok {
		if m, err := understand.Load(b, cfg); err == nil {
			return m, kept
		}
	}
	m := understand.Train(samples, cfg)
	return m, errors.Join(kept, k.keep(path, m))
}

// acts makes the recogniser of dialogue acts ready, which is the same for all definitions.
func (k cache) acts() error {
	path := k.path(understand.ActsKey(), ".acts")
	if b, ok := k.read(path); ok && understand.LoadActs(b) == nil {
		return nil
	}
	return k.keep(path, understand.Acts())
}

// recogniser is that of a catalog.
func (d *definitions) recogniser(c *intents.Catalog) intents.Recogniser {
	m, err := d.cache.recogniser(c)
	if err != nil {
		d.log.Warn("compiled recogniser not kept", "err", err)
	}
	return m
}

func (k cache) path(key [32]byte, sort string) string {
	return filepath.Join(string(k), hex.EncodeToString(key[:])+sort)
}

func (k cache) read(path string) ([]byte, bool) {
	if k == "" {
		return nil, false
	}
	b, err := os.ReadFile(path)
	return b, err == nil
}

// keep stores a recogniser, beside others who may store the same.
func (k cache) keep(path string, m *understand.Model) error {
	if k == "" {
		return nil
	}
	b, err := m.MarshalBinary()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(string(k), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(string(k), "*.new")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	k.dropOldest()
	return nil
}

// dropOldest deletes the oldest of the folder.
func (k cache) dropOldest() {
	names, err := filepath.Glob(filepath.Join(string(k), "*.model"))
	if err != nil || len(names) <= modelsKept {
		return
	}
	age := map[string]int64{}
	for _, name := range names {
		if i, err := os.Stat(name); err == nil {
			age[name] = i.ModTime().UnixNano()
		}
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(age[b], age[a]) })
	for _, name := range names[modelsKept:] {
		_ = os.Remove(name)
	}
}
