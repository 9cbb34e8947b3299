package cli

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/library"
	"github.com/banshi-bot/banshi/store"
)

// kindsVersion changes whenever the extractors find other things, so that a compiled recogniser is made anew.
const kindsVersion = "1"

// revisions keeps the files of every catalog that was live, by content.
type revisions struct{ *store.Store }

// keep publishes a catalog's files, where they are not the newest already.
func (r revisions) keep(ctx context.Context, c *intents.Catalog, author string, at int64) error {
	head, err := r.Head(ctx)
	if err != nil {
		return err
	}
	var items []string
	for _, it := range c.Items() {
		items = append(items, it.Digest)
	}
	slices.Sort(items)
	_, err = r.PutRevision(ctx, head.N, store.Revision{Digest: c.Revision, At: at, Author: author, Files: c.Files(), Items: slices.Compact(items)})
	return err
}

// files gives the files an item was defined in.
func (r revisions) files(ctx context.Context, digest string) (map[string][]byte, error) {
	n, err := r.Definition(ctx, digest)
	if err != nil {
		return nil, err
	}
	rev, err := r.Revision(ctx, n)
	return rev.Files, err
}

// definitions are the live catalog, reloaded where a folder is master.
type definitions struct {
	dir     string // "" the library or what was published
	cache   cache  // compiled recognisers
	regions []string
	offices map[string]OfficeConfig
	kept    *revisions // nil: nothing is kept
	now     func() time.Time
	log     *slog.Logger

	live  atomic.Pointer[intents.Catalog]
	last  atomic.Pointer[intents.Catalog] // in force before it: what most frames are pinned to after a reload
	pins  pins
	stamp string // of the folder's files when they were last read
}

// Live is the catalog in force.
func (d *definitions) Live() *intents.Catalog { return d.live.Load() }

// Pin gives an item of an earlier catalog: out of the one before, else compiled from the files kept of it.
func (d *definitions) Pin(ctx context.Context, intent, region, digest string) (*intents.Item, bool) {
	if last := d.last.Load(); last != nil {
		if it, ok := last.Item(intent, region); ok && it.Digest == digest {
			return it, true
		}
	}
	return d.pins.get(pin{intent, region, digest}, func() (*intents.Item, bool) { return d.pinned(ctx, intent, region, digest) })
}

func (d *definitions) pinned(ctx context.Context, intent, region, digest string) (*intents.Item, bool) {
	if d.kept == nil {
		return nil, false
	}
	files, err := d.kept.files(ctx, digest)
	if err != nil {
		return nil, false
	}
	it, ok := intents.Pin(memory(files), intent, region, digest)
	if !ok {
		return nil, false
	}
	if o, said := d.office(it); said {
		it = it.WithOffice(o)
	}
	return it, true
}

// source is where the definitions are read from: the folder that is master, else what was published last, else
// the library that ships.
func (d *definitions) source(ctx context.Context) (files fs.FS, author string, err error) {
	if d.dir != "" {
		_, err := os.Stat(filepath.Join(d.dir, "services"))
		return os.DirFS(d.dir), "folder", err
	}
	if d.kept == nil {
		return library.Files, "library", nil
	}
	head, err := d.kept.Head(ctx)
	if err != nil || head.N == 0 {
		return library.Files, "library", err
	}
	rev, err := d.kept.Revision(ctx, head.N)
	return memory(rev.Files), head.Author, err
}

// compile reads and compiles the definitions; the catalog has no recogniser yet.
func (d *definitions) compile(ctx context.Context) (c *intents.Catalog, author string, faults []intents.Fault, err error) {
	source, author, err := d.source(ctx)
	if err != nil {
		return nil, "", nil, fmt.Errorf("definitions: %w", err)
	}
	c, faults = intents.Load(source, intents.Options{Regions: d.regions, Today: d.now().Format("2006-01-02")})
	if c == nil {
		return nil, author, faults, fmt.Errorf("definitions: %d faults", len(faults))
	}
	return c.WithOffices(d.office), author, faults, nil
}

// load puts the definitions in force; those that are stay when they have an error.
func (d *definitions) load(ctx context.Context) ([]intents.Fault, error) {
	c, author, faults, err := d.compile(ctx)
	if err != nil {
		return faults, err
	}
	c = c.With(d.recogniser(c))
	if d.kept != nil {
		if err := d.kept.keep(ctx, c, author, d.now().UnixMilli()); err != nil {
			return faults, fmt.Errorf("keep definitions: %w", err)
		}
	}
	d.last.Store(d.live.Load())
	d.live.Store(c)
	return faults, nil
}

// watch reloads the folder whenever it changes, until ctx ends.
func (d *definitions) watch(ctx context.Context) error {
	if d.dir == "" {
		<-ctx.Done()
		return nil
	}
	d.stamp = d.stampOf()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		stamp := d.stampOf()
		if stamp == d.stamp {
			continue
		}
		d.stamp = stamp
		faults, err := d.load(ctx)
		for _, f := range faults {
			d.log.Warn("definition", "fault", f.String())
		}
		if err != nil {
			d.log.Error("definitions not taken over; the last good ones stay in force", "err", err)
			continue
		}
		d.log.Info("definitions reloaded", "revision", d.Live().Revision)
	}
}

// stampOf tells whether anything in the folder changed: names, sizes and times.
func (d *definitions) stampOf() string {
	h := ""
	_ = filepath.WalkDir(d.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return nil
		}
		if i, err := e.Info(); err == nil {
			h += fmt.Sprintf("%s %d %d\n", path, i.Size(), i.ModTime().UnixNano())
		}
		return nil
	})
	return h
}
