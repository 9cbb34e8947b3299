package talk

import (
	"maps"
	"slices"
	"strings"
)

// Update rewrites a talk to what happens now: what the bot says and which calls are made, in the first variant
// of each scene. All else stays as it is: prose, the citizen's lines, the answers of calls, and each expected
// reply that still matches, with its holes. A new call is answered by cfg.Answer, else it gets a placeholder
// that fails when the talk is run.
func Update(t *Talk, cfg Config) []byte {
	e := editor{rows: t.rows, after: map[int][]string{}, gone: map[int]bool{}}
	for k := range t.Scenes {
		u := updater{scene: &t.Scenes[k], editor: &e}
		u.player = player{w: newWorld(cfg, u.scene.Head)}
		u.run()
	}
	return e.bytes()
}

// editor takes rows out of a file and puts others in.
type editor struct {
	rows  []string
	after map[int][]string // new rows after a row
	gone  map[int]bool
}

func (e *editor) insert(row int, rows []string) { e.after[row] = append(e.after[row], rows...) }

func (e *editor) remove(l *Line) {
	for row := l.Row; row <= l.Till; row++ {
		e.gone[row] = true
	}
}

func (e *editor) bytes() []byte {
	var out []string
	for k, row := range e.rows {
		if !e.gone[k+1] {
			out = append(out, row)
		}
		out = append(out, e.after[k+1]...)
	}
	return []byte(strings.TrimRight(strings.Join(out, "\n"), "\n") + "\n")
}

// updater plays a scene and rewrites it.
type updater struct {
	player
	scene  *Scene
	editor *editor
}

// fact is what really happens where a talk has a reply or a call.
type fact struct {
	reply *said
	rows  []string // as it would be written
	line  *Line    // the call as it is written now, if it is
	same  bool     // the call is written with the arguments it is made with
}

func (u *updater) run() {
	lines := u.scene.Lines
	for k := 0; k < len(lines); {
		event := &lines[k]
		if expected(event) { // a scene that begins with a reply: nothing happened before it
			event = &Line{Row: u.scene.Row, Till: event.Row - 1}
		} else {
			k++
			u.w.row = event.Row
			u.w.replies, u.next = nil, nextEvent(lines[k:])
			u.happen(event) // what does not work is left for Run to report
		}
		end := k
		for end < len(lines) && expected(&lines[end]) {
			end++
		}
		u.segment(event, lines[k:end], lines[end:])
		k = end
	}
}

func expected(l *Line) bool { return l.Margin == Bot || l.Margin == Calls }

// segment rewrites the replies and calls between two events.
func (u *updater) segment(event *Line, old, rest []Line) {
	written := make([]*Line, len(old))
	for k := range old {
		written[k] = &old[k]
	}
	facts := u.facts(written, rest)
	pairs := align(written, facts, u.w.names)
	at, i, j := event.Till, 0, 0
	for _, p := range pairs {
		u.replace(at, written[i:p[0]], facts[j:p[1]])
		l, f := written[p[0]], facts[p[1]]
		if l.Margin == Calls && !f.same {
			u.editor.gone[l.Row] = true
			u.editor.insert(l.Row, f.rows[:1])
		}
		if l.Margin == Bot {
			l.Bot.match(f.reply.text, u.w.names)
		}
		at, i, j = l.Till, p[0]+1, p[1]+1
	}
	u.replace(at, written[i:], facts[j:])
}

// replace puts what happens in place of lines that do not, or else after a row.
func (u *updater) replace(at int, old []*Line, facts []fact) {
	for k, f := range facts {
		if k < len(old) {
			u.editor.remove(old[k])
			at = old[k].Till
		}
		u.editor.insert(at, f.rows)
	}
	for k := len(facts); k < len(old); k++ {
		u.editor.remove(old[k])
	}
}

