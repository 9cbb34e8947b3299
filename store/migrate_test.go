package store

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/pressly/goose/v3"
)

// TestRequestsFiledBeforeAreDue: a written request of version 1 had no due, and would wait unseen.
func TestRequestsFiledBeforeAreDue(t *testing.T) {
	dsn := filepath.Join(t.TempDir(), "banshi.db")
	err := withProvider(dsn, "main", func(p *goose.Provider) error {
		_, err := p.UpTo(t.Context(), 1)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, kind := range []string{"handover", "consent"} {
		if _, err := db.Exec(placeholders(insertFiled), "a", 1, 0, kind, 1000, 0, "", 0, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := migrate(t.Context(), dsn, "main"); err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[string]int{"handover": 1, "consent": 0} {
		var open, overdue int
		if err := db.QueryRow(placeholders(countOpen), kind, 172801000).Scan(&open, &overdue); err != nil || open != want || overdue != want {
			t.Errorf("%s: %d open, %d overdue, %v; wanted %d", kind, open, overdue, err, want)
		}
	}
}
