package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/banshi-bot/banshi/bot"
)

const (
	insertOrder = `insert into payment (order_no, conversation, agency, bill, state, version, holds, amount_fen, captured_fen, refunded_fen, created, changed, due, taken, body)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14) on conflict do nothing`
	countOrder = `select count(*) from payment where order_no = $1`
	// An order that once let its bill go never takes it back: another may be paying it by now.
	moveOrder = `update payment set state = $2, version = $3, holds = case when holds = 1 then $4 else 0 end, captured_fen = $5,
		refunded_fen = $6, changed = $7, due = $8, taken = 0, body = $9 where order_no = $1 and version = $10`
	takeOrder    = `update payment set due = $3, taken = $2 where order_no = $1 and due = $2`
	selectOrders = `select order_no, due, body from payment`
	// Bounded by what is under way: an order that ended is not counted.
	countStates = `select state, count(*) from payment where state in ('created', 'awaiting', 'unknown', 'paid', 'settling',
		'refund_pending', 'refunding', 'refund_unknown', 'mismatch') group by state`
)

type sealedOrder struct {
	bot.Order
	bill, body []byte
}

func (s *Store) sealOrder(o bot.Order) (sealedOrder, error) {
	plain, err := json.Marshal(o)
	if err != nil {
		return sealedOrder{}, fmt.Errorf("order %s: %w", o.No, err)
	}
	body := classBox(s.opts.Keys, "order", o.No).seal(place{table: "payment", owner: o.No}, plain)
	return sealedOrder{o, s.opts.Keys.Hash("bill", o.Agency, o.Bill), body}, nil
}

func (s *Store) openOrder(no string, due int64, body []byte) (bot.Order, error) {
	var o bot.Order
	plain, err := classBox(s.opts.Keys, "order", no).open(place{table: "payment", owner: no}, body)
	if err == nil {
		err = json.Unmarshal(plain, &o)
	}
	if err != nil {
		return bot.Order{}, fmt.Errorf("order %s: %w", no, err)
	}
	o.Due = due // who took it moved only this
	return o, nil
}

// OpenOrder keeps a new order before anybody is asked. ErrTaken: another order of the same bill is open or
// paid. The same number again changes nothing.
func (s *Store) OpenOrder(ctx context.Context, o bot.Order) error {
	sealed, err := s.sealOrder(o)
	if err != nil {
		return err
	}
	return s.write(ctx, "open order "+o.No, sealed.open)
}

func (o sealedOrder) open(c conn) error {
	n, err := c.exec(insertOrder, o.No, o.Conversation, o.Agency, o.bill, string(o.State), o.Version, holds(o.State), o.AmountFen,
		o.CapturedFen, o.RefundedFen, o.Created, o.Changed, o.Due, o.body)
	if err != nil || n == 1 {
		return err
	}
	same, err := one(c, countOrder, o.No)
	if err != nil || same == 1 {
		return err
	}
	return refused{bot.ErrTaken}
}

// holds is 1 while an order in this state keeps others from paying its bill: while it is open or paid. Money on
// its way back pays nothing.
func holds(s bot.State) int64 {
	switch s {
	case bot.Closed, bot.Failed, bot.RefundPending, bot.Refunding, bot.RefundUnknown, bot.Refunded:
		return 0
	}
	return 1
}

// move runs inside the writer's transaction. The fence is the order's version.
func (o sealedOrder) move(c conn) error {
	n, err := c.exec(moveOrder, o.No, string(o.State), o.Version, holds(o.State), o.CapturedFen, o.RefundedFen, o.Changed, o.Due, o.body, o.Version-1)
	if err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("order %s, version %d: %w", o.No, o.Version, bot.ErrStale)
	}
	return nil
}

// MoveOrder keeps an order that moved by itself, with the lines of its ledger. ErrStale: somebody moved it
// first.
func (s *Store) MoveOrder(ctx context.Context, o bot.Order, lines []bot.Entry) error {
	sealed, err := s.sealOrder(o)
	if err == nil {
		err = balanced(lines)
	}
	if err != nil {
		return fmt.Errorf("move order %s: %w", o.No, err)
	}
	return s.write(ctx, "move order "+o.No, func(c conn) error {
		if err := sealed.move(c); err != nil {
			return err
		}
		return writeEntries(c, lines)
	})
}

// TakeOrder takes an order seen to be due at seenDue: nobody else gets it before until. False: another was first.
func (s *Store) TakeOrder(ctx context.Context, no string, seenDue, until int64) (bool, error) {
	return s.change(ctx, "take order "+no, takeOrder, no, seenDue, until)
}

// Order gives one order, ErrNone where there is none.
func (s *Store) Order(ctx context.Context, no string) (bot.Order, error) {
	var due int64
	var body []byte
	err := s.read.row(ctx, selectOrders+` where order_no = $1`, []any{&no, &due, &body}, no)
	if errors.Is(err, sql.ErrNoRows) {
		err = bot.ErrNone
	}
	if err != nil {
		return bot.Order{}, fmt.Errorf("order %s: %w", no, err)
	}
	return s.openOrder(no, due, body)
}

// DueOrders gives orders something is to be asked about, the longest waiting first.
func (s *Store) DueOrders(ctx context.Context, now int64, limit int) ([]bot.Order, error) {
	return s.orders(ctx, selectOrders+` where due > 0 and due <= $1 order by due limit $2`, now, limit)
}

// OrderFilter says which orders are wanted; zero fields ask for nothing.
type OrderFilter struct {
	State        bot.State
	Conversation string
	Agency       string // with Bill
	Bill         string
	Before       int64 // changed before
	Limit        int   // default 1000
}

// Orders gives the orders a filter asks for, the newest change first.
func (s *Store) Orders(ctx context.Context, f OrderFilter) ([]bot.Order, error) {
	var where []string
	var args []any
	and := func(column string, value any) {
		args = append(args, value)
		where = append(where, fmt.Sprintf("%s $%d", column, len(args)))
	}
	if f.State != "" {
		and("state =", string(f.State))
	}
	if f.Conversation != "" {
		and("conversation =", f.Conversation)
	}
	if f.Bill != "" {
		and("agency =", f.Agency)
		and("bill =", s.opts.Keys.Hash("bill", f.Agency, f.Bill))
	}
	if f.Before > 0 {
		and("changed <", f.Before)
	}
	q := selectOrders
	if len(where) > 0 {
		q += " where " + strings.Join(where, " and ")
	}
	args = append(args, limitOr(f.Limit, 1000))
	return s.orders(ctx, fmt.Sprintf("%s order by changed desc, order_no limit $%d", q, len(args)), args...)
}

// OrdersUnderWay counts the orders that have not ended, by state.
func (s *Store) OrdersUnderWay(ctx context.Context) (map[bot.State]int64, error) {
	out := map[bot.State]int64{}
	err := s.read.each(ctx, countStates, func(scan func(...any) error) error {
		var state bot.State
		var n int64
		err := scan(&state, &n)
		out[state] = n
		return err
	})
	return out, wrap(err, "count orders")
}

func (s *Store) orders(ctx context.Context, q string, args ...any) ([]bot.Order, error) {
	var out []bot.Order
	err := s.read.each(ctx, q, func(scan func(...any) error) error {
		var no string
		var due int64
		var body []byte
		if err := scan(&no, &due, &body); err != nil {
			return err
		}
		o, err := s.openOrder(no, due, body)
		out = append(out, o)
		return err
	}, args...)
	return out, wrap(err, "orders")
}

func limitOr(n, most int) int {
	if n <= 0 {
		return most
	}
	return n
}
