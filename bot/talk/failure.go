package talk

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"
)

// Failure is where a talk and what happens part.
type Failure struct {
	File    string
	Row     int
	Scene   string
	Variant int // of Of, from 0
	Of      int
	Problem string
	Want    []string // as written
	Got     []string // as it happens

	names map[string]string // words met before, to tell which lines differ
}

// same reports whether another failure shows nothing new.
func (f *Failure) same(o Failure) bool {
	return f.Row == o.Row && f.Problem == o.Problem && slices.Equal(f.Want, o.Want) && slices.Equal(f.Got, o.Got)
}

// column is the widest either side of a failure is shown.
const column = 46

// display counts as two columns what terminals show so.
var display = &runewidth.Condition{}

// String tells the place and the problem, and under them, side by side, what was expected and what happens.
func (f Failure) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d: %s", f.File, f.Row, f.Problem)
	if f.Scene != "" {
		fmt.Fprintf(&b, " (scene %s)", f.Scene)
	}
	if f.Of > 1 {
		fmt.Fprintf(&b, " (variant %d of %d)", f.Variant+1, f.Of)
	}
	if len(f.Want)+len(f.Got) == 0 {
		return b.String()
	}
	f.sides(&b)
	return b.String()
}

func (f Failure) sides(b *strings.Builder) {
	want, got := f.Want, f.Got
	if len(want) == 0 {
		want = []string{"(nothing)"}
	}
	if len(got) == 0 {
		got = []string{"(nothing)"}
	}
	left := display.StringWidth("expected")
	for _, l := range want {
		left = max(left, min(display.StringWidth(l), column))
	}
	fmt.Fprintf(b, "\n    %s | %s", display.FillRight("expected", left), "got")
	for k := range max(len(want), len(got)) {
		w, g := at(want, k), at(got, k)
		sign := " "
		if !f.alike(w, g) {
			sign = "≠"
		}
		side(b, sign, left, w, g)
	}
}

// side writes one line of both sides, broken where it is too long.
func side(b *strings.Builder, sign string, left int, want, got string) {
	for first := true; first || want != "" || got != ""; first = false {
		var w, g string
		w, want = cut(want, left)
		g, got = cut(got, column)
		fmt.Fprintf(b, "\n  %s %s | %s", sign, display.FillRight(w, left), g)
		sign = " "
	}
}

// cut divides a text after so many columns.
func cut(s string, width int) (string, string) {
	used := 0
	for k, r := range s {
		used += display.RuneWidth(r)
		if used > width {
			return s[:k], s[k:]
		}
	}
	return s, ""
}

// alike reports whether a line that happens is one that was expected.
func (f Failure) alike(want, got string) bool {
	p, err := newPattern(strings.TrimLeft(want, "< "))
	if err != nil {
		return want == got
	}
	names := maps.Clone(f.names)
	if names == nil {
		names = map[string]string{}
	}
	return p.match(strings.TrimLeft(got, "< "), names)
}

func at(lines []string, k int) string {
	if k < len(lines) {
		return lines[k]
	}
	return ""
}

// patternLines writes what the bot is expected to say as it stands in the talk.
func patternLines(p *Pattern) []string {
	text, choices := divide(p.Source)
	s := foldLines(text)
	if choices != "" {
		s = strings.TrimPrefix(s+"\n"+choices, "\n")
	}
	return saidLines(s)
}

// saidLines writes what the bot says as it would stand in a talk.
func saidLines(said string) []string {
	lines := strings.Split(said, "\n")
	for k := range lines {
		if k == 0 {
			lines[k] = "< " + lines[k]
		} else {
			lines[k] = "  " + lines[k]
		}
	}
	return lines
}
