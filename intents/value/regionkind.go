package value

import (
	"slices"
	"sort"
	"strings"
)

var regionProblems = []string{"ambiguous", "not_offered", "several", "unreadable"}

// at reads the longest chain of region names at i, each within the one before: 浙江省杭州市西湖区. short
// admits the short names of counties (西湖), which are common words too.
func (g *Gazetteer) at(t text, i int, short bool) (codes []string, end int) {
	if isLatin(t.at(i)) {
		return g.englishAt(t, i)
	}
	codes, end = g.nameAt(t, i, short, nil)
	if !short && end > i { // a short name that counties have too: all of them are meant
		if all, e := g.nameAt(t, i, true, nil); e == end {
			codes = all
		}
	}
	codes = g.outermost(codes)
	for end > i {
		next := end
		if t.at(next) == ' ' || t.at(next) == '的' || t.at(next) == ',' || t.at(next) == '，' {
			next++
		}
		inner, e := g.nameAt(t, next, true, codes)
		if e == next {
			break
		}
		codes, end = g.outermost(inner), e
	}
	return codes, end
}

// outermost leaves out a county that shares its name with the city it lies in (长沙县 in 长沙), where the city
// is the only other one: nobody who says 长沙 means the county.
func (g *Gazetteer) outermost(codes []string) []string {
	if len(codes) != 2 {
		return codes
	}
	if strings.HasSuffix(codes[0], "00") && !strings.HasSuffix(codes[0], "0000") && g.Within(codes[1], codes[0]) {
		return codes[:1]
	}
	return codes
}

// nameAt reads one name, within any of the given regions where there are some.
func (g *Gazetteer) nameAt(t text, i int, short bool, within []string) (codes []string, end int) {
	end = i
	for _, n := range g.zh[t.at(i)] {
		if end > i && i+len(n.name) < end {
			break
		}
		if !hasRunes(t, i, n.name) || !n.full && !short && !strings.HasSuffix(n.code, "00") {
			continue
		}
		if within != nil && !g.inAny(n.code, within) {
			continue
		}
		if !n.full && !short && commonWords[n.code] {
			continue
		}
		end = i + len(n.name)
		if !slices.Contains(codes, n.code) {
			codes = append(codes, n.code)
		}
	}
	sort.Strings(codes)
	return codes, end
}

// commonWords are cities whose short names mean something else in most messages.
var commonWords = map[string]bool{"542500": true, "152200": true}

func hasRunes(t text, i int, name []rune) bool {
	if i+len(name) > len(t.low) {
		return false
	}
	for j, r := range name {
		if t.low[i+j] != r {
			return false
		}
	}
	return true
}

// inAny tells whether a code lies within, and is not, one of the regions.
func (g *Gazetteer) inAny(code string, regions []string) bool {
	for _, r := range regions {
		if code != r && g.Within(code, r) {
			return true
		}
	}
	return false
}

// englishAt reads an English name at i: hangzhou, xihu district, hangzhou, with "city" and "province" allowed.
func (g *Gazetteer) englishAt(t text, i int) (codes []string, end int) {
	if isWordly(t.at(i - 1)) {
		return nil, i
	}
	end = i
	for j, words := i, 0; words < 4 && isLatin(t.at(j)); words++ {
		_, k := wordAt(t, j)
		if found := g.en[t.folded(i, k)]; len(found) > 0 {
			codes, end = found, k
		}
		j = k
		if t.at(j) == ' ' {
			j++
		}
	}
	if end == i {
		return nil, i
	}
	codes = slices.Clone(codes)
	if j := t.any(end, " city"); j >= 0 && !isLatin(t.at(j)) {
		codes, end = keep(codes, func(c string) bool { return !strings.HasSuffix(c, "0000") || municipality(c) }), j
	} else if j := t.any(end, " province"); j >= 0 && !isLatin(t.at(j)) {
		codes, end = keep(codes, func(c string) bool { return strings.HasSuffix(c, "0000") }), j
	}
	if j := t.any(end, ", ", " in ", " of ", " "); j >= 0 && isLatin(t.at(j)) { // Xihu District, Hangzhou
		if outer, e := g.englishAt(t, j); e > j {
			if inner := keep(codes, func(c string) bool { return g.inAny(c, outer) }); len(inner) > 0 {
				codes, end = inner, e
			}
		}
	}
	sort.Strings(codes)
	return slices.Compact(codes), end
}

// keep filters codes, unless none would be left.
func keep(codes []string, ok func(string) bool) []string {
	var kept []string
	for _, c := range codes {
		if ok(c) {
			kept = append(kept, c)
		}
	}
	if len(kept) == 0 {
		return codes
	}
	return kept
}

// region is a region by its code of six digits. Options restrict which are offered.
type region struct{ named }

func newRegion(n named) (Kind, error) { return region{n}, nil }

// Parse reads the one region that was said. A name that several regions have is ambiguous, with their
// codes in candidates.
func (k region) Parse(said string, c Context) (string, error) {
	g := Regions()
	if code, ok := g.Code(tidy(said)); ok {
		return k.offered([]string{code})
	}
	t := newText(said)
	found := k.spans(g, t, false)
	if len(found) == 0 {
		found = k.spans(g, t, true)
	}
	switch len(found) {
	case 0:
		return "", k.problem("unreadable")
	case 1:
		return k.offered(found[0])
	}
	return k.innermost(g, found)
}

// spans finds the regions named in a text, each with its candidates.
func (k region) spans(g *Gazetteer, t text, short bool) [][]string {
	whole := short || len([]rune(tidy(string(t.low)))) <= 4
	var found [][]string
	for i := 0; i < len(t.low); {
		codes, end := g.at(t, i, whole)
		if end == i {
			i++
			continue
		}
		if !refused(t, i) {
			found = append(found, codes)
		}
		i = end
	}
	return found
}

// innermost accepts several names that lie within one another (西湖区，在杭州), whatever their order.
func (k region) innermost(g *Gazetteer, found [][]string) (string, error) {
	best := found[0]
	for _, next := range found[1:] {
		inner := keepStrict(next, func(c string) bool { return g.inAny(c, best) || slices.Contains(best, c) })
		if len(inner) == 0 {
			inner = keepStrict(best, func(c string) bool { return g.inAny(c, next) })
		}
		if len(inner) == 0 {
			return "", k.problem("several")
		}
		best = inner
	}
	return k.offered(best)
}

func keepStrict(codes []string, ok func(string) bool) []string {
	var kept []string
	for _, c := range codes {
		if ok(c) {
			kept = append(kept, c)
		}
	}
	return kept
}

// offered restricts candidates to the slot's options and wants one to be left.
func (k region) offered(codes []string) (string, error) {
	if len(k.params.Options) > 0 {
		codes = keepStrict(codes, func(c string) bool {
			return slices.ContainsFunc(k.params.Options, func(o Option) bool { return o.Value == c })
		})
		if len(codes) == 0 {
			return "", k.problem("not_offered")
		}
	}
	if len(codes) > 1 {
		return "", k.problem("ambiguous", "candidates", strings.Join(codes, ","))
	}
	return k.pass(codes[0])
}

// Format writes the region with those around it.
func (k region) Format(v, lang string) string {
	if path := Regions().Path(v, lang); path != "" {
		return path
	}
	return v
}

// Mask is Format: a region identifies nobody.
func (k region) Mask(v, lang string) string { return k.Format(v, lang) }
