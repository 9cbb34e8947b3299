package talk

import (
	"slices"
	"strings"
	"testing"
)

// TestCoverage holds what the talk of the tiny catalog exercises and what it leaves out.
func TestCoverage(t *testing.T) {
	catalog := tiny(t)
	v := NewCoverage(catalog)
	Run(read(t, "testdata/tiny.talk"), Config{Catalog: catalog, Watch: v.Watch})
	var b strings.Builder
	if err := v.Report(&b); err != nil {
		t.Fatal(err)
	}
	got := strings.Split(strings.TrimSpace(b.String()), "\n")
	for _, want := range []string{
		"step receipt answered agency_down: no talk",
		"step receipt answered refused: no talk",
	} {
		k := slices.IndexFunc(got, func(l string) bool { return strings.HasSuffix(l, want) })
		if k < 0 {
			t.Errorf("the report lacks %q", want)
			continue
		}
		got = slices.Delete(got, k, k+1)
	}
	if len(got) != 1 || !strings.HasSuffix(got[0], "exercised") {
		t.Errorf("the report goes on with\n%s", strings.Join(got, "\n"))
	}
}

// TestCoverageOfNothing holds that without a talk nothing counts as exercised.
func TestCoverageOfNothing(t *testing.T) {
	v := NewCoverage(tiny(t))
	if n := len(v.Missing()); n != len(v.seen) || n == 0 {
		t.Errorf("%d of %d are missing", n, len(v.seen))
	}
}
