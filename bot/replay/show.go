package replay

import (
	"fmt"
	"strings"

	"github.com/banshi-bot/banshi/bot/talk"
	"github.com/banshi-bot/banshi/intents"
)

// Show writes what became of a recording, as two talks side by side where it differs. Values are masked.
func (r Result) Show(c *intents.Catalog) string {
	head := string(r.Verdict)
	if r.Call != "" {
		head += ": " + r.Call
	}
	if r.Turn == 0 {
		return head
	}
	lines := func(steps []talk.Step) []string {
		return strings.Split(strings.TrimRight(string(talk.Transcript(c, steps, true)), "\n"), "\n")
	}
	return fmt.Sprintf("%s, from turn %d on\n%s", head, r.Turn, talk.Beside("then", "now", lines(r.Was), lines(r.Is)))
}
