package pack

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"
)

// The major types of CBOR, and what of its simple values is used.
const (
	positive = 0
	negative = 1
	octets   = 2
	words    = 3
	list     = 4
	pairs    = 5

	isFalse = 0xf4
	isTrue  = 0xf5
	isNull  = 0xf6
	isFloat = 0xfb // eight bytes

	inHead = 24 // a number below it stands in the first byte
	inByte = 24 // the first byte says that 1, 2, 4 or 8 bytes follow
)

// mostDeep bounds what is read over unknown.
const mostDeep = 32

// encoder writes behind b. It knows the strings it has written.
type encoder struct {
	codec *Codec
	b     []byte
	seen  []string
}

// head writes a major type with its number.
func (e *encoder) head(major byte, n uint64) {
	switch m := major << 5; {
	case n < inHead:
		e.b = append(e.b, m|byte(n))
	case n <= math.MaxUint8:
		e.b = append(e.b, m|inByte, byte(n))
	case n <= math.MaxUint16:
		e.b = binary.BigEndian.AppendUint16(append(e.b, m|inByte+1), uint16(n))
	case n <= math.MaxUint32:
		e.b = binary.BigEndian.AppendUint32(append(e.b, m|inByte+2), uint32(n))
	default:
		e.b = binary.BigEndian.AppendUint64(append(e.b, m|inByte+3), n)
	}
}

func (e *encoder) null() { e.b = append(e.b, isNull) }

func (e *encoder) whole(n int64) {
	if n < 0 {
		e.head(negative, uint64(-1-n))
		return
	}
	e.head(positive, uint64(n))
}

const (
	mostWord   = 16 // the longest word in any list: longer strings need not be looked up
	leastHex   = 8  // digits are halved from here: shorter ones are seldom digests
	leastTwice = 4  // from here a string is written once
	mostSeen   = 256
)

// text writes a string: as a word, as one that was written before, as half as many bytes, or as it is.
func (e *encoder) text(s string) {
	if len(s) <= mostWord && s != "" && e.codec.begins[s[0]] {
		if n, ok := e.codec.number[s]; ok {
			e.head(positive, n)
			return
		}
	}
	if len(s) >= leastTwice {
		if n := slices.Index(e.seen, s); n >= 0 { // a few dozen strings: quicker than a map
			e.head(negative, uint64(n))
			return
		}
		if len(e.seen) < mostSeen {
			e.seen = append(e.seen, s)
		}
	}
	if isHex(s) {
		e.head(octets, uint64(len(s)/2))
		e.b, _ = hex.AppendDecode(e.b, []byte(s)) // they are digits
		return
	}
	e.head(words, uint64(len(s)))
	e.b = append(e.b, s...)
}

func isHex(s string) bool {
	if len(s) < leastHex || len(s)%2 != 0 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// decoder reads from rest until the first error, and nothing after it.
type decoder struct {
	codec *Codec
	rest  []byte
	seen  []string // strings that may be meant again
	err   error
}

var errShort = errors.New("it ends too early")

func (d *decoder) fail(what string) {
	if d.err == nil {
		d.err = fmt.Errorf("%s, %d bytes before the end", what, len(d.rest))
	}
	d.rest = nil
}

// take gives the next n bytes, nil where there are fewer.
func (d *decoder) take(n uint64) []byte {
	if uint64(len(d.rest)) < n {
		if d.err == nil {
			d.err = errShort
		}
		d.rest = nil
		return nil
	}
	b := d.rest[:n]
	d.rest = d.rest[n:]
	return b
}

func (d *decoder) one() byte {
	if b := d.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (d *decoder) head() (major byte, n uint64) {
	first := d.one()
	major, n = first>>5, uint64(first&31)
	if n < inHead || major == isNull>>5 {
		return major, n
	}
	if n > inByte+3 {
		d.fail("a head that is not used")
		return major, 0
	}
	n = 0
	for _, b := range d.take(1 << (first&31 - inByte)) {
		n = n<<8 | uint64(b)
	}
	return major, n
}

func (d *decoder) whole() int64 {
	major, n := d.head()
	if major > negative || n > math.MaxInt64 {
		d.fail("no whole number")
		return 0
	}
	if major == negative {
		return -1 - int64(n)
	}
	return int64(n)
}

func (d *decoder) text() string {
	switch major, n := d.head(); major {
	case positive:
		if n < uint64(len(d.codec.words)) {
			return d.codec.words[n]
		}
		d.fail("a word beyond the list")
	case negative:
		if n < uint64(len(d.seen)) {
			return d.seen[n]
		}
		d.fail("a string that was not written before")
	case octets:
		return d.note(hex.EncodeToString(d.take(n)))
	case words:
		return d.note(string(d.take(n)))
	default:
		d.fail("no string")
	}
	return ""
}

// note keeps a string for when it is meant again.
func (d *decoder) note(s string) string {
	if len(s) >= leastTwice && len(d.seen) < mostSeen {
		d.seen = append(d.seen, s)
	}
	return s
}

// count is the length of a list or map: each part of it takes at least a byte.
func (d *decoder) count(of byte) int {
	major, n := d.head()
	if major != of || n > uint64(len(d.rest)) {
		d.fail("no list or map that fits")
		return 0
	}
	return int(n)
}

// null takes a null, if it is next.
func (d *decoder) null() bool {
	if len(d.rest) > 0 && d.rest[0] == isNull {
		d.rest = d.rest[1:]
		return true
	}
	return false
}

// skip reads over one value.
func (d *decoder) skip(deep int) {
	if deep == 0 {
		d.fail("too deep")
		return
	}
	if len(d.rest) > 0 && d.rest[0] == isFloat {
		d.take(9)
		return
	}
	switch major, n := d.head(); major {
	case octets:
		d.note(hex.EncodeToString(d.take(n)))
	case words:
		d.note(string(d.take(n)))
	case pairs:
		d.skipAll(2*n, deep)
	case list:
		d.skipAll(n, deep)
	}
}

func (d *decoder) skipAll(n uint64, deep int) {
	for ; n > 0 && d.err == nil; n-- {
		d.skip(deep - 1)
	}
}
