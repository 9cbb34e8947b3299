package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/replay"
	"github.com/banshi-bot/banshi/bot/talk"
	"github.com/banshi-bot/banshi/bot/terminal"
	"github.com/banshi-bot/banshi/intents"
)

// inside shows where a conversation stands by running its turns again, from where it stood when the talk began.
type inside struct {
	house  *house
	reveal bool
	talks  map[string]*talked
}

// talked is one conversation as far as it was run again.
type talked struct {
	start   bot.Conversation
	records []bot.Record
	steps   []talk.Step
}

func (h *house) inside(reveal bool) *inside {
	return &inside{house: h, reveal: reveal, talks: map[string]*talked{}}
}

// upTo runs again what was committed since the last look.
func (in *inside) upTo(ctx context.Context, conversation string) (*talked, error) {
	t := in.talks[conversation]
	if t == nil {
		t = &talked{}
		in.talks[conversation] = t
	}
	after := t.start.Turn + int64(len(t.records))
	st, err := in.house.store.Load(ctx, conversation)
	if err != nil || st.N == after {
		return t, err
	}
	for n := after + 1; n <= st.N; n++ {
		turn, err := in.house.store.TurnAt(ctx, conversation, n)
		if errors.Is(err, bot.ErrNone) { // no longer kept: begin behind it
			*t = talked{start: bot.Conversation{ID: conversation, Turn: n}}
			continue
		}
		if err != nil {
			return nil, err
		}
		r, err := bot.UnpackRecord(turn.Body)
		if err != nil {
			return nil, fmt.Errorf("turn %d: %w", n, err)
		}
		t.records = append(t.records, r)
	}
	t.steps = replay.Recording{Start: t.start, Records: t.records}.Again(talk.Book(in.house.defs.Live()))
	return t, nil
}

// step is a turn as it was run again; turn 0 is the last.
func (t *talked) step(turn int64) (talk.Step, bool) {
	if turn == 0 {
		turn = t.start.Turn + int64(len(t.steps))
	}
	i := int(turn-t.start.Turn) - 1
	if i < 0 || i >= len(t.steps) {
		return talk.Step{}, false
	}
	return t.steps[i], true
}

// State is what was being served after a turn; where the turn ended it, as it stood before.
func (in *inside) State(ctx context.Context, conversation string, turn int64) (terminal.State, error) {
	out := terminal.State{Slots: map[string]string{}}
	t, err := in.upTo(ctx, conversation)
	if err != nil {
		return out, err
	}
	s, ok := t.step(turn)
	if !ok {
		return out, nil
	}
	frames := s.After.Frames
	if len(frames) == 0 && turn != 0 {
		frames = s.Before.Frames
	}
	if len(frames) == 0 {
		return out, nil
	}
	f := frames[len(frames)-1]
	out.Intent = f.Intent
	it, ok := s.Book.Pin(f.Def)
	for name, v := range f.Slots {
		switch slot, known := slotOf(it, ok, name); {
		case in.reveal:
			out.Slots[name] = v
		case known:
			out.Slots[name] = slot.Kind.Mask(v, s.After.Lang)
		default:
			out.Slots[name] = "***"
		}
	}
	return out, nil
}

func slotOf(it *intents.Item, ok bool, name string) (*intents.Slot, bool) {
	if !ok {
		return nil, false
	}
	return it.Slot(name)
}

// Why explains a turn.
func (in *inside) Why(ctx context.Context, conversation string, turn int64) (terminal.Reasons, error) {
	t, err := in.upTo(ctx, conversation)
	if err != nil {
		return nil, err
	}
	if turn == 0 {
		turn = t.start.Turn + int64(len(t.records))
	}
	n := int(turn - t.start.Turn)
	if n < 1 || n > len(t.records) {
		return replay.Reasons{}, nil
	}
	r, _ := replay.Why(talk.Book(in.house.defs.Live()), replay.Recording{Start: t.start, Records: slices.Clone(t.records[:n])})
	return r, nil
}
