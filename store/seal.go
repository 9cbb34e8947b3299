package store

import (
	"crypto/aes"
	"crypto/cipher"
	"fmt"
	"strconv"
)

// A sealed body is one byte naming the scheme, then what its AEAD made: nonce, ciphertext, tag. Its additional
// data is table|owner|number, so that a body opens only where it was written.

// scheme names a way of sealing. A national cipher is one more line in schemes.
type scheme byte

const (
	schemeNone scheme = 0
	schemeAES  scheme = 1 // AES-256-GCM with a random nonce
)

var schemes = map[scheme]func(key []byte) (cipher.AEAD, error){
	schemeAES: aesGCM,
}

func aesGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// place is where a body stands: table, owner, and numbers within it.
type place struct {
	table string
	owner string
	n     int64
	i     int
}

func (p place) aad(buf []byte) []byte {
	buf = append(buf, p.table...)
	buf = append(buf, '|')
	buf = append(buf, p.owner...)
	buf = append(buf, '|')
	buf = strconv.AppendInt(buf, p.n, 10)
	buf = append(buf, '|')
	return strconv.AppendInt(buf, int64(p.i), 10)
}

// box seals and opens under one key.
type box struct {
	scheme scheme
	aead   cipher.AEAD
}

func newBox(s scheme, key []byte) (box, error) {
	make, ok := schemes[s]
	if !ok {
		return box{}, fmt.Errorf("sealing scheme %d: %w", s, ErrSealed)
	}
	aead, err := make(key)
	if err != nil {
		return box{}, fmt.Errorf("sealing scheme %d: %w", s, err)
	}
	return box{s, aead}, nil
}

// seal gives nil for nothing: an absent body stays absent.
func (b box) seal(at place, plain []byte) []byte {
	if plain == nil {
		return nil
	}
	var aad [96]byte
	out := make([]byte, 1, 1+len(plain)+b.aead.Overhead())
	out[0] = byte(b.scheme)
	return b.aead.Seal(out, nil, plain, at.aad(aad[:0]))
}

func (b box) open(at place, body []byte) ([]byte, error) {
	if len(body) == 0 {
		return nil, nil
	}
	if scheme(body[0]) != b.scheme {
		return nil, fmt.Errorf("%s: scheme %d: %w", at.table, body[0], ErrSealed)
	}
	var aad [96]byte
	plain, err := b.aead.Open(make([]byte, 0, len(body)), nil, body[1:], at.aad(aad[:0]))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", at.table, ErrSealed)
	}
	return plain, nil
}
