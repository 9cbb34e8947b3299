// Package talk runs transcripts: a .talk file is test, documentation and example of a service at once.
//
//	intent: traffic_fine_pay
//	channel: web
//	region: 330100
//	clock: 2026-03-04 09:00
//
//	> 交罚单 | 我要缴罚款
//	< 请发来处罚决定书编号（15或16位）。
//
// After a head of keys each line has one margin: > the citizen says, < the bot says, @ an agency is asked and
// answers, * the world, + the clock, = a new scene, # prose. Everything that happens must be written: a call
// or reply that is not in the talk fails it, as does one that is in it and did not happen.
//
// Parse reads a talk, Run plays it against Step in a small pure world (answers, orders, ticks, the desk) and
// Update rewrites it to what happens now. Coverage tells which slots, branches, steps and errors of a catalog
// some talk has exercised. Nothing is asked of any network: agencies answer what the talk says they do.
package talk
