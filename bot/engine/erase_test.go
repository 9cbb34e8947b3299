package engine_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/banshi-bot/banshi/bot"
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

// loads answers Load by itself.
type loads struct {
	engine.Store
	state bot.Stored
	err   error
}

func (l loads) Load(context.Context, string) (bot.Stored, error) { return l.state, l.err }

// Only where the state is gone or beyond reading is it erased without knowing whether an act is under way: an error that
// may pass does not make an act forgotten.
func TestErasingNeedsTheState(t *testing.T) {
	busy := errors.New("disk busy")
	for _, c := range []struct {
		name   string
		loads  loads
		erased bool
	}{
		{"cannot be read now", loads{err: busy}, false},
		{"erased by half", loads{err: fmt.Errorf("load: %w", bot.ErrErased)}, true},
		{"does not open", loads{err: fmt.Errorf("load: %w", bot.ErrUnreadable)}, true},
		{"does not unpack", loads{state: bot.Stored{N: 2, State: []byte("{")}}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTown(t)
			e := w.engine()
			settled(t, e, tell(t, e, page, "1", "路灯报修 7"))
			open := w.lamps.shut()
			defer func() {
				open()
				e.Idle()
			}()
			id := tell(t, e, page, "2", "1").Conversation
			w.next()
			c.loads.Store = w.store
			if err := w.engineOn(c.loads).Erase(t.Context(), id); (err == nil) != c.erased || !c.erased && !errors.Is(err, busy) {
				t.Errorf("erase: %v", err)
			}
			left, err := w.store.Turns(t.Context(), id, 0, 100)
			if err != nil || (len(left) == 0) != c.erased {
				t.Errorf("%d turns are left, %v", len(left), err)
			}
		})
	}
}
