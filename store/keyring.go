package store

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

const keyLen = 32

// Keyring is the master key and what is derived from it. It never prints.
type Keyring struct{ ring *ring }

type ring struct {
	master  []byte
	derived sync.Map // label -> []byte
	hashes  sync.Map // label -> *sync.Pool of *hashing
}

// NewKeyring is the keyring of a master key of 32 bytes.
func NewKeyring(master []byte) (Keyring, error) {
	if len(master) != keyLen {
		return Keyring{}, fmt.Errorf("master key of %d bytes, not %d", len(master), keyLen)
	}
	return Keyring{&ring{master: append([]byte(nil), master...)}}, nil
}

// RandomKeyring is a keyring that ends with the process.
func RandomKeyring() Keyring {
	k, err := NewKeyring(random(keyLen))
	if err != nil {
		panic(err) // the length is ours
	}
	return k
}

// LoadOrMakeKey reads the master key in the file at path, or makes one there that only its owner may read.
func LoadOrMakeKey(path string) (Keyring, error) {
	k, err := LoadKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	if err := makeKey(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return Keyring{}, fmt.Errorf("make key file %s: %w", path, err)
	}
	return LoadKey(path)
}

// LoadKey reads the master key in the file at path.
func LoadKey(path string) (Keyring, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Keyring{}, fmt.Errorf("key file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return Keyring{}, fmt.Errorf("key file %s: others may read it (mode %04o); chmod 0400", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return Keyring{}, fmt.Errorf("key file: %w", err)
	}
	master, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		return Keyring{}, fmt.Errorf("key file %s: not base64", path)
	}
	k, err := NewKeyring(master)
	if err != nil {
		return Keyring{}, fmt.Errorf("key file %s: %w", path, err)
	}
	return k, nil
}

// makeKey writes a new key whole or not at all: a link does not replace what another process made meanwhile.
func makeKey(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if _, err := f.WriteString(base64.StdEncoding.EncodeToString(random(keyLen)) + "\n"); err != nil {
		return err
	}
	if err := f.Chmod(0o400); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// Derive is a key of 32 bytes for one purpose.
func (k Keyring) Derive(label string) []byte {
	if d, ok := k.ring.derived.Load(label); ok {
		return d.([]byte)
	}
	d, err := hkdf.Key(sha256.New, k.ring.master, nil, "banshi "+label, keyLen)
	if err != nil {
		panic(err) // only for a length HKDF cannot give
	}
	k.ring.derived.Store(label, d)
	return d
}

// Hash is a keyed hash of parts, 32 bytes, of use for one purpose only. ("ab", "c") and ("a", "bc") differ.
func (k Keyring) Hash(label string, parts ...string) []byte {
	pool := k.ring.hashing(label)
	h := pool.Get().(*hashing)
	defer pool.Put(h)
	h.mac.Reset()
	h.text = h.text[:0]
	for _, p := range parts {
		h.text = append(binary.BigEndian.AppendUint32(h.text, uint32(len(p))), p...)
	}
	h.mac.Write(h.text)
	return h.mac.Sum(nil)
}

// hashing is a keyed hash that is used again: its key is worked in once (1.1 µs and 1 allocation instead of 1.9 and 10).
type hashing struct {
	mac  hash.Hash
	text []byte
}

func (r *ring) hashing(label string) *sync.Pool {
	if p, ok := r.hashes.Load(label); ok {
		return p.(*sync.Pool)
	}
	key := Keyring{r}.Derive(label)
	p, _ := r.hashes.LoadOrStore(label, &sync.Pool{New: func() any { return &hashing{mac: hmac.New(sha256.New, key)} }})
	return p.(*sync.Pool)
}

// String hides the key.
func (k Keyring) String() string { return "***" }

// GoString hides the key.
func (k Keyring) GoString() string { return "***" }

// LogValue hides the key.
func (k Keyring) LogValue() slog.Value { return slog.StringValue("***") }

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails: it ends the process instead
	return b
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
