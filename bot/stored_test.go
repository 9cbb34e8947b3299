package bot

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// filler gives every field below a value one of its own that is not zero.
type filler struct{ n int64 }

func (f *filler) fill(v reflect.Value) {
	f.n++
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(f.n)
	case reflect.Float64:
		v.SetFloat(float64(f.n) / 7)
	case reflect.String:
		v.SetString(fmt.Sprint("值", f.n))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.fill(v.Index(0))
		f.fill(v.Index(1))
	case reflect.Map:
		e := reflect.New(v.Type().Elem()).Elem()
		f.fill(e)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf(fmt.Sprint("k", f.n)), e)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			f.fill(v.Field(i))
		}
	case reflect.Interface: // the caller's
	default:
		panic(v.Type().String())
	}
}

// kindsOfEvent are all of them.
var kindsOfEvent = []What{
	Said{}, Chosen{}, Filled{}, Unread{}, Entered{}, Answered{}, Paid{}, Guessed{}, Tick{}, Late{}, Proved{}, Unproved{},
	Took{}, Wrote{}, Released{}, Delivered{}, News{}, Moved{}, Set{}, Erased{},
}

func TestEveryFieldIsStored(t *testing.T) {
	if len(kindsOfEvent) != len(readers) {
		t.Fatalf("%d kinds of events here, %d elsewhere", len(kindsOfEvent), len(readers))
	}
	for _, kind := range kindsOfEvent {
		var f filler
		want := Record{}
		f.fill(reflect.ValueOf(&want).Elem())
		what := reflect.New(reflect.TypeOf(kind)).Elem()
		f.fill(what)
		want.Event.What = what.Interface().(What)
		for _, r := range []Record{want, {Event: Event{What: kind}}, {Event: Event{What: want.Event.What, For: want.Event.MessageID()}}} {
			got, err := UnpackRecord(PackRecord(r))
			if err != nil || !reflect.DeepEqual(got, r) {
				t.Errorf("%s: %+v was read as %+v, %v", kind.name(), r, got, err)
			}
			before, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := UnpackRecord(before); err != nil || !reflect.DeepEqual(got, r) {
				t.Errorf("%s, kept as JSON: %+v was read as %+v, %v", kind.name(), r, got, err)
			}
		}
	}
	var f filler
	var want, got Conversation
	f.fill(reflect.ValueOf(&want).Elem())
	want.Voice.Understanding.Zone = "act"
	if err := Unpack(Pack(&want), &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v was read as %+v, %v", want, got, err)
	}
}

// TestStoredNamesAreWords: a name of a field that is not in the list is written in full wherever it stands. A few
// new ones may wait for the next who looks here.
func TestStoredNamesAreWords(t *testing.T) {
	const mayWait = 6
	var unlisted []string
	known := map[string]bool{}
	for _, w := range storedWords {
		known[w] = true
	}
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(of reflect.Type) {
		if seen[of] {
			return
		}
		seen[of] = true
		switch of.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			walk(of.Elem())
		case reflect.Struct:
			for i := range of.NumField() {
				name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
				if !known[name] {
					unlisted = append(unlisted, name)
				}
				walk(of.Field(i).Type)
			}
		}
	}
	walk(reflect.TypeFor[Record]())
	walk(reflect.TypeFor[Conversation]())
	for _, kind := range kindsOfEvent {
		walk(reflect.TypeOf(kind))
	}
	if len(unlisted) > mayWait {
		t.Errorf("add at the end of storedWords: %q", unlisted)
	}
}

func TestUnpackOfWhatIsNone(t *testing.T) {
	for _, b := range [][]byte{nil, {}, []byte("{"), {0xff}, Pack(&Conversation{ID: "a", Frames: []Frame{{Intent: "b"}}})[:9]} {
		if _, err := UnpackRecord(b); err == nil {
			t.Errorf("%x was read", b)
		}
	}
}
