package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/banshi-bot/banshi/"

// pure are the packages that decide: they touch no network, disk, clock, database or log.
var pure = []string{"bot", "bot/pack", "intents", "intents/value", "intents/understand", "connectors"}

// forbidden in them, with all below: a name that ends in a slash stands for what lies under it too.
var forbidden = []string{"net", "net/", "os", "os/", "database/", "log", "math/rand", "math/rand/", "syscall"}

// clocks are the names of package time that read or wait for the machine's clock.
var clocks = []string{"Now", "Since", "Until", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Sleep"}

// valuers are all of package log/slog that a type needs so that it never prints.
var valuers = []string{"Value", "LogValuer", "StringValue", "GroupValue", "Int", "String", "Attr"}

// layers say who may import whom of this module: a package is governed by the longest name that it lies under.
// "x/..." is x and all below; main and cli wire, and may import all.
var layers = map[string][]string{
	"intents":                 {"intents/value"},
	"intents/value":           {},
	"intents/understand":      {"intents", "intents/value"},
	"intents/understand/eval": {"intents", "intents/value", "intents/understand"},
	"intents/llm":             {"bot", "intents", "intents/value"},
	"intents/library":         {},

	"connectors":                  {"intents", "intents/value"},
	"connectors/rest":             {"connectors", "connectors/sign", "intents", "intents/value"},
	"connectors/guard":            {"connectors", "intents"},
	"connectors/sign":             {},
	"connectors/sandbox":          {"connectors", "connectors/sign", "connectors/sandbox/...", "intents/value"},
	"connectors/sandbox/ask":      {"connectors", "connectors/sign", "intents"},
	"connectors/sandbox/cashier":  {"connectors", "connectors/sign", "connectors/sandbox/ask", "intents"},
	"connectors/sandbox/identity": {"connectors", "connectors/sign", "connectors/sandbox/ask", "intents"},
	"connectors/connectortest":    {"connectors/...", "intents", "intents/value"},

	"bot":          {"bot/pack", "connectors", "intents", "intents/value"},
	"bot/pack":     {},
	"bot/engine":   {"bot", "connectors", "intents", "intents/value"},
	"bot/talk":     {"bot", "connectors", "intents", "intents/value"},
	"bot/replay":   {"bot", "bot/talk", "connectors", "intents", "intents/value"},
	"bot/prove":    {"bot", "bot/talk", "connectors", "intents", "intents/value"},
	"bot/channel":  {"bot", "bot/engine", "bot/channel/...", "intents", "intents/value"},
	"bot/onetime":  {"bot", "connectors", "intents"},
	"bot/terminal": {"bot", "bot/channel/...", "bot/engine", "intents"},
	"bot/web":      {"bot", "bot/channel/...", "bot/engine", "intents"},
	"bot/wechat":   {"bot", "bot/channel/...", "bot/engine", "bot/wechat/...", "connectors", "intents"},
	"bot/console":  {"bot", "bot/channel/...", "bot/engine", "bot/console/...", "intents", "intents/value"},
	"bot/cli":      {"..."},

	"bot/web/webtest": {},

	"store": {"bot", "intents", "store/..."},
	".":     {"bot/cli/start"},
}

// source is one Go file that is no test.
type source struct {
	dir, name string
	set       *token.FileSet
	file      *ast.File
}

func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	err := filepath.WalkDir("../..", func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := e.Name()
		if e.IsDir() && p != "../.." && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules" || name == "data") {
			return filepath.SkipDir
		}
		if e.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, p, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel("../..", p)
		if err != nil {
			return err
		}
		out = append(out, source{filepath.ToSlash(filepath.Dir(rel)), filepath.ToSlash(rel), set, f})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 50 {
		t.Fatalf("only %d files found: the test looks in the wrong place", len(out))
	}
	return out
}

