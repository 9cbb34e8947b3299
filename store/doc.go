// Package store remembers: turns and their effects, sessions and links, orders and their ledger, agency calls,
// and the published revisions of the definitions.
//
// One goroutine owns every write. What is queued when it is free becomes one transaction and shares one fsync
// (writer.go); a turn whose version is gone is left out with bot.ErrStale (commit.go). Personal content lies sealed
// in one body per row under a key of its conversation (seal.go, secrets.go); that key lies in a database file
// of its own, and deleting it erases the conversation (erase.go), also in a backup restored later (restore.go).
//
// A write fails in one of two ways. bot.ErrNotWritten: nothing changed. ErrUnknown: COMMIT itself answered with an
// error and nobody can tell; Options.OnUnknown is called, the process is to exit, and the truth is read after
// its restart.
//
// SQL is written once, with $1 $2, in the words SQLite and PostgreSQL share; what only SQLite needs is in
// sqlite.go and driver.go. The store decides nothing about conversations: that is package bot.
package store
