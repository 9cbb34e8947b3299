package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/connectors/sandbox"
	"github.com/banshi-bot/banshi/store"
)

// clock is the time of a talk: the machine's, or one that stands still; both move on when told to.
type clock struct {
	at    time.Time     // zero: the machine's clock
	ahead time.Duration // how far it was moved on
}

func (c *clock) now() time.Time {
	if c.at.IsZero() {
		return time.Now().Add(c.ahead)
	}
	return c.at.Add(c.ahead)
}

// world is what goes on around a talk: deadlines, the sandbox's cashier and identity page.
type world struct {
	house *house
	clock *clock
}

// mostRounds bounds how long one settling can go on by itself.
const mostRounds = 1000

// Settle carries out what is due until nothing is under way and nothing is due.
func (w *world) Settle(ctx context.Context) error {
	for range mostRounds {
		w.house.engine.Idle()
		if w.house.town != nil {
			if _, err := w.house.town.Deliver(ctx); err != nil {
				return fmt.Errorf("notices: %w", err)
			}
			w.house.engine.Idle()
		}
		due, err := w.due(ctx)
		if err != nil || !due {
			return err
		}
		w.house.engine.Sweep(ctx)
	}
	return errors.New("it does not come to rest")
}

func (w *world) due(ctx context.Context) (bool, error) {
	now, s := w.clock.now().UnixMilli(), w.house.store
	rows, err := s.DueRows(ctx, now, 1)
	if err != nil || len(rows) > 0 {
		return len(rows) > 0, err
	}
	orders, err := s.DueOrders(ctx, now, 1)
	if err != nil || len(orders) > 0 {
		return len(orders) > 0, err
	}
	wakes, err := s.Waking(ctx, now, 1)
	return len(wakes) > 0, err
}

// Wait moves the clock in steps that grow, so that what falls due on the way happens about when it should.
func (w *world) Wait(ctx context.Context, d time.Duration) error {
	end := w.clock.ahead + d
	for gone := time.Duration(0); w.clock.ahead < end; {
		step := min(stepAfter(gone), end-w.clock.ahead)
		w.clock.ahead, gone = w.clock.ahead+step, gone+step
		if err := w.Settle(ctx); err != nil {
			return err
		}
	}
	return w.Settle(ctx)
}

func stepAfter(gone time.Duration) time.Duration {
	switch {
	case gone < time.Minute:
		return time.Second
	case gone < time.Hour:
		return 15 * time.Second
	case gone < 24*time.Hour:
		return 5 * time.Minute
	}
	return time.Hour
}

// Pay presses a button of the cashier for the newest order that waits for its payment.
func (w *world) Pay(ctx context.Context, conversation, how string) error {
	if w.house.town == nil {
		return errors.New("the sandbox runs in another process: pay on its page")
	}
	orders, err := w.house.store.Orders(ctx, store.OrderFilter{Conversation: conversation})
	if err != nil {
		return err
	}
	waiting := slices.DeleteFunc(orders, func(o bot.Order) bool { return o.State != bot.Awaiting && o.State != bot.UnknownState })
	if len(waiting) == 0 {
		return errors.New("no payment is waited for")
	}
	newest := slices.MaxFunc(waiting, func(a, b bot.Order) int { return int(a.Created - b.Created) })
	return w.house.town.Press(ctx, newest.No, how)
}

// Login proves the conversation's subject to be a citizen, by the identity provider's own road.
func (w *world) Login(ctx context.Context, conversation, name string, level int) error {
	if w.house.town == nil {
		return errors.New("the sandbox runs in another process: log in on its page")
	}
	c, ok := citizen(name)
	if !ok {
		return fmt.Errorf("no citizen %q in the sandbox; there are %s", name, strings.Join(citizens(), ", "))
	}
	code, err := w.house.town.Code(ctx, c.IDNo, level)
	if err != nil {
		return err
	}
	p, err := w.house.ident.Prove(ctx, code)
	if err != nil {
		return err
	}
	return w.house.engine.Prove(ctx, conversation, bot.Proved{Name: p.Name, IDNo: p.IDNo, Mobile: p.Mobile, Level: p.Level, Until: p.Until})
}

// citizen finds a citizen of the sandbox by name, in either writing, or ID number.
func citizen(name string) (sandbox.Citizen, bool) {
	i := slices.IndexFunc(sandbox.Citizens, func(c sandbox.Citizen) bool {
		return c.Name == name || strings.EqualFold(c.Pinyin, name) || c.IDNo == name
	})
	if i < 0 {
		return sandbox.Citizen{}, false
	}
	return sandbox.Citizens[i], true
}

func citizens() []string {
	var out []string
	for _, c := range sandbox.Citizens {
		out = append(out, c.Name)
	}
	return out
}
