package bot

import (
	"encoding/json"

	"github.com/banshi-bot/banshi/bot/pack"
)

// stored writes what is kept of every turn: its record, the conversation's state, effects that wait.
var stored = newStored()

func newStored() *pack.Codec {
	c := pack.New(storedWords)
	pack.Sum[What](c, What.name,
		Said{}, Chosen{}, Filled{}, Unread{}, Entered{}, Answered{}, Paid{}, Guessed{}, Tick{}, Late{}, Proved{}, Unproved{},
		Took{}, Wrote{}, Released{}, Delivered{}, News{}, Moved{}, Set{}, Erased{})
	return c
}

// Pack writes a Record, a Conversation or a part of either as it is kept.
func Pack(v any) []byte { return stored.Append(make([]byte, 0, 1<<10), v) }

// Unpack reads what Pack wrote into a zero value. What was kept before there was Pack is JSON, and is read as well.
func Unpack(b []byte, into any) error {
	if len(b) > 0 && b[0] == '{' {
		return json.Unmarshal(b, into)
	}
	return stored.Read(b, into)
}

// PackRecord writes a record. The id of a message at the root of its own chain is written once.
func PackRecord(r Record) []byte {
	if r.Event.For == r.Event.MessageID() {
		r.Event.For = ""
	}
	return Pack(&r)
}

// UnpackRecord reads a record.
func UnpackRecord(b []byte) (Record, error) {
	var r Record
	if err := Unpack(b, &r); err != nil {
		return Record{}, err
	}
	if r.Event.For == "" {
		r.Event.For = r.Event.MessageID()
	}
	return r, nil
}
