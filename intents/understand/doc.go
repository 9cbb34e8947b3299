// Package understand tells what a message may mean: which intents, which dialogue acts, which values.
//
// Train learns a Model from the examples of a catalog, in process, from nothing but those examples; the
// Model is an intents.Recogniser. Everything is pure and deterministic: the same samples and Config give
// the same bytes, the same text and moment give the same Understanding. The package knows nothing of the
// conversation a text was said in; what "yes" means is the business of package bot.
//
// A text goes this way: fold (one form of writing) -> scan (words, Han runs, digits) -> features (n-grams
// in unit-length blocks) -> scores (linear, by class) -> confidence (fitted on held-out scores) -> zone.
// Dialogue acts go the same way through a model of their own, after an exact layer that never guesses.
//
// MarshalBinary and UnmarshalBinary keep a trained Model; Key names it by its content, so that a restart
// need not train again. Groups works on texts nobody understood; package eval measures.
package understand
