package terminal

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/banshi-bot/banshi/bot"
)

const help = `/pay [how]        press the cashier's button: pay, late, twice, never, amount, refuse, no_refund
/wait 10m         let time pass: 30s, 10m, 2h, 6d
/login NAME [3]   log in as a citizen of the sandbox
/slots            what is filled in
/trace            why the last message was answered so
/back             one question back
/reset            a new conversation
/quit             the end
`

var errSandbox = errors.New("only in the sandbox")

// command does what a line with a slash asks for.
func (t *Terminal) command(ctx context.Context, l line) error {
	switch l.command {
	case "pay":
		return t.pay(ctx, l.args)
	case "wait":
		return t.wait(ctx, l.args)
	case "login":
		if len(l.args) == 0 {
			return errors.New("/login NAME [level]")
		}
		return t.login(ctx, l.args[0], level(l.args[1:]))
	case "slots":
		return t.slots(ctx)
	case "trace":
		return t.why(ctx)
	case "back":
		return t.hear(ctx, bot.Said{ID: t.Prefix + strconv.Itoa(t.lines), Text: t.word("上一步", "back")})
	case "reset":
		return t.reset(ctx)
	case "quit":
		t.over = true
		return nil
	}
	_, err := fmt.Fprint(t.Err, help)
	return err
}

func level(args []string) int {
	if len(args) > 0 && (args[0] == "3" || args[0] == "L3") {
		return 3
	}
	return 2
}

func (t *Terminal) word(zh, en string) string {
	if t.Lang == "en" {
		return en
	}
	return zh
}

func (t *Terminal) pay(ctx context.Context, args []string) error {
	if !t.Sandbox {
		return fmt.Errorf("/pay: %w", errSandbox)
	}
	how := "pay"
	if len(args) > 0 {
		how = args[0]
	}
	if err := t.World.Pay(ctx, t.conversation, how); err != nil {
		return fmt.Errorf("/pay: %w", err)
	}
	return t.settle(ctx)
}

func (t *Terminal) wait(ctx context.Context, args []string) error {
	if !t.Sandbox {
		return fmt.Errorf("/wait: %w", errSandbox)
	}
	if len(args) != 1 {
		return errors.New("/wait 10m")
	}
	d, err := Span(args[0])
	if err != nil {
		return fmt.Errorf("/wait: %w", err)
	}
	if err := t.World.Wait(ctx, d); err != nil {
		return fmt.Errorf("/wait: %w", err)
	}
	return t.show(ctx)
}

// login proves the subject to be a citizen; a conversation that has not begun begins with it.
func (t *Terminal) login(ctx context.Context, citizen string, level int) error {
	if !t.Sandbox {
		return fmt.Errorf("log in: %w", errSandbox)
	}
	if t.seen == 0 {
		if err := t.hear(ctx, bot.Set{Lang: t.Lang, Region: t.Region}); err != nil {
			return err
		}
	}
	if err := t.World.Login(ctx, t.conversation, citizen, level); err != nil {
		return fmt.Errorf("log in: %w", err)
	}
	return t.settle(ctx)
}

// reset begins a conversation anew, as somebody else.
func (t *Terminal) reset(ctx context.Context) error {
	t.resets++
	t.subject = t.Subject + "-" + strconv.Itoa(t.resets)
	return t.begin(ctx)
}
