package cli

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
	"github.com/banshi-bot/banshi/bot/onetime"
	"github.com/banshi-bot/banshi/bot/terminal"
	"github.com/banshi-bot/banshi/bot/wechat"
	"github.com/banshi-bot/banshi/intents/value"
	"github.com/banshi-bot/banshi/store"
)

type chatCommand struct {
	JSON    bool   `help:"One JSON object per reply."`
	Lang    string `help:"Language until the citizen shows another: zh or en." enum:"zh,en," default:""`
	Region  string `help:"Region code of six digits; without one it is asked."`
	As      string `help:"A citizen of the sandbox who has logged in." placeholder:"NAME"`
	Level   int    `help:"How far that citizen proved themselves: 2 or 3." default:"2"`
	Channel string `help:"Channel whose limits and rendering to take on: terminal, web or wechat." enum:"terminal,web,wechat" default:"terminal"`
	Trace   bool   `help:"Show why each turn went as it did."`
	Reveal  bool   `help:"Show slots unmasked (sandbox only)."`
	Clock   string `help:"Start the sandbox's clock there, as in 2026-03-04T09:00; it stands still but for /wait." placeholder:"TIME"`
}

// Run talks until the input ends.
func (c *chatCommand) Run(r *run) error {
	cfg, err := r.config(nil)
	if err != nil {
		return err
	}
	played, err := sandboxed(r.globals.Sandbox, "127.0.0.1:0", cfg)
	if err != nil {
		return err
	}
	if !played && (c.Reveal || c.Clock != "" || c.As != "") {
		return usage("--reveal, --clock and --as are for the sandbox")
	}
	if c.Region != "" && value.Regions().Name(c.Region, "zh") == "" {
		return usage("--region %q is no region code of six digits, such as 330100", c.Region)
	}
	clock, err := c.clock()
	if err != nil {
		return err
	}
	memory := !r.flags["data"]
	if !memory {
		lock, err := store.LockFolder(r.globals.Data)
		if err != nil {
			return refused(err)
		}
		defer lock.Unlock()
	}
	return c.talk(r, cfg, clock, plan{
		globals: r.globals, config: cfg, sandbox: played, memory: memory, now: clock.now,
		log:     slog.New(slog.NewTextHandler(r.err, &slog.HandlerOptions{Level: slog.LevelWarn})),
		pushers: map[string]engine.Pusher{"wechat": readAnyway{}},
		unknown: func(err error) {
			fmt.Fprintf(r.err, "banshi: commit unknown: %v\n", err)
			os.Exit(exitEnvironment)
		},
	})
}

// talk builds the house and sits down in it.
func (c *chatCommand) talk(r *run, cfg *Config, clock *clock, p plan) error {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return environment("loopback port: %v", err)
	}
	defer ln.Close()
	p.listen, p.fixed = ln.Addr().String(), c.Clock != "" && p.memory
	h, err := build(r.ctx, p)
	if err != nil {
		return err
	}
	defer h.close()
	srv := newServer(h.beside())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = srv.Serve(ln)
	}()
	defer func() {
		_ = srv.Close()
		<-done
	}()
	road, _ := terminal.Road(c.Channel)
	var tick <-chan time.Time
	if prompt(r, c.JSON) != "" {
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		tick = ticker.C
	}
	road.Trusted = p.sandbox
	refused, err := terminal.New(terminal.Config{
		Engine: h.engine, World: &world{house: h, clock: clock}, Inside: h.inside(c.Reveal), In: r.in, Out: r.out, Err: r.err,
		Road: road, Subject: "terminal", Prefix: c.prefix(p.memory), Lang: c.Lang, Region: c.region(h), As: c.As, Level: c.Level,
		JSON: c.JSON, Trace: c.Trace, Sandbox: p.sandbox, Prompt: prompt(r, c.JSON), Tick: tick, Style: style(r), Render: render(c.Channel),
		Address: addresses(c.Clock != ""),
	}).Run(r.ctx)
	if err != nil {
		return environment("%v", err)
	}
	if refused > 0 {
		return usage("%d lines could not be taken", refused)
	}
	return nil
}

func (c *chatCommand) clock() (*clock, error) {
	if c.Clock == "" {
		return &clock{}, nil
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if at, err := time.ParseInLocation(layout, c.Clock, value.Regions().Zone(c.Region)); err == nil {
			return &clock{at: at}, nil
		}
	}
	return nil, usage("--clock %q is not a time such as 2026-03-04T09:00", c.Clock)
}

// prefix makes the ids of plain lines unique where the conversation goes on from an earlier one.
func (c *chatCommand) prefix(memory bool) string {
	if memory {
		return "line-"
	}
	return time.Now().UTC().Format("20060102T150405.000000-")
}

// region is the one that was asked for, else the only one that is served.
func (c *chatCommand) region(h *house) string {
	if c.Region == "" && len(h.config.Regions) == 1 {
		return h.config.Regions[0]
	}
	return c.Region
}

// beside serves what a talk needs beside it: the cashier's notices, and the pages that links lead to.
func (h *house) beside() http.Handler {
	mux := http.NewServeMux()
	if h.cash != nil {
		mux.HandleFunc("POST /pay/sandbox", h.notice)
		mux.Handle("/go/", onetime.New(onetime.Config{
			Links: h.store, Conversations: h.engine, Identity: h.ident, PublicURL: h.public, Secret: h.keys.Derive("links"),
			Sandbox: h.sandbox, Now: h.now, Log: h.log,
		}).Handler())
	}
	if h.pages != nil {
		mux.Handle("/sandbox/", h.pages)
	}
	return mux
}

// readAnyway stands for a channel's own road: a terminal reads the log.
type readAnyway struct{}

// Push does nothing.
func (readAnyway) Push(context.Context, string, string, []bot.Logged) error { return nil }

func render(channel string) func([]bot.Logged, string) []string {
	if channel == "wechat" {
		return wechat.Render
	}
	return nil
}

// addresses numbers addresses in the order they are met, so that the same input gives the same output although
// links are random.
func addresses(numbered bool) func(string) string {
	if !numbered {
		return nil
	}
	met := map[string]string{}
	return func(url string) string {
		if _, ok := met[url]; !ok {
			met[url] = fmt.Sprintf("link:%d", len(met)+1)
		}
		return met[url]
	}
}

// prompt is shown to people only.
func prompt(r *run, json bool) string {
	if in, ok := r.in.(*os.File); !ok || json || columns(in) == 0 || columns(r.out) == 0 {
		return ""
	}
	return "> "
}

func style(r *run) terminal.Style {
	wide := columns(r.out)
	return terminal.Style{
		Color: wide > 0 && os.Getenv("NO_COLOR") == "" && !strings.HasPrefix(os.Getenv("TERM"), "dumb"),
		Width: min(wide, 78),
	}
}

// columns is how wide a terminal is, 0 where there is none.
func columns(to any) int {
	f, ok := to.(*os.File)
	if !ok {
		return 0
	}
	size, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0
	}
	if size.Col == 0 {
		return 80 // it does not say
	}
	return max(int(size.Col), 20)
}
