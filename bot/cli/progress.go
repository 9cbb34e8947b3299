package cli

import (
	"fmt"
	"io"
	"os"
)

// progress tells on a terminal how far a long command is; elsewhere it says nothing.
type progress struct {
	out  *os.File // nil: no terminal
	done int
	of   int
}

func newProgress(w io.Writer, of int) *progress {
	p := &progress{of: of}
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			p.out = f
		}
	}
	return p
}

// step counts one more, and tells every hundredth part.
func (p *progress) step() {
	p.done++
	if p.out != nil && p.done%max(p.of/100, 1) == 0 {
		fmt.Fprintf(p.out, "\r%d of %d", p.done, p.of)
	}
}

// clear makes room for a line of the command's own.
func (p *progress) clear() {
	if p.out != nil {
		fmt.Fprint(p.out, "\r\033[K")
	}
}
