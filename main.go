// Command banshi answers citizens who want something done at a public office. See README.md.
package main

import (
	"os"
	_ "time/tzdata" // offices' zones, wherever it runs

	"github.com/banshi-bot/banshi/bot/cli/start"
)

func main() { os.Exit(start.Run()) }
