package terminal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
)

// Engine carries a message to its replies.
type Engine interface {
	Hear(ctx context.Context, in engine.Incoming) (engine.Receipt, error)
	Log(ctx context.Context, conversation string, after int64, limit int) (entries []bot.Logged, first, last int64, err error)
	Identify(channel, account, subject string) string
}

// World is what goes on around a conversation.
type World interface {
	// Settle waits until nothing is under way and nothing is due.
	Settle(ctx context.Context) error
	// Wait moves the clock, with everything that falls due on the way.
	Wait(ctx context.Context, d time.Duration) error
	// Pay presses a button of the cashier for the order the conversation waits for.
	Pay(ctx context.Context, conversation, how string) error
	// Login proves the conversation's subject to be a citizen of the sandbox.
	Login(ctx context.Context, conversation, citizen string, level int) error
}

// Inside tells where a conversation stands and why.
type Inside interface {
	// State is how it stood after a turn; 0 is now.
	State(ctx context.Context, conversation string, turn int64) (State, error)
	// Why explains a turn; 0 is the last.
	Why(ctx context.Context, conversation string, turn int64) (Reasons, error)
}

// State is what is being served, with its slots as they may be shown.
type State struct {
	Intent string
	Slots  map[string]string
}

// Reasons say why a turn went as it did, as lines and as JSON.
type Reasons interface{ String() string }

// Config is what a terminal is made of. Engine, World, Inside, In and Out must be there.
type Config struct {
	Engine  Engine
	World   World
	Inside  Inside
	In      io.Reader
	Out     io.Writer // replies
	Err     io.Writer // everything else
	Road    bot.Channel
	Subject string
	Prefix  string // of the ids that plain lines get; ids are unique within a conversation for good
	Lang    string
	Region  string
	As      string // a citizen of the sandbox who has logged in; "" nobody
	Level   int    // how far they proved themselves
	JSON    bool
	Trace   bool
	Sandbox bool
	Prompt  string           // before each line, for people
	Tick    <-chan time.Time // when to look for what was said meanwhile; nil: only after a line
	Style   Style
	// Render gives replies in a channel's own way; nil shows them as this one does.
	Render func(replies []bot.Logged, lang string) []string
	// Address shows an address; nil shows it as it is.
	Address func(url string) string
}

// Terminal is one conversation at a terminal.
type Terminal struct {
	Config
	conversation string
	subject      string
	seen         int64 // last entry of the log that was shown
	lines        int
	over         bool // /quit was said
	waiting      bool // behind a prompt
	resets       int
	refused      int
	traced       int64 // last turn whose reasons were shown
}

// New makes a terminal.
func New(c Config) *Terminal { return &Terminal{Config: c, subject: c.Subject} }

// Run talks until the input ends or ctx does, and gives how many lines could not be taken.
func (t *Terminal) Run(ctx context.Context) (refused int, err error) {
	if err := t.begin(ctx); err != nil {
		return 0, err
	}
	lines, ended := t.input(ctx)
	for t.prompt(); !t.over; {
		select {
		case <-ctx.Done():
			return t.refused, nil
		case <-t.Tick:
			err = t.look(ctx)
		case s, ok := <-lines:
			if !ok {
				return t.refused, errors.Join(<-ended, t.settle(ctx))
			}
			err = t.take(ctx, s)
			t.prompt()
		}
		if err != nil {
			return t.refused, err
		}
	}
	return t.refused, t.settle(ctx)
}

// input reads lines until the input ends, and then says how it ended. A read from a keyboard cannot be called
// off: where ctx ends first, the goroutine ends with the process.
func (t *Terminal) input(ctx context.Context) (lines <-chan string, ended <-chan error) {
	out, end := make(chan string), make(chan error, 1)
	go func() {
		defer close(out)
		in := bufio.NewScanner(t.In)
		in.Buffer(nil, 64<<10)
		for in.Scan() {
			select {
			case out <- in.Text():
			case <-ctx.Done():
			}
		}
		err := in.Err()
		if err != nil {
			err = fmt.Errorf("read input: %w", err)
		}
		end <- err
	}()
	return out, end
}

