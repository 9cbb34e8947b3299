package pack

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
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

// head writes a major type with its number.
func head(b []byte, major byte, n uint64) []byte {
	switch m := major << 5; {
	case n < inHead:
		return append(b, m|byte(n))
	case n <= math.MaxUint8:
		return append(b, m|inByte, byte(n))
	case n <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(b, m|inByte+1), uint16(n))
	case n <= math.MaxUint32:
		return binary.BigEndian.AppendUint32(append(b, m|inByte+2), uint32(n))
	default:
		return binary.BigEndian.AppendUint64(append(b, m|inByte+3), n)
	}
}

// decoder reads from rest until the first error, and nothing after it.
type decoder struct {
	rest []byte
	err  error
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
	major, n := d.head()
	switch major {
	case octets, words:
		d.take(n)
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
