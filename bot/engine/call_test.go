package engine_test

import (
	"testing"

	"github.com/banshi-bot/banshi/store"
)

// An agency call is in the store, named, before the agency is asked, and with its outcome once that is heard
// (invariant 11).
func TestACallIsKeptBeforeAndAfter(t *testing.T) {
	w := newTown(t)
	e := w.engine()
	stuck := func() []store.Call {
		t.Helper()
		calls, err := w.store.Stuck(t.Context(), w.clock.now().UnixMilli(), 10)
		if err != nil {
			t.Fatal(err)
		}
		return calls
	}
	open := w.lamps.shut()
	defer open()
	r := tell(t, e, page, "1", "查路灯 7")
	asked := w.next()
	calls := stuck()
	if len(calls) != 1 || calls[0].Agency != "lamps" || calls[0].Operation != "state" || calls[0].Key.Name(r.Conversation) != asked.ID {
		t.Fatalf("asked %s as %s, kept %+v", asked.Operation.Name, asked.ID, calls)
	}
	open()
	settled(t, e, r)
	if calls := stuck(); len(calls) != 0 {
		t.Errorf("kept as open: %+v", calls)
	}
}
