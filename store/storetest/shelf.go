package storetest

import (
	"errors"
	"fmt"
	"testing"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/store"
)

func revision(files map[string]string, items ...string) store.Revision {
	r := store.Revision{Digest: fmt.Sprint(files), At: 1000, Author: "wang", Note: "note", Files: map[string][]byte{}, Items: items}
	for path, text := range files {
		r.Files[path] = []byte(text)
	}
	return r
}

var shelf = map[string]func(*testing.T, Store){
	"revisions follow each other and are kept by content": func(t *testing.T, s Store) {
		same(t, "no head", must(s.Head(t.Context())), store.Revision{})
		first := revision(map[string]string{"a.yaml": "one", "b.yaml": "two", "empty.yaml": ""}, "item-1", "item-2")
		same(t, "number", must(s.PutRevision(t.Context(), 0, first)), 1)
		same(t, "the same again", must(s.PutRevision(t.Context(), 1, first)), 1)
		second := revision(map[string]string{"a.yaml": "one", "b.yaml": "three"}, "item-1", "item-3")
		if _, err := s.PutRevision(t.Context(), 0, second); !errors.Is(err, store.ErrHeadMoved) {
			t.Fatalf("a draft of revision 0: %v", err)
		}
		same(t, "number", must(s.PutRevision(t.Context(), 1, second)), 2)
		same(t, "back again", must(s.PutRevision(t.Context(), 2, first)), 3)

		head := must(s.Head(t.Context()))
		same(t, "head", []any{head.N, head.Digest, head.Author}, []any{3, first.Digest, "wang"})
		same(t, "files", must(s.Revision(t.Context(), 2)).Files, second.Files)
		same(t, "files with an empty one", must(s.Revision(t.Context(), 1)).Files, first.Files)
		same(t, "file", string(must(s.File(t.Context(), 2, "b.yaml"))), "three")
		if _, err := s.File(t.Context(), 2, "c.yaml"); !errors.Is(err, bot.ErrNone) {
			t.Fatalf("no file: %v", err)
		}
		if _, err := s.Revision(t.Context(), 9); !errors.Is(err, bot.ErrNone) {
			t.Fatalf("no revision: %v", err)
		}
		for item, n := range map[string]int64{"item-1": 1, "item-3": 2} {
			same(t, item, must(s.Definition(t.Context(), item)), n)
		}
		if _, err := s.Definition(t.Context(), "item-9"); !errors.Is(err, bot.ErrNone) {
			t.Fatalf("no item: %v", err)
		}
	},

	"texts nothing was made of are kept for a while": func(t *testing.T, s Store) {
		for i := range int64(3) {
			if err := s.AddUnmatched(t.Context(), store.Unmatched{At: 1000 + i, Lang: "zh", Region: "330100", Text: fmt.Sprint("text ", i)}); err != nil {
				t.Fatal(err)
			}
		}
		same(t, "since", must(s.Unmatched(t.Context(), 1001, 10)), []store.Unmatched{
			{At: 1002, Lang: "zh", Region: "330100", Text: "text 2"}, {At: 1001, Lang: "zh", Region: "330100", Text: "text 1"},
		})
		must(s.Retain(t.Context(), store.Retention{Unmatched: 1002}))
		same(t, "kept", len(must(s.Unmatched(t.Context(), 0, 10))), 1)
	},

	"what is filed is found by kind, conversation and due": func(t *testing.T, s Store) {
		turn := Turn("a", 1)
		turn.Filed = []bot.Filed{
			{Kind: "case", Key: bot.Key{Turn: 1, I: 1}, At: 1000, Topic: "fine", Body: []byte(`{"number":"C1"}`)},
			{Kind: "rating", Key: bot.Key{Turn: 1, I: 1}, At: 1001, Due: 5000, Topic: "fine", Level: 2, Body: []byte(`{}`)},
		}
		commit(t, s, turn)
		for _, c := range []struct {
			f    store.FiledFilter
			want []bot.Filed
		}{
			{store.FiledFilter{Conversation: "a"}, []bot.Filed{turn.Filed[1], turn.Filed[0]}},
			{store.FiledFilter{Conversation: "b"}, nil},
			{store.FiledFilter{Kind: "case"}, turn.Filed[:1]},
			{store.FiledFilter{DueBy: 5000}, turn.Filed[1:]},
			{store.FiledFilter{DueBy: 4999}, nil},
		} {
			var got []bot.Filed
			for _, f := range must(s.Filed(t.Context(), c.f)) {
				got = append(got, f.Filed)
			}
			same(t, fmt.Sprintf("%+v", c.f), got, c.want)
		}
	},

	"a request is open until it is closed, once": func(t *testing.T, s Store) {
		turn := Turn("a", 1)
		for i, due := range []int64{7000, 5000, 0} { // the last: a person was asked for, nothing promised
			turn.Filed = append(turn.Filed, bot.Filed{Kind: "handover", Key: bot.Key{Turn: 1, I: i}, At: 1000, Due: due, Body: []byte(`{}`)})
		}
		turn.Filed = append(turn.Filed, bot.Filed{Kind: "rating", Key: bot.Key{Turn: 1}, At: 1000, Due: 1, Body: []byte(`{}`)})
		commit(t, s, turn)
		count := func(open, overdue int) {
			t.Helper()
			o, late, err := s.OpenPromises(t.Context(), "handover", 5000)
			same(t, "open and overdue", []any{o, late, err}, []any{open, overdue, nil})
		}
		count(2, 1)
		requests := store.FiledFilter{Kind: "handover", Promised: true}
		filed := must(s.Filed(t.Context(), requests))
		same(t, "the oldest promise first", []any{len(filed), filed[0].Due, filed[1].Due}, []any{2, int64(5000), int64(7000)})
		if err := s.CloseFiled(t.Context(), filed[0], "rang back", 6000); err != nil {
			t.Fatal(err)
		}
		if err := s.CloseFiled(t.Context(), filed[0], "again", 6001); !errors.Is(err, bot.ErrNone) {
			t.Fatalf("closed twice: %v", err)
		}
		count(1, 0)
		closed := must(s.Filed(t.Context(), requests))[0]
		same(t, "closed", []any{closed.Closed, closed.Reason}, []any{int64(6000), "rang back"})
		requests.Open = true
		left := must(s.Filed(t.Context(), requests))
		same(t, "left", []any{len(left), left[0].Due}, []any{1, int64(7000)})
		sound(t, s)
	},

	"old turns go, the newest of each conversation stays": func(t *testing.T, s Store) {
		for n := int64(1); n <= 8; n++ {
			commit(t, s, Turn("a", n), Turn("b", n))
		}
		commit(t, s, Turn("c", 1))
		same(t, "deleted", must(s.Retain(t.Context(), store.Retention{Turns: 1006})), 10)
		same(t, "kept of a", numbers(must(s.Turns(t.Context(), "a", 0, 100))), []int64{6, 7, 8})
		same(t, "first entry of a", load(t, s, "a").First, 6)
		same(t, "kept of c", numbers(must(s.Turns(t.Context(), "c", 0, 100))), []int64{1})
		same(t, "deleted", must(s.Retain(t.Context(), store.Retention{Turns: 1e9})), 4)
		same(t, "kept of a", numbers(must(s.Turns(t.Context(), "a", 0, 100))), []int64{8})
		commit(t, s, Turn("a", 9))
		sound(t, s)
	},

	"an erased conversation is gone and goes on": func(t *testing.T, s Store) {
		full(t, s, "a")
		full(t, s, "b")
		if err := s.WishErase(t.Context(), "a", 2000); err != nil {
			t.Fatal(err)
		}
		same(t, "wishes", must(s.EraseWishes(t.Context())), []string{"a"})
		for range 2 { // again erases nothing more
			if err := s.Erase(t.Context(), "a", 2000); err != nil {
				t.Fatal(err)
			}
		}
		same(t, "wishes", len(must(s.EraseWishes(t.Context()))), 0)
		st := load(t, s, "a")
		same(t, "state, ring and wake", []any{st.State, st.Heard, st.Wake, st.Owner}, []any{nil, nil, 0, ""})
		same(t, "log", []any{st.Seq, st.First}, []any{2, 3})
		same(t, "turns", len(must(s.Turns(t.Context(), "a", 0, 10))), 0)
		same(t, "effects", len(must(s.DueRows(t.Context(), 1e15, 10))), 1)
		ended(t, s, "token a")
		if _, err := s.Subject(t.Context(), "a"); !errors.Is(err, bot.ErrNone) {
			t.Fatalf("subject: %v", err)
		}
		if _, err := s.Link(t.Context(), []byte("link a")); !errors.Is(err, bot.ErrNone) {
			t.Fatalf("link: %v", err)
		}
		left := must(s.Filed(t.Context(), store.FiledFilter{Conversation: "a"}))
		same(t, "filed", []any{len(left), left[0].Kind, left[0].Level, left[0].Body}, []any{1, "rating", 2, nil})
		same(t, "order", must(s.Order(t.Context(), "a_1_0")).Conversation, "a")

		if err := s.Commit(t.Context(), Turn("a", 3)); !errors.Is(err, bot.ErrStale) {
			t.Fatalf("a turn decided before: %v", err)
		}
		commit(t, s, Turn("a", st.N+1))
		same(t, "turns", numbers(must(s.Turns(t.Context(), "a", 0, 10))), []int64{st.N + 1})
		same(t, "of the other", load(t, s, "b").State, Turn("b", 2).State)
		sound(t, s)
	},

	"a conversation nobody met can be erased": func(t *testing.T, s Store) {
		if err := s.Erase(t.Context(), "a", 2000); err != nil {
			t.Fatal(err)
		}
		if err := s.Commit(t.Context(), Turn("a", 1)); !errors.Is(err, bot.ErrStale) {
			t.Fatalf("a first turn decided before: %v", err)
		}
		commit(t, s, Turn("a", load(t, s, "a").N+1))
		sound(t, s)
	},

	"what is sound is found sound, what is not is found": func(t *testing.T, s Store) {
		full(t, s, "a")
		sound(t, s)
		commit(t, s, said("hears twice", 1, "m1"), said("hears twice", 2, "m2"), said("hears twice", 3, "m1"))
		gap := said("leaves an entry out", 1, "m1")
		gap.Seq = 2
		sleeping := said("never wakes", 1, "m1")
		sleeping.State = []byte(`{"id":"x","turn":1,"due":[{"at":5000,"what":"silence"}]}`)
		commit(t, s, gap, sleeping)
		found := map[int]bool{}
		must(s.Verify(t.Context(), store.Bodies, func(f store.Finding) { found[f.Invariant] = true }))
		same(t, "found", found, map[int]bool{1: true, 2: true, 13: true})
	},
}

