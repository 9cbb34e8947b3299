// Package engine carries an Event to its replies.
//
// It holds each conversation's lane (one turn at a time on this node), asks Step, hands the finished Turn to
// the store, starts what the turn wants done and brings each outcome back as the next Event. Channels call
// Hear, Settled, Late, Log and Watch; the sweeper sends Ticks and picks up what was abandoned. It decides
// nothing: rules live in package bot and in the definitions.
package engine
