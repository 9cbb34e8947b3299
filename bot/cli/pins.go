package cli

import (
	"sync"

	"github.com/banshi-bot/banshi/intents"
)

// pin names an item some frame began under.
type pin struct{ intent, region, digest string }

// pins are items compiled from the files of earlier catalogs. Compiling takes tens of milliseconds and right after a
// reload every conversation wants its own: each is compiled once, one at a time.
type pins struct {
	mu       sync.Mutex
	compiled map[pin]*intents.Item
	making   sync.Mutex
}

// pinsMost bounds what is held. All are let go together: those still named are compiled again.
const pinsMost = 256

// get gives an item, by make where it is not held.
func (p *pins) get(k pin, make func() (*intents.Item, bool)) (*intents.Item, bool) {
	if it, ok := p.held(k); ok {
		return it, true
	}
	p.making.Lock()
	defer p.making.Unlock()
	if it, ok := p.held(k); ok { // somebody before us made it
		return it, true
	}
	it, ok := make()
	if ok {
		p.hold(k, it)
	}
	return it, ok
}

func (p *pins) held(k pin) (*intents.Item, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	it, ok := p.compiled[k]
	return it, ok
}

func (p *pins) hold(k pin, it *intents.Item) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.compiled == nil || len(p.compiled) >= pinsMost {
		p.compiled = map[pin]*intents.Item{}
	}
	p.compiled[k] = it
}
