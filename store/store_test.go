package store_test

import (
	"path/filepath"
	"testing"

	"github.com/banshi-bot/banshi/store"
	"github.com/banshi-bot/banshi/store/storetest"
)

func TestOnDisk(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Store {
		return open(t, store.Options{Path: filepath.Join(t.TempDir(), "banshi.db")})
	})
}

func TestInMemory(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Store { return open(t, store.Options{}) })
}

var testKeys = store.RandomKeyring()

// open opens a store that is closed with the test.
func open(t *testing.T, o store.Options) *store.Store {
	t.Helper()
	o.Keys = testKeys
	if o.OnUnknown == nil {
		o.OnUnknown = func(err error) { t.Errorf("commit unknown: %v", err) }
	}
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
