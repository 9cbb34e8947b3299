package bot

import (
	"strconv"
	"strings"
)

// next goes on with a further wish, or with the frame below: unasked when it was left a moment ago.
func (t *at) next() {
	if t.c.Ask == "rate" {
		return // what else was wished comes after the rating
	}
	if len(t.c.Wishes) > 0 {
		w := t.c.Wishes[0]
		t.c.Wishes = t.c.Wishes[1:]
		t.begin(w)
		return
	}
	f := t.top()
	if f == nil || t.c.Waiting(f) != nil {
		return
	}
	if f.Asked == "draft" { // put off on purpose: not asked about, but at hand
		t.also(t.resumeTitled()...)
		return
	}
	if t.c.At-f.Paused <= resumeUnasked {
		t.tell("resume.on", args{"title": t.title(f.Intent)})
		f.Paused = 0
		if f.Asked == "pay" {
			t.paymentOpen()
			return
		}
		t.again(f)
		return
	}
	t.askResume()
}

// askResume asks whether to go on with what waits; where several things wait, with which.
func (t *at) askResume() {
	f := t.top()
	t.c.Ask = "resume"
	if len(t.c.Frames) == 1 {
		t.tell("resume.ask", args{"title": t.title(f.Intent)}, t.button("resume", "resume"), t.button("cancel", "cancel"))
		return
	}
	var choices []Choice
	for i := len(t.c.Frames) - 1; i >= 0; i-- {
		f := &t.c.Frames[i]
		choices = append(choices, Choice{Value: "resume:" + strconv.FormatInt(f.N, 10), Label: t.title(f.Intent)})
	}
	t.tell("resume.which", args{"n": strconv.Itoa(len(choices))}, append(choices, t.button("later", "later"))...)
}

// resumeThat goes on with the frame of a name.
func (t *at) resumeThat(name string) {
	n, err := strconv.ParseInt(name, 10, 64)
	f := t.frame(n)
	if err != nil || f == nil {
		t.stale()
		return
	}
	t.onTop(f)
	t.c.Ask = ""
	t.goOn()
}

// again puts what is open in a frame once more.
func (t *at) again(f *Frame) {
	f.Asked = ""
	t.advance()
}

// reask puts the open question once more, where there is one.
func (t *at) reask() {
	f := t.top()
	if f == nil || t.c.Waiting(f) != nil || t.c.Ask != "" {
		return
	}
	switch head, _, _ := strings.Cut(f.Asked, ":"); head {
	case "pay", "draft", "login":
		return
	}
	t.again(f)
}

// resume goes on with the frame that waits; of several, the citizen says which.
func (t *at) resume() {
	f := t.top()
	if f == nil {
		t.c.Ask = ""
		t.tell("resume.none", nil)
		t.menu(0)
		return
	}
	if len(t.c.Frames) > 1 && (f.Asked == "draft" || t.c.Ask == "resume") && t.c.Waiting(f) == nil {
		t.askResume()
		return
	}
	t.c.Ask = ""
	t.goOn()
}

// goOn takes up the frame on top.
func (t *at) goOn() {
	f := t.top()
	f.Paused = 0
	if t.c.Waiting(f) != nil || f.Asked == "pay" {
		t.waits(f)
		if t.first == 0 {
			t.paymentOpen()
		}
		return
	}
	t.again(f)
}
