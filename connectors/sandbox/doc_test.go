package sandbox

import (
	"os"
	"strings"
	"testing"
)

// The documentation names everybody and everything as it is.
func TestDocumentation(t *testing.T) {
	b, err := os.ReadFile("../../docs/sandbox.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(b)
	var want []string
	for _, c := range Citizens {
		want = append(want, "| "+strings.Join([]string{c.Name, c.IDNo, c.Mobile, c.Plate, c.Tail, c.EN}, " | ")+" |")
	}
	for n := 1; n <= int(trapLast); n++ {
		want = append(want, TrapID(n), TrapID(n+atTheAct))
	}
	for number := range permits {
		want = append(want, number)
	}
	for _, r := range registries {
		want = append(want, r.code)
	}
	for serial := range serials {
		want = append(want, serial)
	}
	for _, f := range founded {
		want = append(want, f.Number)
	}
	for _, how := range []string{Pay, Late, Twice, Never, Amount, Refuse, NoRefund} {
		want = append(want, "`"+how+"`")
	}
	for _, s := range want {
		if !strings.Contains(doc, s) {
			t.Errorf("docs/sandbox.md does not name %s", s)
		}
	}
}
