package understand

import "github.com/banshi-bot/banshi/intents"

// bare takes please and thanks off a message. What is an act as it is, or says yes besides, stays: "好的谢谢" may
// end a talk.
func bare(text string) string {
	out := intents.Bare(text)
	if acts := exactActs(out); acts != nil && (acts[0].Name == intents.ActYes || exactActs(text) != nil) {
		return text
	}
	return out
}
