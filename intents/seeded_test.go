package intents

import (
	"fmt"
	"os"
	"testing"
)

// TestSeeded reads the folder of twenty seeded faults: each is told in one run, where it is, and nothing else is.
func TestSeeded(t *testing.T) {
	want := []string{
		"agencies/traffic.yaml:13:20: unknown_family",
		"agencies/traffic.yaml:14:3: unsafe_write",
		"regions/33.yaml:7:7: unknown_intent",
		"regions/33.yaml:8:30: final",
		"services/again.yaml:3:1: duplicate",
		"services/fine.yaml:2:8: language",
		"services/fine.yaml:3:12: unknown_value",
		"services/fine.yaml:4:1: unknown_key",
		"services/fine.yaml:9:23: unknown_kind",
		"services/fine.yaml:10:3: unused_slot",
		"services/fine.yaml:12:11: unknown_operation",
		"services/fine.yaml:18:23: unknown_option",
		"services/fine.yaml:19:10: unknown_text",
		"services/fine.yaml:21:27: sort",
		"services/fine.yaml:23:5: unsettled",
		"services/fine.yaml:27:5: unreachable",
		"services/fine.yaml:29:10: place",
		"services/fine.yaml:32:8: missing",
		"services/twin.yaml:4:17: shared_example",
		"services/twin.yaml:6:3: anchor",
	}
	c, found := Load(os.DirFS("testdata/faults"), Options{Today: "2026-03-04"})
	if c != nil {
		t.Error("a catalog was made in spite of errors")
	}
	for k, f := range found {
		got := fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Col, f.Code)
		if k >= len(want) || got != want[k] {
			t.Errorf("fault %d: %s", k+1, f)
		}
	}
	if len(found) != len(want) {
		t.Errorf("%d faults told, %d seeded", len(found), len(want))
	}
}
