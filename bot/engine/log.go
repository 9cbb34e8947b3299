package engine

import (
	"context"
	"fmt"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents"
)

func readRecord(t bot.Turn) (bot.Record, error) {
	r, err := bot.UnpackRecord(t.Body)
	if err != nil {
		return r, fmt.Errorf("turn %s/%d: %w", t.Conversation, t.N, err)
	}
	return r, nil
}

// logged gives the entries of the log a turn holds.
func (e *Engine) logged(t bot.Turn, r bot.Record) []bot.Logged {
	var out []bot.Logged
	if r.Said > 0 {
		ev := r.Event
		out = append(out, bot.Logged{Seq: r.Said, At: t.At, Turn: t.N, Root: t.Root, For: ev.For, Said: &ev})
	}
	for i := range r.Replies {
		n := &r.Replies[i]
		out = append(out, bot.Logged{Seq: n.Seq, At: t.At, Turn: t.N, Root: t.Root, For: r.Event.For, Reply: e.shown(n.Reply), Apart: r.Apart})
	}
	return out
}

// Log gives the entries after a seq, at most the newest limit of them, in order, and the numbers of the oldest
// kept and the last.
func (e *Engine) Log(ctx context.Context, conversation string, after int64, limit int) (entries []bot.Logged, first, last int64, err error) {
	l := e.lanes.enter(conversation)
	defer e.lanes.leave(l)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := e.load(ctx, l); err != nil {
		return nil, 0, 0, e.unavailable("load", conversation, err)
	}
	first, last = l.first, l.c.Seq
	if after >= last {
		return nil, first, last, nil
	}
	from := max(after, last-int64(limit))
	if len(l.tail) > 0 && l.tail[0].Seq <= from+1 {
		return above(l.tail, from), first, last, nil
	}
	entries, err = e.read(ctx, conversation, from, int(last-from))
	if err != nil {
		return nil, 0, 0, e.unavailable("log", conversation, err)
	}
	return entries, first, last, nil
}

// read gives entries from the store. A turn holds at least one entry or none; turns without any are skipped by
// their seq.
func (e *Engine) read(ctx context.Context, conversation string, after int64, limit int) ([]bot.Logged, error) {
	turns, err := e.cfg.Store.Turns(ctx, conversation, after, limit+tailKept)
	if err != nil {
		return nil, err
	}
	var out []bot.Logged
	for _, t := range turns {
		r, err := readRecord(t)
		if err != nil {
			return nil, err
		}
		out = append(out, e.logged(t, r)...)
	}
	return above(out, after), nil
}

func above(entries []bot.Logged, after int64) []bot.Logged {
	for i := range entries {
		if entries[i].Seq > after {
			return entries[i:]
		}
	}
	return nil
}

// Records gives everything recorded of a conversation up to the turn that holds an entry of the log, and the book
// to run it again with.
func (e *Engine) Records(ctx context.Context, conversation string, seq int64) ([]bot.Record, intents.Book, error) {
	turns, err := e.cfg.Store.Turns(ctx, conversation, -1, 1<<20)
	if err != nil {
		return nil, intents.Book{}, err
	}
	var out []bot.Record
	book := intents.Book{Catalog: e.cfg.Definitions.Live(), Model: e.cfg.Model != nil, Pinned: map[string]*intents.Item{}}
	e.pins.Range(func(digest, item any) bool {
		book.Pinned[digest.(string)] = item.(*intents.Item)
		return true
	})
	for _, t := range turns {
		r, err := readRecord(t)
		if err != nil {
			return nil, book, err
		}
		out = append(out, r)
		if t.Seq >= seq {
			break
		}
	}
	return out, book, nil
}

// between gives the replies from one seq to another.
func (e *Engine) between(ctx context.Context, conversation string, from, to int64) ([]bot.Logged, error) {
	entries, err := e.read(ctx, conversation, from-1, int(to-from)+1)
	if err != nil {
		return nil, err
	}
	var out []bot.Logged
	for _, en := range entries {
		if en.Reply != nil && en.Seq <= to {
			out = append(out, en)
		}
	}
	return out, nil
}

// recent gives the replies of a chain, where they are all in memory.
func (l *lane) recent(root int64) ([]bot.Logged, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.tail) == 0 || l.tail[0].Turn > root || l.tail[0].Turn == root && l.tail[0].Said == nil {
		return nil, false
	}
	var out []bot.Logged
	for _, en := range l.tail {
		if en.Root == root && en.Reply != nil && !en.Apart {
			out = append(out, en)
		}
	}
	return out, true
}

// chainReplies gives the replies of all turns with one root, in order. Where they go out in the answer to the
// message, those that took another road are left out: nobody shall read them twice.
func (e *Engine) chainReplies(ctx context.Context, l *lane, root int64) ([]bot.Logged, error) {
	if out, ok := l.recent(root); ok {
		return out, nil
	}
	conversation := l.id
	t, err := e.cfg.Store.TurnAt(ctx, conversation, root)
	if err != nil {
		return nil, err
	}
	turns, err := e.cfg.Store.Turns(ctx, conversation, t.Seq-1-e.replyCount(t), 512)
	if err != nil {
		return nil, err
	}
	var out []bot.Logged
	for _, t := range turns {
		if t.Root != root {
			continue
		}
		r, err := readRecord(t)
		if err != nil {
			return nil, err
		}
		for _, en := range e.logged(t, r) {
			if en.Reply != nil && !en.Apart {
				out = append(out, en)
			}
		}
	}
	return out, nil
}

// replyCount is how many entries a turn holds.
func (e *Engine) replyCount(t bot.Turn) int64 {
	r, err := readRecord(t)
	if err != nil {
		return 0
	}
	return int64(len(e.logged(t, r)))
}
