package store

import (
	"path/filepath"
	"strings"
	"testing"
)

// What is asked of one conversation must not read the turns of all. SQLite's plans depend on the
// numbers asked for, so they are not 0 or 1.
func TestOneConversationIsReadAlone(t *testing.T) {
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "banshi.db"), Keys: RandomKeyring()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, c := range []struct {
		q    string
		args []any
	}{
		{walkTurns, []any{"a", 300, 9}},
		{walkToTurn, []any{"a", 300}},
		{selectSnapshot, []any{"a"}},
	} {
		err := s.read.each(t.Context(), "explain query plan "+c.q, func(scan func(...any) error) error {
			var id, parent, unused int
			var step string
			err := scan(&id, &parent, &unused, &step)
			if step == "SCAN t" || strings.HasPrefix(step, "SCAN c") {
				t.Errorf("%s: %s", c.q, step)
			}
			return err
		}, c.args...)
		if err != nil {
			t.Error(err)
		}
	}
}
