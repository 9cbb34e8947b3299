package talk

import (
	"errors"
	"maps"
	"regexp"
	"strings"
)

// Pattern is what the bot is expected to say: text in which … matches any run, {name} a word that is the same
// when met again, and {link} an address.
type Pattern struct {
	Source string
	parts  []part
}

// part is a literal run, or a hole.
type part struct {
	literal string
	hole    string // "", "…", "link" or a name
}

var (
	errBrace = errors.New("a { without its }: write \\{ for the sign itself")
	errName  = errors.New("a name in braces is letters, digits and _")
)

func newPattern(source string) (*Pattern, error) {
	p := &Pattern{Source: source}
	text, choices := divide(source)
	s := foldLines(text)
	if choices != "" {
		s = strings.TrimPrefix(s+"\n"+choices, "\n")
	}
	var literal strings.Builder
	flush := func() {
		if literal.Len() > 0 {
			p.parts = append(p.parts, part{literal: literal.String()})
			literal.Reset()
		}
	}
	for s != "" {
		size := len(string([]rune(s[:min(len(s), 4)])[:1]))
		switch {
		case s[0] == '\\' && len(s) > 1:
			size = 1 + len(string([]rune(s[1:])[:1]))
			literal.WriteString(s[1:size])
		case strings.HasPrefix(s, "…"):
			flush()
			size = len(s) - len(strings.TrimLeft(s, "…"))
			p.parts = append(p.parts, part{hole: "…"})
		case s[0] == '{':
			end := strings.IndexByte(s, '}')
			if end < 0 {
				return nil, errBrace
			}
			if !identifier(s[1:end]) {
				return nil, errName
			}
			flush()
			p.parts, size = append(p.parts, part{hole: s[1:end]}), end+1
		default:
			literal.WriteString(s[:size])
		}
		s = s[size:]
	}
	flush()
	return p, nil
}

func (p *Pattern) empty() bool { return len(p.parts) == 0 }

// match holds what was said against the pattern. names are the words met before; those met now are added.
func (p *Pattern) match(said string, names map[string]string) bool {
	expr, groups := p.expression(names)
	re, err := regexp.Compile(expr)
	if err != nil {
		return false // the pattern is larger than the engine takes
	}
	found := re.FindStringSubmatch(said)
	if found == nil {
		return false
	}
	met := map[string]string{}
	for k, name := range groups {
		if first, again := met[name]; again && first != found[k+1] {
			return false
		}
		met[name] = found[k+1]
	}
	maps.Copy(names, met)
	return true
}

// expression is the pattern as a regular expression, with the name of each of its groups.
func (p *Pattern) expression(names map[string]string) (string, []string) {
	var b strings.Builder
	var groups []string
	b.WriteString(`\A`)
	for _, part := range p.parts {
		word, met := names[part.hole]
		switch {
		case part.hole == "":
			b.WriteString(regexp.QuoteMeta(part.literal))
		case part.hole == "…":
			b.WriteString(`(?s:.*?)`)
		case part.hole == "link":
			b.WriteString(`https?://[!-~]+?`)
		case met:
			b.WriteString(regexp.QuoteMeta(word))
		default:
			b.WriteString(`([^\s\p{P}]+?)`)
			groups = append(groups, part.hole)
		}
	}
	b.WriteString(`\z`)
	return b.String(), groups
}

// expand puts the words met before in place of their names, and takes the escapes away.
func expand(s string, names map[string]string) string {
	var b strings.Builder
	for s != "" {
		end := strings.IndexByte(s, '}')
		if s[0] == '{' && end > 0 {
			if word, ok := names[s[1:end]]; ok {
				b.WriteString(word)
				s = s[end+1:]
				continue
			}
		}
		if s[0] == '\\' && len(s) > 1 {
			s = s[1:]
		}
		size := len(string([]rune(s[:min(len(s), 4)])[:1]))
		b.WriteString(s[:size])
		s = s[size:]
	}
	return b.String()
}

// foldLines trims each line, folds white space within it and drops empty ones.
func foldLines(s string) string {
	var lines []string
	for line := range strings.Lines(s) {
		if folded := strings.Join(strings.Fields(line), " "); folded != "" {
			lines = append(lines, folded)
		}
	}
	return strings.Join(lines, "\n")
}

const choice = `\[(?:\\.|[^\[\]\\])+\]`

var (
	onlyChoices = regexp.MustCompile(`\A\s*` + choice + `(?:\s*` + choice + `)*(?:\s*…)?\s*\z`)
	lastChoices = regexp.MustCompile(`\s(` + choice + `(?:\s*` + choice + `)*(?:\s*…)?)\s*\z`)
	between     = regexp.MustCompile(`\]\s*\[`)
)

// divide parts the choices from the end of what the bot is expected to say: the last lines that are nothing
// else, or what ends the last line. They come back on one line.
func divide(source string) (text, choices string) {
	lines := strings.Split(strings.TrimRight(source, " \n"), "\n")
	k := len(lines)
	for k > 0 && onlyChoices.MatchString(lines[k-1]) {
		k--
	}
	if k == len(lines) {
		last := lines[k-1]
		at := lastChoices.FindStringSubmatchIndex(last)
		if at == nil {
			return source, ""
		}
		lines[k-1] = last[:at[0]]
		lines = append(lines, last[at[2]:])
	}
	choices = strings.Join(strings.Fields(strings.Join(lines[k:], " ")), " ")
	return strings.Join(lines[:k], "\n"), between.ReplaceAllString(choices, "] [")
}

var escapes = strings.NewReplacer(`\`, `\\`, `{`, `\{`, `…`, `\…`)

// escapeLabel writes a choice's label so that it is read back as it is.
func escapeLabel(label string) string {
	return strings.NewReplacer("[", `\[`, "]", `\]`).Replace(escapes.Replace(label))
}

// escape writes a text so that, as a pattern, it matches just itself; {link} stays a hole.
func escape(text string) string {
	parts := strings.Split(text, "{link}")
	for k := range parts {
		parts[k] = escapes.Replace(parts[k])
	}
	s := strings.Join(parts, "{link}")
	if strings.HasSuffix(s, "]") {
		s = s[:len(s)-1] + `\]`
	}
	return s
}
