// Package cli is the command line: it reads flags and configuration, wires the parts, and runs one command.
//
// It decides nothing of a conversation. Data goes to stdout, messages to stderr. Exit codes: 0 all right, 1
// findings, 2 wrong usage, 3 the environment is not as it must be.
package cli
