package main

import (
	"fmt"
	"io"
	"strings"
)

// Report is what was measured.
type Report struct {
	Machine string `json:"machine"`
	Clients int    `json:"clients"`
	Rows    []Row  `json:"rows"`
	Notes   []Row  `json:"notes"` // numbers without a target
}

// Row is one number with the target a first release must reach and the one to strive for; 0 is none.
type Row struct {
	Name     string  `json:"name"`
	Unit     string  `json:"unit"`
	Measured float64 `json:"measured"`
	First    float64 `json:"first,omitempty"`
	Goal     float64 `json:"goal,omitempty"`
	More     bool    `json:"more_is_better,omitempty"`
}

func (r *Report) add(row Row)  { r.Rows = append(r.Rows, row) }
func (r *Report) note(row Row) { r.Notes = append(r.Notes, row) }

// verdict says which target a number reaches.
func (r Row) verdict() string {
	reaches := func(target float64) bool {
		if r.More {
			return r.Measured >= target
		}
		return r.Measured <= target
	}
	switch {
	case r.First == 0:
		return ""
	case reaches(r.Goal):
		return "goal"
	case reaches(r.First):
		return "first"
	}
	return "missed"
}

const barWidth = 32

// bar draws the number from 0 to the largest of it and its targets: | is the first target, ! the goal.
func (r Row) bar() string {
	most := max(r.Measured, r.First, r.Goal, 1e-9)
	at := func(v float64) int { return min(int(v/most*barWidth), barWidth-1) }
	cells := []rune(strings.Repeat("█", at(r.Measured)+1) + strings.Repeat("·", barWidth-1-at(r.Measured)))
	cells[at(r.First)], cells[at(r.Goal)] = '|', '!'
	return string(cells)
}

func (r *Report) table(w io.Writer) {
	fmt.Fprintf(w, "\n%s; %d citizens writing at once from the same machine\n\n", r.Machine, r.Clients)
	fmt.Fprintf(w, "%-44s %10s %10s %10s  %-7s %s\n", "", "measured", "first", "goal", "reached", "| first, ! goal")
	for _, row := range r.Rows {
		name := fmt.Sprintf("%s, %s", row.Name, row.Unit)
		fmt.Fprintf(w, "%-44s %10s %10s %10s  %-7s %s\n", name, number(row.Measured), number(row.First), number(row.Goal), row.verdict(), row.bar())
	}
	fmt.Fprintln(w)
	for _, row := range r.Notes {
		fmt.Fprintf(w, "%-44s %10s\n", fmt.Sprintf("%s, %s", row.Name, row.Unit), number(row.Measured))
	}
}

// number has three figures that count.
func number(v float64) string {
	switch {
	case v >= 100 || v == float64(int64(v)):
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}
