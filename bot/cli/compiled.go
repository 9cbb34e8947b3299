package cli

import (
	"cmp"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/understand"
	"github.com/banshi-bot/banshi/intents/value"
)

// compiledKept is how many compiled recognisers stay in the cache; the oldest go.
const compiledKept = 8

// recogniser trains, or takes what was trained before on the same examples. What is trained at first use is
// trained here, so that no citizen waits for it.
func (d *definitions) recogniser(c *intents.Catalog) intents.Recogniser {
	d.ready.Do(d.acts)
	samples := c.Samples()
	cfg := understand.Config{Find: value.Find, Version: kindsVersion}
	path := d.compiledPath(understand.Key(samples, cfg), ".model")
	if b, ok := d.readCompiled(path); ok {
		if m, err := understand.Load(b, cfg); err == nil {
			return m
		}
	}
	m := understand.Train(samples, cfg)
	d.keepCompiled(path, m)
	return m
}

// acts makes the recogniser of dialogue acts ready, which is the same for all definitions.
func (d *definitions) acts() {
	path := d.compiledPath(understand.ActsKey(), ".acts")
	if b, ok := d.readCompiled(path); ok && understand.LoadActs(b) == nil {
		return
	}
	d.keepCompiled(path, understand.Acts())
}

func (d *definitions) compiledPath(key [32]byte, sort string) string {
	return filepath.Join(d.cache, hex.EncodeToString(key[:])+sort)
}

func (d *definitions) readCompiled(path string) ([]byte, bool) {
	if d.cache == "" {
		return nil, false
	}
	b, err := os.ReadFile(path)
	return b, err == nil
}

// keepCompiled stores a recogniser. Only the next start is slower without it.
func (d *definitions) keepCompiled(path string, m *understand.Model) {
	if d.cache == "" {
		return
	}
	b, err := m.MarshalBinary()
	if err == nil {
		err = os.MkdirAll(d.cache, 0o700)
	}
	if err == nil {
		err = os.WriteFile(path+".new", b, 0o600)
	}
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		d.log.Warn("compiled recogniser not kept", "err", err)
		return
	}
	d.dropCompiled()
}

// dropCompiled deletes the oldest of the cache.
func (d *definitions) dropCompiled() {
	names, err := filepath.Glob(filepath.Join(d.cache, "*.model"))
	if err != nil || len(names) <= compiledKept {
		return
	}
	age := map[string]int64{}
	for _, name := range names {
		if i, err := os.Stat(name); err == nil {
			age[name] = i.ModTime().UnixNano()
		}
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(age[b], age[a]) })
	for _, name := range names[compiledKept:] {
		_ = os.Remove(name)
	}
}
