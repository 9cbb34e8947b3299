package terminal

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/banshi-bot/banshi/bot"
)

// Style is how replies look to people.
type Style struct {
	Color bool
	Width int // of a line in columns, where a Han character takes two; 0 does not break lines
}

func (s Style) paint(code, text string) string {
	if !s.Color || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// quiet is for what is beside the talk. Each line is painted by itself, so that a pager cuts nothing off.
func (s Style) quiet(text string) string {
	if !s.Color {
		return text
	}
	lines := strings.SplitAfter(text, "\n")
	for i, l := range lines {
		if body := strings.TrimSuffix(l, "\n"); body != "" {
			lines[i] = s.paint("2", body) + l[len(body):]
		}
	}
	return strings.Join(lines, "")
}

// showPlain prints replies for people: the text, then the choices by number. Only the last that offers any has
// numbers, for only those are known by number.
func (t *Terminal) showPlain(ctx context.Context, replies []bot.Logged) error {
	var b strings.Builder
	if t.waiting && t.Prompt != "" {
		b.WriteString("\n")
	}
	if t.Render != nil {
		for _, page := range t.Render(replies, replies[len(replies)-1].Reply.Lang) {
			b.WriteString(t.Style.wrap(page, "") + "\n")
		}
	} else {
		for _, e := range replies {
			t.plain(&b, *e.Reply)
		}
	}
	if _, err := io.WriteString(t.Out, b.String()); err != nil {
		return err
	}
	return t.traceTurns(ctx, replies)
}

func (t *Terminal) plain(b *strings.Builder, r bot.Reply) {
	text := strings.TrimRight(strings.TrimSuffix(r.Text, r.Phone), "\n")
	if r.URL != "" && !strings.Contains(text, r.URL) {
		text += "\n" + r.URL
	}
	b.WriteString(t.Style.wrap(text, "") + "\n")
	if r.Form != nil {
		for _, f := range r.Form.Fields {
			line := fmt.Sprintf("%s (%s)", f.Label, f.Name)
			b.WriteString(t.Style.quiet(t.Style.wrap("  - "+line, "    ")) + "\n")
		}
	}
	for i, c := range r.Choices {
		no := fmt.Sprintf("  %d. ", i+1)
		b.WriteString(t.Style.paint("36", t.Style.wrap(no+c.Label, strings.Repeat(" ", len(no)))) + "\n")
	}
	if r.Phone != "" {
		b.WriteString(t.Style.wrap(r.Phone, "") + "\n")
	}
}

// traceTurns prints under replies why they were said: all turns since the last that was traced.
func (t *Terminal) traceTurns(ctx context.Context, replies []bot.Logged) error {
	if !t.Trace {
		return nil
	}
	first := t.traced + 1
	reasons, err := t.since(ctx, replies[len(replies)-1].Turn)
	if err != nil {
		return err
	}
	for i, r := range reasons {
		if _, err := fmt.Fprint(t.Out, t.Style.quiet(fmt.Sprintf("turn      %d\n%s", first+int64(i), r))); err != nil {
			return err
		}
	}
	return nil
}

// since explains the turns after the last that was traced, up to one.
func (t *Terminal) since(ctx context.Context, turn int64) ([]Reasons, error) {
	var out []Reasons
	for ; t.traced < turn; t.traced++ {
		r, err := t.Inside.Why(ctx, t.conversation, t.traced+1)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

func (t *Terminal) plainSlots(st State) error {
	if st.Intent == "" {
		_, err := fmt.Fprintln(t.Out, t.Style.quiet("nothing is being served"))
		return err
	}
	var b strings.Builder
	b.WriteString(st.Intent + "\n")
	wide := 0
	for name := range st.Slots {
		wide = max(wide, runewidth.StringWidth(name))
	}
	for _, name := range slices.Sorted(maps.Keys(st.Slots)) {
		b.WriteString("  " + runewidth.FillRight(name, wide) + "  " + st.Slots[name] + "\n")
	}
	_, err := io.WriteString(t.Out, t.Style.quiet(b.String()))
	return err
}

// wrap breaks lines at the width: between words, or between Han characters. Lines after the first get an indent.
func (s Style) wrap(text, indent string) string {
	if s.Width <= 0 {
		return text
	}
	if runewidth.StringWidth(indent) > s.Width/2 {
		indent = ""
	}
	var out []string
	for _, line := range strings.Split(strings.ToValidUTF8(text, "\uFFFD"), "\n") {
		for {
			cut := fit(line, s.Width)
			if cut == len(line) {
				break
			}
			out = append(out, strings.TrimRight(line[:cut], " "))
			line = indent + strings.TrimLeft(line[cut:], " ")
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// fit is how many bytes of a line fit into a width. A word that is wider, such as an address, stays whole.
func fit(line string, width int) int {
	if runewidth.StringWidth(line) <= width {
		return len(line)
	}
	used, last := 0, 0
	var before rune
	for i, r := range line {
		if i > 0 && breakable(before, r) && strings.TrimSpace(line[:i]) != "" {
			last = i
		}
		used += runewidth.RuneWidth(r)
		if used > width && last > 0 {
			return last
		}
		before = r
	}
	return len(line)
}

// closing may not begin a line, opening may not end one.
const (
	closing = "，。！？；：、）》」』”’…,.!?;:)"
	opening = "（《「『“‘("
)

func breakable(a, b rune) bool {
	switch {
	case strings.ContainsRune(closing, b) || strings.ContainsRune(opening, a):
		return false
	case a == ' ':
		return true
	}
	return runewidth.RuneWidth(a) == 2 || runewidth.RuneWidth(b) == 2
}
