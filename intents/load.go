package intents

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/intents/value"
)

// Options are what loading depends on beside the files.
type Options struct {
	Regions []string // served; empty means all that the overlays name
	Today   string   // 2026-01-31, for what is valid from or to a day; "" leaves nothing out that has no end
	Lint    bool     // warn also of what only makes a service worse, such as few examples
}

// Load reads all definitions of a folder: services/*.yaml, regions/*.yaml, agencies/*.yaml, phrases.yaml,
// menu.yaml and outside.yaml. It reports every fault of every file; the Catalog is nil only when one of them is an error.
func Load(fsys fs.FS, options Options) (*Catalog, []Fault) {
	l := &loader{fsys: fsys, files: map[string][]byte{}, shelf: newShelf(options)}
	l.agencies()
	l.phrases()
	services := l.services()
	groups := l.menu(services)
	atlas := l.newAtlas()
	for _, t := range l.folder("regions") {
		atlas.read(t)
	}
	outside := l.outside()
	c := l.catalog(services, groups, atlas)
	c.outside = outside
	l.unsaid()
	if l.failed() {
		return nil, l.sorted()
	}
	return c, l.sorted()
}

func newShelf(options Options) *shelf {
	s := &shelf{
		decoder: decoder{&faults{}}, options: options, agencies: map[string]*Agency{}, phrases: map[string]Text{}, intents: map[string]Pos{},
		groups: map[string]string{}, base: pseudo(), parsed: map[exprAt]parsedExpr{}, codes: value.Problems(),
		contents: map[string]digest{}, said: map[Pos]bool{},
		cores: map[coreAt]*core{}, guides: map[*tree][]Advice{}, examples: map[partAt]map[string][]Example{},
	}
	s.unread, s.kinds = must("text"), value.Names()
	s.payment = s.fields("receipt", "text", "paid_at", "text", "order", "text", "amount", "amount")
	s.kept = s.fields("number", "text", "due", "date")
	return s
}

// must makes a kind that needs no parameters.
func must(name string) value.Kind {
	k, err := value.New(name, value.Params{})
	if err != nil {
		panic("intents: " + err.Error()) // the kinds every intent relies on
	}
	return k
}

// loader reads files and keeps them.
type loader struct {
	*shelf
	fsys  fs.FS
	files map[string][]byte
}

// file reads one file into a tree; nil where it is not there or cannot be read.
func (l *loader) file(name string) *tree {
	data, err := l.bytes(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		l.error(Pos{File: name}, "read", "", "the file cannot be read: %v", err)
		return nil
	}
	l.files[name] = data
	return parse(name, data, l.faults)
}

// bytes reads at most one byte more than a file may have.
func (l *loader) bytes(name string) ([]byte, error) {
	f, err := l.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxFile+1))
}

// folder reads the YAML files of a folder, in order of name.
func (l *loader) folder(name string) []*tree {
	entries, err := fs.ReadDir(l.fsys, name)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			l.error(Pos{File: name}, "read", "", "the folder cannot be read: %v", err)
		}
		return nil
	}
	var trees []*tree
	for _, e := range entries {
		file := path.Join(name, e.Name())
		switch path.Ext(e.Name()) {
		case ".yaml":
			if t := l.file(file); t != nil {
				trees = append(trees, t)
			}
		case ".yml":
			l.warn(Pos{File: file}, "ignored", "name it .yaml", "the file is not read")
		}
	}
	return trees
}

// stem faults a file that is not named for what is in it.
func (l *loader) stem(t *tree, key string) {
	v := t.get(key)
	if v == nil || v.shape != scalar {
		return
	}
	if want := strings.TrimSuffix(path.Base(t.pos.File), ".yaml"); v.text != want {
		l.error(v.pos, "file_name", "", "%q stands in a file named %s.yaml", v.text, want)
	}
}

func (l *loader) agencies() {
	for _, t := range l.folder("agencies") {
		l.stem(t, "agency")
		a := l.agency(t)
		if _, twice := l.shelf.agencies[a.ID]; !twice && a.ID != "" {
			l.shelf.agencies[a.ID] = a
		}
	}
}

func (l *loader) phrases() {
	t := l.file("phrases.yaml")
	d := l.decoder
	if t == nil {
		if _, broken := l.files["phrases.yaml"]; !broken {
			l.warn(Pos{File: "phrases.yaml"}, "missing", "", "there are no phrases: the bot has no words of its own")
		}
		return
	}
	if !d.is(t, object, "phrases") {
		return
	}
	l.spoken = true
	for _, e := range t.entries {
		l.shelf.phrases[e.key] = d.text(e.value, "the phrase "+e.key)
	}
}

// services reads the trees of all services by id; what is in them is read when they are resolved.
func (l *loader) services() map[string]*tree {
	services := map[string]*tree{}
	d := l.decoder
	for _, t := range l.folder("services") {
		v := t.get("intent")
		if v == nil || v.shape != scalar {
			d.is(t, object, "a service")
			d.missing(t, "the service", "intent")
			continue
		}
		l.stem(t, "intent")
		if d.name(v.pos, v.text, "a service") {
			services[v.text] = t
			l.intents[v.text] = v.pos
		}
	}
	return services
}

