package sandbox

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/connectors/sign"
)

// notice is what the cashier tells about an order, signed as package sign describes.
type notice struct {
	ID        string `json:"notice_id"`
	No        string `json:"order_no"`
	State     string `json:"state"`
	AmountFen int64  `json:"amount_fen"`
	Receipt   string `json:"receipt"`
	PaidAt    int64  `json:"paid_at"`
}

// KeyID names the sandbox's secret in signed requests and notices.
const KeyID = "sandbox"

// retries are the waits after notices that nobody acknowledged; then the cashier gives up.
var retries = []time.Duration{
	2 * time.Second, 5 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute, 3 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour,
}

// notify lays a notice out to be sent when due; copy tells a second one of the same id from the first.
func (t *tx) notify(o order, due int64, copy int, n notice) {
	if o.Notify == "" {
		return
	}
	t.exec(`insert into notice (id, copy, due, tries, url, body) values (?1, ?2, ?3, 0, ?4, ?5)`, n.ID, copy, due, o.Notify, encode(n))
}

// wake tells Run that a notice may be due.
func (s *Sandbox) wake() {
	select {
	case s.due <- struct{}{}:
	default:
	}
}

// longestWait bounds Run's sleep while notices wait, for a town whose clock is set by hand.
const longestWait = time.Second

// Run sends the cashier's notices until ctx ends.
func (s *Sandbox) Run(ctx context.Context) error {
	for {
		next, err := s.Deliver(ctx)
		if err != nil && ctx.Err() == nil {
			s.log.Error("sandbox notices", "error", err)
			next = longestWait
		}
		if err := s.sleep(ctx, next); err != nil {
			return nil
		}
	}
}

// sleep waits until woken or d has passed; without d only until woken.
func (s *Sandbox) sleep(ctx context.Context, d time.Duration) error {
	var alarm <-chan time.Time
	if d > 0 {
		t := time.NewTimer(min(d, longestWait))
		defer t.Stop()
		alarm = t.C
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.due:
	case <-alarm:
	}
	return nil
}

// waiting is a notice laid out in the memory.
type waiting struct {
	id, url, body string
	copy, tries   int
}

// Deliver sends every notice that is due by the town's clock, once each, and tells how long until the next; 0 means
// that none waits.
func (s *Sandbox) Deliver(ctx context.Context) (next time.Duration, err error) {
	for range 1000 { // more than can wait; a bound, not a loop for ever
		var w waiting
		var due int64
		found := false
		err := s.memory.do(ctx, func(t *tx) error {
			found = t.row([]any{&w.id, &w.copy, &due, &w.tries, &w.url, &w.body},
				`select id, copy, due, tries, url, body from notice order by due, id, copy limit 1`)
			return nil
		})
		if err != nil || !found {
			return 0, err
		}
		if wait := time.UnixMilli(due).Sub(s.now()); wait > 0 {
			return wait, nil
		}
		if err := s.record(ctx, w, s.post(ctx, w)); err != nil {
			return 0, err
		}
	}
	return time.Millisecond, nil
}

// record drops a notice that was acknowledged or tried often enough, and puts any other off.
func (s *Sandbox) record(ctx context.Context, w waiting, failed error) error {
	return s.memory.do(context.WithoutCancel(ctx), func(t *tx) error {
		if failed == nil || w.tries >= len(retries) {
			t.exec(`delete from notice where id = ?1 and copy = ?2`, w.id, w.copy)
			return nil
		}
		t.exec(`update notice set tries = tries + 1, due = ?3 where id = ?1 and copy = ?2`,
			w.id, w.copy, s.now().Add(retries[w.tries]).UnixMilli())
		return nil
	})
}

// post sends a notice; anything but 200 and "success" is no acknowledgement.
func (s *Sandbox) post(ctx context.Context, n waiting) error {
	body := []byte(n.body)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, n.url, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("notice: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	sign.Sign(req, body, KeyID, s.secret, s.now(), rand.Text())
	resp, err := s.client.Do(req)
	if err != nil {
		return fmt.Errorf("notice: %w", err)
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(io.LimitReader(resp.Body, 64))
	if err != nil || resp.StatusCode != http.StatusOK || strings.TrimSpace(string(said)) != "success" {
		return fmt.Errorf("notice: answered %d", resp.StatusCode)
	}
	return nil
}
