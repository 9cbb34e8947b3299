package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
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

// secret is the key of one conversation, ready for use.
type secret struct {
	id string
	box
}

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
	b, err := newBox(schemeAES, key)
	if err != nil {
		return nil, err
	}
	k := &secret{id, b}
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
