package talk

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/banshi-bot/banshi/intents"
)

const maxSize = 256 << 10

// Parse reads a talk. With any fault of severity error it must not be run.
func Parse(name string, src []byte) (*Talk, []intents.Fault) {
	p := &parser{talk: &Talk{Name: name}}
	if len(src) > maxSize {
		p.fault(1, 1, "size", "the talk is larger than %d KiB", maxSize>>10)
		return p.talk, p.faults
	}
	if !utf8.Valid(src) {
		p.fault(1, 1, "encoding", "the talk is not UTF-8")
		return p.talk, p.faults
	}
	text := strings.TrimPrefix(strings.ReplaceAll(string(src), "\r", ""), "\ufeff")
	p.talk.rows = strings.Split(text, "\n")
	for _, b := range p.blocks() {
		p.take(b)
	}
	p.finish()
	return p.talk, p.faults
}

type parser struct {
	talk   *Talk
	faults []intents.Fault
	head   []pair // keys read before the first line of the talk, or after a scene's title
	begun  bool   // the head is over
	keys   bool   // keys of a scene may still follow
}

// block is a line with the indented lines after it.
type block struct {
	margin Margin // 0: a key of the head
	rows   []row
}

// row is the content of one line, without its margin.
type row struct {
	no, col int // from 1
	text    string
}

func (b block) row() int  { return b.rows[0].no }
func (b block) till() int { return b.rows[len(b.rows)-1].no }

func (p *parser) fault(row, col int, code, format string, args ...any) {
	p.faults = append(p.faults, intents.Fault{
		File: p.talk.Name, Line: row, Col: col, Severity: intents.Error, Code: code, Text: fmt.Sprintf(format, args...),
	})
}

// blocks gathers the lines of the file. Blank lines belong to a block only where an indented line follows.
func (p *parser) blocks() []block {
	var all []block
	open := false
	for k, line := range p.talk.rows {
		no, content := k+1, strings.TrimLeft(line, " \t\u3000")
		if content == "" {
			continue
		}
		col := utf8.RuneCountInString(line) - utf8.RuneCountInString(content) + 1
		first, size := utf8.DecodeRuneInString(content)
		margin, known := margins[first]
		switch {
		case col > 1 && open:
			b := &all[len(all)-1]
			b.rows = append(b.rows, row{no, col, strings.TrimRight(content, " \t\u3000")})
		case col > 1:
			p.fault(no, col, "indent", "an indented line goes on with nothing")
		case known:
			all = append(all, block{margin, []row{inner(no, content[size:])}})
			open = margin == Says || margin == Bot || margin == Calls || margin == World
		default:
			all = append(all, block{0, []row{{no, 1, strings.TrimRight(content, " \t\u3000")}}})
			open = false
		}
	}
	return all
}

// inner is what stands after a margin.
func inner(no int, rest string) row {
	text := strings.TrimLeft(rest, " \t\u3000")
	col := 2 + utf8.RuneCountInString(rest) - utf8.RuneCountInString(text)
	return row{no, col, strings.TrimRight(text, " \t\u3000")}
}

func (p *parser) take(b block) {
	switch b.margin {
	case Prose:
		return
	case 0:
		p.key(b.rows[0])
		return
	case Title:
		p.begin()
		p.talk.Scenes = append(p.talk.Scenes, Scene{Title: b.rows[0].text, Row: b.row(), Head: p.talk.Head})
		p.keys = true
		return
	}
	p.begin()
	if len(p.talk.Scenes) == 0 {
		p.talk.Scenes = []Scene{{Row: b.row(), Head: p.talk.Head}}
	}
	p.keys = false
	scene := &p.talk.Scenes[len(p.talk.Scenes)-1]
	if l, ok := p.line(b); ok {
		scene.Lines = append(scene.Lines, l)
	}
}

// begin ends the head of the talk.
func (p *parser) begin() {
	if p.begun {
		return
	}
	p.begun = true
	p.talk.Head = p.read(defaultHead(), p.head)
	p.head = nil
}

func (p *parser) finish() {
	p.begin()
	for k := range p.talk.Scenes {
		if len(p.talk.Scenes[k].Lines) == 0 {
			p.fault(p.talk.Scenes[k].Row, 1, "scene", "nothing is said in this scene")
		}
	}
	if len(p.talk.Scenes) == 0 {
		p.fault(max(1, len(p.talk.rows)-1), 1, "scene", "nothing is said in this talk")
	}
}

func (p *parser) line(b block) (Line, bool) {
	l := Line{Margin: b.margin, Row: b.row(), Till: b.till()}
	var ok bool
	switch b.margin {
	case Says:
		l.Says, ok = p.sayings(b)
	case Bot:
		l.Bot, ok = p.replyPattern(b)
	case Calls:
		l.Call, ok = p.call(b)
	case World:
		l.World, ok = p.happening(b)
	case Clock:
		l.After, ok = p.span(b.rows[0])
	}
	return l, ok
}

func (p *parser) replyPattern(b block) (*Pattern, bool) {
	lines := make([]string, len(b.rows))
	for k, r := range b.rows {
		lines[k] = r.text
	}
	pattern, err := newPattern(strings.Join(lines, "\n"))
	if err != nil {
		p.fault(b.row(), b.rows[0].col, "pattern", "%v", err)
		return nil, false
	}
	if pattern.empty() {
		p.fault(b.row(), 1, "pattern", "the bot says nothing here")
		return nil, false
	}
	return pattern, true
}