// TestPure holds the rule that what decides touches nothing.
func TestPure(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range sources(t) {
		if !slices.Contains(pure, s.dir) {
			continue
		}
		seen[s.dir] = true
		for _, fault := range impurities(s) {
			t.Error(fault)
		}
	}
	for _, dir := range pure {
		if !seen[dir] {
			t.Errorf("%s holds no Go file", dir)
		}
	}
}

// impurities names what a file imports or calls that a pure package must not.
func impurities(s source) []string {
	var out []string
	fault := func(p token.Pos, what string) { out = append(out, s.set.Position(p).String()+": "+what) }
	names := map[string]string{} // as the file calls them
	for _, im := range s.file.Imports {
		imported, _ := strconv.Unquote(im.Path.Value)
		for _, f := range forbidden {
			if imported == f || strings.HasSuffix(f, "/") && strings.HasPrefix(imported, f) {
				fault(im.Pos(), "a pure package imports "+imported)
			}
		}
		name := path.Base(imported)
		if im.Name != nil {
			name = im.Name.Name
		}
		if imported == "time" || imported == "log/slog" {
			names[name] = imported
			if name == "." {
				fault(im.Pos(), imported+" is imported without a name")
			}
		}
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := sel.X.(*ast.Ident)
		if !ok {
			return true
		}
		switch names[x.Name] {
		case "time":
			if slices.Contains(clocks, sel.Sel.Name) {
				fault(sel.Pos(), "a pure package uses time."+sel.Sel.Name)
			}
		case "log/slog":
			if !slices.Contains(valuers, sel.Sel.Name) {
				fault(sel.Pos(), "a pure package uses slog."+sel.Sel.Name)
			}
		}
		return true
	})
	return out
}

// TestLayers holds the rule of who may import whom.
func TestLayers(t *testing.T) {
	for _, s := range sources(t) {
		rule, ok := ruleFor(s.dir)
		if !ok {
			t.Errorf("%s: no layer is named for it; add it to layers", s.dir)
			continue
		}
		for _, im := range s.file.Imports {
			imported, _ := strconv.Unquote(im.Path.Value)
			ours, ok := strings.CutPrefix(imported, module)
			if ok && ours != s.dir && !admits(rule, ours) {
				t.Errorf("%s: %s may not import %s", s.set.Position(im.Pos()), s.dir, ours)
			}
		}
	}
}

func ruleFor(dir string) ([]string, bool) {
	for d := dir; ; d = path.Dir(d) {
		if rule, ok := layers[d]; ok {
			return rule, d != "." || dir == "."
		}
		if d == "." {
			return nil, false
		}
	}
}

func admits(rule []string, dir string) bool {
	for _, r := range rule {
		under, all := strings.CutSuffix(r, "...")
		if r == dir || all && (dir+"/" == under || strings.HasPrefix(dir, under)) {
			return true
		}
	}
	return false
}

// TestImpurities proves that the rule finds what it is there to find.
func TestImpurities(t *testing.T) {
	for _, c := range []struct {
		src  string
		want int
	}{
		{`package p; import "time"; var x time.Time`, 0},
		{`package p; import "time"; var x = time.Now()`, 1},
		{`package p; import clock "time"; var x = clock.Since`, 1},
		{`package p; import . "time"; var x = Now()`, 1},
		{`package p; import "net/url"; var x url.URL`, 1},
		{`package p; import "os"; var x = os.Args`, 1},
		{`package p; import "database/sql"; var x sql.DB`, 1},
		{`package p; import "log"; var x = log.Print`, 1},
		{`package p; import "log/slog"; func (T) LogValue() slog.Value { return slog.StringValue("***") }`, 0},
		{`package p; import "log/slog"; func f() { slog.Info("x") }`, 1},
	} {
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, "p.go", c.src, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if got := impurities(source{set: set, file: f}); len(got) != c.want {
			t.Errorf("%s: %v, want %d", c.src, got, c.want)
		}
	}
}
