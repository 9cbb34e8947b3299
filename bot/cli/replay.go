package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/replay"
	"github.com/banshi-bot/banshi/bot/talk"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/store"
)

type replayCommand struct {
	Against    string `help:"Folder of definitions: the draft." required:"" placeholder:"DIR"`
	Last       int    `help:"Only the last N conversations, by when they were heard." placeholder:"N"`
	Understand bool   `help:"Understand what was said anew, instead of as it was then."`
	Summary    bool   `help:"Only count; show no talks."`
	JSON       bool   `help:"One JSON object per difference, and one for the counts."`
}

// Run replays the conversations of the database, also while a server uses it, and shows where a draft makes them go
// otherwise.
func (c *replayCommand) Run(r *run) error {
	if c.Last < 0 {
		return usage("--last %d: write how many", c.Last)
	}
	draft, err := c.draft(r)
	if err != nil {
		return err
	}
	s, err := r.open(store.Read)
	if err != nil {
		return err
	}
	defer s.Close()
	begun := time.Now()
	all := replaying{store: s.Store, options: replay.Options{Book: talk.Book(draft), Understand: c.Understand}}
	ids, err := all.conversations(r.ctx, c.Last)
	if err != nil {
		return environment("%v", err)
	}
	t := told{command: c, out: r.out, draft: draft, progress: newProgress(r.err, len(ids))}
	if err := all.run(r.ctx, ids, t.take); err != nil {
		return environment("%v", err)
	}
	t.progress.clear()
	if err := t.sum(time.Since(begun)); err != nil {
		return err
	}
	if t.differ() {
		return errFindings
	}
	return nil
}

// draft compiles the folder as it would go live here.
func (c *replayCommand) draft(r *run) (*intents.Catalog, error) {
	if _, err := os.Stat(filepath.Join(c.Against, "services")); err != nil {
		return nil, usage("--against: %v", err)
	}
	cfg, err := r.config(nil)
	if err != nil {
		return nil, err
	}
	d := &definitions{dir: c.Against, regions: cfg.Regions, offices: cfg.Offices, now: time.Now, log: r.log}
	draft, err := d.compiled(r.ctx)
	if err != nil {
		return nil, err
	}
	return r.trained(draft), nil
}

// replaying runs recorded conversations under other definitions, on all processors.
type replaying struct {
	store   *store.Store
	options replay.Options
}

// conversations are the last so many, the one heard last first; 0 is all.
func (p *replaying) conversations(ctx context.Context, last int) ([]string, error) {
	if last == 0 {
		last = unlimited
	}
	return p.store.Recorded(ctx, last)
}

// replayed is what became of one conversation. It is not whole where its first turns are kept no longer, or it was
// erased meanwhile: what cannot be run from its beginning is not run.
type replayed struct {
	conversation string
	whole        bool
	other        bool // another build recorded it
	result       replay.Result
	err          error
}

// rareGC lets garbage grow to five times what is in use, which is little: a conversation is soon done with.
const rareGC = 400

// run replays conversations and gives what became of each, in their order.
func (p *replaying) run(ctx context.Context, ids []string, take func(replayed) error) error {
	defer debug.SetGCPercent(debug.SetGCPercent(rareGC))
	ctx, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	defer all.Wait()
	defer cancel()
	ahead := make(chan chan replayed, 4*runtime.GOMAXPROCS(0))
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	all.Go(func() {
		defer close(ahead)
		for _, id := range ids {
			one := make(chan replayed, 1)
			select {
			case ahead <- one:
			case <-ctx.Done():
				return
			}
			free <- struct{}{}
			all.Go(func() {
				one <- p.one(ctx, id)
				<-free
			})
		}
	})
	for one := range ahead {
		r := <-one
		if r.err != nil {
			return r.err
		}
		if err := take(r); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// mostTurns bounds how much of one conversation is read.
const mostTurns = 10_000

func (p *replaying) one(ctx context.Context, id string) replayed {
	out := replayed{conversation: id}
	turns, err := p.store.Turns(ctx, id, -1, mostTurns)
	switch {
	case errors.Is(err, store.ErrErased): // while we read
		return out
	case err != nil:
		out.err = err
		return out
	case len(turns) == 0 || turns[0].N != 1:
		return out
	}
	rec := replay.Recording{Records: make([]bot.Record, len(turns))}
	for i := range turns {
		if rec.Records[i], err = bot.UnpackRecord(turns[i].Body); err != nil {
			out.err = fmt.Errorf("conversation %s, turn %d: %w", id, turns[i].N, err)
			return out
		}
		out.other = out.other || rec.Records[i].Build != Version
	}
	out.whole, out.result = true, replay.Replay(rec, p.options)
	return out
}

// told counts what became of conversations and shows those that go otherwise.
type told struct {
	command  *replayCommand
	out      io.Writer
	draft    *intents.Catalog
	progress *progress
	counts   map[replay.Verdict]int
	all      int
	parts    int // not whole
	others   int // of another build
}

func (t *told) take(r replayed) error {
	t.progress.step()
	t.all++
	if !r.whole {
		t.parts++
		return nil
	}
	if r.other {
		t.others++
	}
	if t.counts == nil {
		t.counts = map[replay.Verdict]int{}
	}
	t.counts[r.result.Verdict]++
	if r.result.Verdict == replay.Same || t.command.Summary {
		return nil
	}
	t.progress.clear()
	if t.command.JSON {
		return writeJSON(t.out, struct {
			Conversation string         `json:"conversation"`
			Verdict      replay.Verdict `json:"verdict"`
			Turn         int64          `json:"turn"`
			Call         string         `json:"call,omitempty"`
			Talks        string         `json:"talks"`
		}{r.conversation, r.result.Verdict, r.result.Turn, r.result.Call, r.result.Show(t.draft)})
	}
	_, err := fmt.Fprintf(t.out, "%s: %s\n\n", r.conversation, r.result.Show(t.draft))
	return err
}

func (t *told) differ() bool { return t.all-t.parts != t.counts[replay.Same] }

// sum writes the counts.
func (t *told) sum(took time.Duration) error {
	if t.command.JSON {
		return writeJSON(t.out, map[string]any{
			"conversations": t.all, "ms": took.Milliseconds(), "same": t.counts[replay.Same], "shorter": t.counts[replay.Shorter],
			"changed": t.counts[replay.Changed], "stuck": t.counts[replay.Stuck], "needs_answer": t.counts[replay.Needs],
			"not_whole": t.parts, "other_build": t.others,
		})
	}
	line := fmt.Sprintf("%d conversations in %.1f s: %d same, %d shorter, %d changed, %d now stuck, %d need an answer",
		t.all, took.Seconds(), t.counts[replay.Same], t.counts[replay.Shorter], t.counts[replay.Changed], t.counts[replay.Stuck], t.counts[replay.Needs])
	if t.parts > 0 {
		line += fmt.Sprintf("; %d not run, their beginning is not kept", t.parts)
	}
	if t.others > 0 {
		line += fmt.Sprintf("; %d were recorded by another build", t.others)
	}
	_, err := fmt.Fprintln(t.out, line)
	return err
}
