package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/store"
)

var turns = map[string]func(*testing.T, Store){
	"a conversation not met is the zero value": func(t *testing.T, s Store) {
		same(t, "stored", load(t, s, "nobody"), bot.Stored{})
	},

	"what was committed is loaded": func(t *testing.T, s Store) {
		turn := Turn("a", 1)
		turn.Wake, turn.Owner, turn.Since = 5000, "?", 1001
		commit(t, s, turn)
		same(t, "stored", load(t, s, "a"), bot.Stored{
			N: 1, Seq: 1, First: 1, At: 1001, State: turn.State, Heard: turn.Heard, Owner: "?", Since: 1001, Wake: 5000,
		})
	},

	"a stale turn changes nothing": func(t *testing.T, s Store) {
		commit(t, s, Turn("a", 1), Turn("a", 2))
		for _, n := range []int64{1, 2, 4} {
			late := Turn("a", n)
			late.State = []byte(`"late"`)
			late.New = []bot.Row{{Conversation: "a", Key: bot.Key{Turn: n}, Kind: "push", Body: []byte("{}")}}
			if err := s.Commit(t.Context(), late); !errors.Is(err, bot.ErrStale) {
				t.Fatalf("turn %d after 2: %v", n, err)
			}
		}
		same(t, "state", load(t, s, "a").State, Turn("a", 2).State)
		same(t, "turns", len(must(s.Turns(t.Context(), "a", 0, 10))), 2)
		same(t, "rows", len(must(s.DueRows(t.Context(), 1e15, 10))), 0)
	},

	"of two turns for one version one is kept": func(t *testing.T, s Store) {
		for n := int64(1); n <= 20; n++ {
			oneWins(t, s, n)
		}
		same(t, "turns", numbers(must(s.Turns(t.Context(), "a", 0, 100))), upTo(20))
	},

	"turns queued in order by one are kept in order beside others": func(t *testing.T, s Store) {
		var all sync.WaitGroup
		for c := range 8 {
			all.Go(func() {
				for n := int64(1); n <= 25; n++ {
					if err := s.Commit(context.Background(), Turn(fmt.Sprint("c", c), n)); err != nil {
						t.Errorf("c%d turn %d: %v", c, n, err)
						return
					}
				}
			})
		}
		all.Wait()
		for c := range 8 {
			same(t, "turns", numbers(must(s.Turns(t.Context(), fmt.Sprint("c", c), 0, 100))), upTo(25))
		}
	},

	"a given-up context before queueing keeps nothing": func(t *testing.T, s Store) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.Commit(ctx, Turn("a", 1)); !errors.Is(err, bot.ErrNotWritten) {
			t.Fatalf("commit: %v", err)
		}
		same(t, "version", load(t, s, "a").N, 0)
	},

	"history gives the newest after a place, oldest first": func(t *testing.T, s Store) {
		for n := int64(1); n <= 10; n++ {
			commit(t, s, Turn("a", n), Turn("b", n))
		}
		for _, c := range []struct {
			after int64
			limit int
			want  []int64
		}{
			{0, 100, upTo(10)}, {7, 100, []int64{8, 9, 10}}, {0, 2, []int64{9, 10}}, {10, 100, nil}, {11, 100, nil}, {9, 1, []int64{10}},
		} {
			same(t, fmt.Sprintf("after %d, %d at most", c.after, c.limit), numbers(must(s.Turns(t.Context(), "a", c.after, c.limit))), c.want)
		}
		turn := must(s.TurnAt(t.Context(), "a", 4))
		same(t, "turn 4", turn, bot.Turn{Conversation: "a", N: 4, Root: 4, Seq: 4, At: 1004, Body: Turn("a", 4).Body})
		if _, err := s.TurnAt(t.Context(), "a", 11); !errors.Is(err, bot.ErrNone) {
			t.Fatalf("turn 11: %v", err)
		}
	},

	"a turn without an entry in the log is no entry of the history after it": func(t *testing.T, s Store) {
		quiet := Turn("a", 2)
		quiet.Seq = 1
		commit(t, s, Turn("a", 1), quiet)
		same(t, "after 1", len(must(s.Turns(t.Context(), "a", 1, 10))), 0)
		same(t, "after 0", numbers(must(s.Turns(t.Context(), "a", 0, 10))), upTo(2))
	},

	"wake is as the last turn says, unless it is steady": func(t *testing.T, s Store) {
		for i, c := range []struct {
			wake   int64
			steady bool
			want   int64
		}{
			{9000, false, 9000}, {9500, false, 9500}, {5000, false, 5000}, {7000, true, 5000}, {0, false, 0},
		} {
			turn := Turn("a", int64(i+1))
			turn.Wake, turn.Steady = c.wake, c.steady
			commit(t, s, turn)
			same(t, fmt.Sprintf("wake after turn %d", i+1), load(t, s, "a").Wake, c.want)
		}
	},

	"what is recorded is found, heard last first": func(t *testing.T, s Store) {
		commit(t, s, Turn("a", 1), Turn("b", 1), Turn("c", 1), Turn("a", 2))
		same(t, "recorded", must(s.Recorded(t.Context(), 10)), []string{"a", "c", "b"})
		same(t, "recorded, at most 2", must(s.Recorded(t.Context(), 2)), []string{"a", "c"})
		if err := s.Erase(t.Context(), "c", 5000); err != nil {
			t.Fatal(err)
		}
		same(t, "after an erasure", must(s.Recorded(t.Context(), 10)), []string{"a", "b"})
	},

	"who is due is found by wake, longest first": func(t *testing.T, s Store) {
		for i, wake := range []int64{300, 0, 100, 200, 400} {
			turn := Turn(fmt.Sprint("c", i), 1)
			turn.Wake = wake
			commit(t, s, turn)
		}
		same(t, "waking", must(s.Waking(t.Context(), 300, 10)), []string{"c2", "c3", "c0"})
		same(t, "waking, at most 1", must(s.Waking(t.Context(), 300, 1)), []string{"c2"})
	},

	"who waits for a person is found by owner": func(t *testing.T, s Store) {
		for i, owner := range []string{"?", "", "wang", "?"} {
			turn := Turn(fmt.Sprint("c", i), 1)
			turn.Owner, turn.Since = owner, int64(10-i)
			commit(t, s, turn)
		}
		back := Turn("c2", 2)
		commit(t, s, back)
		same(t, "owned", must(s.Owned(t.Context())), []store.Owned{{Conversation: "c3", Owner: "?", Since: 7}, {Conversation: "c0", Owner: "?", Since: 10}})
	},
}

// oneWins lets two commit turn n at once.
func oneWins(t *testing.T, s Store, n int64) {
	t.Helper()
	var errs [2]error
	var both sync.WaitGroup
	for i := range errs {
		both.Go(func() { errs[i] = s.Commit(context.Background(), Turn("a", n)) })
	}
	both.Wait()
	if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs[:]...), bot.ErrStale) {
		t.Fatalf("turn %d twice: %v and %v", n, errs[0], errs[1])
	}
}

func numbers(turns []bot.Turn) []int64 {
	var out []int64
	for _, t := range turns {
		out = append(out, t.N)
	}
	return out
}

func upTo(n int64) []int64 {
	var out []int64
	for i := int64(1); i <= n; i++ {
		out = append(out, i)
	}
	return out
}
