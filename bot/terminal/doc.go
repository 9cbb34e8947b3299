// Package terminal is the channel of a line of text: what a citizen types goes in, numbered choices come out.
//
// It serves `banshi chat`: for people at a keyboard, for scripts on stdin, and with --json one object per reply.
// It knows no rule of any service.
package terminal
