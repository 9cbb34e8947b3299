// Package terminal is the channel of a line of text: what a citizen types goes in, numbered choices come out.
//
// It serves `banshi chat`: for people at a keyboard, for scripts on stdin, and with JSON one object per reply.
// It knows no rule of any service. Lines that begin with a slash are not for the conversation but for the world
// around it: /pay presses the sandbox's cashier, /wait moves the clock, /slots and /trace show where the
// conversation stands. After each line everything it set going is waited for, so that replies come in order and
// the same input gives the same output.
package terminal
