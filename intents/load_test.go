package intents

import (
	"os"
	"testing"
)

func TestTiny(t *testing.T) {
	c, found := Load(os.DirFS("testdata/tiny"), Options{})
	for _, f := range found {
		t.Error(f)
	}
	if c == nil {
		t.FailNow()
	}
}
