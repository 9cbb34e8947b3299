// Package replay runs recorded conversations again.
//
// Again repeats one exactly as it was heard, so that any stored turn can be explained (Why). Replay feeds the
// citizen's messages, operators' acts and the clock to another catalog, answers its calls from the recording, and
// tells what would have become of the conversation: the same, a shorter way, another, a dead end, or a call the
// recording has no answer for. It reads no store: recordings come in, results go out.
package replay
