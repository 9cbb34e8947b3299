// Package intents knows what can be got done: the definitions operators write, resolved for each region and
// compiled into an immutable Catalog.
//
// A definition is data: one YAML file holds an Intent with its examples, Slots, Steps, texts and guide; region
// files overlay it; agency files declare the operations its steps may call. Load reads them from an fs.FS and
// reports every fault with file, line and column:
//
//	services/ID.yaml     one Intent
//	agencies/ID.yaml     one Agency with its operations
//	regions/*.yaml       what a province, its cities and their districts change; region: cn is the nation
//	menu.yaml            groups: the Intents in the order in which menus show them
//	outside.yaml         what people ask that no service is for, by language: the recogniser learns to leave it alone
//	phrases.yaml         what the bot says of itself, by name
//
// A file passes through three hands. parse makes a tree in which every node has its place, and refuses what could
// blow up. A merger lays the trees of regions over that of the service: maps merge, scalars and lists replace,
// $append and $remove edit a list, lists of objects merge by id (a step's id is its `as`), null deletes, what is
// final stays, valid_from and valid_to bound a change in time, "*" stands for all services. A reader turns the
// merged tree into an Intent and checks it: names, sorts, both languages, payments that are settled.
//
// Conditions are three-valued (Expr): what reads something not known yet is Open, and nothing is done because of it.
//
// The package reads no disk, clock or network: files come in as an fs.FS, the day as an Option, the moment with the
// event, and what a message may mean is told by a Recogniser.
//
// Subpackages: value (kinds of values), understand (the recogniser), llm (the optional model), library (the
// definitions that ship).
package intents
