package talk

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var golden = flag.Bool("golden", false, "rewrite the golden files")

// TestFailures holds how each way of failing is shown.
func TestFailures(t *testing.T) {
	var b strings.Builder
	for _, f := range Run(read(t, "testdata/failures.talk"), fineConfig(t)) {
		b.WriteString(f.String() + "\n\n")
	}
	const path = "testdata/failures.golden"
	if *golden {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("failures are shown otherwise (go test -golden rewrites):\n%s", b.String())
	}
}
