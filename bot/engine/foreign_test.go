package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/bot/engine"
)

// Five different numbers of others are given out in a day to one address, however many conversations it opens.
func TestForeignNumbersOfOneAddress(t *testing.T) {
	w := newTown(t)
	e := w.engine()
	road := page
	road.Trusted = false
	n := 0
	ask := func(address, subject, plate string) bool {
		t.Helper()
		n++
		r, err := e.Hear(t.Context(), engine.Incoming{
			Channel: road, Subject: subject, Address: address, Lang: "zh", Region: "330100",
			What: bot.Said{ID: fmt.Sprint(n), Text: "查停车 " + plate},
		})
		if err != nil {
			t.Fatal(err)
		}
		said := strings.Join(settled(t, e, r), " ")
		got, refused := strings.Contains(said, "停车状态"), strings.Contains(said, "每天5个")
		if got == refused {
			t.Fatalf("%s of %s asks for %s: %q", subject, address, plate, said)
		}
		return got
	}
	for i, c := range []struct {
		address, subject, plate string
		given                   bool
	}{
		{"1.1.1.1", "one", "浙A00001", true}, {"1.1.1.1", "one", "浙A00002", true}, {"1.1.1.1", "one", "浙A00003", true},
		{"1.1.1.1", "two", "浙A00001", true}, // known of this address already
		{"1.1.1.1", "two", "浙A00004", true}, {"1.1.1.1", "two", "浙A00005", true},
		{"1.1.1.1", "two", "浙A00006", false},
		{"1.1.1.1", "three", "浙A00007", false},
		{"2.2.2.2", "four", "浙A00007", true},
		{"2.2.2.2", "one", "浙A00008", true}, // that conversation itself has had three
	} {
		if ask(c.address, c.subject, c.plate) != c.given {
			t.Errorf("%d: %s of %s is given %s: want %t", i, c.subject, c.address, c.plate, c.given)
		}
	}
	w.clock.pass(24*time.Hour + time.Second)
	if !ask("1.1.1.1", "three", "浙A00007") {
		t.Error("refused a day later")
	}
}