// full is a conversation with one of everything, two turns long.
func full(t *testing.T, s Store, conversation string) {
	t.Helper()
	open(t, s, bot.Pay{Agency: "traffic", Bill: "bill of " + conversation, AmountFen: 100, Until: 9e5}.Open(conversation, conversation+"_1_0", 1000))
	x := session("token "+conversation, conversation)
	if err := s.PutSession(t.Context(), x); err != nil {
		t.Fatal(err)
	}
	turn := asking(conversation, 1, 100, bot.Ask{Agency: "traffic", Operation: "decision"})
	turn.Wake, turn.Owner = 50, "?"
	turn.Links = []bot.Link{{Hash: []byte("link " + conversation), Conversation: conversation, Turn: 1, Kind: "login", Until: 9e5}}
	turn.Filed = []bot.Filed{
		{Kind: "case", Key: bot.Key{Turn: 1}, At: 1000, Body: []byte(`{}`)},
		{Kind: "rating", Key: bot.Key{Turn: 1}, At: 1000, Level: 2, Body: []byte(`{}`)},
	}
	commit(t, s, turn, Turn(conversation, 2))
}

// sound lets the store find nothing wrong with itself.
func sound(t *testing.T, s Store) {
	t.Helper()
	must(s.Verify(t.Context(), store.Bodies, func(f store.Finding) { t.Errorf("found: %v", f) }))
}

// said is turn n, which hears a message with an id.
func said(conversation string, n int64, id string) bot.Turn {
	t := Turn(conversation, n)
	t.Body = fmt.Appendf(nil, `{"event":{"at":%d,"is":"said","what":{"id":%q}},"said":%d}`, t.At, id, n)
	return t
}
