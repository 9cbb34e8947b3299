package engine_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
)

// log gives a conversation's log as one line an entry.
func log(t *testing.T, e *engine.Engine, conversation string) []string {
	t.Helper()
	entries, _, last, err := e.Log(t.Context(), conversation, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i, en := range entries {
		if en.Seq != int64(i)+1 {
			t.Errorf("entry %d has seq %d", i+1, en.Seq)
		}
		text := "> " + en.For
		if en.Reply != nil {
			text = "< " + en.Reply.Text
		}
		out = append(out, text)
	}
	if int64(len(out)) != last {
		t.Errorf("%d entries, the last is %d", len(out), last)
	}
	return out
}

func TestTheSameIDAcrossARestart(t *testing.T) {
	w := newTown(t)
	e := w.engine()
	first := tell(t, e, page, "1", "查路灯 7")
	replies := settled(t, e, first)
	w.reopen()
	e = w.engine()
	again := tell(t, e, page, "1", "something else under a known id")
	if again.Turn != first.Turn || again.Seq != first.Seq || !again.Again {
		t.Errorf("receipt %+v, before %+v", again, first)
	}
	wants(t, "replies", settled(t, e, again), replies...)
	wants(t, "log", log(t, e, first.Conversation), "> 1", "< "+answer7)
}

// A process that is told to stop finishes what is under way and takes nothing new.
func TestAGracefulStopInMidChain(t *testing.T) {
	w := newTown(t)
	e := w.engine()
	ctx, stop := context.WithCancel(t.Context())
	ran := make(chan error, 1)
	go func() { ran <- e.Run(ctx, patience) }()
	open := w.lamps.shut()
	r := tell(t, e, page, "1", "查路灯 7")
	w.next()
	e.Stop()
	stop()
	if _, err := e.Hear(t.Context(), engine.Incoming{Channel: page, Subject: "s", What: bot.Said{ID: "2", Text: "在吗"}}); !errors.Is(err, engine.ErrStopping) {
		t.Errorf("a message while stopping: %v", err)
	}
	open()
	if err := <-ran; err != nil {
		t.Fatal(err)
	}
	w.reopen()
	wants(t, "log", log(t, w.engine(), r.Conversation), "> 1", "< "+answer7)
}

// What is not done within the grace stays in its row, and the next process does it without being asked again.
func TestAStopThatCannotWait(t *testing.T) {
	w := newTown(t)
	e := w.engine()
	ctx, stop := context.WithCancel(t.Context())
	open := w.lamps.shut()
	defer open()
	r := tell(t, e, page, "1", "查路灯 7")
	w.next()
	stop()
	if err := e.Run(ctx, 0); err != nil {
		t.Fatal(err)
	}
	w.reopen()
	e = w.engine()
	wants(t, "log before", log(t, e, r.Conversation), "> 1")
	e.Sweep(t.Context())
	if c := w.next(); c.Operation.Name != "state" {
		t.Errorf("asked %s", c.Operation.Name)
	}
	open()
	wants(t, "the chain goes on by itself", settled(t, e, r), answer7)
	wants(t, "log after", log(t, e, r.Conversation), "> 1", "< "+answer7)
}

// An act without a key is asked once, whatever happens: after a restart it is looked up.
func TestAnActIsNotRepeatedAfterARestart(t *testing.T) {
	w := newTown(t)
	e := w.engine()
	settled(t, e, tell(t, e, page, "1", "路灯报修 7"))
	open := w.lamps.shut()
	defer open()
	ctx, stop := context.WithCancel(t.Context())
	r := tell(t, e, page, "2", "1")
	act := w.next()
	stop()
	if err := e.Run(ctx, 0); err != nil {
		t.Fatal(err)
	}
	open()
	w.reopen()
	e = w.engine()
	e.Sweep(t.Context())
	e.Idle()
	w.clock.pass(5 * time.Second)
	e.Sweep(t.Context())
	look := w.next()
	if act.Operation.Name != "report" || look.Operation.Name != "reported" || look.ID != act.ID {
		t.Errorf("first %s under %s, then %s under %s", act.Operation.Name, act.ID, look.Operation.Name, look.ID)
	}
	e.Idle()
	if l := log(t, e, r.Conversation); l[len(l)-1] != "< "+reported {
		t.Errorf("log %q", l)
	}
	select {
	case c := <-w.lamps.asked:
		t.Errorf("asked %s as well", c.Operation.Name)
	default:
	}
}

// Two processes on one store: each message is heard once, whoever hears it, and the log has no gap.
func TestTwoEnginesOnOneStore(t *testing.T) {
	w := newTown(t)
	a, b := w.engine(), w.engine()
	const messages = 40
	var mu sync.Mutex
	turns := map[string]int64{}
	var both sync.WaitGroup
	for i := range messages {
		id := fmt.Sprintf("m%d", i)
		for _, e := range []*engine.Engine{a, b, a} {
			if rand.IntN(3) == 0 && e == b {
				continue
			}
			both.Go(func() {
				r, err := e.Hear(t.Context(), engine.Incoming{Channel: page, Subject: "s", Lang: "zh", Region: "330100", What: bot.Said{ID: id, Text: "在吗"}})
				mu.Lock()
				defer mu.Unlock()
				if errors.Is(err, engine.ErrUnavailable) {
					return // stale four times in a row: its sender sends it again
				}
				if err != nil {
					t.Errorf("%s: %v", id, err)
				}
				if was, ok := turns[id]; ok && was != r.Turn {
					t.Errorf("%s is turn %d and turn %d", id, was, r.Turn)
				}
				turns[id] = r.Turn
			})
		}
	}
	both.Wait()
	c := w.engine() // as the store has it
	said := []string{}
	for _, line := range log(t, c, c.Identify(page.Name, page.Account, "s")) {
		if line[0] == '>' {
			said = append(said, line[2:])
		}
	}
	slices.Sort(said)
	if len(slices.Compact(slices.Clone(said))) != len(said) {
		t.Errorf("heard twice: %q", said)
	}
	for id := range turns {
		if !slices.Contains(said, id) {
			t.Errorf("%s was acknowledged and is not in the log", id)
		}
	}
}
