// Package prove explores every state a service can come to, as the real Step sees it, and finds what is wrong with
// the definition: places where nothing is asked any more, ways that never end, choices that lead nowhere, steps and
// texts that never come, questions nobody can answer, acts nobody agreed to, promises that cannot be kept.
//
//	report := prove.Service(catalog, "traffic_fine_pay")
//	for _, f := range report.Findings { fmt.Printf("%s\n%s", f.Fault(), f.Talk) }
//
// Values are reduced to their classes: of all values of a slot, or answers of an agency, that no condition of the
// service tells apart, one is tried (classes.go, answers.go). Counters, times and numbers of turns are projected
// away (state.go), so that the states are few. What is left is small enough to be walked whole, breadth first, so
// that the talk which shows a finding is a shortest one.
//
// Of what happens alike with all values, a failure of an agency, a change of mind, one is tried for each set of slots
// filled; where conditions cross in more than a few ways, every two of them are tried together (answers.go).
//
// A state is good where the service can still come to its own end by answers and an agency that works; to cancel, or
// to be told of a failure, is no such end. Questions are asked of each branch as well as of each state: a citizen
// can correct themselves out of nearly everything, so a button that leads nowhere shows in no dead state.
//
// Only services are proven, one at a time: what other services lie on the stack, what is said between, and how words
// are understood are for the property tests of package bot.
package prove
