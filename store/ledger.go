package store

import (
	"context"
	"fmt"

	"github.com/banshi-bot/banshi/bot"
)

const (
	insertEntry   = `insert into entry (transfer, line, order_no, account, fen, at) values ($1, $2, $3, $4, $5, $6)`
	sumTransfer   = `select coalesce(sum(fen), 0) from entry where transfer = $1`
	selectSums    = `select account, sum(fen) from entry group by account order by account`
	selectEntries = `select order_no, transfer, account, fen, at from entry where order_no = $1 order by at, transfer, line`
)

// balanced refuses lines whose transfers do not sum to zero, before anything is queued.
func balanced(lines []bot.Entry) error {
	sums := map[string]int64{}
	for _, e := range lines {
		sums[e.Transfer] += e.Fen
	}
	for transfer, sum := range sums {
		if sum != 0 {
			return fmt.Errorf("transfer %s: %w", transfer, ErrUnbalanced)
		}
	}
	return nil
}

// writeEntries appends lines and looks, inside the transaction, at what then lies under each transfer. A
// transfer that is there already collides on its key: nothing is booked twice.
func writeEntries(c conn, lines []bot.Entry) error {
	count := map[string]int64{}
	for _, e := range lines {
		count[e.Transfer]++
		if _, err := c.exec(insertEntry, e.Transfer, count[e.Transfer], e.Order, e.Account, e.Fen, e.At); err != nil {
			return fmt.Errorf("transfer %s: %w", e.Transfer, err)
		}
	}
	for transfer := range count {
		sum, err := one(c, sumTransfer, transfer)
		if err != nil {
			return err
		}
		if sum != 0 {
			return fmt.Errorf("transfer %s: %w", transfer, ErrUnbalanced)
		}
	}
	return nil
}

// LedgerSums gives the balance of each account, in fen; together they are zero.
func (s *Store) LedgerSums(ctx context.Context) (map[string]int64, error) {
	out := map[string]int64{}
	err := s.read.each(ctx, selectSums, func(scan func(...any) error) error {
		var account string
		var sum int64
		err := scan(&account, &sum)
		out[account] = sum
		return err
	})
	return out, wrap(err, "ledger sums")
}

// Entries gives the ledger lines of one order.
func (s *Store) Entries(ctx context.Context, order string) ([]bot.Entry, error) {
	var out []bot.Entry
	err := s.read.each(ctx, selectEntries, func(scan func(...any) error) error {
		var e bot.Entry
		err := scan(&e.Order, &e.Transfer, &e.Account, &e.Fen, &e.At)
		out = append(out, e)
		return err
	}, order)
	return out, wrap(err, "entries of %s", order)
}
