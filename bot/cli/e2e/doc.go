// Package e2e tests Banshi whole, from a citizen's socket to the agency's books. It holds tests only.
//
// Some run the real binary in processes of its own, kill it, fill its disk, put two on one folder; others wire the same
// parts in this process around a clock set by hand, so that half an hour at the cashier takes no time. Nothing in
// them waits for a fixed time: each waits for what it is about, at most so long.
package e2e
