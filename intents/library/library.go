// Package library holds the definitions that ship with Banshi: services with their talks, regions, agencies,
// the menu and the phrases. It is data; package intents reads it.
package library

import "embed"

// Files are the shipped definitions, laid out as intents.Load and talk.Parse expect them.
//
//go:embed services regions agencies menu.yaml outside.yaml phrases.yaml demo.yaml
var Files embed.FS
