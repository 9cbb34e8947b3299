package talk

import (
	"time"

	"github.com/banshi-bot/banshi/bot"
)

// Talk is one transcript as it was read.
type Talk struct {
	Name   string // of its file, as failures name it
	Head   Head
	Scenes []Scene
	rows   []string // the file, line by line
}

// Head says under what circumstances a talk is held. A scene may change single keys of it.
type Head struct {
	Intent  string
	Channel bot.Channel
	Region  string
	Lang    string
	Clock   int64 // UTC milliseconds at which it begins
	As      bot.Citizen
	Elder   bool
}

// Scene is one conversation, from its beginning.
type Scene struct {
	Title string
	Row   int // where it begins
	Head  Head
	Lines []Line
}

// variants is how often the scene is run: as often as its richest line has ways to say it.
func (s *Scene) variants() int {
	n := 1
	for _, l := range s.Lines {
		n = max(n, len(l.Says))
	}
	return n
}

// Line is one line of a scene with the indented lines that belong to it. Which of the last fields is set
// follows from its margin.
type Line struct {
	Margin Margin
	Row    int // of its first line, from 1
	Till   int // of its last line

	Says  []Saying
	Bot   *Pattern
	Call  *Call
	World *Happening
	After time.Duration
}

// Margin is the sign a line begins with.
type Margin rune

// The margins. Full-width forms are read as these.
const (
	Says  Margin = '>'
	Bot   Margin = '<'
	Calls Margin = '@'
	World Margin = '*'
	Clock Margin = '+'
	Title Margin = '='
	Prose Margin = '#'
)

var margins = map[rune]Margin{
	'>': Says, '＞': Says, '》': Says,
	'<': Bot, '＜': Bot, '《': Bot,
	'@': Calls, '＠': Calls,
	'*': World, '＊': World,
	'+': Clock, '＋': Clock,
	'=': Title, '＝': Title,
	'#': Prose, '＃': Prose,
}

// Saying is one way the citizen says a line: words, a choice pressed, or a form sent.
type Saying struct {
	Text   string            // words, or the label of the choice; {name} stands for what was met before
	Press  bool              // the choice with this label
	Fields map[string]string // a form's fields, nil where it is none
}

// Call is what an agency is asked, and what it answers.
type Call struct {
	Name   string // agency.operation, or "pay"
	Args   []Arg
	Open   bool // more arguments may follow
	Answer Answer
}

// Arg is one argument a call must have.
type Arg struct {
	Name string
	Want *Pattern
}

// Answer is what an agency answers, as written: the operation that is asked says what it means.
type Answer struct {
	Row    int // of its first line, 0 where nothing was written
	Fields []Field
	Lists  []List
	Fault  string // "", "timeout", "refused", "unknown", "down", "absent", "taken", "unanswered"
	Family string // of a refusal
}

// Field is a named value of an answer.
type Field struct {
	Row   int
	Name  string
	Value string
}

// List is a named list of an answer.
type List struct {
	Row   int
	Name  string
	Items [][]Field
}

// Happening is an event of the world.
type Happening struct {
	What string            // its first word
	Of   string            // the words after it, as "L2", a person's name, a case
	Text string            // after a colon
	With map[string]string // key=value
}
