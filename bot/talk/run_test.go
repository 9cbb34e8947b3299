package talk

import (
	"os"
	"testing"
)

func fineConfig(t testing.TB) Config {
	return Config{Catalog: fineCatalog(t), Step: fineStep, Wake: fineWake}
}

func read(t testing.TB, path string) *Talk {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	talk, faults := Parse(path, src)
	for _, f := range faults {
		t.Error(f)
	}
	if len(faults) > 0 {
		t.FailNow()
	}
	return talk
}

func TestRun(t *testing.T) {
	for _, f := range Run(read(t, "testdata/fine.talk"), fineConfig(t)) {
		t.Error(f)
	}
}
