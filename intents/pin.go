package intents

import (
	"io/fs"
	"slices"
)

// Pin compiles the item a frame began under, named by its digest, from the files that were live then. Where changes
// of a region hold only from or to a day, the day is found by trying each on which something changes.
func Pin(fsys fs.FS, intent, region, digest string) (*Item, bool) {
	days := []string{""}
	for k := 0; k < len(days); k++ {
		c, _ := Load(fsys, Options{Regions: []string{region}, Today: days[k]})
		if c == nil {
			return nil, false
		}
		if it, ok := c.Item(intent, region); ok && it.Digest == digest {
			return it, true
		}
		if k == 0 {
			days = append(days, c.days...)
		}
	}
	return nil, false
}

// changes lists the days on which what the overlays say changes.
func (a *atlas) changes() []string {
	var days []string
	for _, o := range a.overlays {
		for _, e := range o.services.all() {
			for _, over := range versions(e.value) {
				if from := over.get("valid_from"); from != nil {
					days = append(days, from.text, dayAfter(from.text, -1))
				}
				if to := over.get("valid_to"); to != nil {
					days = append(days, to.text, dayAfter(to.text, 1))
				}
			}
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

func dayAfter(day string, days int64) string {
	v, _ := shift(Val{S: day}, days)
	return v.S
}
