package terminal

import (
	"maps"
	"slices"

	"github.com/banshi-bot/banshi/bot"
)

// roads are the channels whose limits a terminal can take on. Whatever is said, also what such a channel would
// push, is read from the log.
var roads = map[string]bot.Channel{
	"terminal": {Name: "terminal", Log: true, Tell: true, Buttons: true},
	"web":      {Name: "web", Log: true, Tell: true, Buttons: true, Forms: true},
	"wechat":   {Name: "wechat", Tell: true, Passive: true, Links: true},
}

// Road gives a channel by name, as Step must know it.
func Road(name string) (bot.Channel, bool) {
	c, ok := roads[name]
	return c, ok
}

// Roads lists their names.
func Roads() []string { return slices.Sorted(maps.Keys(roads)) }
