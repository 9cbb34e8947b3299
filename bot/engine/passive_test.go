package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
	"github.com/banshi-bot/banshi/connectors"
)

const (
	answer7  = "灯杆状态：L7。"
	holding  = "正在办理，稍后把结果告诉您。"
	reported = "已报修，编号 L7。"
)

func wants(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) && len(got)+len(want) > 0 {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func TestAPassiveAnswerHasTheWholeChain(t *testing.T) {
	w := newTown(t)
	e := w.engine()
	r := tell(t, e, wechat, "1", "查路灯 7")
	wants(t, "answer", settled(t, e, r), answer7)
	wants(t, "again", settled(t, e, tell(t, e, wechat, "1", "查路灯 7")), answer7)
	e.Idle()
	w.silent()
}

func TestWhatASecondMessageOvertakesIsPushed(t *testing.T) {
	w := newTown(t)
	e := w.engine()
	open := w.lamps.shut()
	first := tell(t, e, wechat, "1", "查路灯 7")
	w.next()
	second := tell(t, e, wechat, "2", "谢谢")
	open()
	thanks := settled(t, e, second)
	wants(t, "pushed", []string{w.pushed()}, answer7)
	wants(t, "first answer", settled(t, e, first))
	wants(t, "second answer", settled(t, e, second), thanks...)
	w.silent()
}

func TestLateAnswersStayWhatTheyWere(t *testing.T) {
	w := newTown(t)
	e := w.engine()
	open := w.lamps.shut()
	r := tell(t, e, wechat, "1", "查路灯 7")
	w.next()
	late, err := e.Late(t.Context(), r.Conversation, r.Turn)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, "late", texts(late), holding)
	open()
	wants(t, "pushed", []string{w.pushed()}, answer7)
	e.Idle()
	wants(t, "the chain ended before the answer was read", settled(t, e, r), holding)
	again, err := e.Late(t.Context(), r.Conversation, r.Turn)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, "late a second time", texts(again), holding)

	w.reopen()
	e = w.engine()
	wants(t, "the same id after a restart", settled(t, e, tell(t, e, wechat, "1", "查路灯 7")), holding)
	w.silent()
}

func TestLateAfterTheChainSaysNothing(t *testing.T) {
	w := newTown(t)
	e := w.engine()
	r := tell(t, e, wechat, "1", "查路灯 7")
	settled(t, e, r)
	late, err := e.Late(t.Context(), r.Conversation, r.Turn)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, "late", texts(late), answer7)
}

// lost is an act whose outcome nobody knows.
func lost() error {
	return &connectors.Fault{Sort: connectors.ErrUnknown, Family: "unknown_result", Code: "cut"}
}

// act has a lamp reported over a road, up to the answer to the confirmation.
func act(t *testing.T, e *engine.Engine, road bot.Channel) []string {
	t.Helper()
	settled(t, e, tell(t, e, road, "1", "路灯报修 7"))
	return settled(t, e, tell(t, e, road, "2", "1"))
}

// An act is looked up long after its message was answered: the news belongs to its chain, but not to that answer.
func TestNewsOfALookUpIsPushed(t *testing.T) {
	w := newTown(t)
	e := w.engine()
	w.lamps.fail(lost())
	unsure := act(t, e, wechat)
	if len(unsure) != 1 || unsure[0] == reported {
		t.Fatalf("answer %q", unsure)
	}
	w.clock.pass(5 * time.Second)
	e.Sweep(t.Context())
	wants(t, "pushed", []string{w.pushed()}, reported)
	e.Idle()
	wants(t, "the same id again", settled(t, e, tell(t, e, wechat, "2", "1")), unsure...)
	w.silent()
}

func TestWhatCannotBePushedComesWithTheNextMessage(t *testing.T) {
	w := newTown(t)
	e := w.engine()
	silent := wechat
	silent.Tell = false
	w.lamps.fail(lost())
	unsure := act(t, e, silent)
	w.clock.pass(5 * time.Second)
	e.Sweep(t.Context())
	e.Idle()
	wants(t, "the same id again", settled(t, e, tell(t, e, silent, "2", "1")), unsure...)
	next := settled(t, e, tell(t, e, silent, "3", "谢谢"))
	if len(next) == 0 || !strings.HasSuffix(next[0], reported) {
		t.Errorf("the next answer %q does not begin with %q", next, reported)
	}
}

// A process is gone in the middle of a chain, and with it whoever was to answer the message.
func TestAnAbandonedChainIsPushed(t *testing.T) {
	w := newTown(t)
	gone := w.engine()
	open := w.lamps.shut()
	defer open()
	r := tell(t, gone, wechat, "1", "查路灯 7")
	w.next()

	e := w.engine() // another process on the same store; what the first one still does comes too late
	w.clock.pass(31 * time.Second)
	e.Sweep(t.Context())
	w.next()
	open()
	wants(t, "pushed", []string{w.pushed()}, answer7)
	e.Idle()
	gone.Idle()
	wants(t, "the same id again", settled(t, e, tell(t, e, wechat, "1", "查路灯 7")), holding)
	wants(t, "and from the first", settled(t, gone, r), holding)
	w.silent()
}

func TestAPushThatMaySucceedLaterIsTriedAgain(t *testing.T) {
	w := newTown(t)
	e := w.engine()
	open := w.lamps.shut()
	w.phone.fails = []error{fmt.Errorf("busy: %w", connectors.ErrAgain)}
	r := tell(t, e, wechat, "1", "查路灯 7")
	w.next()
	if _, err := e.Late(t.Context(), r.Conversation, r.Turn); err != nil {
		t.Fatal(err)
	}
	open()
	e.Idle()
	w.silent()
	e.Sweep(t.Context())
	e.Idle()
	w.silent() // its lease is not over
	w.clock.pass(31 * time.Second)
	e.Sweep(t.Context())
	wants(t, "pushed", []string{w.pushed()}, answer7)
	e.Idle()
	w.clock.pass(time.Hour)
	e.Sweep(t.Context())
	e.Idle()
	w.silent()
}

func TestAPushIsHeldOrForgottenByItsError(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		held bool
	}{
		{"held", &engine.Held{Code: "45015"}, true},
		{"refused", fmt.Errorf("ours: %w", connectors.ErrRefused), true},
		{"perhaps read already", fmt.Errorf("cut: %w", connectors.ErrUnknown), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTown(t)
			e := w.engine()
			open := w.lamps.shut()
			w.phone.fails = []error{c.err}
			r := tell(t, e, wechat, "1", "查路灯 7")
			w.next()
			if _, err := e.Late(t.Context(), r.Conversation, r.Turn); err != nil {
				t.Fatal(err)
			}
			open()
			e.Idle()
			next := settled(t, e, tell(t, e, wechat, "2", "谢谢"))
			if got := strings.Contains(strings.Join(next, "\n"), answer7); got != c.held {
				t.Errorf("the next answer is %q", next)
			}
			w.clock.pass(time.Hour)
			e.Sweep(t.Context())
			e.Idle()
			w.silent()
		})
	}
}
