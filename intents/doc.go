// Package intents knows what can be got done: the definitions operators write, resolved for each region and
// compiled into an immutable Catalog.
//
// A definition is data: one YAML file holds an Intent with its examples, Slots, Steps, texts and guide; region
// files overlay it; agency files declare the operations its steps may call. Load reads them from an fs.FS and
// reports every fault with file, line and column. The package reads no disk, clock or network: files come in
// as an fs.FS, the moment comes with the event, and what a message may mean is told by a Recogniser.
//
// Subpackages: value (kinds of values), understand (the recogniser), llm (the optional model), library (the
// definitions that ship).
package intents
