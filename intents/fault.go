package intents

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says whether a fault keeps the definitions from being used.
type Severity string

// The severities: a Catalog is made in spite of warnings, never in spite of errors.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Fault is what is wrong with a place of a definition file.
type Fault struct {
	File     string
	Line     int
	Col      int
	Severity Severity
	Code     string
	Text     string
	Hint     string // how to mend it, "" where that is plain
}

// String writes the fault as file:line:col: severity CODE: text.
func (f Fault) String() string {
	s := fmt.Sprintf("%s:%d:%d: %s %s: %s", f.File, f.Line, f.Col, f.Severity, f.Code, f.Text)
	if f.Hint != "" {
		s += " (" + f.Hint + ")"
	}
	return s
}

// faults collects what is found, each once: a fault of a shared file is met again in every region.
type faults struct {
	list []Fault
	seen map[Fault]bool
}

func (f *faults) add(pos Pos, severity Severity, code, hint, text string) {
	fault := Fault{
		File: pos.File, Line: max(pos.Line, 1), Col: max(pos.Col, 1),
		Severity: severity, Code: code, Text: text, Hint: hint,
	}
	if f.seen[fault] {
		return
	}
	if f.seen == nil {
		f.seen = map[Fault]bool{}
	}
	f.seen[fault] = true
	f.list = append(f.list, fault)
}

func (f *faults) error(pos Pos, code, hint, format string, args ...any) {
	f.add(pos, Error, code, hint, fmt.Sprintf(format, args...))
}

func (f *faults) warn(pos Pos, code, hint, format string, args ...any) {
	f.add(pos, Warning, code, hint, fmt.Sprintf(format, args...))
}

func (f *faults) failed() bool {
	return slices.ContainsFunc(f.list, func(f Fault) bool { return f.Severity == Error })
}

// sorted lists the faults by place.
func (f *faults) sorted() []Fault {
	slices.SortStableFunc(f.list, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Text, b.Text))
	})
	return f.list
}

// didYouMean is the hint for a word that is not among those known: the nearest of them, or a short list of all.
func didYouMean(word string, known []string) string {
	if best := nearest(word, known); best != "" {
		return "did you mean " + best + "?"
	}
	if len(known) == 0 || len(known) > 12 {
		return ""
	}
	all := slices.Clone(known)
	slices.Sort(all)
	return "known: " + strings.Join(all, ", ")
}

// nearest finds the known word that fewest letters make of another, at most three; "" where there is none.
func nearest(word string, known []string) string {
	letters := len([]rune(word))
	if letters < 3 {
		return ""
	}
	best, least := "", min(3, 1+letters/3)+1
	for _, k := range known {
		if d := distance([]rune(word), []rune(k)); d < least || d == least && best != "" && k < best {
			best, least = k, d
		}
	}
	return best
}

// distance counts the letters to insert, drop, replace or swap with their neighbour.
func distance(a, b []rune) int {
	before, prev, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, prev, row = prev, row, before
	}
	return prev[len(b)]
}
