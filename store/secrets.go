package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

// secrets keeps one random key per conversation, wrapped under the master key, in a database file of its own.
type secrets struct {
	wrap   box
	write  *writer
	read   *reader
	now    func() int64
	recent recent
	making sync.RWMutex // held by an erasure: no new key while the old one's bodies are still there
}

// secret is the key of one conversation. What a cipher makes of it is 40 times as large: it is kept only for
// conversations that write turns, not for all those that are connected (1.3 KiB each).
type secret struct {
	id  string
	key []byte
	hot atomic.Pointer[box]
}

// ready is the key worked into its cipher.
func (k *secret) ready() box {
	if b := k.hot.Load(); b != nil {
		return *b
	}
	b, err := newBox(schemeAES, k.key)
	if err != nil {
		panic(err) // unwrap saw its length
	}
	return b
}

// keepReady is ready for what happens often.
func (k *secret) keepReady() box {
	b := k.ready()
	if k.hot.Load() == nil {
		k.hot.Store(&b)
	}
	return b
}

func (k *secret) seal(at place, plain []byte) []byte         { return k.ready().seal(at, plain) }
func (k *secret) open(at place, body []byte) ([]byte, error) { return k.ready().open(at, body) }

const (
	insertSecret = `insert into secret (conversation, id, body, made) values ($1, $2, $3, $4) on conflict (conversation) do nothing`
	selectSecret = `select id, body from secret where conversation = $1`
	deleteSecret = `delete from secret where conversation = $1 and id = $2`
)

// of gives the key of a conversation, ErrErased where there is none.
func (s *secrets) of(ctx context.Context, conversation string) (*secret, error) {
	k, epoch := s.recent.get(conversation)
	if k != nil {
		return k, nil
	}
	var id string
	var body []byte
	err := s.read.row(ctx, selectSecret, []any{&id, &body}, conversation)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrErased
	}
	if err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	return s.unwrap(conversation, id, body, epoch)
}

// ofOrMake gives the key of a conversation and makes one where there is none. It is durable before it is used.
func (s *secrets) ofOrMake(ctx context.Context, conversation string) (*secret, error) {
	k, err := s.of(ctx, conversation)
	if !errors.Is(err, ErrErased) {
		return k, err
	}
	s.making.RLock()
	defer s.making.RUnlock()
	_, epoch := s.recent.get(conversation)
	id := hex.EncodeToString(random(8))
	body := s.wrap.seal(secretPlace(conversation, id), random(keyLen))
	err = s.write.write(conversation, func(c conn) error {
		if _, err := c.exec(insertSecret, conversation, id, body, s.now()); err != nil {
			return err
		}
		return c.each(selectSecret, func(row []driver.Value) error { // another may have been first
			id, body = row[0].(string), row[1].([]byte)
			return nil
		}, conversation)
	})
	if err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	return s.unwrap(conversation, id, body, epoch)
}

func (s *secrets) unwrap(conversation, id string, body []byte, epoch int) (*secret, error) {
	key, err := s.wrap.open(secretPlace(conversation, id), body)
	if err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	if len(key) != keyLen {
		return nil, fmt.Errorf("key of %d bytes: %w", len(key), ErrSealed)
	}
	k := &secret{id: id, key: key}
	s.recent.put(conversation, k, epoch)
	return k, nil
}

func secretPlace(conversation, id string) place {
	return place{table: "secret", owner: conversation + "|" + id}
}

// shred deletes a key and leaves nothing of it in the file or its log.
func (s *secrets) shred(conversation, id string) error {
	err := s.write.write(conversation, func(c conn) error {
		_, err := c.exec(deleteSecret, conversation, id)
		return err
	})
	s.recent.forget(conversation)
	if err != nil {
		return err
	}
	return s.write.aside(truncateLog)
}

// classBox is the key of one order or one day of texts: derived, never stored, not part of any erasure.
func classBox(k Keyring, class, of string) box {
	b, err := newBox(schemeAES, k.Hash("class "+class, of))
	if err != nil {
		panic(err) // the scheme and the length are ours
	}
	return b
}
