package cli

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	testFunc   = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	testName   = regexp.MustCompile(`\bTest[A-Z]\w+`)
	metricName = regexp.MustCompile(`\bbanshi_[a-z_]+`)
	logMessage = regexp.MustCompile(`msg="([^"]+)"`)
	link       = regexp.MustCompile(`\]\(([^)#:]+\.\w+)\)`)
)

// What the documentation names must exist: tests, metrics, lines of the log, files.
func TestDocumentation(t *testing.T) {
	root := filepath.Join("..", "..")
	tests, source := map[string]bool{}, strings.Builder{}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		b, err := os.ReadFile(path)
		if !strings.HasSuffix(path, "_test.go") {
			source.Write(b)
		}
		for _, m := range testFunc.FindAllSubmatch(b, -1) {
			tests[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range append(pages, filepath.Join(root, "README.md")) {
		b, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		named := func(re *regexp.Regexp, what string, there func(string) bool) {
			for _, m := range re.FindAllStringSubmatch(string(b), -1) {
				if name := m[len(m)-1]; !there(name) {
					t.Errorf("%s names the %s %q, which is not there", filepath.Base(page), what, name)
				}
			}
		}
		quoted := func(s string) bool { return strings.Contains(source.String(), `"`+s+`"`) }
		named(testName, "test", func(s string) bool { return tests[s] })
		named(metricName, "metric", quoted)
		named(logMessage, "log line", quoted)
		named(link, "file", func(s string) bool { _, err := os.Stat(filepath.Join(filepath.Dir(page), s)); return err == nil })
	}
}