// menu reads the groups in which services are shown.
func (l *loader) menu(services map[string]*tree) []Group {
	t := l.file("menu.yaml")
	d := l.decoder
	var groups []Group
	if t != nil {
		d.object(t, "the menu", keys{"groups": func(v *tree) {
			if d.is(v, list, "groups") {
				for _, item := range v.items {
					groups = append(groups, l.group(item))
				}
			}
		}})
	}
	for _, name := range slices.Sorted(slices.Values(names(services))) {
		if _, ok := l.groups[name]; !ok && t != nil {
			l.warn(l.intents[name], "ungrouped", "add it to a group", "the menu does not show %s", name)
		}
	}
	return groups
}

func (l *loader) group(t *tree) Group {
	d := l.decoder
	var g Group
	d.object(t, "a group", keys{
		"id":    func(v *tree) { g.ID = d.word(v, "the id"); d.name(v.pos, g.ID, "a group") },
		"title": func(v *tree) { g.Title = d.text(v, "the title") },
		"intents": func(v *tree) {
			for _, w := range d.words(v, "intents") {
				if _, ok := l.intents[w.text]; !ok {
					l.error(w.pos, "unknown_intent", didYouMean(w.text, names(l.intents)), "no service has the id %q", w.text)
					continue
				}
				g.Intents = append(g.Intents, w.text)
			}
		},
	})
	d.missing(t, "the group", "id", "title", "intents")
	for _, id := range g.Intents {
		if first, twice := l.groups[id]; twice {
			l.error(t.pos, "duplicate", "", "%s is in the group %s already", id, first)
			continue
		}
		l.groups[id] = g.ID
	}
	return g
}

// outside reads what people ask that no service is for.
func (l *loader) outside() []Sample {
	t := l.file("outside.yaml")
	if t == nil {
		return nil
	}
	var samples []Sample
	d := l.decoder
	read := func(lang string) func(*tree) {
		return func(v *tree) {
			for _, w := range d.words(v, "outside") {
				samples = append(samples, Sample{Text: w.text, Intent: Outside, Lang: lang})
			}
		}
	}
	d.object(t, "outside", keys{"zh": read("zh"), "en": read("en")})
	d.missing(t, "outside", "zh", "en")
	return samples
}

// order lists the ids of services as the menu shows them, then the others.
func order(services map[string]*tree, groups []Group) []string {
	var ids []string
	for _, g := range groups {
		ids = append(ids, g.Intents...)
	}
	for _, id := range slices.Sorted(slices.Values(names(services))) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return slices.DeleteFunc(ids, func(id string) bool { return services[id] == nil })
}

// catalog resolves all items.
func (l *loader) catalog(services map[string]*tree, groups []Group, a *atlas) *Catalog {
	c := &Catalog{
		Revision: l.revision(), Groups: groups, Phrases: l.shelf.phrases, Agencies: l.shelf.agencies,
		Regions: a.served(l.options.Regions), items: map[itemKey]*Item{}, order: order(services, groups),
		files: l.files, words: wordLists(l.shelf.phrases), base: map[string]*Intent{}, trees: map[itemKey]*tree{}, days: a.changes(),
	}
	r := newResolver(a)
	first := map[string]Pos{}
	for _, id := range c.order {
		base := r.item(services[id])
		c.base[id] = base.Intent
		l.duplicates(services[id], first)
		for _, region := range c.Regions {
			t := r.tree(id, services[id], region)
			it := *r.item(t)
			it.Region = region
			key := itemKey{id, region}
			c.items[key], c.trees[key] = &it, t
			if o, named := a.overlays[region]; named {
				l.reachable(&it, o.pos)
			}
		}
	}
	return c
}

// reachable faults an item that is offered but whose office cannot be rung.
func (l *loader) reachable(it *Item, at Pos) {
	if it.Enabled && it.Office.Phone == "" {
		l.error(at, "office", `give office.phone, for all services of a region under "*"`, "%s is offered in %s, but its office has no phone", it.ID, it.Region)
	}
}

// duplicates faults examples that two services share.
func (l *loader) duplicates(t *tree, first map[string]Pos) {
	for _, lang := range []string{"zh", "en"} {
		own := map[string]bool{}
		for _, w := range t.get("examples").get(lang).words() {
			example, err := ParseExample(w.text)
			key := foldExample(example.Text)
			if err != nil || own[key] {
				continue
			}
			own[key] = true
			if at, twice := first[key]; twice {
				l.error(w.pos, "shared_example", "", "%q is an example in %s:%d too", example.Text, at.File, at.Line)
				continue
			}
			first[key] = w.pos
		}
	}
}

// words are the scalars of a list; a tree that is not there has none.
func (t *tree) words() []*tree {
	if t == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(t.items), func(item *tree) bool { return item.shape != scalar })
}

// revision is the digest of all files.
func (l *loader) revision() string {
	var b []byte
	for _, name := range slices.Sorted(slices.Values(names(l.files))) {
		b = appendString(appendString(b, name), string(l.files[name]))
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}