// look shows what was said while nobody typed.
func (t *Terminal) look(ctx context.Context) error {
	t.waiting = true
	defer func() { t.waiting = false }()
	before := t.seen
	err := t.settle(ctx)
	if t.seen != before {
		t.prompt()
	}
	return err
}

// take hears a line; one that cannot be taken is named and changes nothing.
func (t *Terminal) take(ctx context.Context, s string) error {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	t.lines++
	err := t.line(ctx, s)
	if err == nil {
		return nil
	}
	if ctx.Err() != nil || errors.Is(err, engine.ErrUnavailable) {
		return err
	}
	t.refused++
	fmt.Fprintf(t.Err, "line %d: %v\n", t.lines, err)
	return nil
}

func (t *Terminal) prompt() {
	if t.Prompt != "" && !t.over {
		fmt.Fprint(t.Out, t.Prompt)
	}
}

// begin takes the conversation up where it stands, and proves the citizen.
func (t *Terminal) begin(ctx context.Context) error {
	t.conversation = t.Engine.Identify(t.Road.Name, t.Road.Account, t.subject)
	_, _, last, err := t.Engine.Log(ctx, t.conversation, 0, 1)
	if err != nil {
		return err
	}
	t.seen, t.traced = last, 0
	if err := t.settle(ctx); err != nil {
		return err
	}
	if t.As == "" {
		return nil
	}
	return t.login(ctx, t.As, t.Level)
}

// line hears one line of input and shows what comes of it.
func (t *Terminal) line(ctx context.Context, s string) error {
	l, err := read(s, t.Prefix+strconv.Itoa(t.lines))
	if err != nil {
		return err
	}
	if l.command != "" {
		return t.command(ctx, l)
	}
	return t.hear(ctx, l.what)
}

func (t *Terminal) hear(ctx context.Context, what bot.What) error {
	_, err := t.Engine.Hear(ctx, engine.Incoming{Channel: t.Road, Subject: t.subject, Lang: t.Lang, Region: t.Region, What: what})
	if err != nil {
		return err
	}
	return t.settle(ctx)
}

// settle waits for everything that is under way and shows what was said.
func (t *Terminal) settle(ctx context.Context) error {
	if err := t.World.Settle(ctx); err != nil {
		return err
	}
	return t.show(ctx)
}

// mostShown is how many entries are read at once; one line cannot set more going.
const mostShown = 512

// show prints the replies nobody has seen yet.
func (t *Terminal) show(ctx context.Context) error {
	entries, _, last, err := t.Engine.Log(ctx, t.conversation, t.seen, mostShown)
	if err != nil {
		return err
	}
	t.seen = last
	var replies []bot.Logged
	for _, e := range entries {
		if e.Reply != nil {
			replies = append(replies, t.addressed(e))
		}
	}
	if len(replies) == 0 {
		return nil
	}
	if t.JSON {
		return t.showJSON(ctx, replies)
	}
	return t.showPlain(ctx, replies)
}

// addressed shows the addresses of a reply as they are to be shown.
func (t *Terminal) addressed(e bot.Logged) bot.Logged {
	if t.Address == nil {
		return e
	}
	r := *e.Reply
	replace := func(url *string) {
		if *url != "" {
			shown := t.Address(*url)
			r.Text = strings.ReplaceAll(r.Text, *url, shown)
			r.Spoken = strings.ReplaceAll(r.Spoken, *url, shown)
			*url = shown
		}
	}
	if r.Payment != nil {
		p := *r.Payment
		r.Payment = &p
		replace(&p.URL)
	}
	replace(&r.URL)
	e.Reply = &r
	return e
}
