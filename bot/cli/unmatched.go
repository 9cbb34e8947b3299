package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/understand"
	"github.com/banshi-bot/banshi/intents/value"
	"github.com/banshi-bot/banshi/store"
)

// unmatchedKept is how long a text nothing was made of is kept.
const unmatchedKept = 30 * 24 * time.Hour

// keepMissed keeps a text nothing was made of.
func (h *house) keepMissed(ctx context.Context, m bot.Missed) error {
	return h.store.AddUnmatched(ctx, store.Unmatched{At: m.At, Lang: m.Lang, Region: m.Region, Text: m.Text})
}

// forgetting deletes texts nothing was made of when their time is over, until ctx ends.
func (h *house) forgetting(ctx context.Context) error {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		before := h.now().Add(-unmatchedKept).UnixMilli()
		if _, err := h.store.Retain(ctx, store.Retention{Unmatched: before}); err != nil && ctx.Err() == nil {
			h.log.Error("retention", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

type unmatchedCommand struct {
	Days  int    `help:"Of the last days." default:"30" placeholder:"N"`
	Lang  string `help:"Only texts in this language." enum:"zh,en," default:"" placeholder:"LANG"`
	Limit int    `help:"At most so many groups, the largest first." default:"20" placeholder:"N"`
	Texts int    `help:"At most so many texts, the newest first." default:"5000" placeholder:"N"`
	JSON  bool   `help:"One JSON object per group."`
}

// missedGroup is texts that say nearly the same, as operators read it.
type missedGroup struct {
	Times   int             `json:"times"`
	Texts   []string        `json:"texts"`
	Guesses []intents.Guess `json:"guesses"`
	Effects []addition      `json:"effects"`
}

// addition is what adding a group to an intent would change.
type addition struct {
	Intent  string              `json:"intent"`
	Matched int                 `json:"matched"` // of the texts, each judged without itself
	Of      int                 `json:"of"`
	Changed []understand.Change `json:"changed"` // texts of other groups and examples of other services
}

// Run groups the texts kept and measures what adding them would change.
func (c *unmatchedCommand) Run(r *run) error {
	texts, err := c.texts(r)
	if err != nil {
		return err
	}
	if len(texts) == 0 {
		if !c.JSON {
			fmt.Fprintln(r.out, "nothing unmatched")
		}
		return nil
	}
	samples, err := r.samples()
	if err != nil {
		return err
	}
	g := grouping{samples: samples, cfg: understand.Config{Find: value.Find, Version: kindsVersion}}
	g.model = understand.Train(samples, g.cfg)
	g.groups = g.model.Groups(texts)
	for i := range g.groups[:min(c.Limit, len(g.groups))] {
		if err := c.print(r, g.measure(i)); err != nil {
			return err
		}
	}
	return nil
}

// texts are those kept, the newest first.
func (c *unmatchedCommand) texts(r *run) ([]string, error) {
	s, err := r.open(store.Read)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	since := time.Now().AddDate(0, 0, -c.Days).UnixMilli()
	rows, err := s.Unmatched(r.ctx, since, c.Texts)
	if err != nil {
		return nil, environment("%v", err)
	}
	var out []string
	for _, u := range rows {
		if c.Lang == "" || u.Lang == c.Lang {
			out = append(out, u.Text)
		}
	}
	return out, nil
}

// grouping is what adding texts is measured against.
type grouping struct {
	samples []understand.Sample
	cfg     understand.Config
	model   *understand.Model
	groups  []understand.Group
}

// measure tries to add a group to each of its two best guesses.
func (g *grouping) measure(i int) missedGroup {
	group := g.groups[i]
	out := missedGroup{Times: group.Times, Texts: group.Texts, Guesses: append([]intents.Guess{}, group.Guesses...), Effects: []addition{}}
	for _, guess := range group.Guesses {
		e := g.model.Try(g.samples, g.cfg, guess.Intent, group.Texts, g.others(i, guess.Intent))
		out.Effects = append(out.Effects, addition{guess.Intent, e.Matched, e.Of, append([]understand.Change{}, e.Changed...)})
	}
	return out
}

// others are the texts that should be understood as before: examples of other services, and of other groups the
// most typical.
func (g *grouping) others(i int, intent string) []string {
	var out []string
	for _, s := range g.samples {
		if s.Intent != intent {
			out = append(out, s.Text)
		}
	}
	for k, group := range g.groups {
		if k != i {
			out = append(out, group.Texts[0])
		}
	}
	return out
}

func (c *unmatchedCommand) print(r *run, g missedGroup) error {
	if c.JSON {
		return writeJSON(r.out, g)
	}
	fmt.Fprintf(r.out, "%d× %s\n", g.Times, g.Texts[0])
	if more := g.Texts[1:min(4, len(g.Texts))]; len(more) > 0 {
		fmt.Fprintf(r.out, "    also: %s\n", strings.Join(more, " | "))
	}
	for k, e := range g.Effects {
		fmt.Fprintf(r.out, "    as %s (%.2f): %d of %d match, %d other texts change\n", e.Intent, g.Guesses[k].Score, e.Matched, e.Of, len(e.Changed))
		for _, ch := range e.Changed[:min(3, len(e.Changed))] {
			fmt.Fprintf(r.out, "        %s: %s, now %s\n", ch.Text, orNone(ch.Before), orNone(ch.After))
		}
	}
	return nil
}

func orNone(intent string) string {
	if intent == "" {
		return "not acted on"
	}
	return intent
}
