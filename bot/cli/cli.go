package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/alecthomas/kong"
)

// Exit codes.
const (
	exitOK          = 0
	exitFindings    = 1
	exitUsage       = 2
	exitEnvironment = 3
)

// Version is set by the linker for releases.
var Version = "dev"

// Globals are flags that every command has.
type Globals struct {
	Config  string `help:"Configuration file." env:"BANSHI_CONFIG"`
	Data    string `help:"Folder of the embedded database, keys and sandbox memory." default:"./data" env:"BANSHI_DATA"`
	Sandbox string `help:"Play agencies, cashier and identity provider: auto, on or off." default:"auto" enum:"auto,on,off" env:"BANSHI_SANDBOX"`
	Intents string `help:"Folder of definitions that is master, reloaded on change." env:"BANSHI_INTENTS"`
	Store   string `help:"Database: sqlite:PATH." placeholder:"URL"`
	Cache   string `help:"Folder of trained recognisers, which hold nothing of a citizen; else DIR/cache beside a database, or the user's cache." env:"BANSHI_CACHE" placeholder:"FOLDER"`

	SandboxURL        string `help:"The sandbox runs in a process of its own there (banshi sandbox)." name:"sandbox-url" env:"BANSHI_SANDBOX_URL" placeholder:"URL"`
	SandboxSecretFile string `help:"File with the secret both share; without one it follows from the key file." env:"BANSHI_SANDBOX_SECRET_FILE" placeholder:"FILE"`
}

// commands is the whole command line; a struct is its help text.
type commands struct {
	Globals

	Serve serveCommand `cmd:"" default:"withargs" help:"Serve the chat (the default command)."`
	Chat  chatCommand  `cmd:"" help:"Talk in the terminal, on the same engine."`

	Check      checkCommand      `cmd:"" group:"Definitions" help:"Name what is wrong with definitions, prove them, and run their talks."`
	Test       testCommand       `cmd:"" group:"Definitions" help:"Run talks."`
	Prove      proveCommand      `cmd:"" group:"Definitions" help:"Explore every state of the services, and show what is wrong with them."`
	Replay     replayCommand     `cmd:"" group:"Definitions" help:"Run recorded conversations again under a draft."`
	Items      itemsCommand      `cmd:"" group:"Definitions" help:"List what is offered where."`
	Understand understandCommand `cmd:"" group:"Definitions" help:"Tell what texts may mean: JSON lines in, JSON lines out."`
	Eval       evalCommand       `cmd:"" group:"Definitions" help:"Measure the recogniser."`
	Unmatched  unmatchedCommand  `cmd:"" group:"Definitions" help:"List what citizens wrote and nothing was made of."`
	Call       callCommand       `cmd:"" group:"Definitions" help:"Ask one operation of an agency."`

	Orders   ordersCommand   `cmd:"" group:"What waits" help:"List payments, or resolve one by hand."`
	Calls    callsCommand    `cmd:"" group:"What waits" help:"List calls to agencies that wait."`
	Requests requestsCommand `cmd:"" group:"What waits" help:"List written requests that were promised an answer, or close one."`
	Erase    eraseCommand    `cmd:"" group:"What waits" help:"Have a conversation erased for good."`

	Config      configCommand      `cmd:"" group:"Running it" help:"Print the settings in force and where each came from."`
	Doctor      doctorCommand      `cmd:"" group:"Running it" help:"Check everything around the program."`
	Healthcheck healthcheckCommand `cmd:"" group:"Running it" help:"Ask a running server whether it takes messages."`
	RunSandbox  sandboxCommand     `cmd:"" name:"sandbox" group:"Running it" help:"Run the sandbox in a process of its own."`
	Backup      backupCommand      `cmd:"" group:"Running it" help:"Copy the database while it is used."`
	Restore     restoreCommand     `cmd:"" group:"Running it" help:"Put a backup in place of the database."`
	Verify      verifyCommand      `cmd:"" group:"Running it" help:"Check the invariants of the database."`
	Migrate     migrateCommand     `cmd:"" group:"Running it" help:"Bring the database to this program's version."`
	TellVersion versionCommand     `cmd:"" name:"version" group:"Running it" help:"Tell the version."`
}

// run is what a command works with.
type run struct {
	ctx     context.Context
	globals *Globals
	in      io.Reader
	out     io.Writer
	err     io.Writer
	log     *slog.Logger
	flags   map[string]bool // that stood on the command line
}

// failure ends the process with a code; its text is one line on stderr.
type failure struct {
	code int
	err  error
}

func (f *failure) Error() string { return f.err.Error() }

func (f *failure) Unwrap() error { return f.err }

func usage(format string, a ...any) error { return &failure{exitUsage, fmt.Errorf(format, a...)} }

func environment(format string, a ...any) error {
	return &failure{exitEnvironment, fmt.Errorf(format, a...)}
}

// errFindings says that something was found; it was printed already.
var errFindings = &failure{exitFindings, errors.New("findings")}

// Main runs one command and gives the process's exit code.
func Main(args []string, in io.Reader, out, errOut io.Writer) int {
	var c commands
	code := -1
	parser, err := kong.New(&c,
		kong.Name("banshi"), kong.Description("办事: public services by chat."), kong.UsageOnError(),
		kong.Writers(out, errOut), kong.Exit(func(n int) { code = n }),
	)
	if err != nil {
		fmt.Fprintln(errOut, err)
		return exitUsage
	}
	if len(args) > 0 && args[0] == "help" { // banshi help COMMAND is banshi COMMAND --help
		args = append(slices.Clone(args[1:]), "--help")
	}
	parsed, err := parser.Parse(args)
	if code >= 0 { // --help
		return code
	}
	if err != nil {
		fmt.Fprintf(errOut, "banshi: %v (see banshi --help)\n", err)
		return exitUsage
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	log := slog.New(slog.NewTextHandler(errOut, &slog.HandlerOptions{Level: slog.LevelInfo}))
	err = parsed.Run(&run{ctx: ctx, globals: &c.Globals, in: in, out: out, err: errOut, log: log, flags: given(parsed)})
	if err == nil {
		return exitOK
	}
	var f *failure
	if !errors.As(err, &f) {
		f = &failure{exitEnvironment, err}
	}
	if f != errFindings {
		fmt.Fprintf(errOut, "banshi: %v\n", f.err)
	}
	return f.code
}

// given are the flags that stood on the command line, by name.
func given(c *kong.Context) map[string]bool {
	out := map[string]bool{}
	for _, p := range c.Path {
		if p.Flag != nil && !p.Resolved {
			out[p.Flag.Name] = true
		}
	}
	return out
}
