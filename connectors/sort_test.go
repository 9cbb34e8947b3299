package connectors

import (
	"context"
	"errors"
	"maps"
	"testing"

	"github.com/banshi-bot/banshi/intents"
)

func TestSortOf(t *testing.T) {
	for _, family := range intents.Families {
		read, write := SortOf(family, intents.Read), SortOf(family, intents.Write)
		want := ErrRefused
		switch family {
		case "agency_down":
			want = ErrAgain
		case "unknown_result":
			want = ErrUnknown
		}
		if write != want || read == ErrUnknown || want == ErrRefused && read != want {
			t.Errorf("%s: read %v, write %v", family, read, write)
		}
	}
}

// answers is a connector that gives one outcome and notes what it was asked.
type answers struct {
	err   error
	asked Call
}

func (a *answers) Do(_ context.Context, c Call) (Answer, error) {
	a.asked = c
	return Answer{Fields: map[string]string{"receipt": "R"}}, a.err
}

func TestLookup(t *testing.T) {
	act := Call{ID: "KEY", Subject: "s", Args: map[string]string{"number": "1", "amount": "2"}, Operation: &intents.Operation{Name: "settle", Effect: intents.Write}}
	lookup := &intents.Operation{Name: "settlement", Effect: intents.Read, Args: []intents.Declared{{Name: "number"}}}
	for _, c := range []struct {
		said   error
		sort   error
		family string
	}{
		{nil, nil, ""},
		{Said("not_found", "404", intents.Read), ErrAgain, "not_found"},
		{Said("not_yet_in_system", "404", intents.Read), ErrAgain, "not_found"},
		{Said("window_closed", "9", intents.Read), ErrRefused, "window_closed"},
		{Said("unknown_result", "8", intents.Read), ErrUnknown, "unknown_result"},
		{Unsent("connection", nil), ErrUnknown, "unknown_result"},
		{Lost("http 500", intents.Read, nil), ErrUnknown, "unknown_result"},
	} {
		a := &answers{err: c.said}
		got, err := Lookup(t.Context(), a, act, lookup)
		var f *Fault
		errors.As(err, &f)
		switch {
		case c.sort == nil && (err != nil || got.Fields["receipt"] != "R"):
			t.Errorf("found: %v %v", got, err)
		case c.sort != nil && (f == nil || !errors.Is(err, c.sort) || f.Family != c.family):
			t.Errorf("lookup said %v: %v, want %s: %v", c.said, err, c.family, c.sort)
		}
		if a.asked.ID != "KEY" || a.asked.Subject != "s" || !maps.Equal(a.asked.Args, map[string]string{"number": "1"}) {
			t.Errorf("asked %+v", a.asked)
		}
	}
}
