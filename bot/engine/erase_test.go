package engine_test

import (
	"errors"
	"testing"

	"github.com/banshi-bot/banshi/bot/engine"
)

// An act under way is told and looked up by the conversation that wanted it: erasing waits for its outcome.
func TestErasingWaitsForAnActUnderWay(t *testing.T) {
	w := newTown(t)
	e := w.engine()
	settled(t, e, tell(t, e, page, "1", "路灯报修 7"))
	open := w.lamps.shut()
	defer open()
	r := tell(t, e, page, "2", "1")
	w.next()
	if err := e.Erase(t.Context(), r.Conversation); !errors.Is(err, engine.ErrUnderWay) {
		t.Fatalf("erased with an act under way: %v", err)
	}
	open()
	if said := settled(t, e, r); len(said) == 0 || said[len(said)-1] != reported {
		t.Errorf("replies %q", said)
	}
	if err := e.Erase(t.Context(), r.Conversation); err != nil {
		t.Fatal(err)
	}
	if entries, _, _, err := e.Log(t.Context(), r.Conversation, 0, 1000); err != nil || len(entries) > 0 {
		t.Errorf("%d entries are left, %v", len(entries), err)
	}
}
