// Package bot is the conversation itself: its words, and the pure machines Step, Move and Wake.
//
//	Step(book, conversation, event) (conversation, []Effect)
//	Move(order, paid) (order, []Entry, []Effect)
//	Wake(conversation) instant
//
// They do no I/O, take no clock, never fail and never block. Everything from outside comes in as an Event, a
// message with its Understanding, an agency's answer, a payment notice, a tick; everything wanted comes out as
// an Effect. The engine (bot/engine) carries an Event to its replies; the store keeps both as a Turn.
//
// A Frame has no program counter: the steps of its intent are read from the top at every Event (derive.go), so
// a correction needs no code of its own. What is said comes from the definitions and the phrase file, never
// from here.
package bot
