package bot

import (
	"slices"

	"github.com/banshi-bot/banshi/intents/value"
)

// knowRegion finds the region to serve: the only one there is, or the citizen's answer.
func (t *at) knowRegion(intent string) bool {
	regions := t.book.Regions
	if len(regions) == 1 {
		t.c.Region = regions[0]
		return true
	}
	for i, p := range t.c.Parked {
		if r := t.served(p.Value); p.Kind == "region" && r != "" {
			t.c.Region = r
			t.c.Parked = slices.Delete(t.c.Parked, i, i+1)
			return true
		}
	}
	t.wishIn(intent)
	t.askRegion(intent)
	return false
}

// wishIn keeps what is wished until the region is known.
func (t *at) wishIn(intent string) {
	t.c.Ask, t.c.Wishes = "region", append([]string{intent}, t.c.Wishes...)
}

// askRegion asks where, once; what else was said meanwhile is kept.
func (t *at) askRegion(intent string) {
	t.tell("region.ask", args{"title": t.title(intent)}, t.regions(t.book.Where(intent))...)
}

// regions are choices of where.
func (t *at) regions(codes []string) []Choice {
	var out []Choice
	for _, r := range codes {
		if len(out) < menuPage {
			out = append(out, Choice{Value: "region:" + r, Label: value.Regions().Name(r, t.lang())})
		}
	}
	return out
}

// served is the region of ours a place lies in, "" where it lies in none.
func (t *at) served(code string) string {
	for r := code; r != ""; r = value.Regions().Parent(r) {
		if slices.Contains(t.book.Regions, r) {
			return r
		}
	}
	return ""
}

// region takes the answer to the question for the region.
func (t *at) region(s Said) bool {
	if t.c.Ask != "region" {
		return false
	}
	named := places(s)
	for _, code := range named {
		if r := t.served(code); r != "" {
			t.setRegion(r)
			return true
		}
	}
	if len(t.c.Wishes) == 0 {
		return false
	}
	intent := t.c.Wishes[0]
	if len(named) > 0 {
		t.elsewhere(intent, named[0])
		return true
	}
	if words := t.c.Wish; len(s.Understanding.Entities) > 0 {
		t.parkEntities(s)
		t.c.Wish = words
		t.askRegion(intent)
		return true
	}
	return false
}

// places are the places a message names: those that were found in it, then those its words may be.
func places(s Said) []string {
	var out []string
	for _, e := range s.Understanding.Entities {
		if e.Kind == "region" {
			out = append(out, e.Value)
		}
	}
	return append(out, value.Regions().Candidates(s.Text)...)
}

// elsewhere says that a place is not served, and offers those that are.
func (t *at) elsewhere(intent, code string) {
	t.tell("region.elsewhere", args{
		"place": value.Regions().Name(code, t.lang()), "title": t.title(intent), "phone": t.office(nil).phone,
	}, append(t.regions(t.book.Where(intent)), t.button("human", "human"))...)
}

// setRegion keeps the citizen's region and goes on with what was wished.
func (t *at) setRegion(code string) {
	asked := t.c.Ask == "region"
	t.c.Region, t.c.Ask = code, ""
	if asked && len(t.c.Wishes) > 0 {
		wish := t.c.Wishes[0]
		t.c.Wishes = t.c.Wishes[1:]
		t.begin(wish)
		return
	}
	t.tell("region.set", args{"region": value.Regions().Name(code, t.lang())})
	t.reask()
}

// notHere says a service is not offered in the region, and offers it where it is.
func (t *at) notHere(intent, region string) {
	where := t.regions(t.book.Where(intent))
	var places []string
	for _, c := range where {
		places = append(places, c.Label)
	}
	phone := t.office(nil).phone
	if it, ok := t.book.Item(intent, region); ok && it.Office.Phone != "" {
		phone = it.Office.Phone
	}
	a := args{"title": t.title(intent), "region": value.Regions().Name(region, t.lang()), "phone": phone, "places": t.join(places)}
	if len(places) == 0 {
		t.tell("blocked.nowhere", a)
		return
	}
	t.wishIn(intent)
	t.tell("blocked.not_here", a, where...)
}
