package intents

import (
	"slices"

	"github.com/banshi-bot/banshi/intents/value"
)

// nation is the code of the whole country, the root of all overlays.
const nation = "000000"

// everywhere is the key of what a region changes in all its services.
const everywhere = "*"

// shared are the keys that may be changed for all services at once.
var shared = []string{"office", "blackout", "paused", "in_person", "enabled", "rating", "related"}

// overlay is what one region changes.
type overlay struct {
	code     string
	pos      Pos
	services *tree
}

// atlas is all overlays, and the regions that have items.
type atlas struct {
	shelf    *shelf
	decoder  decoder
	overlays map[string]overlay
	named    []string // cities, and districts with changes of their own
}

func (s *shelf) newAtlas() *atlas {
	return &atlas{shelf: s, decoder: s.decoder, overlays: map[string]overlay{}}
}

// read takes the file of a province, or of the nation.
func (a *atlas) read(t *tree) {
	d := a.decoder
	if !d.is(t, object, "a region") {
		return
	}
	code, pos := "", t.pos
	var services, cities, districts *tree
	d.object(t, "a region", keys{
		"region":    func(v *tree) { code, pos = d.word(v, "the region"), v.pos },
		"services":  func(v *tree) { services = v },
		"cities":    func(v *tree) { cities = v },
		"districts": func(v *tree) { districts = v },
	})
	d.missing(t, "the region", "region")
	if code == "cn" {
		code = nation
	}
	if code == "" || !a.valid(pos, code, "") {
		return
	}
	a.add(code, pos, services)
	if municipal(code) {
		a.named = append(a.named, code)
	} else if districts != nil {
		d.error(districts.pos, "districts", "put them under their city", "only a municipality has districts of its own")
	}
	a.parts(districts, code, "districts")
	a.parts(cities, code, "cities")
}

// parts reads the cities of a province or the districts of a city.
func (a *atlas) parts(t *tree, of, what string) {
	d := a.decoder
	if t == nil || !d.is(t, object, what) {
		return
	}
	for _, e := range t.entries {
		if !a.valid(e.pos, e.key, of) {
			continue
		}
		var services, districts *tree
		known := keys{"services": func(v *tree) { services = v }}
		if what == "cities" {
			known["districts"] = func(v *tree) { districts = v }
		}
		if e.value.shape != empty {
			d.object(e.value, "a region", known)
		}
		a.add(e.key, e.pos, services)
		a.named = append(a.named, e.key)
		a.parts(districts, e.key, "districts")
	}
}

// valid faults a code that is none, or that lies in another region.
func (a *atlas) valid(pos Pos, code, of string) bool {
	d := a.decoder
	if code == nation {
		return true
	}
	if full, ok := value.Regions().Code(code); !ok || full != code {
		hint := ""
		if ok {
			hint = "write " + full
		}
		d.error(pos, "unknown_region", hint, "%q is no region", code)
		return false
	}
	if of == "" || of == nation {
		return true
	}
	if value.Regions().Within(code, of) {
		return true
	}
	d.error(pos, "wrong_region", "", "%s does not lie in %s", code, of)
	return false
}

// municipal reports a city that is its own province.
func municipal(code string) bool {
	return slices.Contains([]string{"110000", "120000", "310000", "500000"}, code)
}

func (a *atlas) add(code string, pos Pos, services *tree) {
	d := a.decoder
	if first, ok := a.overlays[code]; ok {
		d.error(pos, "duplicate", "", "%s stands in %s:%d already", code, first.pos.File, first.pos.Line)
		return
	}
	o := overlay{code: code, pos: pos}
	if services != nil && d.is(services, object, "services") {
		o.services = services
		a.checkServices(services)
	}
	a.overlays[code] = o
}

// checkServices faults changes of services that are not there.
func (a *atlas) checkServices(services *tree) {
	d := a.decoder
	for _, e := range services.entries {
		if _, ok := a.shelf.intents[e.key]; !ok && e.key != everywhere {
			d.error(e.pos, "unknown_intent", didYouMean(e.key, names(a.shelf.intents)), "no service has the id %q", e.key)
			continue
		}
		for _, over := range versions(e.value) {
			if !d.is(over, object, "a change of a service") {
				continue
			}
			a.checkDates(over)
			for _, change := range over.entries {
				if change.key == "intent" {
					d.error(change.pos, "override", "", "the id of a service cannot be changed")
				}
			}
			if e.key == everywhere {
				a.checkShared(over)
			}
		}
	}
}

func (a *atlas) checkShared(over *tree) {
	for _, e := range over.entries {
		if !slices.Contains(shared, e.key) && !slices.Contains(validity, e.key) {
			a.decoder.error(e.pos, "override", didYouMean(e.key, shared), "%s cannot be changed for all services at once", e.key)
		}
	}
}

// validity are the keys that say when a change holds.
var validity = []string{"valid_from", "valid_to"}

func (a *atlas) checkDates(over *tree) {
	for _, key := range validity {
		if v := over.get(key); v != nil {
			a.decoder.day(v, key)
		}
	}
}

// versions are the dated versions of a change; mostly there is one.
func versions(t *tree) []*tree {
	if t.shape == list {
		return t.items
	}
	return []*tree{t}
}

// holds reports whether a version holds on a day. Without a day, what has begun at any time and does not end holds.
func holds(over *tree, today string) bool {
	from, to := over.get("valid_from"), over.get("valid_to")
	if today == "" {
		return to == nil
	}
	return (from == nil || from.text <= today) && (to == nil || today <= to.text)
}

// bare is a change without the keys that say when it holds.
func bare(over *tree) *tree {
	change := *over
	change.entries = slices.DeleteFunc(slices.Clone(over.entries), func(e entry) bool { return slices.Contains(validity, e.key) })
	return &change
}

// served are the regions that have items: the cities and districts of the overlays, or of these those that are
// served, and every served region the overlays do not know.
func (a *atlas) served(served []string) []string {
	served = slices.Clone(served)
	for k, code := range served {
		if full, ok := value.Regions().Code(code); ok {
			served[k] = full // 110100 is 110000
		}
	}
	regions := slices.Clone(a.named)
	if len(served) > 0 {
		regions = slices.DeleteFunc(regions, func(code string) bool {
			return !slices.ContainsFunc(served, func(in string) bool { return value.Regions().Within(code, in) })
		})
		regions = append(regions, served...)
	}
	slices.Sort(regions)
	return slices.Compact(regions)
}