// facts lets happen all that follows from the last event: replies in their order, and calls with the answers
// they have in the talk.
func (u *updater) facts(old []*Line, rest []Line) []fact {
	var all []fact
	used := map[*Line]bool{}
	for {
		for k := range u.w.replies {
			r := u.w.replies[k]
			all = append(all, fact{reply: &r, rows: saidLines(r.source)})
		}
		u.w.replies = nil
		k, ok := u.ready(old, used, rest)
		if !ok {
			return all
		}
		all = append(all, u.made(u.w.take(k), old, used))
	}
}

// ready is the call to be answered now. One whose answer the talk has only after the event that follows waits.
func (u *updater) ready(old []*Line, used map[*Line]bool, rest []Line) (int, bool) {
	for k, a := range u.w.asks {
		if a.due > u.w.now {
			continue
		}
		if l := written(a, old, used, u.w); l != nil || !waits(a, rest) {
			return k, true
		}
	}
	return 0, false
}

// waits reports whether a call is written only after something else happened in the world.
func waits(a asked, rest []Line) bool {
	late := false
	for k := range rest {
		l := &rest[k]
		late = late || l.Margin == World || l.Margin == Clock
		if l.Margin == Says || l.Margin == Calls && l.Call.Name == a.name() {
			return late && l.Margin == Calls
		}
	}
	return false
}

// written finds the line a call has in the talk: with its arguments, else the first of its operation.
func written(a asked, old []*Line, used map[*Line]bool, w *world) *Line {
	var same *Line
	for _, l := range old {
		if l.Margin != Calls || used[l] || l.Call.Name != a.name() {
			continue
		}
		if w.matches(a, l.Call) {
			return l
		}
		if same == nil {
			same = l
		}
	}
	return same
}

// made answers a call and tells how it is to be written.
func (u *updater) made(a asked, old []*Line, used map[*Line]bool) fact {
	f := fact{rows: []string{u.w.callLine(a)}}
	if l := written(a, old, used, u.w); l != nil {
		used[l] = true
		f.line, f.same = l, u.w.matches(a, l.Call)
		f.rows = append(f.rows, u.editor.rows[l.Row:l.Till]...)
		if l.Call.Answer.Fault != "unanswered" || a.ask == nil || u.w.cfg.Answer == nil {
			u.answer(a, l.Call) // a mistake in it is for Run to report
			return f
		}
		f.rows, f.same, f.line = f.rows[:1], false, nil
	}
	if a.ask != nil && u.w.cfg.Answer != nil {
		if o, ok := u.w.cfg.Answer(*a.ask); ok {
			f.rows = append(f.rows, u.w.outcomeRows(a, o)...)
			u.w.answered(a, o)
			return f
		}
	}
	f.rows = append(f.rows, "  ! unanswered")
	return f
}

// align pairs the lines that stay: replies that still match, and calls that are still made, the most of them
// without crossing.
func align(old []*Line, facts []fact, names map[string]string) [][2]int {
	fits := func(i, j int) bool {
		l, f := old[i], facts[j]
		if l.Margin == Calls {
			return f.line == l
		}
		return f.reply != nil && l.Bot.match(f.reply.text, maps.Clone(names))
	}
	best := make([][]int, len(old)+1)
	for i := range best {
		best[i] = make([]int, len(facts)+1)
	}
	for i := len(old) - 1; i >= 0; i-- {
		for j := len(facts) - 1; j >= 0; j-- {
			best[i][j] = max(best[i+1][j], best[i][j+1])
			if fits(i, j) {
				best[i][j] = max(best[i][j], best[i+1][j+1]+1)
			}
		}
	}
	var pairs [][2]int
	for i, j := 0, 0; i < len(old) && j < len(facts); {
		switch {
		case fits(i, j) && best[i][j] == best[i+1][j+1]+1:
			pairs = append(pairs, [2]int{i, j})
			i, j = i+1, j+1
		case best[i+1][j] >= best[i][j+1]:
			i++
		default:
			j++
		}
	}
	return slices.Clip(pairs)
}
