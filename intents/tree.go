package intents

import (
	"crypto/sha256"
	"encoding/binary"
)

// shape is what a tree is.
type shape string

const (
	scalar shape = "a value"
	list   shape = "a list"
	object shape = "a map"
	empty  shape = "nothing"
)

// tree is a node of a definition file, with its place. Trees are never changed once read: an overlay makes new
// ones that share what it leaves alone.
type tree struct {
	shape   shape
	text    string // of a scalar
	tag     string // of a scalar: "!!str", "!!int", "!!bool", "!!float", "!!timestamp"
	lead    int    // columns from pos to the first character of text; -1 where text spans lines
	entries []entry
	items   []*tree
	final   bool // of an object: no region may change it
	pos     Pos
}

type entry struct {
	key   string
	pos   Pos
	value *tree
}

// get finds the value of a key.
func (t *tree) get(key string) *tree {
	if t == nil {
		return nil
	}
	for _, e := range t.entries {
		if e.key == key {
			return e.value
		}
	}
	return nil
}

// keys lists the keys of an object.
func (t *tree) keys() []string {
	var keys []string
	for _, e := range t.entries {
		keys = append(keys, e.key)
	}
	return keys
}

// content appends what a digest is made of; places are not content.
func (t *tree) content(b []byte) []byte {
	if t == nil {
		return append(b, '-')
	}
	b = append(b, t.shape[2])
	switch t.shape {
	case scalar:
		b = appendString(b, t.text)
	case list:
		b = appendInt(b, len(t.items))
		for _, item := range t.items {
			b = item.content(b)
		}
	case object:
		b = appendInt(b, len(t.entries))
		for _, e := range t.entries {
			b = e.value.content(appendString(b, e.key))
		}
	}
	return b
}

// equal reports the same content, wherever it stands.
func (t *tree) equal(other *tree) bool {
	if t == other {
		return true
	}
	if t == nil || other == nil || t.shape != other.shape || t.text != other.text ||
		len(t.items) != len(other.items) || len(t.entries) != len(other.entries) {
		return false
	}
	for k := range t.items {
		if !t.items[k].equal(other.items[k]) {
			return false
		}
	}
	for _, e := range t.entries {
		if v := other.get(e.key); v == nil || !e.value.equal(v) {
			return false
		}
	}
	return true
}

type digest [sha256.Size]byte

func (t *tree) digest() digest { return sha256.Sum256(t.content(nil)) }

func appendString(b []byte, s string) []byte { return append(appendInt(b, len(s)), s...) }

func appendInt(b []byte, n int) []byte { return binary.BigEndian.AppendUint32(b, uint32(n)) }
